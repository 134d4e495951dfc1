// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pointwise_conv_torch.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "models/conv_function_torch.h"
#include "models/matrix_products_torch.h"

namespace gano {
namespace {

constexpr std::int64_t rowsOfATurn = 96;
/// Rows of one sum; sums are added up in the same order whatever the number of threads.
constexpr std::int64_t leastRowsOfASum = 1024, mostSums = 16;

std::int64_t pixels(const torch::Tensor& x) { return x.size(0) * x.size(2) * x.size(3); }

/// `from` with its channels side by side, times an inputs × outputs matrix.
torch::Tensor product(const torch::Tensor& from, const torch::Tensor& matrix, const float* bias) {
    GANO_RECORD_CONVOLUTION;
    const auto inputs = matrix.size(0), outputs = matrix.size(1);
    const auto packed = packedMatrix(matrix);
    const auto made = at::empty({from.size(0), outputs, from.size(2), from.size(3)}, from.options().memory_format(torch::MemoryFormat::ChannelsLast));
    const auto turns = std::max<std::int64_t>(1, pixels(from) / rowsOfATurn);
    at::parallel_for(0, turns, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto first = begin * rowsOfATurn, last = end == turns ? pixels(from) : end * rowsOfATurn;
        winograd::multiplyRows(from.data_ptr<float>() + first * inputs, last - first, inputs, packed.data_ptr<float>(), outputs, bias, made.data_ptr<float>() + first * outputs);
    });
    return made;
}

torch::Tensor weightGradient(const torch::Tensor& x, const torch::Tensor& gradient) {
    GANO_RECORD_CONVOLUTION;
    const auto inputs = x.size(1), outputs = gradient.size(1), rows = pixels(x);
    const auto each = std::max(leastRowsOfASum, upTo(rows, mostSums) / mostSums), count = upTo(rows, each) / each;
    const auto sums = roomForSums(count, inputs, outputs);
    at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i)
            winograd::sumProducts(x.data_ptr<float>() + i * each * inputs, inputs, gradient.data_ptr<float>() + i * each * outputs, outputs,
                                  std::min(each, rows - i * each), true, sums[i].data_ptr<float>());
    });
    return matrixOfSums(sums, inputs, outputs).t().reshape({outputs, inputs, 1, 1});
}

struct PointwiseConv {
    PointwiseConv(at::IntArrayRef, at::IntArrayRef, const ConvShape&) {}
    torch::Tensor output(const torch::Tensor& x, const torch::Tensor& weight, const OptionalTensor& bias) const {
        return product(x, weight.flatten(1).t(), valuesOf(bias));
    }
    torch::Tensor ofInput(const torch::Tensor& gradient, const torch::Tensor& weight) const { return product(gradient, weight.flatten(1), nullptr); }
    torch::Tensor ofWeight(const torch::Tensor& x, const torch::Tensor& gradient) const { return weightGradient(x, gradient); }
};

}  // namespace

bool canBePointwise(const torch::Tensor& x, const torch::Tensor& weight) {
    const auto suits = [](std::int64_t channels) { return channels >= winograd::lanes && channels % winograd::lanes == 0; };
    return weight.size(2) == 1 && weight.size(3) == 1 && x.size(1) == weight.size(1) && suits(weight.size(0)) && suits(weight.size(1)) && pixels(x) >= winograd::rowsAtOnce;
}

torch::Tensor pointwiseConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
    return convolvedBy<PointwiseConv>(x, weight, bias, {});
}

}  // namespace gano
