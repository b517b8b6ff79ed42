#!/bin/sh
# Types pinyin into the installed program in a clean Debian 12, on a screen of its own, and reads the Chinese back from
# the data file; then opens the manual with F1.   pinyin.sh [fcitx5|fcitx4|ibus]...
set -eu
. "$(dirname "$0")/lib.sh"
need_root
[ $# -gt 0 ] || set -- fcitx5
for method in "$@"; do
    case $method in
        fcitx5) packages="fcitx5 fcitx5-pinyin fcitx5-modules" ;;
        fcitx4) packages="fcitx-bin fcitx-data fcitx-modules fcitx-module-dbus fcitx-module-x11 fcitx-pinyin" ;;
        ibus) packages="ibus ibus-libpinyin" ;;
        *) fail "There is no input method $method." ;;
    esac
    clean=$cache/pinyin-$method
    bare_debian bookworm "$clean"
    mkdir -p "$clean/tmp/dist"
    cp "$dist/fazhi_${version}_amd64.deb" "$here/pinyin-inside.sh" "$clean/tmp/dist/"
    say "Pinyin with $method"
    inside "$clean" sh -eu -c "
        apt-get update -q >/dev/null
        apt-get install -yq --no-install-recommends /tmp/dist/fazhi_${version}_amd64.deb fonts-wqy-microhei xvfb xdotool \
            dbus imagemagick $packages >/tmp/log 2>&1 || { tail /tmp/log; exit 1; }
        useradd --create-home clerk
        su clerk -s /bin/sh -c 'dbus-run-session -- sh /tmp/dist/pinyin-inside.sh $method'
    " || { cp "$clean/tmp/pinyin.png" "$dist/pinyin-$method.png" 2>/dev/null || true; exit 1; }
    cp "$clean/tmp/pinyin.png" "$dist/pinyin-$method.png"
    cp "$clean/tmp/manual.png" "$dist/manual-$method.png"
    rm -rf "$clean"
done
