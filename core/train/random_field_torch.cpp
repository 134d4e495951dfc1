// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/random_field_torch.h"

#include <numbers>
#include <vector>

#include "core/base/random.h"
#include "core/train/to_device_torch.h"

namespace gano {
namespace {

at::Tensor shiftedRight(const at::Tensor& bits, int by) {
    // Tensors have no unsigned 64-bit type: an arithmetic shift, then the sign bits masked away.
    return at::bitwise_right_shift(bits, by).bitwise_and_((std::int64_t{1} << (64 - by)) - 1);
}

at::Tensor hashedBits(std::span<const std::uint64_t> sampleSeeds, std::int64_t count, std::uint64_t purpose,
                      const at::Device& device) {
    std::vector<std::int64_t> starts;
    starts.reserve(sampleSeeds.size());
    for (const auto seed : sampleSeeds)
        starts.push_back(static_cast<std::int64_t>(seedFor(seed, purpose, 0, 0x66696c64)));
    const auto longs = at::TensorOptions().dtype(at::kLong);
    const auto start = numbersToDevice(starts.data(), {static_cast<std::int64_t>(starts.size()), 1}, at::kLong, device);
    constexpr auto golden = static_cast<std::int64_t>(0x9e3779b97f4a7c15ULL);
    constexpr auto mixOne = static_cast<std::int64_t>(0xbf58476d1ce4e5b9ULL);
    constexpr auto mixTwo = static_cast<std::int64_t>(0x94d049bb133111ebULL);
    const auto counter = at::arange(1, count + 1, longs.device(device)).mul_(golden).unsqueeze(0);
    auto bits = start + counter;
    bits.bitwise_xor_(shiftedRight(bits, 30)).mul_(mixOne);
    bits.bitwise_xor_(shiftedRight(bits, 27)).mul_(mixTwo);
    return bits.bitwise_xor_(shiftedRight(bits, 31));
}

at::Tensor lowUniform(const at::Tensor& bits) {
    return bits.bitwise_and((1 << 24) - 1).to(at::kFloat).mul_(1.0F / static_cast<float>(1 << 24));
}

}  // namespace

at::Tensor uniformField(std::span<const std::uint64_t> sampleSeeds, std::int64_t count, std::uint64_t purpose,
                        const at::Device& device) {
    return lowUniform(hashedBits(sampleSeeds, count, purpose, device));
}

at::Tensor normalField(std::span<const std::uint64_t> sampleSeeds, std::int64_t count, std::uint64_t purpose,
                       const at::Device& device) {
    const auto bits = hashedBits(sampleSeeds, (count + 1) / 2, purpose, device);
    const auto angle = lowUniform(bits).mul_(2.0 * std::numbers::pi);
    // 1 - u lies in (0, 1], so that the logarithm is finite.
    const auto radius = lowUniform(shiftedRight(bits, 32)).mul_(-1.0).add_(1.0).log_().mul_(-2.0).sqrt_();
    return at::cat({radius * angle.cos(), radius * angle.sin()}, 1).narrow(1, 0, count);
}

}  // namespace gano
