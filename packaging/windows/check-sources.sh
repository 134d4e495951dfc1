#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/windows/check-sources.sh [FILE…] asks MinGW's compiler, on Debian, whether the sources without LibTorch are fit for
# Windows: system headers, wide names of files, the macros of windows.h. Syntax only; nothing is linked or run.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

compiler=x86_64-w64-mingw32-g++-posix
command -v $compiler >/dev/null || { echo "Please install it first: apt-get install g++-mingw-w64-x86-64-posix" >&2; exit 1; }

# Headers of libraries say the same on both systems. Those of Linux itself must not be found, so only these are linked.
headers=$(mktemp -d)
trap 'rm -rf "$headers"' EXIT
here=/usr/include/$(gcc -print-multiarch)
ln -s /usr/include/{nlohmann,fmt,CLI,pugixml.hpp,pugiconfig.hpp,stb,zlib.h,png.h,pngconf.h,pnglibconf.h,jpeglib.h,jmorecfg.h,jerror.h,qcustomplot.h} \
    /usr/include/hdf5/serial "$here"/{zconf.h,jconfig.h,tiff.h,tiffio.h,tiffconf.h,tiffvers.h,qt6} "$headers"
touch "$headers/features.h"  # HDF5 as configured for Linux asks for it
flags=(-std=c++20 -fsyntax-only -Wall -Wextra -Werror -DNOMINMAX -DGANOSCOPE_VERSION='"0"' -DFMT_HEADER_ONLY
    -DGANOSCOPE_WITH_{TIFF,PUGIXML,HDF5,PNG,JPEG,STB} -I. -isystem "$headers" -isystem "$headers/stb" -isystem "$headers/serial" -isystem "$headers/qt6")
for module in Core Gui Widgets Svg Concurrent PrintSupport; do flags+=(-isystem "$headers/qt6/Qt$module"); done

if [ $# -gt 0 ]; then
    files=("$@")
else
    # Left out: what CMake does not compile there, and what includes LibTorch (the last two headers do).
    mapfile -t files < <(git ls-files -- 'core/*.cpp' 'models/*.cpp' 'app/*.cpp' 'ui/*.cpp' |
        grep -vE '^(core/base/system_posix|core/formats/hdf5_check|app/file_check/.*)' | xargs grep -LE '#include .*(torch|<c10/|<ATen/|models/(network|weights_file)\.h)')
fi
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" $compiler "${flags[@]}" || { echo "Not all of them would compile on Windows." >&2; exit 1; }
echo "${#files[@]} files are fine."
