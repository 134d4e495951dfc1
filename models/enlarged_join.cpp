// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/enlarged_join_torch.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "models/fast_conv_torch.h"
#include "models/layout_torch.h"

namespace gano {
namespace {

/// Calls work(coarse pixel, fine pixel left above) for all coarse pixels, lines at a time.
template <class Work>
void eachCell(const torch::Tensor& coarse, const Work& work) {
    const auto height = coarse.size(2), width = coarse.size(3);
    at::parallel_for(0, coarse.size(0) * height, 4, [&](std::int64_t begin, std::int64_t end) {
        // Lines of all images below each other: the fine ones are twice as many and twice as long.
        for (auto line = begin; line < end; ++line)
            for (std::int64_t x = 0; x < width; ++x) work(line * width + x, (2 * line * width + x) * 2);
    });
}

class JoinEnlarged : public torch::autograd::Function<JoinEnlarged> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& givenFine, const torch::Tensor& givenCoarse) {
        const auto fine = sideBySide(givenFine), coarse = sideBySide(givenCoarse);
        context->saved_data["fine"] = fine.size(1);
        const auto c = fine.size(1), d = coarse.size(1), width = fine.size(3);
        const auto joined = at::empty({fine.size(0), c + d, fine.size(2), width}, fine.options().memory_format(torch::MemoryFormat::ChannelsLast));
        const float *fineValues = fine.data_ptr<float>(), *coarseValues = coarse.data_ptr<float>();
        auto* const to = joined.data_ptr<float>();
        eachCell(coarse, [&](std::int64_t cell, std::int64_t corner) {
            for (const auto pixel : {corner, corner + 1, corner + width, corner + width + 1}) {
                std::copy_n(fineValues + pixel * c, c, to + pixel * (c + d));
                std::copy_n(coarseValues + cell * d, d, to + pixel * (c + d) + c);
            }
        });
        return joined;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context, torch::autograd::tensor_list gradients) {
        const auto gradient = sideBySide(gradients[0]);
        const auto c = context->saved_data["fine"].toInt(), d = gradient.size(1) - c, width = gradient.size(3);
        const auto options = gradient.options().memory_format(torch::MemoryFormat::ChannelsLast);
        const auto ofFine = at::empty({gradient.size(0), c, gradient.size(2), width}, options), ofCoarse = at::empty({gradient.size(0), d, gradient.size(2) / 2, width / 2}, options);
        const auto* const from = gradient.data_ptr<float>();
        auto *const fine = ofFine.data_ptr<float>(), *const coarse = ofCoarse.data_ptr<float>();
        eachCell(ofCoarse, [&](std::int64_t cell, std::int64_t corner) {
            const float* parts[] = {from + corner * (c + d), from + (corner + 1) * (c + d), from + (corner + width) * (c + d), from + (corner + width + 1) * (c + d)};
            const std::int64_t pixels[] = {corner, corner + 1, corner + width, corner + width + 1};
            for (std::size_t i = 0; i < 4; ++i) std::copy_n(parts[i], c, fine + pixels[i] * c);
            for (std::int64_t k = c; k < c + d; ++k) coarse[cell * d + k - c] = (parts[0][k] + parts[1][k]) + (parts[2][k] + parts[3][k]);
        });
        return {ofFine, ofCoarse};
    }
};

}  // namespace

torch::Tensor joinEnlarged(const torch::Tensor& fine, const torch::Tensor& coarse) {
    const bool twice = fine.size(2) == 2 * coarse.size(2) && fine.size(3) == 2 * coarse.size(3) && fine.size(0) == coarse.size(0);
    if (twice && convolvesFast(fine) && convolvesFast(coarse)) return JoinEnlarged::apply(fine, coarse);
    return at::cat({fine, at::upsample_nearest2d(coarse, {fine.size(2), fine.size(3)}, torch::nullopt, torch::nullopt)}, 1);
}

}  // namespace gano
