// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/network.h"

namespace gano {

/// U-Net of residual blocks (Sytwu 2022; the dilations give the receptive fields of arXiv 2402.18286).
std::shared_ptr<ImageNetwork> makeUNet(const GeneratorSpec& spec, const GeneratorRow& row);
/// HRNetV2 (Wang et al., TPAMI 2020) with stem stride 4 and bilinear output.
std::shared_ptr<ImageNetwork> makeHrNet(const GeneratorSpec& spec, const GeneratorRow& row);

}  // namespace gano
