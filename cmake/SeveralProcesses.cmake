# Whether this LibTorch has c10d with what its headers need: Gloo's own headers (Debian: libgloo-dev) are not in every
# package of LibTorch, nor are NCCL's. Without Gloo, training runs in one process and says so when started as several.
include(CheckCXXSourceCompiles)
include(CMakePushCheckState)
cmake_push_check_state(RESET)
set(CMAKE_REQUIRED_LIBRARIES ${TORCH_LIBRARIES})
set(CMAKE_REQUIRED_INCLUDES ${TORCH_INCLUDE_DIRS} ${PROJECT_SOURCE_DIR})
set(CMAKE_REQUIRED_FLAGS "${TORCH_CXX_FLAGS}")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_REQUIRED_DEFINITIONS -DGANOSCOPE_HAS_GLOO)
check_cxx_source_compiles("
#include \"core/train/c10d_torch.h\"
int main() {
    const auto store = gano::talk::openStore(\"127.0.0.1\", 1, false, std::chrono::seconds(1));
    return gano::talk::glooGroup(gano::talk::under(\"a\", store), 0, 1, std::chrono::seconds(1), {}, true)->getSize();
}" GANOSCOPE_GLOO_WORKS)
if(GANOSCOPE_GLOO_WORKS AND GANO_TORCH_HAS_CUDA)
    list(APPEND CMAKE_REQUIRED_DEFINITIONS -DGANOSCOPE_HAS_NCCL)
    check_cxx_source_compiles("
#include \"core/train/c10d_torch.h\"
int main() {
    const auto store = gano::talk::openStore(\"127.0.0.1\", 1, false, std::chrono::seconds(1));
    return gano::talk::ncclGroup(store, 0, 1, std::chrono::seconds(1))->getSize();
}" GANOSCOPE_NCCL_WORKS)
elseif(NOT GANOSCOPE_GLOO_WORKS)
    message(STATUS "Training by several processes is left out: this LibTorch or this machine lacks Gloo (on Debian: libgloo-dev)")
endif()
cmake_pop_check_state()
