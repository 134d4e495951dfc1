// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>

#include "core/base/options.h"

namespace gano {

/// The values given on the command line, by option key; applied after presets and configuration files.
using GivenOptions = std::map<std::string, std::string>;

/// One "--key VALUE" per field, with its sentence, range and default in --help.
void addFlags(CLI::App& app, const OptionFields& fields, GivenOptions& given);

/// Sets the fields that were given. Throws UsageError with what is allowed.
void applyGiven(const OptionFields& fields, const GivenOptions& given);

}  // namespace gano
