#!/bin/sh
# 不用安装：双击（选“运行”），或在终端里运行本文件。
exec "$(dirname "$(readlink -f "$0")")/fazhi" "$@"
