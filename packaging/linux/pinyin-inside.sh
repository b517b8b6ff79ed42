#!/bin/sh
# In a clean Debian, as a clerk, in a session of its own: what pinyin.sh does.   pinyin-inside.sh METHOD
set -eu
method=$1
export HOME=/home/clerk DISPLAY=:77
cd
started=
trap 'kill $started 2>/dev/null || true' EXIT
start() { "$@" >/dev/null 2>&1 & started="$! $started"; }
tries() { # tries COMMAND...: until it works, half a minute at most
    for _ in $(seq 60); do "$@" >/dev/null 2>&1 && return; sleep 0.5; done
    echo "$* never worked." >&2
    return 1
}
start Xvfb :77 -screen 0 1400x900x24
tries xdotool getdisplaygeometry

export QT_IM_MODULE=fcitx
case $method in
    fcitx5)
        mkdir -p .config/fcitx5
        printf '[Behavior]\nActiveByDefault=True\nShareInputState=All\n' >.config/fcitx5/config
        printf '[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n[Groups/0/Items/0]\nName=pinyin\nLayout=\n[GroupOrder]\n0=Default\n' \
            >.config/fcitx5/profile
        start fcitx5
        tries fcitx5-remote
        switch_on() { :; }
        ;;
    fcitx4)
        mkdir -p .config/fcitx
        printf '[Profile]\nIMName=pinyin\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\n' >.config/fcitx/profile
        start fcitx -D
        tries fcitx-remote
        switch_on() { tries fcitx-remote -s pinyin; fcitx-remote -o; }
        ;;
    ibus)
        export QT_IM_MODULE=ibus
        start ibus-daemon --panel disable
        tries sh -c 'ibus address | grep unix:'
        switch_on() { ibus engine libpinyin || true; sleep 2; } # it says that it failed, and has switched
        ;;
esac

unit=某某市自然资源和规划局
printf 'code,words\nlitigation_cases_count,37\n' >figures.csv
fazhi-cli fill --database 数据.sqlite --unit $unit --year 2024 figures.csv
start fazhi --database 数据.sqlite --size 1300x850
tries xdotool search --onlyvisible --name 法治填报
window=$(xdotool search --onlyvisible --name 法治填报 | tail -1)
for _ in 1 2 3; do # the first start asks for one's name
    sleep 1.5
    xdotool key Escape
done
xdotool windowfocus --sync "$window"
sleep 1
xdotool key F2
sleep 1
switch_on
xdotool type --delay 150 zhongguo
sleep 1
import -window root /tmp/pinyin.png
xdotool key space
sleep 0.5
xdotool type --delay 150 tongji
sleep 1
xdotool key space
sleep 0.5
xdotool key Return
sleep 2
fazhi-cli show --database 数据.sqlite --unit $unit --year 2024 | grep 中国统计 || {
    import -window root /tmp/pinyin.png
    echo "With $method the pinyin did not arrive as 中国统计." >&2
    exit 1
}
echo "zhongguo tongji arrives as 中国统计, by $method."

# The manual is inside, and F1 away from an item opens it.
xdotool windowfocus --sync "$window"
xdotool key alt+Home
sleep 1
xdotool key F1
tries xdotool search --onlyvisible --name 使用手册
sleep 2
import -window root /tmp/manual.png
echo "F1 opens the manual."
