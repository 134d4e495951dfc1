// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/optim/adam.h>

namespace gano {

/// LibTorch's Adam (Kingma and Ba 2015), its arithmetic done for all weights of a group in one call each: on a GPU a dozen
/// launches instead of hundreds. State and numbers are those of torch::optim::Adam, bit for bit. Weight decay and
/// AMSGrad, which nothing here uses, are left to it, and so is everything where fastPaths().groupedAdam is off.
class GroupedAdam final : public torch::optim::Adam {
public:
    using torch::optim::Adam::Adam;

    torch::Tensor step(LossClosure closure = nullptr) override;
};

}  // namespace gano
