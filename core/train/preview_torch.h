// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <filesystem>

#include "core/tasks/task.h"

namespace gano {

/// Writes a picture with one row per sample: input, output, target. `input` is N × 1 × H × W, `output` N × K × H × W as it
/// comes from the network, `target` N × 1 × H × W, all on the CPU. Labels and probabilities are shown from black to white;
/// images in the grey range of their target, so that output and target can be compared.
void writePreview(const std::filesystem::path& file, const at::Tensor& input, const at::Tensor& output,
                  const at::Tensor& target, TargetKind kind);

}  // namespace gano
