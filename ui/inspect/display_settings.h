// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <optional>

#include "ui/inspect/contents.h"

namespace gano {

/// How labels are shown: over the micrograph, by themselves, or not at all.
enum class MarkStyle { Contours, Filled, Raw, Hidden };

/// How the panes show things; the data stay as they are.
///
/// Contents of one group share a contrast, so that grey values of input and output can be compared by eye; unlinked, each
/// pane has its own for grey values. A contrast set by hand stays for the next images until it is automatic again.
class DisplaySettings {
public:
    bool linked = true;
    MarkStyle style = MarkStyle::Contours;
    Marks onInput = Marks::None;  ///< What is drawn over the input.
    double opacity = 0.8;

    /// `source` is what the pane shows, `input` the micrograph that sets the linked range; both may be null or unread yet.
    Contrast contrast(int pane, ContrastGroup group, const ImageSource* source, const ImageSource* input, int classes) const;
    void set(int pane, ContrastGroup group, const Contrast& contrast);
    void setAutomatic(int pane, ContrastGroup group);  ///< Keeps the colours.
    void setMap(int pane, ContrastGroup group, ColourMap map);
    bool isAutomatic(int pane, ContrastGroup group) const;

private:
    struct Chosen {
        std::optional<std::pair<double, double>> range;
        std::optional<ColourMap> map;
    };
    std::pair<int, int> keyOf(int pane, ContrastGroup group) const;

    std::map<std::pair<int, int>, Chosen> chosen_;
};

}  // namespace gano
