// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace gano {

/// A ready-made study to choose: what it asks, what is compared, and what one must have for it.
class StudyCard : public QAbstractButton {
    Q_OBJECT
public:
    StudyCard(const QString& title, const QString& question, const QString& needs, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QFont titleFont() const;
    /// Calls `draw` for title, question and needs with their places from the top; returns where they end.
    template <class Draw>
    int forEachPart(int width, Draw draw) const;

    QString question_, needs_;
};

}  // namespace gano
