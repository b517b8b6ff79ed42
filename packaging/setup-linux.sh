#!/bin/sh
# Makes a virtual environment from a lock:  setup-linux.sh LOCK FOLDER
# System libraries are looked for first and only missing ones are installed, so that a machine that
# has them all needs neither root nor apt. PYTHON=… in the environment chooses the interpreter.
set -eu
lock=$1
venv=$2

fits() { # 3.11 to 3.13: what the pinned PySide6 has wheels for
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

python=
for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13}; do
    if fits "$candidate"; then python=$candidate && break; fi
done

packages=
if [ -z "$python" ] && [ -n "${PYTHON:-}" ]; then
    echo "$PYTHON is no Python 3.11, 3.12 or 3.13." >&2
    exit 1
elif [ -z "$python" ]; then
    python=python3
    packages="python3 python3-venv"
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    packages="python3-venv"
fi

# Libraries, not packages, are asked for: newer Debians call some of the packages by other names.
installed=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
while read -r library package; do
    case $installed in
        *"$library "*) ;;
        *) packages="$packages $package" ;;
    esac
done <<END
libGL.so.1 libgl1
libEGL.so.1 libegl1
libfontconfig.so.1 libfontconfig1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libglib-2.0.so.0 libglib2.0-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-shape.so.0 libxcb-shape0
END

# Without a Chinese font every character would be an empty box, and nothing would fail.
has_chinese_font() {
    if command -v fc-list >/dev/null; then
        fc-list :lang=zh-cn | grep -q .
    else
        find /usr/share/fonts /usr/local/share/fonts "${HOME:-}/.local/share/fonts" \
            -iname '*wqy*' -o -iname '*cjk*' -o -iname '*sourcehan*' 2>/dev/null | grep -q .
    fi
}
has_chinese_font || packages="$packages fonts-wqy-microhei"

apt_install() {
    root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 1
        root=sudo
    fi
    command -v apt-get >/dev/null || return 1
    $root apt-get update -q &&
        $root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$@"
}

if [ -n "$packages" ]; then
    # Word by word: each is a package's name.
    # shellcheck disable=SC2086
    if ! apt_install $packages || ! fits "$python"; then
        echo "Please have these system packages installed, then start again:" $packages >&2
        exit 1
    fi
fi

echo "Setting up $venv with $("$python" --version); the first time this fetches about 200 MB."
"$python" -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
    --require-hashes --only-binary :all: --requirement "$lock"
