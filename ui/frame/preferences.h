// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

#include "ui/style/look.h"

namespace gano {

struct TrainPlan;

/// What the user set once and for all, kept between starts.
struct Preferences {
    std::string device = "auto";
    int threads = 0;  ///< 0: one per core.
    look::Theme theme = look::Theme::System;

    static Preferences load();
    void save() const;
    /// Fills in what the plan leaves open.
    void applyTo(TrainPlan& plan) const;
};

}  // namespace gano
