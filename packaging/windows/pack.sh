#!/bin/sh
# Makes setup.exe and the portable .zip of a frozen folder:  pack.sh FROZEN ICON VERSION OUTPUT_FOLDER
set -eu
frozen=$1 icon=$2 version=$3 out=$4
here=$(cd "$(dirname "$0")" && pwd)
find "$frozen" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
size=$(du -sk --apparent-size "$frozen" | cut -f1)
makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$version" -DSOURCE="$frozen" -DICON="$icon" -DSIZE="$size" \
    -DOUTPUT="$out/fazhi-$version-setup.exe" "$here/fazhi.nsi"
name=fazhi-$version-windows-x86_64
portable=$(dirname "$frozen")/portable
rm -rf "$portable" "$out/$name.zip"
mkdir -p "$portable"
cp -a "$frozen" "$portable/$name"
sed 's/$/\r/' "$here/先看我.txt" >"$portable/$name/先看我.txt" # Windows' line ends
find "$portable" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
(cd "$portable" && find "$name" | LC_ALL=C sort | TZ=UTC zip -X -9 -q "$out/$name.zip" -@)
rm -rf "$portable"
