// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include <array>
#include <map>
#include <optional>

#include "models/enlarged_sum_torch.h"
#include "models/fast_conv_torch.h"
#include "models/fast_paths.h"
#include "models/networks_torch.h"
#include "models/precision.h"

namespace gano {
namespace {

using torch::nn::Sequential;

/// Convolution without bias, and norm with its activation.
void appendLayers(Sequential& to, std::int64_t in, std::int64_t out, int side, int stride, const std::string& norm, double slope) {
    to->push_back(FastConv(in, out, side, ConvShape{.stride = stride, .padding = side / 2}, false));
    to->push_back(makeNorm(norm, out, slope));
}

/// With ReLU where asked for.
void appendConv(Sequential& to, std::int64_t in, std::int64_t out, int side, int stride, const std::string& norm, bool relu) {
    appendLayers(to, in, out, side, stride, norm, relu ? reluSlope : noActivation);
    // Weights are numbered as if the ReLU were a layer of its own.
    if (relu) to->push_back(torch::nn::Identity());
}

Sequential convolution(std::int64_t in, std::int64_t out, int side, int stride, const std::string& norm, bool relu) {
    Sequential made;
    appendConv(made, in, out, side, stride, norm, relu);
    return made;
}

/// A residual block: the basic one (two 3 × 3) or the bottleneck (1 × 1, 3 × 3, 1 × 1 to four times the channels).
class HrBlock : public torch::nn::Module {
public:
    static std::shared_ptr<HrBlock> basic(std::int64_t channels, const std::string& norm) {
        auto block = std::make_shared<HrBlock>();
        appendConv(block->body_, channels, channels, 3, 1, norm, true);
        block->finish(channels, channels, 3, norm);
        return block;
    }
    static std::shared_ptr<HrBlock> bottleneck(std::int64_t in, std::int64_t planes, const std::string& norm) {
        auto block = std::make_shared<HrBlock>();
        appendConv(block->body_, in, planes, 1, 1, norm, true);
        appendConv(block->body_, planes, planes, 3, 1, norm, true);
        block->finish(planes, planes * 4, 1, norm);
        if (in != planes * 4) block->shortcut_ = block->register_module("shortcut", convolution(in, planes * 4, 1, 1, norm, false));
        return block;
    }
    HrBlock() { register_module("body", body_); }
    torch::Tensor forward(const torch::Tensor& x) {
        return lastNorm_->forwardAndAdd(beforeLastNorm_->forward(x), shortcut_.is_empty() ? x : shortcut_->forward(x));
    }

private:
    /// The last norm adds the shortcut, which a Sequential could not hand to it.
    void finish(std::int64_t in, std::int64_t out, int side, const std::string& norm) {
        appendLayers(body_, in, out, side, 1, norm, reluSlope);
        for (std::size_t i = 0; i + 1 < body_->size(); ++i) beforeLastNorm_->push_back(*(body_->begin() + static_cast<std::ptrdiff_t>(i)));
        lastNorm_ = std::dynamic_pointer_cast<NormLayer>(body_->ptr(body_->size() - 1));
    }

    Sequential body_, beforeLastNorm_;
    Sequential shortcut_{nullptr};
    std::shared_ptr<NormLayer> lastNorm_;
};

/// Parallel branches of basic blocks, then every branch receives all others at its own resolution.
class ExchangeModule : public torch::nn::Module {
public:
    ExchangeModule(const std::vector<std::int64_t>& widths, int blocks, const std::string& norm) {
        const auto n = widths.size();
        torch::nn::ModuleList branches, fuses;
        branches_.resize(n);
        fuse_.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            torch::nn::ModuleList list;
            for (int b = 0; b < blocks; ++b) {
                branches_[i].push_back(HrBlock::basic(widths[i], norm));
                list->push_back(branches_[i].back());
            }
            branches->push_back(list);
            for (std::size_t j = 0; j < n; ++j) {
                Sequential path;
                if (j > i) appendConv(path, widths[j], widths[i], 1, 1, norm, false);
                for (std::size_t k = j; k < i; ++k) {
                    const bool last = k + 1 == i;
                    appendConv(path, widths[j], last ? widths[i] : widths[j], 3, 2, norm, !last);
                }
                fuse_[i].push_back(path);
                fuses->push_back(path);
            }
        }
        register_module("branches", branches);
        register_module("fuse", fuses);
    }

