#!/bin/sh
# In the build Debian: freezes the source tree at /src into /build/dist/fazhi, with the plugin for fcitx in it.
set -eu
lock=/cache/wheels-linux/lock.txt
venv=/build/venv
if [ "$(cat $venv/.lock 2>/dev/null)" != "$(sha256sum <$lock)" ]; then
    rm -rf $venv
    /opt/python/bin/python3 -m venv --without-pip $venv
    $venv/bin/python "$(ls /cache/wheels-linux/pip-*.whl)/pip" install --quiet --no-index --no-compile \
        --find-links /cache/wheels-linux --require-hashes --requirement $lock
    sha256sum <$lock >$venv/.lock
fi
qt=$(echo $venv/lib/python3*/site-packages/PySide6/Qt)
plugin=$qt/plugins/platforminputcontexts/libfcitxplatforminputcontextplugin.so
if [ ! -e "$plugin" ]; then
    sh /src/packaging/linux/fcitx.sh "$qt" "$plugin"
    mv "${plugin%.so}.copyright" /build/fcitx-qt5.copyright
fi

# A copy: the tree may belong to another system's Python, which may be at work in it, and nothing is written into it.
rm -rf /build/fazhi /build/dist
mkdir -p /build/fazhi
tar --create --directory /src --exclude=__pycache__ --file /build/tree.tar \
    build.spec db docs gui packaging resources requirements pyproject.toml README.md LICENSE
tar --extract --directory /build/fazhi --file /build/tree.tar
cd /build/fazhi
PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 $venv/bin/python -m PyInstaller --noconfirm --log-level WARN \
    --distpath /build/dist --workpath /build/work build.spec
find /build/dist/fazhi -xtype l -delete # PyInstaller's links to the libraries of Qt that are not taken along
$venv/bin/python packaging/icon.py resources/icons/fazhi.svg /build/dist/hicolor
$venv/bin/python packaging/notices.py /build/dist/fazhi
