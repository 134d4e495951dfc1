#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# bundle.sh BUILD-TREE OUTPUT-FOLDER [LIBTORCH-FOLDER]
#
# Makes one file that runs on any x86-64 Linux with the C library of this machine or a newer one: the installed programs, the
# shared libraries that they need (without the C library itself), Qt's plugins, a font, and the licences of all of it.
# With LIBTORCH-FOLDER, which the tree was built with, that LibTorch goes in whole, CUDA included.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$1
output=$2
libtorch=${3:-}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# What the window loads by name. No OpenGL integrations: the window is drawn without.
plugins=(
    platforms/libqxcb.so platforms/libqoffscreen.so platforms/libqwayland-generic.so
    wayland-shell-integration/libxdg-shell.so wayland-decoration-client/libbradient.so
    platforminputcontexts/libcomposeplatforminputcontextplugin.so platforminputcontexts/libibusplatforminputcontextplugin.so
    iconengines/libqsvgicon.so imageformats/libqsvg.so imageformats/libqjpeg.so
)
fonts=(DejaVuSans.ttf DejaVuSans-Bold.ttf DejaVuSansMono.ttf)
# Belongs to the system: the C library and its parts, and the graphics driver, which LibTorch loads where there is one.
system='^(linux-vdso|ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libresolv|libutil|libanl|libcuda|libnvidia-ml)\.so'

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/ganoscope
mkdir -p "$root/lib"
DESTDIR= cmake --install "$tree" --prefix "$root" --strip >/dev/null

needed() { objdump -p "$1" | awk '/NEEDED/ {print $2}'; }

# Debian keeps the fast BLAS in a folder of its own, behind links that an administrator can turn to a slow one.
declare -A found
while read -r name path; do found[$name]=${found[$name]:-$path}; done < <(ldconfig -p | awk '/x86-64/ {print $1, $NF}')
for blas in /usr/lib/x86_64-linux-gnu/openblas-pthread/lib{blas,lapack}.so.3; do
    [ -e "$blas" ] && found[$(basename "$blas")]=$blas
done

# ---- LibTorch from a folder goes in whole: parts of it are loaded by name ----------------------------------------------
if [ -n "$libtorch" ]; then
    for library in "$libtorch"/lib/*.so*; do
        case $(basename "$library") in
            libtorch_python*|libshm*|libjitbackend*|libbackend_with_compiler*|libtorchbind_test*|libnnapi_backend*|libaoti_custom*) ;;
            *) cp -P "$library" "$root/lib/" ;;
        esac
    done
fi

# ---- Qt's plugins and the programs, and the closure of what they need --------------------------------------------------
qt=$(qmake6 -query QT_INSTALL_PLUGINS 2>/dev/null || echo /usr/lib/x86_64-linux-gnu/qt6/plugins)
for plugin in "${plugins[@]}"; do
    [ -e "$qt/$plugin" ] || fail "Qt's plugin $plugin is not installed."
    mkdir -p "$root/plugins/$(dirname "$plugin")"
    cp "$qt/$plugin" "$root/plugins/$plugin"
done

# undefined FILE, defined FILE: names of the symbols, without versions.
undefined() { nm -D --undefined-only "$1" | awk '{print $NF}' | sed 's/@.*//' | sort -u; }
defined() { nm -D --defined-only "$1" | awk '{print $NF}' | sed 's/@.*//' | sort -u; }

# Debian links its LibTorch with libraries that parts of it could use and none does (OpenCV with GDAL, FFmpeg, data bases): they
# are half of everything, and no symbol of theirs is asked for.
drop_unused() {
    local library=$1 wants name
    wants=$(mktemp -p "$stage")
    undefined "$library" >"$wants"
    for name in $(needed "$library"); do
        [[ $name =~ $system ]] && continue
        if [ -z "$(defined "${found[$name]}" | comm -12 - "$wants")" ]; then
            patchelf --remove-needed "$name" "$library"
            printf '%s ' "$name" >>"$stage/dropped"
        fi
    done
}

