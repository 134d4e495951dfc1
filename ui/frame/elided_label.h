// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>

namespace gano {

/// A line of text with "…" where there is no room, and the whole in its tool tip. Of names the end counts as much as the
/// beginning; of sentences the beginning.
class ElidedLabel : public QLabel {
public:
    explicit ElidedLabel(const QString& text = {}, Qt::TextElideMode elided = Qt::ElideMiddle) : QLabel(text), elided_(elided) {
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        setMinimumWidth(64);
        setToolTip(text);
    }
    void tell(const QString& text) {
        setText(text);
        setToolTip(text);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const auto shown = fontMetrics().elidedText(text(), elided_, width());
        style()->drawItemText(&painter, rect(), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), palette(), isEnabled(), shown, QPalette::WindowText);
    }

private:
    Qt::TextElideMode elided_;
};

}  // namespace gano
