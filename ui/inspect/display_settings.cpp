// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/display_settings.h"

#include <algorithm>
#include <cmath>

namespace gano {
namespace {

ColourMap usualMap(ContrastGroup group) {
    switch (group) {
        case ContrastGroup::Probability: return ColourMap::Viridis;
        case ContrastGroup::Uncertainty: return ColourMap::Fire;
        case ContrastGroup::Signed: return ColourMap::Diverging;
        default: return ColourMap::Grey;
    }
}

}  // namespace

std::pair<int, int> DisplaySettings::keyOf(int pane, ContrastGroup group) const {
    return {static_cast<int>(group), !linked && group == ContrastGroup::Grey ? pane : -1};
}

Contrast DisplaySettings::contrast(int pane, ContrastGroup group, const ImageSource* source, const ImageSource* input, int classes) const {
    Contrast contrast;
    contrast.map = usualMap(group);
    const auto* measured = linked && group == ContrastGroup::Grey && input ? input : source;
    const auto histogram = measured ? measured->histogram() : std::nullopt;
    if (histogram && group == ContrastGroup::Grey) {
        contrast.low = histogram->autoLow;
        contrast.high = histogram->autoHigh;
    } else if (histogram && group == ContrastGroup::Signed) {
        contrast.high = std::max({std::abs(histogram->autoLow), std::abs(histogram->autoHigh), 1e-12});
        contrast.low = -contrast.high;
    } else if (histogram && group == ContrastGroup::Uncertainty) {
        contrast.high = std::max(histogram->autoHigh, 1e-12);
    } else if (group == ContrastGroup::Labels) {
        contrast.high = std::max(1, classes - 1);
    }
    if (const auto found = chosen_.find(keyOf(pane, group)); found != chosen_.end()) {
        if (found->second.range) std::tie(contrast.low, contrast.high) = *found->second.range;
        if (found->second.map) contrast.map = *found->second.map;
    }
    return contrast;
}

void DisplaySettings::set(int pane, ContrastGroup group, const Contrast& contrast) {
    chosen_[keyOf(pane, group)] = {std::pair{contrast.low, contrast.high}, contrast.map};
}

void DisplaySettings::setAutomatic(int pane, ContrastGroup group) { chosen_[keyOf(pane, group)].range.reset(); }

void DisplaySettings::setMap(int pane, ContrastGroup group, ColourMap map) { chosen_[keyOf(pane, group)].map = map; }

bool DisplaySettings::isAutomatic(int pane, ContrastGroup group) const {
    const auto found = chosen_.find(keyOf(pane, group));
    return found == chosen_.end() || !found->second.range;
}

}  // namespace gano
