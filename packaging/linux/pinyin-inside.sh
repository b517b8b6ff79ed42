#!/bin/sh
# In a clean Debian, as a clerk, in a session of its own: what pinyin.sh does.
set -eu
export HOME=/home/clerk DISPLAY=:77 QT_IM_MODULE=fcitx XMODIFIERS=@im=fcitx
cd
mkdir -p .config/fcitx5
printf '[Behavior]\nActiveByDefault=True\nShareInputState=All\n' >.config/fcitx5/config
printf '[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n[Groups/0/Items/0]\nName=pinyin\nLayout=\n[GroupOrder]\n0=Default\n' \
    >.config/fcitx5/profile
printf 'code,words\nlitigation_cases_count,37\n' >figures.csv
fazhi-cli fill --database 数据.sqlite --unit 某某市自然资源和规划局 --year 2024 figures.csv
Xvfb :77 -screen 0 1400x900x24 >/dev/null 2>&1 &
screen=$!
tries() { # tries COMMAND...: until it works, half a minute at most
    for _ in $(seq 60); do "$@" >/dev/null 2>&1 && return; sleep 0.5; done
    echo "$* never worked." >&2
    return 1
}
tries xdotool getdisplaygeometry
fcitx5 >fcitx.log 2>&1 &
method=$!
tries fcitx5-remote
fazhi --database 数据.sqlite --size 1300x850 &
program=$!
trap 'kill $program $method $screen 2>/dev/null || true' EXIT
tries xdotool search --onlyvisible --name 法治填报
window=$(xdotool search --onlyvisible --name 法治填报 | tail -1)
xdotool windowfocus --sync "$window"
sleep 2
xdotool key F2
sleep 1
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
fazhi-cli show --database 数据.sqlite --unit 某某市自然资源和规划局 --year 2024 | grep 中国统计 || {
    import -window root /tmp/pinyin.png
    tail -5 fcitx.log >&2
    echo "The pinyin did not arrive as 中国统计." >&2
    exit 1
}
echo "zhongguo tongji arrives as 中国统计."
