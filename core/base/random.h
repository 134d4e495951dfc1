// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gano {

/// A random stream with an address: the same seed gives the same numbers on every machine and thread.
/// SplitMix64 (Steele, Lea, Flood 2014), whose output for consecutive states passes BigCrush.
class Rng {
public:
    explicit Rng(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    double uniform();                          ///< In [0, 1).
    double uniform(double low, double high);   ///< In [low, high).
    double normal();                           ///< Mean 0, standard deviation 1.
    std::size_t below(std::size_t n);          ///< In [0, n).
    bool chance(double p) { return uniform() < p; }

private:
    std::uint64_t state_;
};

/// The seed at an address: any number of workers, in any order, get the same stream for the same sample.
std::uint64_t seedFor(std::uint64_t seed, std::uint64_t epoch, std::uint64_t sample, std::uint64_t purpose = 0);

/// 0 … n-1 in a random order (Fisher-Yates).
std::vector<std::size_t> shuffled(std::size_t n, std::uint64_t seed);

}  // namespace gano
