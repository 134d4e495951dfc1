// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gradient_sharing_torch.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/utils/lambda_post_hook.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/types.h>

#include <algorithm>

namespace gano {
namespace {

/// Large enough to be worth a message, small enough that the first is on its way long before the last is full.
constexpr std::int64_t bucketNumbers = 1 << 20;

}  // namespace

/// The parameters of a network in buckets, the last layers first: their gradients are ready first.
struct GradientSharing::Network {
    struct Parameter {
        at::Tensor weights;
        at::Tensor place;  ///< Within its bucket.
        std::size_t bucket = 0;
        bool ready = false;
        std::shared_ptr<torch::autograd::Node> accumulator;  ///< Kept: the hook goes with it.
        std::uintptr_t hook = 0;
    };
    struct Bucket {
        at::Tensor numbers;
        std::size_t size = 0, missing = 0;
        std::unique_ptr<PendingSum> pending;
    };
    std::vector<Parameter> parameters;
    std::vector<Bucket> buckets;
    std::size_t nextOut = 0;
    bool used = false;  ///< The backward pass reached it.

    explicit Network(torch::nn::Module& network) {
        auto all = network.parameters();
        std::reverse(all.begin(), all.end());
        for (std::size_t first = 0; first < all.size();) {
            std::int64_t numbers = 0;
            std::size_t end = first;
            // All of a bucket are alike in type and device.
            while (end < all.size() && all[end].options().dtype() == all[first].options().dtype() && all[end].device() == all[first].device() &&
                   (end == first || numbers + all[end].numel() <= bucketNumbers))
                numbers += all[end++].numel();
            Bucket bucket;
            bucket.numbers = at::zeros({numbers}, all[first].options().requires_grad(false));
            bucket.size = end - first;
            std::int64_t offset = 0;
            for (; first < end; ++first) {
                Parameter parameter;
                parameter.weights = all[first];
                parameter.place = bucket.numbers.narrow(0, offset, all[first].numel()).view(all[first].sizes());
                parameter.bucket = buckets.size();
                offset += all[first].numel();
                parameters.push_back(std::move(parameter));
            }
            buckets.push_back(std::move(bucket));
        }
        reset();
    }

    void reset() {
        for (auto& parameter : parameters) parameter.ready = false;
        for (auto& bucket : buckets) {
            bucket.pending.reset();
            bucket.missing = bucket.size;
        }
        nextOut = 0;
        used = false;
    }

    /// Full buckets go out in the same order everywhere.
    void send(TrainingGroup& group) {
        for (; nextOut < buckets.size() && buckets[nextOut].missing == 0; ++nextOut) buckets[nextOut].pending = group.startSum(buckets[nextOut].numbers);
    }

    void take(Parameter& parameter, TrainingGroup& group) {
        parameter.place.copy_(parameter.weights.grad());
        parameter.ready = used = true;
        --buckets[parameter.bucket].missing;
        send(group);
    }
};

GradientSharing::GradientSharing(TrainingGroup& group) : group_(group) {}

GradientSharing::~GradientSharing() {
    for (auto& network : networks_)
        for (auto& parameter : network->parameters) parameter.accumulator->del_post_hook(parameter.hook);
}

void GradientSharing::share(torch::nn::Module& module) {
    group_.copyFirst(module.parameters());
    group_.copyFirst(module.buffers());
    networks_.push_back(std::make_unique<Network>(module));
    auto& network = *networks_.back();
    for (auto& parameter : network.parameters) {
        parameter.accumulator = torch::autograd::impl::grad_accumulator(parameter.weights);
        parameter.hook = parameter.accumulator->add_post_hook(std::make_unique<torch::autograd::utils::LambdaPostHook>(
            [this, &network, &parameter](const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>&) {
                at::NoGradGuard noGradients;
                if (sending_) network.take(parameter, group_);
                return outputs;
            }));
    }
}

void GradientSharing::beginBatch(std::int64_t batch) {
    batch_ = batch;
    forget();
}

void GradientSharing::forget() {
    for (auto& network : networks_) network->reset();
    sending_ = false;
}

void GradientSharing::beginPiece(bool empty, bool last) {
    takesPart_ = !empty;
    sending_ = last;
}

void GradientSharing::finish() {
    at::NoGradGuard noGradients;
    sending_ = false;
    for (auto& network : networks_) {
        if (!network->used) continue;
        // What the pass did not reach, frozen layers for one, is the same in every process and counts as nothing.
        for (auto& parameter : network->parameters)
            if (!parameter.ready) parameter.place.zero_();
        for (auto& bucket : network->buckets) bucket.missing = 0;
        network->send(group_);
        for (auto& bucket : network->buckets) bucket.pending->wait();
        for (auto& parameter : network->parameters)
            if (parameter.ready) parameter.weights.mutable_grad().copy_(parameter.place);
    }
    forget();
}

void GradientSharing::recover(bool here) {
    forget();
    group_.regroup(here);
}

}  // namespace gano
