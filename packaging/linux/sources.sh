#!/bin/sh
# In the build Debian: fetches the newest Debian source package that the mirror has whole, into /cache/sources.
#   sources.sh NAME SUITE                all of it, unpacked and patched, to /build/NAME
#   sources.sh NAME SUITE --unpatched    the same, its patches only laid beside it
#   sources.sh NAME SUITE SHA            only its .orig.tar, known by its SHA-256, unpacked to /build/NAME
set -eu
name=$1 suite=$2 sum=${3:-}
mkdir -p /cache/sources /build
cd /cache/sources
lists=/etc/apt/sources.list.d/sources.list
if [ ! -e $lists ]; then
    mirror=$(awk '$1 == "deb" { print $2; exit }' /etc/apt/sources.list)
    for other in bookworm trixie; do
        echo "deb-src [signed-by=/usr/share/keyrings/builder.gpg] $mirror $other main"
    done >$lists
    apt-get update -q
fi
rm -rf "/build/$name"
if [ ${#sum} -eq 64 ]; then
    known() { find . -name "${name}_*.orig.tar.*z" -exec sha256sum {} + | grep -q "^$sum "; }
    known || apt-get source -q --download-only "$name/$suite" || true # the mirror may lack the other files of it
    known || { echo "The source of $name with SHA-256 $sum is not to be had." >&2; exit 1; }
    mkdir "/build/$name"
    file=$(find . -name "${name}_*.orig.tar.*z" -exec sha256sum {} + | awk -v sum="$sum" '$1 == sum { print $2; exit }')
    tar --extract --strip-components 1 --directory "/build/$name" --file "$file"
else
    apt-get source -q --download-only "$name/$suite"
    [ -z "$sum" ] || unpatched=--skip-patches
    # shellcheck disable=SC2086
    dpkg-source --no-check ${unpatched:-} --extract "$(find . -name "${name}_*.dsc" | sort -V | tail -1)" "/build/$name"
fi
