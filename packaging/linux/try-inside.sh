#!/bin/sh
# In a clean Debian: what try.sh does.   try-inside.sh VERSION
set -eu
version=$1
deb=/tmp/dist/fazhi_${version}_amd64.deb
fail() { printf '%s\n' "$*" >&2; exit 1; }
quietly() { "$@" >/tmp/log 2>&1 || { tail -20 /tmp/log >&2; fail "$* failed."; }; }
quietly apt-get update -q
quietly apt-get install -yq --no-install-recommends "$deb" fonts-wqy-microhei desktop-file-utils shared-mime-info xz-utils
useradd --create-home clerk
mkdir -m 700 /tmp/files && chown clerk /tmp/files
as_clerk() { su clerk -s /bin/sh -c "$*"; }

# A bare window of PySide6-Essentials, frozen the same way, takes 93 MB; 30 more are allowed.
test "$(du -sm /opt/fazhi | cut -f1)" -le 123 || fail "Installed it is larger than it may be."
lost=$(find /opt/fazhi -type f \( -name '*.so*' -o -name 'fazhi*' \) -exec env \
    LD_LIBRARY_PATH=/opt/fazhi/_internal:/opt/fazhi/_internal/PySide6/Qt/lib ldd {} \; 2>/dev/null |
    grep 'not found' | grep -v libcups | sort -u || true)
[ -z "$lost" ] || fail "Libraries are missing: $lost"
desktop-file-validate /usr/share/applications/fazhi.desktop
as_clerk "fazhi --self-test --report /tmp/installed.txt" || fail "The self-test failed."
tail -1 /tmp/installed.txt | grep -qx OK

# Data of before outlive an upgrade, a refused older version and the removal.
as_clerk "printf 'code,words\nlitigation_cases_count,1500余\n' >/tmp/figures.csv"
show="fazhi-cli show --unit 某某市自然资源和规划局 --year 2024"
as_clerk "fazhi-cli fill --unit 某某市自然资源和规划局 --year 2024 /tmp/figures.csv"
find /home/clerk -name 法治填报.sqlite | grep -q . || fail "The data are not where they should be."
case $(grep -c . /usr/share/mime/application/x-fazhi.xml) in 0) fail "The data file has no type." ;; esac
as_clerk "fazhi-cli pdf --unit 某某市自然资源和规划局 --year 2024 --output /tmp/表.pdf" | grep -q 已导出 || fail "No PDF by the command line."
before=$(find /home/clerk -type f -exec sha256sum {} + | sort)

# A file of an earlier version is brought up to date after a backup; one of a later version is refused, and stays as it was.
install -o clerk -m 600 /tmp/dist/旧.sqlite /tmp/dist/新.sqlite /tmp/files/
late=$(sha256sum </tmp/files/新.sqlite)
as_clerk "fazhi-cli show --database /tmp/files/旧.sqlite --unit 示例市自然资源和规划局 --year 2023" >/dev/null || fail "An old file does not open."
find /tmp/files/备份 -name '*升级前.sqlite' | grep -q . || fail "An old file was changed without a backup."
if as_clerk "fazhi-cli show --database /tmp/files/新.sqlite --unit 示例市自然资源和规划局 --year 2023" 2>/tmp/log; then
    fail "A file of a newer version was opened."
fi
grep -q '更新版本的法治填报.*请升级程序' /tmp/log || fail "The refusal of a newer file is not said in words: $(cat /tmp/log)"
test "$late" = "$(sha256sum </tmp/files/新.sqlite)" || fail "A file of a newer version was changed."
repack() { # repack VERSION: the same package under another version
    rm -rf /tmp/repacked
    dpkg-deb --raw-extract "$deb" /tmp/repacked
    sed -i "s/^Version: .*/Version: $1/" /tmp/repacked/DEBIAN/control
    sed -i "s/$version/$1/g" /tmp/repacked/DEBIAN/preinst
    dpkg-deb -Znone --build /tmp/repacked /tmp/repacked.deb >/dev/null
}
repack 99.0.0
quietly apt-get install -yq /tmp/repacked.deb
as_clerk "$show" | grep -q 1500余 || fail "The figures did not outlive the upgrade."
if dpkg --install "$deb" >/tmp/log 2>&1; then fail "An older version was installed over a newer one."; fi
grep -q '比 .* 新，没有改动' /tmp/log || fail "The refusal is not said in words: $(cat /tmp/log)"
test "$(dpkg-query -W -f='${Version}' fazhi)" = 99.0.0
quietly apt-get purge -yq fazhi
test ! -e /opt/fazhi -a ! -e /usr/bin/fazhi -a ! -e /usr/share/applications/fazhi.desktop || fail "Removal left something."
test "$before" = "$(find /home/clerk -type f -exec sha256sum {} + | sort)" || fail "The user's files were changed."

as_clerk "mkdir -p ~/文档 && tar --extract --directory ~/文档 --file /tmp/dist/fazhi-$version-linux-x86_64.tar.xz"
as_clerk "~/文档/fazhi-$version-linux-x86_64/法治填报.sh --self-test --report /tmp/portable.txt" >/dev/null || fail "The archive's self-test failed."
as_clerk "~/文档/fazhi-$version-linux-x86_64/加到菜单.sh" >/dev/null
desktop-file-validate /home/clerk/.local/share/applications/fazhi.desktop
echo "The Linux package installs, works, upgrades, refuses an older one, is removed; the data stay."
