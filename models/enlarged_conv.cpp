// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/enlarged_conv_torch.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>
#include <vector>

#include "models/fast_conv_torch.h"

namespace gano {
namespace {

/// Which taps of a 3-tap kernel fall on which of the two coarse pixels that a phase sees: phase × pixel × tap.
torch::Tensor tapSums(const torch::TensorOptions& options) {
    return torch::tensor({1.F, 0.F, 0.F, 0.F, 1.F, 1.F, 1.F, 1.F, 0.F, 0.F, 0.F, 1.F}).view({2, 2, 3}).to(options);
}

/// out × in × 3 × 3 to (2 × 2 phases) · out × in × 2 × 2.
torch::Tensor phaseWeights(const torch::Tensor& weight) {
    const auto sums = tapSums(weight.options());
    return at::einsum("par,qbs,oirs->pqoiab", {sums, sums, weight}).reshape({4 * weight.size(0), weight.size(1), 2, 2});
}

/// Walks through a fine image and the coarse values that belong to its pixels, together.
struct Pairs {
    std::int64_t images, channels, height, width;  ///< Of the coarse image.
    std::array<std::int64_t, 4> fine;              ///< Strides of image, channel, row, column.
    std::array<std::int64_t, 4> coarse;
    std::int64_t lower = 0, right = 0;  ///< Steps from the coarse value of one phase to that of the phase below, to the right.

    /// Of 4 · out planes over H + 1 × W + 1 positions, phase (p, q) beginning at row p and column q.
    static Pairs ofPhases(const torch::Tensor& fine, const torch::Tensor& phases) {
        auto pairs = ofCoarse(fine, phases);
        pairs.right = pairs.channels * pairs.coarse[1] + pairs.coarse[3];
        pairs.lower = 2 * pairs.channels * pairs.coarse[1] + pairs.coarse[2];
        return pairs;
    }
    /// Of one value for all four phases.
    static Pairs ofCoarse(const torch::Tensor& fine, const torch::Tensor& coarse) {
        return {fine.size(0), fine.size(1), fine.size(2) / 2, fine.size(3) / 2,
                {fine.stride(0), fine.stride(1), fine.stride(2), fine.stride(3)},
                {coarse.stride(0), coarse.stride(1), coarse.stride(2), coarse.stride(3)}};
    }

