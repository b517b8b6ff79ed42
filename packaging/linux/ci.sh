#!/bin/sh
# What .ci/run asks of the Linux package: built, then tried as an installed program in a clean Debian 12.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" -ne 0 ] || ! unshare --mount true 2>/dev/null; then
    printf '%s\n' "********************************************************************************" \
        "THE LINUX PACKAGE WAS NOT BUILT AND NOT TRIED: this machine lets nobody make a" \
        "chroot with mounts of its own (root and 'unshare --mount' are needed)." \
        "********************************************************************************" | tee /dev/stderr
    exit 0
fi
sh "$here/build.sh"
sh "$here/try.sh" bookworm
sh "$here/pinyin.sh"
