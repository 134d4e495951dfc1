// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>
#include <array>
#include <cstdint>

#include "ui/view/image_view.h"

namespace gano {

/// The 256 colours of a map, opaque, from the lowest value to the highest. Grey and inverted are computed. Fire is ImageJ's
/// (ij/LutLoader, public domain), viridis Smith and van der Walt's (matplotlib, CC0); diverging runs through the eleven
/// colours of Brewer's RdBu from blue over white to red (colorbrewer2.org, Apache 2.0).
const std::array<QRgb, 256>& colourTable(ColourMap map);

/// "Grey", "Fire", …
QString colourMapName(ColourMap map);
/// All of them, in the order of menus.
inline constexpr std::array kColourMaps = {ColourMap::Grey, ColourMap::Inverted, ColourMap::Fire, ColourMap::Viridis, ColourMap::Diverging};
/// A strip of the map's colours, for menus.
QIcon colourMapIcon(ColourMap map);

/// The colour of label 1, 2, …: those of look::series, again after seven.
QColor overlayColour(int label);

/// Values to colours: low is the first of the map, high the last, linear between and clipped beyond. What is no number gets
/// the first colour. Without a range everything does, too.
class ColourScale {
public:
    explicit ColourScale(const Contrast& contrast);
    int index(float value) const {
        const float level = (value - low_) * gain_ + 0.5F;
        // Written so that a value that is no number fails the first comparison.
        return level > 0.0F ? (level < 255.0F ? static_cast<int>(level) : 255) : 0;
    }
    QRgb operator()(float value) const { return (*table_)[static_cast<std::size_t>(index(value))]; }

private:
    const std::array<QRgb, 256>* table_;
    float low_, gain_;
};

}  // namespace gano
