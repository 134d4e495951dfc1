// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <stdexcept>
#include <string>

namespace gano {

/// A failure told in one sentence a microscopist can act on: what, which file, what to do.
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& sentence) : std::runtime_error(sentence) {}
};

/// The request itself was wrong (an unknown name, a value out of range), not its execution.
class UsageError : public Error {
public:
    using Error::Error;
};

/// A result could not be written: a full disk, a folder without permission. Trying the next file would not help.
class OutputError : public Error {
public:
    using Error::Error;
};

/// The known name closest to `name` (edit distance, at most half its length), or empty.
std::string nearestName(const std::string& name, std::span<const std::string> known);

/// "No generator is called 'unett'. Did you mean unet_2_44? Known: …"
UsageError unknownName(const std::string& kind, const std::string& name, std::span<const std::string> known);

}  // namespace gano
