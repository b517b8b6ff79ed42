# shellcheck shell=sh
# What all recipes share: where things lie, the version, the time stamped on files, how they speak, what apt must bring.
# The script that reads this has set `here`, its own folder, one below this one.
top=$(cd "$here/../.." && pwd)
cache=${FAZHI_BUILD:-${HOME:-/root}/.cache/fazhi-build}
dist=$top/dist
host_python=${HOST_PYTHON:-$top/.venv/bin/python}
began=${began:-$(date +%s)}
version=$(sed -n 's/^VERSION: Final = "\(.*\)"$/\1/p' "$top/resources/version.py")
# The commit's own time: the same tree packed twice gives the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct 2>/dev/null || stat -c %Y "$top/resources/version.py")}
export began SOURCE_DATE_EPOCH

say() { printf '\n== %s s: %s\n' "$(($(date +%s) - began))" "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# need PROGRAM:PACKAGE...: has the missing ones installed, which takes root.
need() {
    missing=
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair##*:}"
    done
    [ -n "$missing" ] || return 0
    [ "$(id -u)" -eq 0 ] || fail "Please have these installed first:$missing"
    apt-get update -q
    # Word by word: each is a package's name.
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $missing
}

# sums: SHA256SUMS over all that is handed out.
sums() { (cd "$dist" && sha256sum fazhi* >SHA256SUMS.part && mv SHA256SUMS.part SHA256SUMS && ls -l); }

# at_most MEGABYTES FILE
at_most() { [ "$(stat -c %s "$2")" -le $(($1 * 1000 * 1000)) ] || fail "${2##*/} is larger than $1 MB."; }