origin=$stage/origin   # Where each library came from, for its licence.
: >"$origin"
mapfile -t queue < <(find "$root/bin" "$root/libexec" "$root/plugins" "$root/lib" -type f)
for plugin in "${plugins[@]}"; do realpath "$qt/$plugin" >>"$origin"; done
while [ ${#queue[@]} -gt 0 ]; do
    file=${queue[0]}
    queue=("${queue[@]:1}")
    for name in $(needed "$file" 2>/dev/null); do
        [[ $name =~ $system || -e $root/lib/$name ]] && continue
        [ -n "${found[$name]:-}" ] || fail "$(basename "$file") needs $name, which is not installed."
        cp -L "${found[$name]}" "$root/lib/$name"
        chmod u+w,a-x "$root/lib/$name"
        realpath "${found[$name]}" >>"$origin"
        case $name in libtorch_cpu.so*) [ -n "$libtorch" ] || drop_unused "$root/lib/$name" ;; esac
        queue+=("$root/lib/$name")
    done
done

# RPATH, not RUNPATH: it comes before LD_LIBRARY_PATH, in which clusters have libraries of the same names.
set_path() { patchelf --force-rpath --set-rpath "$1" "$2"; }
for file in "$root"/lib/*; do [ -L "$file" ] || set_path '$ORIGIN' "$file"; done
for file in "$root"/bin/*; do set_path '$ORIGIN/../lib' "$file"; done
for file in "$root"/libexec/ganoscope/*; do set_path '$ORIGIN/../../lib' "$file"; done
for plugin in "${plugins[@]}"; do set_path '$ORIGIN/../../lib' "$root/plugins/$plugin"; done
printf '[Paths]\nPrefix = ..\nPlugins = plugins\n' >"$root/bin/qt.conf"

# ---- fonts and licences ------------------------------------------------------------------------------------------------
mkdir -p "$root/share/ganoscope/fonts" "$root/share/ganoscope/licences"
for font in "${fonts[@]}"; do
    cp "/usr/share/fonts/truetype/dejavu/$font" "$root/share/ganoscope/fonts/"
    echo "/usr/share/fonts/truetype/dejavu/$font" >>"$origin"
done
cp "$here/fonts.conf" "$root/share/ganoscope/fonts/"
# Some of Debian's paths are links into /usr that its lists of files do not know.
while read -r path; do dpkg-query -S "$path" 2>/dev/null || dpkg-query -S "${path#/usr}" 2>/dev/null || fail "No package owns $path."; done < <(sort -u "$origin") |
    awk -F: '{print $1}' | sort -u >"$stage/owners"
while read -r package; do cp -L "/usr/share/doc/$package/copyright" "$root/share/ganoscope/licences/$package.txt"; done <"$stage/owners"
# The files above name these as "in /usr/share/common-licenses".
mkdir "$root/share/ganoscope/licences/common"
cp -L /usr/share/common-licenses/{Apache-2.0,GPL-2,GPL-3,LGPL-2,LGPL-2.1,LGPL-3,MPL-1.1,MPL-2.0} "$root/share/ganoscope/licences/common/"
if [ -n "$libtorch" ]; then
    find "$libtorch" -maxdepth 2 \( -iname 'license*' -o -iname 'notice*' \) -type f -exec cp -t "$root/share/ganoscope/licences" {} +
fi
rm -rf "$root/share/doc/ganoscope/"changelog*
cp "$here/../../LICENSE" "$root/LICENSE"

# ---- checks ------------------------------------------------------------------------------------------------------------
# Nothing from outside but the C library, every symbol there, and everything works.
while read -r file; do
    outside=$(env -i ldd -r "$file" 2>&1 | grep -v -F "$root" | grep -v -E "^\s+(linux-vdso|/lib64/ld-linux|lib(c|m|dl|pthread|rt|resolv|util|anl)\.so)|statically linked" || true)
    [ -z "$outside" ] || fail "$file asks for what is not in the bundle: $outside"
done < <(find "$root/bin" "$root/libexec" "$root/plugins" -type f ! -name '*.conf')
mkdir -m 700 "$stage/runtime"
env -i HOME="$stage" XDG_RUNTIME_DIR="$stage/runtime" LANG=C.UTF-8 "$root/bin/ganoscope" --selftest >"$stage/selftest" || { cat "$stage/selftest" >&2; fail "The self-test of the bundle failed."; }
say "$(cat "$stage/selftest")"
[ ! -s "$stage/dropped" ] || say "Left out, because nothing calls them: $(cat "$stage/dropped")"

# ---- one file ----------------------------------------------------------------------------------------------------------
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$tree/CMakeCache.txt")
archive=$stage/archive
compress=(gzip -9 -n)
command -v pigz >/dev/null && compress=(pigz -9 -n)
tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" -cf - . | "${compress[@]}" >"$archive"
identity=$version-$(sha256sum "$archive" | cut -c1-12)
needs=$(($(du -sm "$root" | cut -f1) + 50))
# Numbers of fixed width, so that they do not move what they count.
fill() {
    sed -e "s/@VERSION@/$version/g" -e "s/@IDENTITY@/$identity/" -e "s/@OFFSET@/$(printf '%-8s' "$1")/" -e "s/@WHOLE@/$(printf '%-12s' "$2")/" -e "s/@NEEDS@/$needs/" "$here/start.sh"
}
head_size=$(fill 0 0 | wc -c)
suffix=
[ -z "$libtorch" ] || suffix=-cuda
mkdir -p "$output"
bundle=$output/ganoscope-$version-linux-x86_64$suffix.run
fill $((head_size + 1)) $((head_size + $(stat -c %s "$archive"))) | cat - "$archive" >"$bundle"
chmod +x "$bundle"
say "$bundle: $(($(stat -c %s "$bundle") / 1000000)) MB, $(du -sm "$root" | cut -f1) MB unpacked"
