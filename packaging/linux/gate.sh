#!/bin/sh
# In the build Debian: fails if any program or library under the folder asks for a newer GLIBC.   gate.sh FOLDER FLOOR
set -eu
folder=$1 floor=$2
list=$(mktemp)
find "$folder" -type f -exec sh -c 'head -c 4 "$1" | grep -q ELF && printf "%s\n" "$1"' sh {} \; >"$list"
count=$(wc -l <"$list")
[ "$count" -gt 20 ] || { echo "Only $count programs and libraries in $folder: that is not all of it." >&2; exit 1; }
newest=2.0
while read -r file; do
    asked=$(objdump -T "$file" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | cut -d_ -f2 | sort -Vu | tail -1)
    [ -n "$asked" ] || continue
    newest=$(printf '%s\n%s\n' "$newest" "$asked" | sort -V | tail -1)
    if [ "$(printf '%s\n%s\n' "$floor" "$asked" | sort -V | tail -1)" != "$floor" ]; then
        echo "$file asks for GLIBC $asked, newer than $floor." >&2
        touch "$list.bad"
    fi
done <"$list"
[ ! -e "$list.bad" ] || exit 1
echo "$count programs and libraries, none asks for more than GLIBC $newest (floor $floor)."
