// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "ui/view/image_view.h"

namespace gano {

/// The pixels around the cursor, each as a square, in the colours of the pane.
class Magnifier : public QWidget {
    Q_OBJECT
public:
    explicit Magnifier(QWidget* parent = nullptr);

    /// `pixel`: of `source`'s level 0; a null source empties it.
    void show(std::shared_ptr<ImageSource> source, const QPointF& pixel, const Contrast& contrast);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::shared_ptr<ImageSource> source_;
    QPoint pixel_;
    Contrast contrast_;
};

}  // namespace gano