    template <class T, class Work>
    void each(T* fineData, T* coarseData, const Work& work) const {
        const bool channelsInside = fine[1] == 1 && coarse[1] == 1;
        at::parallel_for(0, images * height, 1, [&](std::int64_t from, std::int64_t to) {
            for (auto i = from; i < to; ++i)
                for (std::int64_t phase = 0; phase < 4; ++phase) {
                    const auto image = i / height, y = i % height, p = phase / 2, q = phase % 2;
                    T* f = fineData + image * fine[0] + (2 * y + p) * fine[2] + q * fine[3];
                    T* s = coarseData + image * coarse[0] + y * coarse[2] + p * lower + q * right;
                    if (channelsInside)
                        for (std::int64_t x = 0; x < width; ++x)
                            for (std::int64_t c = 0; c < channels; ++c) work(f[2 * x * fine[3] + c], s[x * coarse[3] + c]);
                    else
                        for (std::int64_t c = 0; c < channels; ++c)
                            for (std::int64_t x = 0; x < width; ++x) work(f[c * fine[1] + 2 * x * fine[3]], s[c * coarse[1] + x * coarse[3]]);
                }
        });
    }
};

/// Calls work(fine value, coarse value) for all pixels on the processor; false where the types or the device are others.
template <class Work>
bool onProcessor(const Pairs& pairs, const torch::Tensor& fine, const torch::Tensor& coarse, const Work& work) {
    if (!fine.is_cpu() || fine.scalar_type() != coarse.scalar_type()) return false;
    if (fine.scalar_type() == torch::kFloat) pairs.each(fine.data_ptr<float>(), coarse.data_ptr<float>(), work);
    else if (fine.scalar_type() == torch::kBFloat16) pairs.each(fine.data_ptr<at::BFloat16>(), coarse.data_ptr<at::BFloat16>(), work);
    else return false;
    return true;
}

constexpr auto addCoarse = [](auto& fine, const auto& coarse) { fine += coarse; };
constexpr auto takeFine = [](const auto& fine, auto& coarse) { coarse = fine; };

/// The places of phase (p, q) among all phases: N × out × H × W, sharing memory.
torch::Tensor onePhase(const torch::Tensor& phases, const Pairs& pairs, std::int64_t p, std::int64_t q) {
    return phases.narrow(1, (2 * p + q) * pairs.channels, pairs.channels).narrow(2, p, pairs.height).narrow(3, q, pairs.width);
}

/// Adds the phases to a fine image in place.
class AddPhases : public torch::autograd::Function<AddPhases> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, torch::Tensor fine, const torch::Tensor& phases) {
        const auto pairs = Pairs::ofPhases(fine, phases);
        if (!onProcessor(pairs, fine, phases, addCoarse)) {
            std::vector<torch::Tensor> rows;
            for (std::int64_t p = 0; p < 2; ++p) rows.push_back(at::stack({onePhase(phases, pairs, p, 0), onePhase(phases, pairs, p, 1)}, 4));
            fine.add_(at::stack(rows, 3).reshape(fine.sizes()));
        }
        context->mark_dirty({fine});
        return fine;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext*, torch::autograd::tensor_list gradients) {
        const auto& fine = gradients[0];
        // The last row or column of a phase's positions is outside the image and gets no gradient.
        const auto phases = at::zeros({fine.size(0), 4 * fine.size(1), fine.size(2) / 2 + 1, fine.size(3) / 2 + 1},
                                      fine.options().memory_format(fine.suggest_memory_format()));
        const auto pairs = Pairs::ofPhases(fine, phases);
        if (!onProcessor(pairs, fine, phases, takeFine)) {
            const auto cells = fine.reshape({pairs.images, pairs.channels, pairs.height, 2, pairs.width, 2});
            for (std::int64_t p = 0; p < 2; ++p)
                for (std::int64_t q = 0; q < 2; ++q) onePhase(phases, pairs, p, q).copy_(cells.select(5, q).select(3, p));
        }
        return {fine, phases};
    }
};

/// Adds an enlarged image to a fine one in place, without making the enlarged one.
class AddEnlarged : public torch::autograd::Function<AddEnlarged> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, torch::Tensor fine, const torch::Tensor& coarse) {
        if (!onProcessor(Pairs::ofCoarse(fine, coarse), fine, coarse, addCoarse))
            fine.add_(at::upsample_nearest2d(coarse, {fine.size(2), fine.size(3)}, torch::nullopt, torch::nullopt));
        context->mark_dirty({fine});
        return fine;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext*, torch::autograd::tensor_list gradients) {
        const auto& fine = gradients[0];
        // The sum over each 2 × 2 cell.
        return {fine, at::avg_pool2d(fine, 2, 2, 0, false, true, 1)};
    }
};

}  // namespace

torch::Tensor addConvOfEnlarged(const torch::Tensor& sum, const torch::Tensor& coarse, const torch::Tensor& weight, std::int64_t dilation) {
    const auto conv = [](const torch::Tensor& x, const torch::Tensor& w, std::int64_t padding, std::int64_t step) {
        return fastConv2d(x, w, {}, {.padding = padding, .dilation = step});
    };
    if (dilation == 1) return AddPhases::apply(sum, conv(coarse, phaseWeights(weight), 1, 1));
    if (dilation % 2 == 0) return AddEnlarged::apply(sum, conv(coarse, weight, dilation / 2, dilation / 2));
    const auto fine = at::upsample_nearest2d(coarse, {sum.size(2), sum.size(3)}, torch::nullopt, torch::nullopt);
    return at::add(sum, conv(fine, weight, dilation, dilation));
}

torch::Tensor addPointwiseOfEnlarged(const torch::Tensor& sum, const torch::Tensor& coarse, const torch::Tensor& weight) {
    return AddEnlarged::apply(sum, fastConv2d(coarse, weight, {}, {}));
}

}  // namespace gano
