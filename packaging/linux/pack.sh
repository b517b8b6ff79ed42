#!/bin/sh
# In the build Debian: makes the .deb and the .tar.xz of /build/dist/fazhi.   pack.sh VERSION
set -eu
version=$1
level=${FAZHI_XZ:-9} # how hard xz tries, 1 to 9
here=$(dirname "$0")
frozen=/build/dist/fazhi
out=/build/out
tree=/build/deb
rm -rf $tree $out
mkdir -p $out $tree/opt $tree/usr/bin $tree/usr/share/applications $tree/usr/share/mime/packages \
    $tree/usr/share/icons $tree/usr/share/doc/fazhi $tree/DEBIAN
cp -a $frozen $tree/opt/fazhi
ln -s /opt/fazhi/fazhi $tree/usr/bin/fazhi
ln -s /opt/fazhi/fazhi-cli $tree/usr/bin/fazhi-cli
cp "$here/fazhi.desktop" $tree/usr/share/applications/
cp "$here/fazhi.xml" $tree/usr/share/mime/packages/
cp -a /build/dist/hicolor $tree/usr/share/icons/hicolor
ln -s /opt/fazhi/licenses $tree/usr/share/doc/fazhi/licenses
cp /src/LICENSE $tree/usr/share/doc/fazhi/copyright
cp "$here/postinst" "$here/postrm" $tree/DEBIAN/
sed "s/@VERSION@/$version/g" "$here/preinst" >$tree/DEBIAN/preinst
chmod 755 $tree/DEBIAN/p*
find $tree -type d -exec chmod 755 {} +
find $tree -type f ! -perm -100 -exec chmod 644 {} +
find $tree -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
size=$(du -sk --apparent-size $tree/opt | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$size/" "$here/control" >$tree/DEBIAN/control
(cd $tree && find opt usr -type f | LC_ALL=C sort | xargs -d '\n' md5sum >DEBIAN/md5sums)
touch --date="@$SOURCE_DATE_EPOCH" $tree/DEBIAN/* $tree/DEBIAN

# For machines without rights: unpack anywhere, start from there.
name=fazhi-$version-linux-x86_64
mkdir -p /build/portable
rm -rf "/build/portable/$name"
cp -a $frozen "/build/portable/$name"
cp "$here/法治填报.sh" "$here/加到菜单.sh" "$here/先看我.txt" "/build/portable/$name/"
cp /build/dist/hicolor/256x256/apps/fazhi.png "/build/portable/$name/"
chmod 755 "/build/portable/$name/"*.sh
# Beside the .deb: each takes a minute of one core.
tar --create --directory /build/portable --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --format=gnu --use-compress-program "xz -$level --threads=1" --file "$out/$name.tar.xz" "$name" &
dpkg-deb --root-owner-group -Zxz "-z$level" --build $tree "$out/fazhi_${version}_amd64.deb"
wait $!
rm -rf /build/portable
