#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Ganoscope @VERSION@ for Linux on x86-64, everything in one file: this script and, behind it, an archive.
#
#   sh FILE [path or options]     starts the application (`sh FILE --selftest` tries whether everything works)
#   sh FILE cli COMMAND …         runs ganoscope-cli
#   sh FILE --unpack FOLDER       unpacks into a new folder; its bin/ganoscope runs without this file
#   sh FILE --install             adds Ganoscope to the menus of this user, with its file types
#   sh FILE --uninstall           removes that, and what was unpacked
#
# The first start unpacks the archive once (some seconds) into $GANOSCOPE_BUNDLE_FOLDER, or else ~/.cache/ganoscope.
set -u
version=@VERSION@
identity=@IDENTITY@
offset=@OFFSET@
whole=@WHOLE@
needs_mb=@NEEDS@

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$*"
    # Started by a click there is no terminal to read this in.
    if [ ! -t 2 ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        for tool in "zenity --error --title=Ganoscope --text" "kdialog --title Ganoscope --error" "xmessage"; do
            command -v "${tool%% *}" >/dev/null 2>&1 && { $tool "$*"; break; }
        done
    fi
    exit 1
}

self=$0
case $self in /*) ;; *) self=$PWD/$self ;; esac
caches=${XDG_CACHE_HOME:-$HOME/.cache}
place=${GANOSCOPE_BUNDLE_FOLDER:-$caches/ganoscope}
data=${XDG_DATA_HOME:-$HOME/.local/share}

check_system() {
    [ "$(uname -m)" = x86_64 ] || fail "This file is for computers with an x86-64 processor, and this one is $(uname -m)."
    libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //')
    case $libc in
        '') fail "This system has no GNU C library, which this file needs." ;;
        2.*) [ "${libc#2.}" -ge 36 ] 2>/dev/null || fail "This system's C library is $libc, and Ganoscope needs 2.36 or newer (Debian 12, Ubuntu 23.04, Fedora 37 and newer have it)." ;;
    esac
    have=$(wc -c <"$self") || fail "$self cannot be read."
    [ "$((have))" -eq "$whole" ] || fail "$self is incomplete: it has $((have)) of $whole bytes. Download it again."
}

# unpack FOLDER: the archive in a folder that must not exist yet; it appears under its name only when it is whole.
unpack() {
    check_system
    mkdir -p "$(dirname "$1")" || fail "The folder $(dirname "$1") cannot be made."
    # Where no program has looked for fonts yet, this one makes the index of them, and takes it away when it goes.
    [ -d "$caches/fontconfig" ] || [ "$(dirname "$1")" != "$place" ] || : >"$place/made-font-index"
    free=$(df -Pk "$(dirname "$1")" | awk 'END {print int($4 / 1024)}')
    [ "${free:-0}" -ge "$needs_mb" ] || fail "Unpacking needs $needs_mb MB, and only $free MB are free in $(dirname "$1"). Free some space, or name another folder in GANOSCOPE_BUNDLE_FOLDER."
    part=$1.part-$$
    trap 'rm -rf "$part"' EXIT
    trap 'exit 1' HUP INT TERM
    mkdir "$part" || fail "The folder $part cannot be made."
    [ -t 2 ] && say "Unpacking Ganoscope $version, once …"
    tail -c +"$offset" "$self" | gzip -dc | tar -xf - -C "$part" || fail "$self could not be unpacked; the disk may be full, or the file damaged: download it again."
    "$part/bin/ganoscope-cli" --version >/dev/null || fail "Programs in $(dirname "$1") cannot be started: the disk may forbid it. Name another folder in GANOSCOPE_BUNDLE_FOLDER."
    # Another start may have been faster.
    [ -d "$1" ] || mv -T "$part" "$1" || fail "The folder $1 cannot be made."
    rm -rf "$part"
    trap - EXIT HUP INT TERM
}

refresh_menus() {
    for command in "update-desktop-database -q $data/applications" "update-mime-database $data/mime" "gtk-update-icon-cache -q -t -f $data/icons/hicolor"; do
        command -v "${command%% *}" >/dev/null 2>&1 && $command >/dev/null 2>&1
    done
    return 0
}

entry=$data/applications/ganoscope.desktop
icon=$data/icons/hicolor/scalable/apps/ganoscope.svg
types=$data/mime/packages/ganoscope.xml
metainfo=$data/metainfo/org.ganoscope.Ganoscope.metainfo.xml

install_entry() {
    share=$place/$identity/share
    mkdir -p "$(dirname "$entry")" "$(dirname "$icon")" "$(dirname "$types")" "$(dirname "$metainfo")" || fail "The folder $data cannot be written."
    # In an entry, what is special in a quoted argument has a backslash before it, itself doubled.
    quoted=$(printf '%s' "$self" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g')
    awk -v line="Exec=sh \"$quoted\" %f" '/^Exec=/ {print line; next} {print}' "$share/applications/ganoscope.desktop" >"$entry"
    cp "$share/icons/hicolor/scalable/apps/ganoscope.svg" "$icon"
    cp "$share/mime/packages/ganoscope.xml" "$types"
    cp "$share/metainfo/org.ganoscope.Ganoscope.metainfo.xml" "$metainfo"
    refresh_menus
    say "Ganoscope is in the menus now. Keep $self where it is; with --uninstall everything is removed again."
}

# only FOLDER NAME: the folder holds nothing but this.
only() { [ "$(ls -A "$1" 2>/dev/null)" = "$2" ]; }

remove_everything() {
    if [ -f "$entry" ]; then
        rm -f "$entry" "$icon" "$types" "$metainfo"
        rmdir "$(dirname "$types")" "$(dirname "$metainfo")" "$(dirname "$icon")" "$data/icons/hicolor/scalable" 2>/dev/null
        refresh_menus
        # Where nothing else was installed for this user, the systems' indexes of it go as well.
        only "$data/applications" mimeinfo.cache && rm -f "$data/applications/mimeinfo.cache"
        only "$data/icons/hicolor" icon-theme.cache && rm -f "$data/icons/hicolor/icon-theme.cache"
        [ -d "$data/mime/packages" ] || rm -rf "$data/mime"
        rmdir "$data/applications" "$data/icons/hicolor" "$data/icons" "$data" "$HOME/.local" 2>/dev/null
    fi
    [ ! -f "$place/made-font-index" ] || rm -rf "$caches/fontconfig"
    rm -rf "$place"
    rmdir "$caches" 2>/dev/null
    say "Ganoscope was removed. Your runs and models are kept, as are the preferences in ${XDG_CONFIG_HOME:-$HOME/.config}/Ganoscope."
}

case ${1:-} in
    --uninstall) remove_everything; exit 0 ;;
    --unpack)
        [ $# -eq 2 ] || fail "Name one folder that is to be made: sh FILE --unpack FOLDER"
        [ ! -e "$2" ] || fail "$2 is there already; name a folder that is not."
        case $2 in /*) folder=$2 ;; *) folder=$PWD/$2 ;; esac
        unpack "$folder"
        say "Start $folder/bin/ganoscope. There is nothing else to set up."
        exit 0 ;;
esac
[ -d "$place/$identity" ] || unpack "$place/$identity"
program=ganoscope
case ${1:-} in
    --install) install_entry; exit 0 ;;
    cli) program=ganoscope-cli; shift ;;
esac
# Plugins of another Qt would not fit.
unset QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH
exec "$place/$identity/bin/$program" "$@"
