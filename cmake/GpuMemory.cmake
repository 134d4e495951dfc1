# Whether this LibTorch has CUDA with the headers that its memory is asked for with. Without them a GPU's memory is found
# by trying alone.
include(CheckCXXSourceCompiles)
include(CMakePushCheckState)
cmake_push_check_state(RESET)
set(CMAKE_REQUIRED_LIBRARIES ${TORCH_LIBRARIES})
set(CMAKE_REQUIRED_INCLUDES ${TORCH_INCLUDE_DIRS})
set(CMAKE_REQUIRED_FLAGS "${TORCH_CXX_FLAGS}")
set(CMAKE_CXX_STANDARD 20)
check_cxx_source_compiles("
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
int main() {
    const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(0));
    std::size_t free = 0, whole = 0;
    c10::cuda::CUDACachingAllocator::emptyCache();
    return cudaMemGetInfo(&free, &whole) == cudaSuccess ? 0 : 1;
}" GANOSCOPE_CUDA_MEMORY_WORKS)
cmake_pop_check_state()
