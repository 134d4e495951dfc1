// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fast_paths.h"

#include <utility>

#include "core/base/error.h"

namespace gano {
namespace {

const std::vector<std::pair<std::string, bool FastPaths::*>>& table() {
    static const std::vector<std::pair<std::string, bool FastPaths::*>> rows = {
        {"keepBuffers", &FastPaths::keepBuffers}, {"shortWaits", &FastPaths::shortWaits}, {"coarseConvolutions", &FastPaths::coarseConvolutions},
        {"winograd", &FastPaths::winograd}, {"foldedNorms", &FastPaths::foldedNorms}, {"fusedNorms", &FastPaths::fusedNorms},
        {"groupedAdam", &FastPaths::groupedAdam}, {"fusedAdam", &FastPaths::fusedAdam}, {"cudaGraph", &FastPaths::cudaGraph},
        {"channelsLast", &FastPaths::channelsLast}, {"reducedPrecision", &FastPaths::reducedPrecision}};
    return rows;
}

}  // namespace

FastPaths& fastPaths() {
    static FastPaths paths;
    return paths;
}

std::vector<std::string> fastPathNames() {
    std::vector<std::string> names;
    for (const auto& row : table()) names.push_back(row.first);
    return names;
}

void setFastPath(const std::string& name, bool on) {
    for (const auto& [known, member] : table())
        if (known == name) {
            fastPaths().*member = on;
            return;
        }
    throw unknownName("fast path", name, fastPathNames());
}

}  // namespace gano
