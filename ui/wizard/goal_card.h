// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QPixmap>

namespace gano {

/// A goal to choose: a picture of what goes in, one of what comes out, the goal's name and a sentence.
class GoalCard : public QAbstractButton {
    Q_OBJECT
public:
    /// `pictures` is the beginning of two file names among the goal pictures.
    GoalCard(const QString& pictures, const QString& title, const QString& sentence, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont titleFont() const;

    QPixmap in_, out_;
    QString sentence_;
};

}  // namespace gano
