#!/bin/sh
# Packs the tree once more and compares what is handed out with what lies in dist/ from the first time, byte for byte:
#   twice.sh RECIPE PATTERN...    the patterns say which files of dist/ it makes
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
recipe=$1
shift
first=$(mktemp -d)
trap 'rm -rf "$first"' EXIT
for pattern in "$@"; do
    # A pattern is to become names.
    # shellcheck disable=SC2086
    (cd "$top/dist" && cp -p $pattern "$first/")
done
sh "$top/$recipe"
differ=0
for file in "$first"/*; do
    name=${file##*/}
    if cmp -s "$file" "$top/dist/$name"; then
        echo "same: $name, SHA-256 $(sha256sum <"$file" | cut -c1-64)"
    else
        echo "DIFFERENT: $name"
        differ=1
    fi
done
exit $differ
