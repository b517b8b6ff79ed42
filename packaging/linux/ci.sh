#!/bin/sh
# What .ci/run asks of the Linux package: built, installed in a clean Debian 12, tried there, typed into with pinyin.
# A machine that cannot do this fails: a package that nobody tried is not one.
set -eu
. "$(dirname "$0")/lib.sh"
need_root
unshare --mount true || fail "This machine lets nobody make mounts of its own (unshare --mount), so no package can be built or tried."
export FAZHI_XZ=1 # what is tried is the same; two minutes less to pack it, and its size is gated by `make package`
debian bookworm & # what it is tried in is fetched while it is built
fetching=$!
sh "$here/build.sh"
wait $fetching
sh "$here/try.sh" bookworm &
trying=$!
sh "$here/pinyin.sh" || sh "$here/pinyin.sh" # a key that comes too early on a busy machine proves nothing
wait $trying
