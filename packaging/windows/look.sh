#!/bin/sh
# Takes pictures of the installed program's own window under Wine 10, for people to look at, into dist/:   look.sh
# In a Debian 13 of its own, as root: the Wine of Debian 12 cannot show it.
set -eu
. "$(dirname "$0")/../linux/lib.sh"
need_root
clean=$cache/look
bare_debian trixie "$clean"
mkdir -p "$clean/tmp/dist"
cp "$here/look-inside.sh" "$clean/tmp/dist/"
cp "$dist/fazhi-$version-setup.exe" "$clean/tmp/dist/setup.exe"
say "Looking at the window under Wine 10"
inside "$clean" sh -eu -c "
    apt-get update -q >/dev/null
    apt-get install -yq --no-install-recommends wine wine64 xvfb openbox xdotool imagemagick fonts-wqy-microhei \
        fonts-dejavu-core >/tmp/log 2>&1 || { tail /tmp/log; exit 1; }
    sh /tmp/dist/look-inside.sh
"
for picture in "$clean"/tmp/look-*.png; do cp "$picture" "$dist/windows-${picture##*/look-}"; done
rm -rf "$clean"
ls -l "$dist"/windows-*.png
