// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/enlarged_sum_torch.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "models/enlarge_kernels.h"
#include "models/fast_conv_torch.h"
#include "models/layout_torch.h"
#include "models/winograd.h"

namespace gano {
namespace {

using enlarging::Place;

constexpr std::int64_t linesOfATurn = 4;
/// Channels that a core collects gradients of: whole cache lines, and enough of such parts for all cores.
constexpr std::int64_t channelsOfATurn = 64;

std::vector<Place> placesOf(std::int64_t coarse, std::int64_t fine) {
    std::vector<Place> places(static_cast<std::size_t>(fine));
    const auto scale = static_cast<double>(coarse) / static_cast<double>(fine);
    for (std::int64_t i = 0; i < fine; ++i) {
        const auto source = std::max(0.0, (static_cast<double>(i) + 0.5) * scale - 0.5);
        const auto first = std::min(static_cast<std::int64_t>(source), coarse - 1);
        places[static_cast<std::size_t>(i)] = {first, std::min(first + 1, coarse - 1), static_cast<float>(source - static_cast<double>(first))};
    }
    return places;
}

/// A coarse image on its way to a fine one, or its gradient on the way back.
struct Coarse {
    std::vector<Place> down, along;
    std::int64_t height, width;
    float* values;

    Coarse(const torch::Tensor& coarse, std::int64_t fineHeight, std::int64_t fineWidth)
        : down(placesOf(coarse.size(2), fineHeight)), along(placesOf(coarse.size(3), fineWidth)), height(coarse.size(2)), width(coarse.size(3)),
          values(coarse.data_ptr<float>()) {}
};

torch::Tensor emptySideBySide(const torch::Tensor& like, at::IntArrayRef sizes) { return at::empty(sizes, like.options().memory_format(torch::MemoryFormat::ChannelsLast)); }

class SumEnlarged : public torch::autograd::Function<SumEnlarged> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, at::TensorList parts, bool rectifies, bool intoFirst) {
        RECORD_FUNCTION("gano::enlarging", std::vector<c10::IValue>());
        const auto &first = parts.front(), sum = intoFirst ? first : emptySideBySide(first, first.sizes());
        const auto channels = first.size(1), height = first.size(2), width = first.size(3), line = width * channels;
        std::vector<torch::Tensor> held;  // What may have been put into another order lives until the end.
        std::vector<const float*> whole;
        std::vector<Coarse> coarse;
        std::vector<std::int64_t> sides;
        std::int64_t widest = 0;
        for (const auto& part : parts) {
            sides.insert(sides.end(), {part.size(2), part.size(3)});
            held.push_back(sideBySide(part));
            if (part.sizes() == first.sizes()) {
                whole.push_back(held.back().data_ptr<float>());
                continue;
            }
            coarse.emplace_back(held.back(), height, width);
            widest = std::max(widest, coarse.back().width);
        }
        auto* const values = sum.data_ptr<float>();
        at::parallel_for(0, first.size(0) * height, linesOfATurn, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> mixed(static_cast<std::size_t>(widest * channels));
            for (auto i = begin; i < end; ++i) {
                auto* const to = values + i * line;
                if (whole.size() == 1 && to != whole[0] + i * line) std::copy_n(whole[0] + i * line, line, to);
                for (std::size_t w = 1; w < whole.size(); ++w) enlarging::add(w == 1 ? whole[0] + i * line : to, whole[w] + i * line, line, to);
                for (const auto& from : coarse) {
                    const auto& place = from.down[static_cast<std::size_t>(i % height)];
                    const auto length = from.width * channels;
                    const float* image = from.values + i / height * from.height * length;
                    enlarging::between(image + place.first * length, image + place.second * length, place.part, length, mixed.data());
                    enlarging::addEnlarged(from.along.data(), width, channels, mixed.data(), to);
                }
                if (rectifies) enlarging::rectify(line, to);
            }
        });
        if (intoFirst) context->mark_dirty({first});
        context->save_for_backward({rectifies ? sum : torch::Tensor()});
        context->saved_data["sides"] = sides;
        return sum;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context, torch::autograd::tensor_list gradients) {
        RECORD_FUNCTION("gano::enlarging", std::vector<c10::IValue>());
        const auto y = context->get_saved_variables()[0];
        const auto gradient = sideBySide(gradients[0]), kept = y.defined() ? emptySideBySide(gradient, gradient.sizes()) : gradient;
        const auto channels = gradient.size(1), height = gradient.size(2), width = gradient.size(3), line = width * channels;
        torch::autograd::tensor_list made;
        std::vector<Coarse> coarse;
        std::int64_t widest = 0;
        const auto sides = context->saved_data["sides"].toIntVector();
        for (std::size_t i = 0; i < sides.size(); i += 2) {
            if (sides[i] == height && sides[i + 1] == width) {
                made.push_back(kept);
                continue;
            }
            made.push_back(emptySideBySide(gradient, {gradient.size(0), channels, sides[i], sides[i + 1]}).zero_());
            coarse.emplace_back(made.back(), height, width);
            widest = std::max(widest, coarse.back().width);
        }
        const auto groups = upTo(channels, channelsOfATurn) / channelsOfATurn;
        at::parallel_for(0, gradient.size(0) * groups, 1, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> gathered(static_cast<std::size_t>(widest * channelsOfATurn));
            for (auto i = begin; i < end; ++i) {
                const auto c = i % groups * channelsOfATurn, some = std::min(channelsOfATurn, channels - c), image = i / groups;
                for (std::int64_t row = 0; row < height; ++row) {
                    const auto at = (image * height + row) * line + c;
                    if (y.defined()) enlarging::passRectified(gradient.data_ptr<float>() + at, y.data_ptr<float>() + at, width, channels, some, kept.data_ptr<float>() + at);
                    for (const auto& to : coarse) {
                        const auto& place = to.down[static_cast<std::size_t>(row)];
                        auto* const lines = to.values + image * to.height * to.width * channels + c;
                        enlarging::gather(to.along.data(), width, channels, some, kept.data_ptr<float>() + at, gathered.data());
                        enlarging::addTimes(1 - place.part, gathered.data(), to.width, channels, some, lines + place.first * to.width * channels);
                        enlarging::addTimes(place.part, gathered.data(), to.width, channels, some, lines + place.second * to.width * channels);
                    }
                }
            }
        });
        made.insert(made.end(), 2, torch::Tensor());
        return made;
    }
};

