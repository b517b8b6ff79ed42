#!/bin/sh
# In the build Debian: makes the plugin that lets Qt 6 programs take Chinese from fcitx 4 and fcitx 5.
#   fcitx.sh QT_FOLDER OUTPUT.so     QT_FOLDER is PySide6/Qt of the wheel that the plugin is linked to
# PySide6's wheels bring ibus only. The sources are Debian's fcitx-qt5 (BSD-3-Clause, file copyright);
# moc, qdbusxml2cpp and the private headers are those of Debian 13's Qt 6.8, the minor of the wheel.
set -eu
qt=$1 output=$2
tools=/build/qt6
sh "$(dirname "$0")/sources.sh" fcitx-qt5 trixie 951fcf8f1db23ed22ad91094eb4c6c906f92005a3643b52f666bd8a331163147
cd /build

if [ ! -e $tools/.ready ]; then
    rm -rf $tools
    mkdir -p $tools/lists/partial $tools/archives/partial
    mirror=$(awk '$1 == "deb" { print $2; exit }' /etc/apt/sources.list)
    echo "deb [signed-by=/usr/share/keyrings/builder.gpg] $mirror trixie main" >$tools/sources.list
    : >$tools/status
    apt() {
        apt-get -q -o Dir::Etc::SourceList=$tools/sources.list -o Dir::Etc::SourceParts=/dev/null \
            -o Dir::State=$tools -o Dir::State::Lists=$tools/lists -o Dir::State::Status=$tools/status \
            -o Dir::Cache::Archives=$tools/archives -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
            -o APT::Sandbox::User=root "$@"
    }
    apt update
    # What moc and qdbusxml2cpp load, and the headers; nothing of it is installed, only unpacked.
    (cd $tools/archives && apt download qt6-base-dev qt6-base-private-dev qt6-base-dev-tools libqt6core6t64 \
        libqt6dbus6 libqt6xml6 libc6 libstdc++6 libgcc-s1 libicu76 libpcre2-16-0 libpcre2-8-0 libzstd1 zlib1g \
        libdouble-conversion3 libb2-1 libgomp1 libglib2.0-0t64 libffi8 libdbus-1-3 libsystemd0 libatomic1 libcap2)
    for package in $tools/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar --extract --directory $tools
    done
    rm -rf $tools/archives $tools/lists
    touch $tools/.ready
fi

libraries=$tools/usr/lib/x86_64-linux-gnu
with_qt() { # one of Debian 13's programs, with Debian 13's own loader and libraries
    program=$tools/usr/lib/qt6/$1
    shift
    "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$program" "$@"
}
headers=$tools/usr/include/x86_64-linux-gnu/qt6
private=$(cd "$headers/QtGui" && echo 6.8.*)
include="-I. -I$headers -I$headers/QtCore -I$headers/QtGui -I$headers/QtDBus
    -I$headers/QtCore/$private -I$headers/QtCore/$private/QtCore
    -I$headers/QtGui/$private -I$headers/QtGui/$private/QtGui -I$libraries/qt6/mkspecs/linux-g++"

# What CMake would do: proxies from the D-Bus descriptions, meta objects for them and for the headers.
cd /build/fcitx-qt5/qt6/platforminputcontext
while read -r name xml; do
    with_qt bin/qdbusxml2cpp -m -p "$name" -i fcitxqtdbustypes.h "$xml"
    with_qt libexec/moc "$name.h" -o "moc_$name.cpp" # included by the proxy itself
done <<END
inputcontextproxy org.fcitx.Fcitx.InputContext.xml
inputcontext1proxy org.fcitx.Fcitx.InputContext1.xml
inputmethodproxy org.fcitx.Fcitx.InputMethod.xml
inputmethod1proxy org.fcitx.Fcitx.InputMethod1.xml
END
for name in fcitxinputcontextproxy fcitxwatcher main qfcitxplatforminputcontext; do
    # The folders are words of their own, without blanks.
    # shellcheck disable=SC2086
    with_qt libexec/moc $include "$name.h" -o "moc_$name.cpp"
done
# shellcheck disable=SC2086
g++ -O2 -fPIC -shared -std=c++17 -fvisibility=hidden -DQT_PLUGIN -DQT_NO_KEYWORDS -DQT_NO_DEBUG \
    -Wl,--no-undefined -Wl,-rpath,"\$ORIGIN/../../lib" -Wl,--strip-all $include -o "$output" \
    fcitxinputcontextproxy.cpp fcitxqtdbustypes.cpp fcitxwatcher.cpp qfcitxplatforminputcontext.cpp main.cpp qtkey.cpp \
    inputcontextproxy.cpp inputcontext1proxy.cpp inputmethodproxy.cpp inputmethod1proxy.cpp \
    moc_fcitxinputcontextproxy.cpp moc_fcitxwatcher.cpp moc_main.cpp moc_qfcitxplatforminputcontext.cpp \
    -L"$qt/lib" -Wl,-rpath-link,"$qt/lib" -l:libQt6DBus.so.6 -l:libQt6Gui.so.6 -l:libQt6Core.so.6 -lxkbcommon
sed -n '/^\/\*/,/\*\//p;/\*\//q' qfcitxplatforminputcontext.cpp >"${output%.so}.copyright"
