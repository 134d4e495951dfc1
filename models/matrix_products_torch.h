// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout_torch.h"
#include "models/winograd.h"

namespace gano {

/// A matrix, inputs × outputs with any strides, as winograd::multiplyRows takes it.
inline torch::Tensor packedMatrix(const torch::Tensor& matrix) {
    const auto inputs = matrix.size(0), outputs = matrix.size(1);
    auto packed = at::empty({upTo(outputs, winograd::panel) * inputs}, torch::kFloat);
    winograd::packMatrix(matrix.data_ptr<float>(), inputs, outputs, matrix.stride(0), matrix.stride(1), packed.data_ptr<float>());
    return packed;
}

/// Room for `count` results of winograd::sumProducts. The lanes of a half panel stay zero.
inline torch::Tensor roomForSums(std::int64_t count, std::int64_t inputs, std::int64_t outputs) {
    return at::zeros({count, upTo(outputs, winograd::panel) / winograd::panel, upTo(inputs, winograd::rowsAtOnce), winograd::panel}, torch::kFloat);
}

/// All of them added up, in the same order whatever the number of threads, as a matrix: inputs × outputs.
inline torch::Tensor matrixOfSums(const torch::Tensor& sums, std::int64_t inputs, std::int64_t outputs) {
    const auto padded = sums.size(2);
    const auto all = sums.sum(0).permute({1, 0, 2}).reshape({padded, sums.size(1) * winograd::panel}).narrow(1, 0, outputs);
    // The last group of rows ends with the last input, where their number is no multiple of six.
    const auto whole = inputs / winograd::rowsAtOnce * winograd::rowsAtOnce, rest = inputs - whole;
    return rest == 0 ? all.contiguous() : at::cat({all.narrow(0, 0, whole), all.narrow(0, padded - rest, rest)}, 0);
}

}  // namespace gano
