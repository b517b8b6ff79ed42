#!/bin/sh
# Lays out a Windows CPython 3.11 that runs under Wine:  python.sh HOST_PYTHON FILES FOLDER
# No registry carries python.org's installer. The wheel of panda3d carries its signed DLLs; the standard library is
# that of the builder's 3.11; python.exe and the stable-ABI forwarder python3.dll are made here.
set -eu
host=$1 files=$2 folder=$3
tag=311
"$host" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
    echo "The builder's own Python must be 3.11: its standard library goes with the 3.11 DLLs." >&2
    exit 1
}
mkdir -p "$files/panda3d"
[ -n "$(ls "$files"/panda3d/*.whl 2>/dev/null)" ] || "$host" -m pip download --quiet --disable-pip-version-check --no-deps \
    --only-binary :all: --platform win_amd64 --python-version 3.11 --dest "$files/panda3d" panda3d==1.10.16
rm -rf "$folder" && mkdir -p "$folder/DLLs" "$folder/Lib/site-packages" "$folder/made"
"$host" - "$files"/panda3d/*.whl "$folder" <<'END'
import sys
import zipfile
from pathlib import Path

with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        base = Path(name).name
        if not name.startswith("deploy_libs/") or base.startswith(("api-ms", "tcl", "tk", "_tkinter", "_msi")):
            continue
        top = base.lower() in ("python311.dll", "vcruntime140.dll")
        Path(sys.argv[2], "" if top else "DLLs", base.lower() if top else base).write_bytes(wheel.read(name))
END
library=$("$host" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
tar --create --directory "$library" --exclude=__pycache__ --exclude=./site-packages --exclude=./test \
    --exclude='./config-*' --exclude=./lib-dynload --exclude='_sysconfigdata*' . | tar --extract --directory "$folder/Lib"
cd "$folder/made"
x86_64-w64-mingw32-objdump -p ../python$tag.dll |
    awk '/\[Ordinal\/Name Pointer\] Table/ { f = 1; next } f && /^\t\[/ { print $NF } f && /^$/ { exit }' >names
{ echo "LIBRARY python$tag.dll"; echo EXPORTS; cat names; } >python.def
{ echo "LIBRARY python3.dll"; echo EXPORTS; sed "s/.*/& = python$tag.&/" names; } >python3.def
x86_64-w64-mingw32-dlltool -d python.def -l libpython.a -k
cat >main.c <<'END'
#include <wchar.h>
__declspec(dllimport) int Py_Main(int, wchar_t **);
int wmain(int count, wchar_t **words) { return Py_Main(count, words); }
END
x86_64-w64-mingw32-gcc -O2 -municode -s -o ../python.exe main.c -L. -lpython
echo 'int __stdcall DllMainCRTStartup(void *a, unsigned long b, void *c) { return 1; }' >stub.c
x86_64-w64-mingw32-gcc -shared -nostdlib -s -o ../python3.dll stub.c python3.def
