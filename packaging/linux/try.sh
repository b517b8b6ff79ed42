#!/bin/sh
# Installs the .deb in a clean Debian as its users would, tries the installed program, upgrades, refuses an older one,
# removes it and sees that the data stayed; unpacks the archive and tries that.   try.sh SUITE...   (bookworm, bullseye, trixie)
set -eu
. "$(dirname "$0")/lib.sh"
need_root
for suite in "$@"; do
    clean=$cache/try-$suite
    bare_debian "$suite" "$clean"
    mkdir -p "$clean/tmp/dist"
    cp "$dist/fazhi_${version}_amd64.deb" "$dist/fazhi-$version-linux-x86_64.tar.xz" "$here/try-inside.sh" "$clean/tmp/dist/"
    old=$clean/tmp/dist/旧.sqlite new=$clean/tmp/dist/新.sqlite # files of a version before this one and of one after it
    cp "$top/tests/data/first_shape.sqlite" "$old"
    cp "$old" "$new"
    "$host_python" - "$new" <<'END'
import sqlite3
import sys

file = sqlite3.connect(sys.argv[1])
columns = [row[1] for row in file.execute("PRAGMA table_info(_sqlite_migrations)")]
row = dict(zip(columns, file.execute("SELECT * FROM _sqlite_migrations").fetchone(), strict=True))
row.update(id=99, name="a step of the future")
file.execute(f"INSERT INTO _sqlite_migrations VALUES ({', '.join('?' * len(row))})", list(row.values()))
file.commit()
END
    say "Trying it in Debian $suite"
    inside "$clean" sh /tmp/dist/try-inside.sh "$version"
    cp "$clean/tmp/installed.txt" "$dist/self-test-$suite.txt"
    cp "$clean/tmp/installed.png" "$dist/self-test-$suite.png"
    rm -rf "$clean"
done
