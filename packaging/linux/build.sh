#!/bin/sh
# One command from a clean tree to dist/: the .deb, the .tar.xz, SBOM and sums.   build.sh
# Everything is made in a Debian 11 of its own, kept under $FAZHI_BUILD (~/.cache/fazhi-build) for the next time.
set -eu
. "$(dirname "$0")/lib.sh"
need_root

mkdir -p "$cache/files"
"$host_python" "$top/packaging/wheels.py" "$top/requirements/package.txt" linux "$cache/files/wheels-linux" &
wheels=$!
BUILD_PACKAGES="gcc g++ make patch pkg-config file dpkg-dev libc6-dev zlib1g-dev libffi-dev uuid-dev libexpat1-dev tcl
    xz-utils binutils x11proto-dev libxkbcommon-dev libgl1 libegl1 libfontconfig1 libdbus-1-3 libglib2.0-0
    libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-shape0 libxcb-xkb1 libxkbcommon0 libxkbcommon-x11-0"
if ! stamped packages "$BUILD_PACKAGES"; then
    bare_debian bullseye "$build_root"
    say "Compilers and libraries"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    cp $keys "$build_root/usr/share/keyrings/builder.gpg"
    inside "$build_root" apt-get update -q
    # Word by word: each is a package's name.
    # shellcheck disable=SC2086
    inside "$build_root" apt-get install -yq --no-install-recommends $BUILD_PACKAGES >"$cache/packages.log" 2>&1 || {
        tail -5 "$cache/packages.log" >&2
        exit 1
    }
    stamp packages "$BUILD_PACKAGES"
fi
sum=$(digest "$here/python.sh" "$here/sources.sh")
if ! stamped python "$sum"; then
    say "CPython and SQLite from Debian's sources"
    inside "$build_root" sh /src/packaging/linux/python.sh
    rm -rf "$build_root/build/venv"
    stamp python "$sum"
fi
wait $wheels
say "Freezing"
inside "$build_root" sh /src/packaging/linux/freeze.sh
inside "$build_root" sh /src/packaging/linux/gate.sh /build/dist/fazhi "$GLIBC_FLOOR"
say "Packing"
inside "$build_root" sh /src/packaging/linux/pack.sh "$version"
mkdir -p "$dist"
rm -f "$dist"/fazhi*linux* "$dist"/fazhi*.deb
cp "$build_root"/build/out/* "$dist/"
cp "$build_root/build/dist/fazhi/sbom.cdx.json" "$dist/fazhi-$version-linux.cdx.json"
du -sm "$build_root/build/dist/fazhi" | sed 's/\t.*/ MB installed/'
sums
[ -n "${FAZHI_XZ:-}" ] || at_most 36 "$dist/fazhi_${version}_amd64.deb"
echo "Packed in $(($(date +%s) - began)) s."
