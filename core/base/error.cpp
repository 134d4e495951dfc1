// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <algorithm>
#include <vector>

namespace gano {
namespace {

std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row.back();
}

}  // namespace

std::string nearestName(const std::string& name, std::span<const std::string> known) {
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(1, name.size() / 2) + 1;
    for (const std::string& candidate : known) {
        // A prefix counts as close: "seg" means "segmentation".
        const bool prefix = name.size() >= 3 && candidate.starts_with(name);
        const std::size_t distance = prefix ? 1 : editDistance(name, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

UsageError unknownName(const std::string& kind, const std::string& name, std::span<const std::string> known) {
    std::string sentence = "No " + kind + " is called '" + name + "'.";
    if (const std::string nearest = nearestName(name, known); !nearest.empty()) {
        sentence += " Did you mean " + nearest + "?";
    }
    sentence += " Known: ";
    for (std::size_t i = 0; i < known.size(); ++i) {
        sentence += (i == 0 ? "" : ", ") + known[i];
    }
    return UsageError(sentence + ".");
}

}  // namespace gano
