// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How processes talk through LibTorch's own c10d, and what of it differs between LibTorch 1.13 and 2.x. Only where the build
// found it to compile and link: GANOSCOPE_HAS_GLOO and GANOSCOPE_HAS_NCCL (cmake/SeveralProcesses.cmake).

#ifdef GANOSCOPE_HAS_GLOO
#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef GANOSCOPE_HAS_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <chrono>
#include <string>
#include <type_traits>

namespace gano::talk {

/// What Gloo and NCCL share: a process group up to LibTorch 1.13, a backend of one in 2.x.
using Group = std::conditional_t<std::is_base_of_v<c10d::ProcessGroup, c10d::ProcessGroupGloo>, c10d::ProcessGroup, c10d::Backend>;
using GroupPointer = c10::intrusive_ptr<Group>;
using StorePointer = c10::intrusive_ptr<c10d::Store>;
using WorkPointer = decltype(std::declval<Group&>().barrier());

/// Since LibTorch 2.4 the store is served through libuv unless told otherwise, with which not every LibTorch was built (Debian's is not).
template <class Options>
void serveWithoutLibUv(Options& options) {
    if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

/// Where processes find each other. `serves`: this one keeps it.
inline StorePointer openStore(const std::string& address, int port, bool serves, std::chrono::milliseconds patience) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(port);
    options.isServer = serves;
    options.waitWorkers = false;
    options.timeout = patience;
    serveWithoutLibUv(options);
    return c10::make_intrusive<c10d::TCPStore>(address, options);
}

inline StorePointer under(const std::string& prefix, const StorePointer& store) { return c10::make_intrusive<c10d::PrefixStore>(prefix, store); }

/// `interface`: the name of the network interface to use, empty for that of this machine's name; `local`: none is needed.
inline GroupPointer glooGroup(const StorePointer& store, int rank, int size, std::chrono::milliseconds patience, const std::string& interface, bool local) {
    auto options = c10d::ProcessGroupGloo::Options::create();
    options->timeout = patience;
    options->threads = 2;
    options->devices = {!interface.empty() ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                        : local            ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                           : c10d::ProcessGroupGloo::createDefaultDevice()};
    return c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
}

#ifdef GANOSCOPE_HAS_NCCL
inline GroupPointer ncclGroup(const StorePointer& store, int rank, int size, std::chrono::milliseconds patience) {
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = patience;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size, options);
}
#endif

}  // namespace gano::talk
#endif