bool fitTogether(const std::vector<torch::Tensor>& parts) {
    const auto& first = parts.front();
    return std::all_of(parts.begin(), parts.end(), [&](const torch::Tensor& part) {
        return sumsInOnePass(part, first.size(1)) && part.size(0) == first.size(0) && part.size(1) == first.size(1) && part.size(2) <= first.size(2) &&
               part.size(3) <= first.size(3) && part.numel() > 0;
    });
}

}  // namespace

torch::Tensor resizedTo(const torch::Tensor& x, const torch::Tensor& like) {
    if (x.size(2) == like.size(2) && x.size(3) == like.size(3)) return x;
    return at::upsample_bilinear2d(x, {like.size(2), like.size(3)}, false, torch::nullopt, torch::nullopt);
}

bool sumsInOnePass(const torch::Tensor& x, std::int64_t channels) { return convolvesFast(x) && channels % winograd::lanes == 0; }

torch::Tensor sumEnlarged(const std::vector<torch::Tensor>& parts, Sum kind, bool intoFirst) {
    if (fitTogether(parts)) return SumEnlarged::apply(at::TensorList(parts), kind == Sum::Rectified, intoFirst && parts.front().is_contiguous(torch::MemoryFormat::ChannelsLast));
    auto sum = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) sum = sum + resizedTo(parts[i], sum);
    return kind == Sum::Rectified ? sum.relu() : sum;
}

}  // namespace gano
