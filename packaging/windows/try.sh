#!/bin/sh
# Installs setup.exe in a clean Windows under Wine, tries the installed program, upgrades over it, refuses an older one,
# removes it and sees that the data stayed; then tries the portable folder.   try.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
say "Installing and trying it in a clean Windows"
export WINEDEBUG=-all LC_ALL=C.UTF-8 PYTHONUTF8=1 WINEQT_QPA_PLATFORM=offscreen WINEQT_QPA_FONTDIR='C:\windows\Fonts'
unset DISPLAY WAYLAND_DISPLAY
WINEPREFIX=$(mktemp -d)/prefix
export WINEPREFIX
trap 'wineserver --kill 2>/dev/null || true; rm -rf "${WINEPREFIX%/prefix}"' EXIT
wineboot --init </dev/null >/dev/null 2>&1
wineserver --wait
start() { # start PROGRAM WORDS...: its exit code, its words on standard output
    ( code=0; wine "$@" </dev/null 2>&1 || code=$?; echo $code >"$WINEPREFIX/code-${1##*/}" ) | cat
    return "$(cat "$WINEPREFIX/code-${1##*/}")"
}
run() { # the same, and all that it started has ended
    code=0
    start "$@" || code=$?
    wineserver --wait
    return $code
}
setup=$dist/fazhi-$version-setup.exe
home=$WINEPREFIX/drive_c/users/$(id -un)
font=$(find /usr/share/fonts -type f \( -iname '*wqy*' -o -iname '*cjk*' \) | head -1)
[ -n "$font" ] || fail "Please have fonts-wqy-microhei installed first."
cp "$font" "$WINEPREFIX/drive_c/windows/Fonts/chinese.ttf" # Qt's offscreen screen looks for no .ttc
# Windows 10 has this library, Wine 8 has not; it goes into this prefix alone.
printf '%s\n' '#include <windows.h>' '#include <ntsecapi.h>' \
    '__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return RtlGenRandom(bytes, (ULONG)count); }' |
    x86_64-w64-mingw32-gcc -O2 -shared -s -x c - -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" -ladvapi32

self_test() { # self_test PROGRAM NAME
    run "$1" --self-test --report "C:\\$2.txt" || { cat "$WINEPREFIX/drive_c/$2.txt" >&2; fail "The self-test of $1 failed."; }
    tr -d '\r' <"$WINEPREFIX/drive_c/$2.txt"
    tr -d '\r' <"$WINEPREFIX/drive_c/$2.txt" | tail -1 | grep -qx OK
    cp "$WINEPREFIX/drive_c/$2.txt" "$dist/self-test-windows-$2.txt"
    cp "$WINEPREFIX/drive_c/$2.png" "$dist/self-test-windows-$2.png"
}

run "$setup" /S || fail "The silent installation failed."
installed=$home/AppData/Local/Programs/fazhi
test -e "$installed/fazhi.exe" || fail "Nothing was installed."
find "$home" "$WINEPREFIX/drive_c/ProgramData" -name '法治填报.lnk' | grep -q . || fail "There is no shortcut."
echo "installed: $(du -sm "$installed" | cut -f1) MB"
self_test "$installed/fazhi.exe" installed

# Data of before outlive an upgrade, a refused older version and the removal.
csv='C:\figures.csv'
printf 'code,words\r\nlitigation_cases_count,1500余\r\n' >"$WINEPREFIX/drive_c/figures.csv"
cli() { run "$installed/fazhi-cli.exe" "$@" --unit 某某市自然资源和规划局 --year 2024; }
run "$installed/fazhi-cli.exe" fill --unit 某某市自然资源和规划局 --year 2024 "$csv"
data=$(find "$home" -name 法治填报.sqlite)
test -n "$data" || fail "The data are not where they should be."
before=$(sha256sum <"$data")
run "$setup" /S || fail "The upgrade in place failed."
cli show | tr -d '\r' | grep -q 1500余 || fail "The figures did not outlive the upgrade."

# A running program keeps its files: nothing is replaced, and nothing removed.
run "$installed/fazhi-cli.exe" demo --directory 'C:\open' >/dev/null
start "$installed/fazhi.exe" --database 'C:\open\练习.sqlite' >/dev/null &
for _ in $(seq 60); do [ ! -e "$WINEPREFIX/drive_c/open/备份" ] || break; sleep 1; done # it is up: it has made its backup
refused() { # refused PROGRAM WORDS...
    code=0
    start "$@" || code=$?
    [ "$code" -eq 5 ] || fail "While the program was running ${1##*/} answered $code, and no refusal."
}
refused "$setup" /S
refused "$installed/uninstall.exe" /S "_?=C:\\users\\$(id -un)\\AppData\\Local\\Programs\\fazhi" # else a copy of it answers
start taskkill /F /IM fazhi.exe >/dev/null
wineserver --wait
test -e "$installed/_internal" || fail "A running program was taken away."

run reg add 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\fazhi' /v DisplayVersion /d 99.0.0 /f >/dev/null
if run "$setup" /S; then fail "An older version was installed over a newer one."; fi
test "$before" = "$(sha256sum <"$data")" || fail "The data were changed."

run "$installed/uninstall.exe" /S || fail "The uninstaller failed."
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -e "$installed" ] || break; sleep 1; done
test ! -e "$installed" || fail "The uninstaller left $(ls "$installed")"
test "$before" = "$(sha256sum <"$data")" || fail "The uninstaller touched the data."

mkdir -p "$WINEPREFIX/drive_c/免安装"
unzip -q "$dist/fazhi-$version-windows-x86_64.zip" -d "$WINEPREFIX/drive_c/免安装"
self_test "$WINEPREFIX/drive_c/免安装/fazhi-$version-windows-x86_64/fazhi.exe" portable
echo "The Windows package installs, works, upgrades, refuses an older one, is removed; the data stay."
