#!/bin/sh
# Makes setup.exe and the portable .zip under Wine; try.sh tries them:  wine.sh
# Runs as an ordinary Debian 12 user if wine, nsis and mingw are there, or as root, which installs them.
# What is handed to users should rather come from a Windows machine: README.md, same build.spec, same installer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
work=$cache/windows
export WINEDEBUG=-all LC_ALL=C.UTF-8 PYTHONUTF8=1 PYTHONHASHSEED=0 WINEQT_QPA_PLATFORM=offscreen
unset DISPLAY WAYLAND_DISPLAY

need wine:wine /usr/lib/wine/wine64:wine64 makensis:nsis x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64 unzip:unzip
mkdir -p "$work" "$dist"

# Wine's programs want a pipe for what they say, and nothing to read.
quiet_wine() { wine "$@" </dev/null 2>&1 | cat; }
prefix() { # prefix NAME: a new, empty Windows
    export WINEPREFIX="$work/$1"
    rm -rf "$WINEPREFIX"
    wineboot --init </dev/null >/dev/null 2>&1
    wineserver --wait
}

say "Wheels"
"$host_python" "$top/packaging/wheels.py" "$top/requirements/package.txt" windows "$cache/files/wheels-windows"
lock=$cache/files/wheels-windows/lock.txt
inputs=$(cat "$lock" "$here/wine.sh" "$here/python.sh" | sha256sum | cut -c1-64)
if [ "$(cat "$work/.python" 2>/dev/null)" != "$inputs" ]; then
    say "Windows Python"
    sh "$here/python.sh" "$host_python" "$cache/files" "$work/py"
    "$host_python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-compile \
        --find-links "$cache/files/wheels-windows" --require-hashes --requirement "$lock" \
        --platform win_amd64 --python-version 3.11 --implementation cp --only-binary :all: \
        --target "$work/py/Lib/site-packages" --upgrade
    echo "$inputs" >"$work/.python"
fi

say "Freezing"
rm -rf "$work/src" "$work/dist" "$work/build"
mkdir -p "$work/src"
(cd "$top" && cp -a build.spec db docs gui packaging resources requirements pyproject.toml README.md LICENSE "$work/src/")
find "$work/src" -name __pycache__ -prune -exec rm -rf {} +
[ -e "$work/tools/system.reg" ] || prefix tools
export WINEPREFIX="$work/tools"
windows_path() { printf 'Z:%s' "$1" | tr / '\\'; }
quiet_wine "$work/py/python.exe" -m PyInstaller --noconfirm --log-level INFO --distpath "$(windows_path "$work/dist")" \
    --workpath "$(windows_path "$work/build")" "$(windows_path "$work/src/build.spec")" >"$work/pyinstaller.log"
grep -q "Build complete" "$work/pyinstaller.log" || { tail -20 "$work/pyinstaller.log" >&2; fail "PyInstaller did not finish."; }

quiet_wine "$work/py/python.exe" "$(windows_path "$work/src/packaging/notices.py")" "$(windows_path "$work/dist/fazhi")"
test -e "$work/dist/fazhi/sbom.cdx.json" || fail "There is no bill of materials."

say "Packing"
frozen=$work/dist/fazhi
"$host_python" "$top/packaging/icon.py" "$top/resources/icons/fazhi.svg" "$work/build/fazhi.ico"
makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$version" -DSOURCE="$frozen" -DICON="$work/build/fazhi.ico" \
    -DSIZE="$(du -sk --apparent-size "$frozen" | cut -f1)" -DOUTPUT="$dist/fazhi-$version-setup.exe" "$here/fazhi.nsi"
"$host_python" "$top/packaging/portable.py" "$frozen" "$here/先看我.txt" "$dist/fazhi-$version-windows-x86_64.zip"
cp "$frozen/sbom.cdx.json" "$dist/fazhi-$version-windows.cdx.json"
echo "$(du -sm "$frozen" | cut -f1) MB installed"
sums
at_most 24 "$dist/fazhi-$version-setup.exe"
echo "Packed in $(($(date +%s) - began)) s."
