// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/data/label_fit.h"
#include "core/data/preflight.h"
#include "core/data/sample_look.h"

namespace gano {

/// What the label images of a set say together: whether they lie where the objects are, and whether some are inverted.
/// Internal to core/data.
class LabelFindings {
public:
    void add(const std::string& name, const SampleLook& look);
    void tell(PreflightReport& report) const;  ///< Adds its findings and the sizes of the objects.

private:
    struct Seen {
        std::string name;
        std::optional<LabelFit> fit;
        std::optional<LabelContrast> contrast;
    };
    void tellShift(PreflightReport& report) const;
    void tellSomeShifted(PreflightReport& report, const LabelFit& mean) const;
    void tellInverted(PreflightReport& report) const;
    void tellEmpty(PreflightReport& report) const;

    std::vector<Seen> seen_;
    std::vector<std::string> empty_;
    std::set<int> values_;
    ObjectSizeGathering sizes_;
};

}  // namespace gano
