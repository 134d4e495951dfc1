// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace gano {

/// A tensor of the processor's on a device. A GPU fetches it from pinned memory when it gets there: from ordinary memory the
/// processor would have to wait until the GPU is done with everything before.
inline at::Tensor toDevice(const at::Tensor& host, const at::Device& device) {
    if (!device.is_cuda()) return host.to(device);
    return host.pin_memory().to(device, host.scalar_type(), /*non_blocking=*/true);
}

/// The same of numbers that lie elsewhere and may go: N of them, in the shape given.
template <class Number>
at::Tensor numbersToDevice(const Number* values, at::IntArrayRef shape, at::ScalarType type, const at::Device& device) {
    // from_blob promises not to write where `values` points as long as nobody writes to the tensor.
    const auto lent = at::from_blob(const_cast<Number*>(values), shape, at::TensorOptions().dtype(type));
    return device.is_cuda() ? toDevice(lent, device) : lent.clone().to(device);
}

}  // namespace gano
