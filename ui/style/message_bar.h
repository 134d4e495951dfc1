// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace gano {

/// A line at the top of a page for what the user should know: one sentence, at most one button, details folded away, a
/// cross to close it. Never a dialog.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Information, Warning, Problem };
    explicit MessageBar(QWidget* parent = nullptr);  ///< Hidden until something is told.

    void tell(Kind kind, const QString& sentence, const QString& action = {}, const QString& details = {});
    QString sentence() const;

Q_SIGNALS:
    void actionRequested();

private:
    QLabel* icon_;
    QLabel* sentence_;
    QPushButton* action_;
    QToolButton* more_;
    QLabel* details_;
};

}  // namespace gano
