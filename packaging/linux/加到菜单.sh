#!/bin/sh
# 把法治填报加到自己的开始菜单，不需要管理员权限；“加到菜单.sh --remove”从菜单里去掉。
set -eu
folder=$(dirname "$(readlink -f "$0")")
entry=${XDG_DATA_HOME:-$HOME/.local/share}/applications/fazhi.desktop
if [ "${1:-}" = --remove ]; then
    rm -f "$entry"
    echo "已从菜单里去掉。数据没有动。"
    exit
fi
mkdir -p "$(dirname "$entry")"
cat >"$entry" <<END
[Desktop Entry]
Type=Application
Name=法治填报
Exec="$folder/fazhi" %f
Icon=$folder/fazhi.png
Categories=Office;
StartupWMClass=fazhi
END
echo "已加到菜单。程序移到别的文件夹后，请再运行一次。"
