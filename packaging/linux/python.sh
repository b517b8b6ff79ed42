#!/bin/sh
# In the build Debian: makes CPython and SQLite from Debian's patched sources, into /opt/python.
# Debian 11's own are too old (3.9, 3.34); newer Debians' ask for a newer GLIBC than 统信 has.
set -eu
prefix=/opt/python
sh /src/packaging/linux/sources.sh sqlite3 trixie
rm -rf $prefix
mkdir -p $prefix/lib $prefix/include

# Between GLIBC 2.28 and 2.31 five functions of libm got new versions; the old ones do the same for us.
for function in exp log pow exp2 log2; do
    echo "__asm__(\".symver $function,$function@GLIBC_2.2.5\");"
done >/build/floor.h

cd /build/sqlite3
./configure >/dev/null 2>&1
make sqlite3.c >/dev/null
cp sqlite3.h $prefix/include/
gcc -O2 -fPIC -shared -include /build/floor.h -Wl,-soname,libsqlite3.so.0 -o $prefix/lib/libsqlite3.so.0 \
    -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_THREADSAFE=1 \
    -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_SECURE_DELETE sqlite3.c -lm -lpthread -ldl &
sqlite=$!
ln -s libsqlite3.so.0 $prefix/lib/libsqlite3.so
sh /src/packaging/linux/sources.sh python3.11 bookworm --unpatched

# Of Debian's patches those that mend and secure; those before them fit Python into Debian itself.
cd /build/python3.11
# Python notes when it was compiled: the time of its sources, so that it is the same whichever commit it is made for.
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog --show-field Timestamp)
export SOURCE_DATE_EPOCH
sed '1,/^ntpath-import/d' debian/patches/series | grep -v '^#\|^skip-\|^$' | while read -r change; do
    patch --quiet -p1 <"debian/patches/$change"
done
sed -i '1i #define Py_BUILD_CORE_MODULE 1' Modules/pyexpat.c # one of them needs it; Debian says so in a patch left out here
wait $sqlite
OPT="-DNDEBUG -O2" CFLAGS="-include /build/floor.h" CPPFLAGS="-I$prefix/include" LDFLAGS="-L$prefix/lib -Wl,-rpath,$prefix/lib" \
    ac_cv_func_sem_clockwait=no ./configure --prefix=$prefix --enable-shared --without-ensurepip \
    --disable-test-modules --without-static-libpython --with-system-expat >/build/python.log
# Nobody wants the library compiled, three times over.
sed -i 's/^\t-PYTHONPATH=/\t-@: PYTHONPATH=/' Makefile
make -j"$(nproc)" >>/build/python.log 2>&1 || { tail -20 /build/python.log >&2; exit 1; }
make install >>/build/python.log 2>&1
if grep -A3 '^Failed to build these modules' /build/python.log >&2; then exit 1; fi
$prefix/bin/python3 -c 'import ctypes, hashlib, pyexpat, sqlite3, sys, zlib; print(sys.version, "SQLite", sqlite3.sqlite_version)'
rm -rf /build/sqlite3 /build/python3.11 /build/*.orig*
