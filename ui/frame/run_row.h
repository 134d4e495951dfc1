// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QFutureWatcher>
#include <QImage>

#include "ui/frame/library.h"

class QLabel;
class QPushButton;

namespace gano {

class ElidedLabel;

/// A run on the home page: picture, name, what it is, how far and how good, and what can be done with it.
class RunRow : public QFrame {
    Q_OBJECT
public:
    explicit RunRow(RunCard card, QWidget* parent = nullptr);

    const RunCard& card() const { return card_; }
    void setBusy(bool busy);  ///< Another job runs: nothing can be resumed now.
    void updateAge();

Q_SIGNALS:
    void openRequested(const std::filesystem::path& run);
    void resumeRequested(const std::filesystem::path& run);
    void inspectRequested(const std::filesystem::path& run);
    void forgetRequested(const std::filesystem::path& run);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QString standing() const;
    void showMenu(const QPoint& at);

    RunCard card_;
    QLabel* picture_;
    ElidedLabel* standing_;
    QPushButton* resume_ = nullptr;
    QFutureWatcher<QImage> reading_;
};

}  // namespace gano
