// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// All that differs between LibTorch 1.13 and 2.x.

#include <torch/cuda.h>
#include <torch/optim/adam.h>
#include <torch/types.h>
#include <torch/version.h>

#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/buffer_cache.h"

namespace gano {

/// The key under which an optimiser keeps the state of a parameter: the address of its inside, as a text up to
/// LibTorch 2.0 and as a pointer in later ones. The optimiser's own map says which.
template <class Key = std::remove_cvref_t<decltype(std::declval<torch::optim::Adam&>().state())>::key_type>
Key optimiserKey(const at::Tensor& parameter) {
    if constexpr (std::is_same_v<Key, std::string>) {
        std::ostringstream text;
        text << parameter.unsafeGetTensorImpl();
        return text.str();
    } else {
        return parameter.unsafeGetTensorImpl();
    }
}

/// Moves each of `to` by `part` of the way to its fellow in `from`; from LibTorch 2.0 on with few launches on a GPU.
inline void approach(const std::vector<at::Tensor>& to, const std::vector<at::Tensor>& from, double part) {
#if TORCH_VERSION_MAJOR >= 2
    if (!to.empty()) at::_foreach_lerp_(to, from, part);
#else
    for (std::size_t i = 0; i < to.size(); ++i) to[i].lerp_(from[i], part);
#endif
}

/// True for what LibTorch throws when a device's or the machine's memory is used up.
inline bool isOutOfMemory(const std::exception& failure) {
    if (dynamic_cast<const std::bad_alloc*>(&failure) != nullptr) return true;
    const std::string_view text = failure.what();
    for (const auto* sign : {"out of memory", "not enough memory", "can't allocate memory", "STATUS_ALLOC_FAILED"})
        if (text.find(sign) != std::string_view::npos) return true;
    return false;
}

/// Hands cached memory back after a failed allocation; synchronises so that nothing still uses it.
inline void releaseCachedMemory() {
    releaseKeptBuffers();
    if (torch::cuda::is_available()) torch::cuda::synchronize();
}

}  // namespace gano