    std::vector<torch::Tensor> forward(std::vector<torch::Tensor> x) {
        for (std::size_t i = 0; i < x.size(); ++i)
            for (auto& block : branches_[i]) x[i] = block->forward(x[i]);
        std::vector<torch::Tensor> out;
        for (std::size_t i = 0; i < x.size(); ++i) {
            std::vector<torch::Tensor> parts = {x[i]};
            for (std::size_t j = 0; j < x.size(); ++j)
                if (j != i) parts.push_back(fuse_[i][j]->forward(x[j]));
            out.push_back(sumEnlarged(parts, Sum::Rectified));
        }
        return out;
    }

private:
    std::vector<std::vector<std::shared_ptr<HrBlock>>> branches_;
    std::vector<std::vector<Sequential>> fuse_;
};

struct HrLayout {
    int stemBlocks;
    std::int64_t stemPlanes;
    std::array<int, 3> modules;
    int blocks;
    std::int64_t width;
};

const HrLayout& layoutOf(const std::string& id) {
    // HRNet-Semantic-Segmentation, table of variants; widths double from branch to branch.
    static const std::map<std::string, HrLayout> layouts = {
        {"hrnet_w18_small_v1", {1, 32, {1, 1, 1}, 2, 16}}, {"hrnet_w18_small_v2", {2, 64, {1, 3, 2}, 2, 18}},
        {"hrnet_w18", {4, 64, {1, 4, 3}, 4, 18}},          {"hrnet_w32", {4, 64, {1, 4, 3}, 4, 32}},
        {"hrnet_w40", {4, 64, {1, 4, 3}, 4, 40}},          {"hrnet_w48", {4, 64, {1, 4, 3}, 4, 48}},
    };
    return layouts.at(id);
}

class HrNet final : public ImageNetwork {
public:
    HrNet(const GeneratorSpec& spec, const GeneratorRow& row) : ImageNetwork(row.sizeMultiple) {
        const auto& layout = layoutOf(spec.id);
        constexpr std::int64_t stemWidth = 64;
        appendConv(stem_, spec.inChannels, stemWidth, 3, 2, spec.norm, true);
        appendConv(stem_, stemWidth, stemWidth, 3, 2, spec.norm, true);
        register_module("stem", stem_);
        auto in = stemWidth;
        for (int i = 0; i < layout.stemBlocks; ++i) {
            stage1_->push_back(HrBlock::bottleneck(in, layout.stemPlanes, spec.norm));
            in = layout.stemPlanes * 4;
        }
        register_module("stage1", stage1_);

        std::vector<std::int64_t> before = {in};
        for (std::size_t stage = 0; stage < 3; ++stage) {
            std::vector<std::int64_t> widths;
            for (std::size_t i = 0; i < stage + 2; ++i) widths.push_back(layout.width << i);
            transitions_.push_back(makeTransition(before, widths, spec.norm, stage + 1));
            torch::nn::ModuleList list;
            stages_.emplace_back();
            for (int m = 0; m < layout.modules[stage]; ++m) {
                stages_.back().push_back(std::make_shared<ExchangeModule>(widths, layout.blocks, spec.norm));
                list->push_back(stages_.back().back());
            }
            register_module("stage" + std::to_string(stage + 2), list);
            before = widths;
        }
        const auto all = layout.width * 15;
        mix_ = FastConv(all, all, 1);
        mixNorm_ = makeNorm(spec.norm, all, reluSlope);
        last_ = FastConv(all, spec.outChannels, 1);
        register_module("head", Sequential(mix_, mixNorm_, torch::nn::Identity(), last_));
    }

protected:
    torch::Tensor forwardPadded(const torch::Tensor& images) override {
        std::vector<torch::Tensor> x = {stage1_->forward(stem_->forward(images))};
        for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
            std::vector<torch::Tensor> next;
            for (std::size_t i = 0; i < transitions_[stage].size(); ++i) {
                const auto& from = i < x.size() ? x[i] : x.back();
                auto& path = transitions_[stage][i];
                next.push_back(path ? (*path)->forward(from) : from);
            }
            for (auto& module : stages_[stage]) next = module->forward(std::move(next));
            x = std::move(next);
        }
        const auto mixed = mixNorm_->forward(mixedAtFinest(x));
        return resizedTo(inFullPrecision(mixed, [&](const torch::Tensor& full) { return last_->forward(full); }), images);
    }

private:
    /// The 1 × 1 convolution of all branches, joined at the resolution of the first.
    torch::Tensor mixedAtFinest(std::vector<torch::Tensor>& x) {
        if (!fastPaths().coarseConvolutions || !sumsInOnePass(x[0], mix_->weight.size(0))) {
            for (std::size_t i = 1; i < x.size(); ++i) x[i] = resizedTo(x[i], x[0]);
            return mix_->forward(at::cat(x, 1));
        }
        // Enlarging works on each channel alone and its weights add up to one, so that a kernel of one pixel may as well come before it: an
        // eighth of the products.
        std::vector<std::int64_t> widths;
        for (const auto& branch : x) widths.push_back(branch.size(1));
        const auto weights = at::split_with_sizes(mix_->weight, widths, 1);
        std::vector<torch::Tensor> parts;
        for (std::size_t i = 0; i < x.size(); ++i) parts.push_back(fastConv2d(x[i], weights[i], i == 0 ? mix_->bias : torch::Tensor(), {}));
        return sumEnlarged(parts, Sum::Plain, true);
    }

    using Paths = std::vector<std::optional<Sequential>>;

    Paths makeTransition(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after,
                         const std::string& norm, std::size_t number) {
        Paths paths;
        const auto name = "transition" + std::to_string(number);
        for (std::size_t i = 0; i < after.size(); ++i) {
            const bool fresh = i >= before.size();
            if (!fresh && before[i] == after[i]) {
                paths.emplace_back();
                continue;
            }
            paths.emplace_back(convolution(fresh ? before.back() : before[i], after[i], 3, fresh ? 2 : 1, norm, true));
            register_module(name + "_" + std::to_string(i), *paths.back());
        }
        return paths;
    }

    Sequential stem_, stage1_;
    FastConv mix_{nullptr}, last_{nullptr};  ///< In the module "head", with what stands between them.
    std::shared_ptr<NormLayer> mixNorm_;
    std::vector<Paths> transitions_;
    std::vector<std::vector<std::shared_ptr<ExchangeModule>>> stages_;
};

}  // namespace

std::shared_ptr<ImageNetwork> makeHrNet(const GeneratorSpec& spec, const GeneratorRow& row) {
    return std::make_shared<HrNet>(spec, row);
}

}  // namespace gano
