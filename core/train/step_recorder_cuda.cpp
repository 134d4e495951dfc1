// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled only where cmake/CudaGraphs.cmake found a LibTorch with CUDA that has what is used here.
#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>

#include <exception>

#include "core/train/step_recorder_torch.h"

namespace gano {

std::unique_ptr<StepRecorder> makeCudaRecorder(const c10::Device& device);

namespace {

/// A CUDA graph: one launch for everything that was taken down.
class CudaRecorder final : public StepRecorder {
public:
    explicit CudaRecorder(const c10::Device& device) : index_(device.index()), stream_(at::cuda::getStreamFromPool(false, device.index())) {}
    ~CudaRecorder() override {
        try {
            forget();
        } catch (const std::exception&) {
            // The device failed; whoever uses it next is told.
        }
    }

    // On a stream of its own, as the recording will be: CUDA does not record on the default one.
    void warmUp(const std::function<void()>& work) override {
        const auto before = at::cuda::getCurrentCUDAStream(index_);
        order(before, stream_);
        {
            const c10::cuda::CUDAStreamGuard here(stream_);
            work();
        }
        order(stream_, before);
    }

    void record(const std::function<void()>& work) override {
        forget();
        const c10::cuda::CUDAGuard device(index_);
        c10::cuda::device_synchronize();
        // While a recording goes on, memory that is kept for others cannot be handed back.
        c10::cuda::CUDACachingAllocator::emptyCache();
        const auto pool = at::cuda::graph_pool_handle();
        const c10::cuda::CUDAStreamGuard here(stream_);
        graph_ = std::make_unique<at::cuda::CUDAGraph>();
        // Only this thread is held to what can be recorded: another may be predicting meanwhile.
        graph_->capture_begin(pool, cudaStreamCaptureModeThreadLocal);
        try {
            work();
            graph_->capture_end();
        } catch (...) {
            abandon(pool);
            throw;
        }
    }

    void replay() override { graph_->replay(); }

    void forget() override {
        if (!graph_) return;
        const c10::cuda::CUDAGuard device(index_);
        c10::cuda::device_synchronize();
        graph_.reset();
    }

private:
    using Pool = decltype(at::cuda::graph_pool_handle());

    static void order(const at::cuda::CUDAStream& first, const at::cuda::CUDAStream& second) {
        at::cuda::CUDAEvent reached;
        reached.record(first);
        reached.block(second);
    }

    /// Ends a recording that failed, of which the allocator knows until it is told.
    void abandon(const Pool& pool) noexcept {
        const auto tried = [](const auto& call) {
            try {
                call();
            } catch (const std::exception&) {
                // Ended already, or never begun.
            }
        };
        cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
        const bool asked = cudaStreamIsCapturing(stream_, &status) == cudaSuccess;
        if (asked && status != cudaStreamCaptureStatusNone) tried([&] { graph_->capture_end(); });
        static_cast<void>(cudaGetLastError());  // The failure was told; kernels that follow are not to blame.
        bool holdsPool = false;  // Then reset() gives it back.
        tried([&] {
            graph_->pool();
            holdsPool = true;
        });
        tried([&] { c10::cuda::CUDACachingAllocator::endAllocateToPool(index_, pool); });
        if (!holdsPool) tried([&] { c10::cuda::CUDACachingAllocator::releasePool(index_, pool); });
        tried([&] { graph_.reset(); });
    }

    c10::DeviceIndex index_;
    at::cuda::CUDAStream stream_;
    std::unique_ptr<at::cuda::CUDAGraph> graph_;
};

}  // namespace

std::unique_ptr<StepRecorder> makeCudaRecorder(const c10::Device& device) { return std::make_unique<CudaRecorder>(device); }

}  // namespace gano
