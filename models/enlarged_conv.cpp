// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/enlarged_conv_torch.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

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

/// The place of the four phases in a tensor over H + 1 × W + 1 positions: phase (p, q) begins at row p and column q.
struct Phases {
    std::int64_t images, channels, height, width;  ///< Of the coarse image.
    explicit Phases(const torch::Tensor& fine) : images(fine.size(0)), channels(fine.size(1)), height(fine.size(2) / 2), width(fine.size(3) / 2) {}

    /// Where a row of phase (p, q) begins; `plane` counts images and channels.
    std::int64_t row(std::int64_t plane, std::int64_t p, std::int64_t q, std::int64_t y) const {
        const auto all = ((plane / channels * 2 + p) * 2 + q) * channels + plane % channels;
        return (all * (height + 1) + y + p) * (width + 1) + q;
    }
};

bool plainFloats(const torch::Tensor& a, const torch::Tensor& b) {
    return a.is_cpu() && a.scalar_type() == torch::kFloat && b.scalar_type() == torch::kFloat && a.is_contiguous() && b.is_contiguous();
}

/// Calls work(channel plane, coarse row) for all of them, on all threads.
template <class Work>
void forEachRow(std::int64_t planes, std::int64_t height, const Work& work) {
    at::parallel_for(0, planes * height, 16, [&](std::int64_t from, std::int64_t to) {
        for (auto i = from; i < to; ++i) work(i / height, i % height);
    });
}

/// The four phases side by side as one fine image: N × out × 2H × 2W.
torch::Tensor interleaved(const torch::Tensor& phases, const Phases& at) {
    const auto all = phases.reshape({at.images, 2, 2, at.channels, at.height + 1, at.width + 1});
    std::vector<torch::Tensor> rows;
    for (std::int64_t p = 0; p < 2; ++p) {
        std::vector<torch::Tensor> columns;
        for (std::int64_t q = 0; q < 2; ++q)
            columns.push_back(all.select(1, p).select(1, q).narrow(2, p, at.height).narrow(3, q, at.width));
        rows.push_back(at::stack(columns, 4));
    }
    return at::stack(rows, 3).reshape({at.images, at.channels, 2 * at.height, 2 * at.width});
}

/// Adds the phases to a fine image in place.
class AddPhases : public torch::autograd::Function<AddPhases> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, torch::Tensor fine, const torch::Tensor& phases) {
        const Phases at(fine);
        if (plainFloats(fine, phases)) {
            auto* out = fine.data_ptr<float>();
            const auto* in = phases.data_ptr<float>();
            forEachRow(at.images * at.channels, at.height, [&](std::int64_t plane, std::int64_t y) {
                for (std::int64_t p = 0; p < 2; ++p) {
                    float* line = out + (plane * 2 * at.height + 2 * y + p) * 2 * at.width;
                    const auto* left = in + at.row(plane, p, 0, y);
                    const auto* right = in + at.row(plane, p, 1, y);
                    for (std::int64_t x = 0; x < at.width; ++x) {
                        line[2 * x] += left[x];
                        line[2 * x + 1] += right[x];
                    }
                }
            });
        } else {
            fine.add_(interleaved(phases, at));
        }
        context->mark_dirty({fine});
        return fine;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext*, torch::autograd::tensor_list gradients) {
        const auto& fine = gradients[0];
        const Phases at(fine);
        // The last row or column of a phase's positions is outside the image and gets no gradient.
        auto phases = at::zeros({at.images, 4 * at.channels, at.height + 1, at.width + 1}, fine.options());
        if (plainFloats(fine, phases)) {
            const auto* in = fine.data_ptr<float>();
            auto* all = phases.data_ptr<float>();
            forEachRow(at.images * at.channels, at.height, [&](std::int64_t plane, std::int64_t y) {
                for (std::int64_t p = 0; p < 2; ++p) {
                    const float* line = in + (plane * 2 * at.height + 2 * y + p) * 2 * at.width;
                    auto* left = all + at.row(plane, p, 0, y);
                    auto* right = all + at.row(plane, p, 1, y);
                    for (std::int64_t x = 0; x < at.width; ++x) {
                        left[x] = line[2 * x];
                        right[x] = line[2 * x + 1];
                    }
                }
            });
        } else {
            auto parts = phases.view({at.images, 2, 2, at.channels, at.height + 1, at.width + 1});
            const auto cells = fine.reshape({at.images, at.channels, at.height, 2, at.width, 2});
            for (std::int64_t p = 0; p < 2; ++p)
                for (std::int64_t q = 0; q < 2; ++q)
                    parts.select(1, p).select(1, q).narrow(2, p, at.height).narrow(3, q, at.width).copy_(cells.select(5, q).select(3, p));
        }
        return {fine, phases};
    }
};

/// Adds an enlarged image to a fine one in place, without making the enlarged one.
class AddEnlarged : public torch::autograd::Function<AddEnlarged> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, torch::Tensor fine, const torch::Tensor& coarse) {
        if (plainFloats(fine, coarse)) {
            const auto height = coarse.size(2), width = coarse.size(3);
            auto* out = fine.data_ptr<float>();
            const auto* in = coarse.data_ptr<float>();
            forEachRow(fine.size(0) * fine.size(1), height, [&](std::int64_t plane, std::int64_t y) {
                const auto* values = in + (plane * height + y) * width;
                for (std::int64_t p = 0; p < 2; ++p) {
                    float* line = out + (plane * 2 * height + 2 * y + p) * 2 * width;
                    for (std::int64_t x = 0; x < width; ++x) {
                        line[2 * x] += values[x];
                        line[2 * x + 1] += values[x];
                    }
                }
            });
        } else {
            fine.add_(at::upsample_nearest2d(coarse, {fine.size(2), fine.size(3)}, torch::nullopt, torch::nullopt));
        }
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
        return at::conv2d(x, w, {}, at::IntArrayRef{1, 1}, at::IntArrayRef{padding, padding}, at::IntArrayRef{step, step});
    };
    if (dilation == 1) return AddPhases::apply(sum, conv(coarse, phaseWeights(weight), 1, 1));
    if (dilation % 2 == 0) return AddEnlarged::apply(sum, conv(coarse, weight, dilation / 2, dilation / 2));
    const auto fine = at::upsample_nearest2d(coarse, {sum.size(2), sum.size(3)}, torch::nullopt, torch::nullopt);
    return at::add(sum, conv(fine, weight, dilation, dilation));
}

torch::Tensor addPointwiseOfEnlarged(const torch::Tensor& sum, const torch::Tensor& coarse, const torch::Tensor& weight) {
    return AddEnlarged::apply(sum, at::conv2d(coarse, weight));
}

}  // namespace gano
