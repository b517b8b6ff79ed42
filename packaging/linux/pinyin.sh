#!/bin/sh
# Types pinyin into the installed program in a clean Debian 12, with fcitx 5 on a screen of its own, and reads the
# Chinese back from the data file.   pinyin.sh
set -eu
. "$(dirname "$0")/lib.sh"
need_root
version=$(version)
clean=$cache/try-pinyin
bare_debian bookworm "$clean"
mkdir -p "$clean/tmp/dist"
cp "$top/dist/fazhi_${version}_amd64.deb" "$here/pinyin-inside.sh" "$clean/tmp/dist/"
say "Pinyin"
inside "$clean" sh -eu -c "
    apt-get update -q >/dev/null
    apt-get install -yq --no-install-recommends /tmp/dist/fazhi_${version}_amd64.deb fonts-wqy-microhei xvfb xdotool \
        dbus dbus-x11 fcitx5 fcitx5-pinyin fcitx5-modules x11-apps imagemagick >/tmp/log 2>&1 || { tail /tmp/log; exit 1; }
    useradd --create-home clerk
    su clerk -s /bin/sh -c 'dbus-run-session -- sh /tmp/dist/pinyin-inside.sh'
" || { cp "$clean/tmp/pinyin.png" "$top/dist/pinyin.png" 2>/dev/null || true; exit 1; }
cp "$clean/tmp/pinyin.png" "$top/dist/pinyin.png"
rm -rf "$clean"
