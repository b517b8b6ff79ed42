#!/bin/sh
# Installs the .deb in a clean Debian as its users would, tries the installed program, upgrades, refuses an older one,
# removes it and sees that the data stayed; unpacks the archive and tries that.   try.sh SUITE...   (bookworm, bullseye, trixie)
set -eu
. "$(dirname "$0")/lib.sh"
need_root
version=$(version)
dist=$top/dist
for suite in "$@"; do
    clean=$cache/try-$suite
    bare_debian "$suite" "$clean"
    mkdir -p "$clean/tmp/dist"
    cp "$dist/fazhi_${version}_amd64.deb" "$dist/fazhi-$version-linux-x86_64.tar.xz" "$here/try-inside.sh" "$clean/tmp/dist/"
    say "Debian $suite"
    inside "$clean" sh /tmp/dist/try-inside.sh "$version"
    cp "$clean/tmp/installed.txt" "$dist/self-test-$suite.txt"
    cp "$clean/tmp/installed.png" "$dist/self-test-$suite.png"
    rm -rf "$clean"
done
