# shellcheck shell=sh
# What the scripts of this folder share: how another Debian is made, and how a command runs in it.
# Nothing here leaves a mount behind: each command gets a mount namespace of its own.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
build_root=$cache/build-root
GLIBC_FLOOR=2.28 # 统信 UOS 20; 银河麒麟 V10 has 2.31

need_root() {
    [ "$(id -u)" -eq 0 ] || fail "The package is built in a Debian 11 of its own: please run this as root (sudo make package)."
    need debootstrap:debootstrap xz:xz-utils unshare:util-linux
}

# debian SUITE: fetches a minimal Debian into the cache, if it is not there; from DEBIAN_MIRROR, if that is set.
debian() {
    [ ! -e "$cache/$1.tar" ] || return 0
    say "Debian $1"
    mkdir -p "$cache"
    rm -rf "$cache/$1.new"
    # A power cut would cost a Debian that is made anew anyway: dpkg need not wait for the disk at each file.
    DPKG_FORCE=unsafe-io debootstrap --variant=minbase "$1" "$cache/$1.new" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$cache/$1.log" 2>&1 || {
        tail -5 "$cache/$1.log" >&2
        fail "Debian $1 could not be made; $cache/$1.log says why."
    }
    echo force-unsafe-io >"$cache/$1.new/etc/dpkg/dpkg.cfg.d/brief"
    echo 'Acquire::Languages "none";' >"$cache/$1.new/etc/apt/apt.conf.d/brief" # no descriptions in other languages
    tar --create --numeric-owner --one-file-system --directory "$cache/$1.new" --file "$cache/$1.tar.part" .
    mv "$cache/$1.tar.part" "$cache/$1.tar"
    rm -rf "$cache/$1.new"
}

# bare_debian SUITE FOLDER: that Debian, unpacked.
bare_debian() {
    debian "$1"
    rm -rf "$2"
    mkdir -p "$2"
    tar --extract --numeric-owner --directory "$2" --file "$cache/$1.tar"
}

# inside ROOT COMMAND...: in that Debian, with the source tree at /src (read-only) and the cache at /cache.
inside() {
    root=$1
    shift
    mkdir -p "$root/src" "$root/cache" "$cache/files"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    ROOT=$root TOP=$top FILES=$cache/files unshare --mount --propagation private sh -eu -c '
        mount -t proc proc "$ROOT/proc"
        mount --rbind /dev "$ROOT/dev"
        mount --bind "$TOP" "$ROOT/src"
        mount -o remount,bind,ro "$ROOT/src"
        mount --bind "$FILES" "$ROOT/cache"
        exec chroot "$ROOT" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive FAZHI_XZ="${FAZHI_XZ:-}" \
            SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" "$@"
    ' inside "$@"
}

# stamped NAME WORDS: whether the step NAME was already done with exactly these inputs.
stamped() { [ "$(cat "$build_root/.done-$1" 2>/dev/null)" = "$2" ]; }
stamp() { printf '%s' "$2" >"$build_root/.done-$1"; }
digest() { cat "$@" | sha256sum | cut -c1-64; }
