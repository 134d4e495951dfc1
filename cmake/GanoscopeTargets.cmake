# What every target shares, as targets instead of global flags.

find_program(GANOSCOPE_CCACHE ccache)
if(GANOSCOPE_CCACHE)
    # What ccache asks for, to keep what was compiled with precompiled headers (its manual, "Precompiled headers").
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${GANOSCOPE_CCACHE})
endif()

add_library(gano_compile INTERFACE)
target_compile_features(gano_compile INTERFACE cxx_std_20)
target_include_directories(gano_compile INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(gano_compile INTERFACE GANOSCOPE_VERSION="${PROJECT_VERSION}")
target_compile_options(gano_compile INTERFACE
    $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion
        -Wnon-virtual-dtor -Woverloaded-virtual>
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
    # GCC 12 warns of std::string's own copying (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    # Files that are compiled as one are included into it, so that their unnamed namespaces look like a header's.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${GANOSCOPE_UNITY}>>:-Wno-subobject-linkage>
    $<$<BOOL:${GANOSCOPE_WERROR}>:-Werror>)
if(GANOSCOPE_SANITIZE)
    target_compile_options(gano_compile INTERFACE -fsanitize=${GANOSCOPE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(gano_compile INTERFACE -fsanitize=${GANOSCOPE_SANITIZE})
endif()

# GNU's oldest linker takes four times as long as these for a test program. What is shipped is linked by the compiler's own choice.
if(GANOSCOPE_TESTS AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
    include(CheckLinkerFlag)
    foreach(linker lld gold)
        check_linker_flag(CXX -fuse-ld=${linker} GANOSCOPE_LINKS_WITH_${linker})
        if(GANOSCOPE_LINKS_WITH_${linker})
            target_link_options(gano_compile INTERFACE -fuse-ld=${linker})
            break()
        endif()
    endforeach()
endif()

# Qt rules that keep the interface code explicit (see CONTRIBUTING.md).
add_library(gano_qt_rules INTERFACE)
target_compile_definitions(gano_qt_rules INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII
    QT_NO_CONTEXTLESS_CONNECT QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_UP_TO=0x060400)

# On Linux the compiler's OpenMP is LibTorch's own; elsewhere two of them would meet in one process.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    find_package(OpenMP QUIET COMPONENTS CXX)
endif()

# LibTorch, as SYSTEM includes and with the C++ ABI its build used.
if(GANOSCOPE_WITH_TORCH)
    find_package(Torch REQUIRED)
    if(TARGET torch_cuda OR TORCH_CUDA_LIBRARIES)
        set(GANO_TORCH_HAS_CUDA ON)
    endif()
    add_library(gano_torch INTERFACE)
    target_include_directories(gano_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
    target_link_libraries(gano_torch INTERFACE ${TORCH_LIBRARIES})
    # GCC 13 and later see a copy beyond the end in how LibTorch's header for own gradients reserves a vector<bool>, where there is none.
    target_compile_options(gano_torch INTERFACE
        $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_GREATER_EQUAL:$<CXX_COMPILER_VERSION>,13>>:-Wno-array-bounds -Wno-stringop-overflow>)
    separate_arguments(gano_torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
    # The ABI flag has to reach every part, or strings would not fit together.
    target_compile_options(gano_compile INTERFACE ${gano_torch_flags})
    # at::parallel_for is a template: without this it is a plain loop, whatever LibTorch itself was compiled with.
    if(OpenMP_CXX_FOUND)
        target_link_libraries(gano_torch INTERFACE OpenMP::OpenMP_CXX)
    endif()
endif()

# OpenCV for core/measure: two modules, since others bring half a desktop along (imgcodecs: GDAL and what that needs).
if(GANOSCOPE_WITH_OPENCV)
    add_library(gano_opencv INTERFACE)
    # Debian's packages of single modules come without OpenCVConfig.cmake, which is in the meta package.
    find_package(OpenCV QUIET COMPONENTS core imgproc)
    if(NOT OpenCV_FOUND)
        find_path(OpenCV_INCLUDE_DIRS opencv2/imgproc.hpp PATH_SUFFIXES opencv4 REQUIRED)
        find_library(OPENCV_CORE_LIBRARY opencv_core REQUIRED)
        find_library(OPENCV_IMGPROC_LIBRARY opencv_imgproc REQUIRED)
        set(OpenCV_LIBS ${OPENCV_IMGPROC_LIBRARY} ${OPENCV_CORE_LIBRARY})
    endif()
    target_include_directories(gano_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
    target_link_libraries(gano_opencv INTERFACE ${OpenCV_LIBS})
endif()

# What no computing waits for, in trees for working on: optimised as far as a debugger likes it, which takes two thirds of the time.
# GCC does not see then that std::regex sets its own variables.
set(gano_light "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:RelWithDebInfo>>:-Og;-Wno-maybe-uninitialized>")

# gano_library(NAME SOURCES … LINKS … [TORCH] [LIGHT]): one static library per room of the house, with the headers that GANO_HEADERS names there.
function(gano_library name)
    cmake_parse_arguments(ARG "TORCH;LIGHT" "" "SOURCES;LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${name} PUBLIC gano_compile ${ARG_LINKS})
    # LibTorch's headers take longer than eight files that include them; others' as long as several.
    set_target_properties(${name} PROPERTIES UNITY_BUILD ${GANOSCOPE_UNITY} UNITY_BUILD_BATCH_SIZE 6)
    if(ARG_TORCH)
        target_link_libraries(${name} PRIVATE gano_torch)
        set_target_properties(${name} PROPERTIES UNITY_BUILD_BATCH_SIZE 8)
        target_precompile_headers(${name} REUSE_FROM gano_torch_headers)
    elseif(GANO_HEADERS)
        target_precompile_headers(${name} REUSE_FROM ${GANO_HEADERS})
    endif()
    if(ARG_LIGHT)
        target_compile_options(${name} PRIVATE "${gano_light}")
    endif()
endfunction()

# gano_headers(NAME LINKS … HEADERS …): headers that are compiled once, for targets that link at least LINKS and ask for them by
# target_precompile_headers(… REUSE_FROM NAME). Sources include what they need all the same: the presets `windows` and `macos` do without.
function(gano_headers name)
    cmake_parse_arguments(ARG "" "" "LINKS;HEADERS" ${ARGN})
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp CONTENT "")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON AUTOMOC OFF)
    target_link_libraries(${name} PRIVATE gano_compile ${ARG_LINKS})
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()
if(GANOSCOPE_WITH_TORCH)
    gano_headers(gano_torch_headers LINKS gano_torch
        HEADERS <ATen/Parallel.h> <torch/csrc/autograd/custom_function.h> <torch/nn/modules/container/modulelist.h> <torch/optim/adam.h> <torch/types.h>
            <algorithm> <filesystem> <functional> <map> <memory> <optional> <string> <vector>)
endif()
