// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/generator_size.h"

#include "models/network.h"

namespace gano {

std::int64_t generatorParameters(const GeneratorSpec& spec) { return parameterCount(*makeGenerator(spec)); }

}  // namespace gano
