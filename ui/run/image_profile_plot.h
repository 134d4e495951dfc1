// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/data/image_profile.h"

class QCPAxisRect;
class QCustomPlot;

namespace gano {

/// How two sets of images differ to a network: the histograms of their grey values and their power spectra, side by side.
class ImageProfilePlot : public QWidget {
    Q_OBJECT
public:
    ImageProfilePlot(const ImageProfile& own, const QString& ownName, const ImageProfile& other, const QString& otherName, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build(const ImageProfile& profile, const QString& name);
    void applyColours();

    QCustomPlot* plot_;
    QCPAxisRect* spectra_;
};

}  // namespace gano
