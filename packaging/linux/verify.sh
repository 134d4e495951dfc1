#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# verify.sh SUITE FOLDER DEB|RUN      (as root; needs debootstrap, xvfb, x11-apps and imagemagick)
#
# Installs a package in a fresh, minimal Debian (bookworm, trixie) and uses it as an ordinary user whose home has a blank and an
# umlaut in its name: self-test, start times, a picture of the window in FOLDER, and what is left after removing it.
# A tree made before is used again as FOLDER/SUITE; nothing is changed in it.
set -euo pipefail
suite=$1
folder=$(readlink -f "$2")
package=$(readlink -f "$3")
kind=${package##*.}
user=joerg
homes=home
sockets=tmp/.X11-unix
house="/$homes/Jörg Müller"

say() { printf '%s\n' "$*"; }

# Everything happens in a space of mounts and processes of its own, which ends with it: nothing of this machine is mounted when
# the layer is deleted, however this ends.
if [ -z "${VERIFY_LAYER:-}" ]; then
    [ -d "$folder/$suite" ] || debootstrap --variant=minbase "$suite" "$folder/$suite" >"$folder/$suite.log"
    layer=$(mktemp -d -p "$folder" layer.XXXX)
    status=0
    VERIFY_LAYER=$layer unshare --mount --propagation private --pid --fork --kill-child "$(readlink -f "$0")" "$@" || status=$?
    rm -rf --one-file-system "$layer"
    exit "$status"
fi
layer=$VERIFY_LAYER
tree=$layer/tree
mkdir "$layer/changes" "$layer/scratch" "$tree"
mount -t overlay overlay -o "lowerdir=$folder/$suite,upperdir=$layer/changes,workdir=$layer/scratch" "$tree"
mount -t proc proc "$tree/proc"
# Devices of its own: those of this machine are left alone.
mount -t tmpfs -o mode=755 devices "$tree/dev"
make_device() { mknod -m 666 "$tree/dev/$1" c "$2" "$3"; }
make_device null 1 3; make_device zero 1 5; make_device full 1 7; make_device random 1 8; make_device urandom 1 9; make_device tty 5 0
ln -s /proc/self/fd "$tree/dev/fd"
ln -s fd/0 "$tree/dev/stdin"; ln -s fd/1 "$tree/dev/stdout"; ln -s fd/2 "$tree/dev/stderr"
mkdir -m 1777 "$tree/dev/shm"
display=:$((90 + RANDOM % 800))
Xvfb "$display" -screen 0 1280x840x24 -ac -nolisten tcp >"$layer/server.log" 2>&1 &
server=$!
trap 'kill "$server"; wait "$server" || true' EXIT   # so that it takes its socket away
sleep 2
mkdir -p "$tree/$sockets"
mount --bind "/$sockets" "$tree/$sockets"
cp /etc/resolv.conf /etc/hosts "$tree/etc/"

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$tree" "$@"; }
# as_user COMMAND…: in the user's home, with or without the display.
as_user() { inside setpriv --reuid=1000 --regid=1000 --clear-groups env HOME="$house" USER=$user LANG=C.UTF-8 XDG_RUNTIME_DIR=/run/user ${screen:+DISPLAY=$display} sh -c 'cd; exec "$@"' sh "$@"; }
# Everything of the tree but the caches of apt and what the system itself logs.
contents() { (cd "$tree" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log -o -path ./var/lib/dpkg -o -path ./run \) -prune -o -print | sort); }

mkdir -p "$tree/run/user"
inside useradd -m -d "$house" -s /bin/sh $user
inside chown 1000 "/run/user"
chmod 700 "$tree/run/user"
say "== $(inside sh -c '. /etc/os-release; echo "$PRETTY_NAME"'), $(inside dpkg-query -f '.\n' -W | wc -l) packages, home of the user: $house"
contents >"$layer/before"
if [ "$kind" = deb ]; then
    cp "$package" "$tree/var/cache/"
    inside apt-get update -q >"$layer/apt.log" 2>&1
    inside apt-get install -q -y "/var/cache/$(basename "$package")" >>"$layer/apt.log" 2>&1 || { tail -20 "$layer/apt.log"; exit 1; }
    say "installed with $(inside dpkg-query -f '.\n' -W | wc -l) packages now, $(grep -c -- -dev <(inside dpkg-query -W -f '${Package}\n') || true) of them for development"
    start=(ganoscope) command_line=(ganoscope-cli)
else
    cp "$package" "$tree$house/Ganoscope.run"
    inside chown 1000:1000 "$house/Ganoscope.run"
    start=(sh "$house/Ganoscope.run") command_line=(sh "$house/Ganoscope.run" cli)
fi
seconds() { local from=$EPOCHREALTIME; "$@" >/dev/null 2>&1; awk -v a="$from" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.2f", b - a}'; }
say "first start to --version: $(seconds as_user "${command_line[@]}" --version) s; again: $(seconds as_user "${command_line[@]}" --version) s"
screen=
as_user "${command_line[@]}" devices
screen=yes
for _ in 1 2 3; do say "start to the first picture of the window: $(seconds as_user "${start[@]}" --end-at-first-paint) s"; done
begin=$SECONDS
as_user "${start[@]}" --selftest
say "(the self-test took $((SECONDS - begin)) s)"
as_user "${start[@]}" & program=$!
sleep 15
xwd -display "$display" -root -silent | convert xwd:- "$folder/$suite-$kind.png"
say "picture of the window: $folder/$suite-$kind.png"
[ "$kind" = deb ] || as_user "${start[@]}" --install
pkill -P "$program" 2>/dev/null || true
kill "$program" 2>/dev/null || true
wait "$program" 2>/dev/null || true
if [ "$kind" = deb ]; then
    inside apt-get purge -q -y --autoremove ganoscope >>"$layer/apt.log" 2>&1
else
    as_user find . -newer Ganoscope.run -not -type d -path './.local/*'
    as_user "${start[@]}" --uninstall
    rm "$tree$house/Ganoscope.run"
fi
say "kept on purpose: $(as_user find .config -type f)"
as_user rm -r .config
contents >"$layer/after"
left=$(comm -13 "$layer/before" "$layer/after")
# Debian's own dependencies leave some (the index of certificates, for example), which is theirs to do.
[ "$kind" != deb ] || left=$(grep -i ganoscope <<<"$left" || true)
say "left behind after removing it: ${left:-nothing}"
