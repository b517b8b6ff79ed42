#!/bin/sh
# In a Debian 13 with Wine 10: what look.sh does.
set -eu
# Wine's DirectWrite finds no Chinese font.
export WINEPREFIX=/tmp/prefix WINEDEBUG=-all DISPLAY=:88 WINEQT_QPA_PLATFORM=windows:fontengine=gdi
there() { wine "$@" </dev/null 2>/dev/null | cat; }
Xvfb :88 -screen 0 1400x900x24 >/dev/null 2>&1 &
screen=$!
wineboot --init </dev/null >/dev/null 2>&1
openbox >/dev/null 2>&1 &
trap 'wineserver --kill || true; kill $! $screen || true' EXIT
# Fonts that every Windows has, by look-alikes: of Chinese, and of signs.
cp /usr/share/fonts/truetype/wqy/*.ttc /usr/share/fonts/truetype/dejavu/DejaVuSans*.ttf $WINEPREFIX/drive_c/windows/Fonts/
while IFS== read -r name stand_in; do
    there reg add 'HKCU\Software\Wine\Fonts\Replacements' /v "$name" /d "$stand_in" /f >/dev/null
done <<END
Microsoft YaHei=WenQuanYi Micro Hei
Microsoft YaHei UI=WenQuanYi Micro Hei
Segoe UI Symbol=DejaVu Sans
END
wineserver --wait

there /tmp/dist/setup.exe /S
program=$WINEPREFIX/drive_c/users/$(id -un)/AppData/Local/Programs/fazhi
there "$program/fazhi-cli.exe" demo --directory 'C:\look'
empty=$(import -window root rgb:- | md5sum)
there "$program/fazhi.exe" --database 'C:\look\练习.sqlite' --size 1300x820 --appearance light &
still() { # waits until the screen shows something and is the same three times
    times=0 before=
    for _ in $(seq 90); do
        sleep 2
        now=$(import -window root rgb:- | md5sum)
        if [ "$now" = "$before" ] && [ "$now" != "$empty" ]; then times=$((times + 1)); else times=0; fi
        [ $times -lt 2 ] || return 0
        before=$now
    done
}
picture() { still && import -window root "/tmp/look-$1.png"; }
still
asking=$(xdotool search --onlyvisible --name 换人操作) # the first start asks who one is
xdotool mousemove --window "$asking" 20 150 click 1   # Wine hears keys only after a click
xdotool key Escape
picture window
xdotool mousemove 35 86 click 1 # 首页, away from the items
picture home
xdotool key F1
picture manual
for name in home manual; do
    if cmp -s /tmp/look-window.png /tmp/look-$name.png; then echo "There is no picture of its own of: $name" >&2; exit 1; fi
done
