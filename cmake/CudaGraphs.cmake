# Whether this is a LibTorch with CUDA that has what core/train/step_recorder_cuda.cpp uses: the whole file is tried, so that a version in
# which one of its functions changed builds without instead of failing.
set(GANOSCOPE_CUDA_GRAPHS_WORK OFF)
if(GANO_TORCH_HAS_CUDA)
    include(CheckCXXSourceCompiles)
    include(CMakePushCheckState)
    cmake_push_check_state(RESET)
    set(CMAKE_REQUIRED_LIBRARIES ${TORCH_LIBRARIES})
    set(CMAKE_REQUIRED_INCLUDES ${TORCH_INCLUDE_DIRS} ${PROJECT_SOURCE_DIR})
    set(CMAKE_REQUIRED_FLAGS "${TORCH_CXX_FLAGS}")
    set(CMAKE_CXX_STANDARD 20)
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
    check_cxx_source_compiles("
#include \"core/train/step_recorder_cuda.cpp\"
int main() {}" GANOSCOPE_CUDA_RECORDER_COMPILES)
    cmake_pop_check_state()
    unset(CMAKE_TRY_COMPILE_TARGET_TYPE)
    set(GANOSCOPE_CUDA_GRAPHS_WORK ${GANOSCOPE_CUDA_RECORDER_COMPILES})
    if(NOT GANOSCOPE_CUDA_GRAPHS_WORK)
        message(STATUS "Training steps are not recorded as CUDA graphs: this LibTorch's functions for it are others")
    endif()
endif()
