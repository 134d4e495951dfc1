#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# On a machine with a GPU and PyTorch 2.x for Python: builds bench_steps against that very PyTorch, then measures.
#
#   tests/bench/gpu.sh [--deps FOLDER] [--build FOLDER] [arguments of gpu.py]
#
# Needs no Qt, no OpenCV and no internet, but a compiler, CMake, Ninja, and the headers of nlohmann-json, CLI11, fmt and zlib. Where the
# machine lacks these four, a folder can bring them, made elsewhere:
#   apt-get download nlohmann-json3-dev libcli11-dev libfmt-dev zlib1g-dev && for f in *.deb; do dpkg -x "$f" deps; done
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/../..")
deps='' build=$root/build/gpu
while [ $# -gt 0 ]; do
    case $1 in
        --deps) deps=$(readlink -f "$2"); shift 2 ;;
        --build) build=$2; shift 2 ;;
        *) break ;;
    esac
done
python=${PYTHON:-python3}
torch=$("$python" -c 'import torch; print(torch.utils.cmake_prefix_path)') || { echo "$python has no PyTorch." >&2; exit 1; }
prefix=$torch
options=()
if [ -n "$deps" ]; then
    prefix+=";$deps/usr"
    options+=("-DCMAKE_LIBRARY_ARCHITECTURE=$(uname -m)-linux-gnu")
fi
# Debian's own LibTorch lies where CMake looks anyway.
[ -d "$torch" ] || prefix=${deps:+$deps/usr}
cd "$root"
cmake --preset server -B "$build" -DGANOSCOPE_BENCH=ON -DCMAKE_PREFIX_PATH="$prefix" "${options[@]}"
cmake --build "$build" --target bench_steps --parallel "${GANOSCOPE_JOBS:-$(nproc)}"
exec "$python" -B "$here/gpu.py" --programs "$build/bin" --out "$build/bench" "$@"
