// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "models/catalogue.h"

namespace gano {

/// Trainable numbers of a generator; builds it to count them.
std::int64_t generatorParameters(const GeneratorSpec& spec);

}  // namespace gano
