#!/bin/sh
# Installs the programs the tests drive (LibreOffice, Chromium, fonts), where this user may.
# Without them the tests that need them skip by name. “fonts” alone is what a PDF needs, “python” what a venv needs.
set -u
packages=""
fonts() {
  [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || packages="$packages fonts-noto-cjk"
  [ -n "$(find /usr/share/fonts -name 'gkai00mp*' 2>/dev/null)" ] || packages="$packages fonts-arphic-gkai00mp"
}
if [ "${1:-}" = python ]; then
  packages="python3-venv python3-pip"
elif [ "${1:-}" = fonts ]; then
  # Any Chinese font will do for a PDF.
  [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ] || fonts
else
  command -v soffice >/dev/null 2>&1 || packages="$packages libreoffice-calc libreoffice-writer"
  [ -e /usr/lib/python3/dist-packages/uno.py ] || packages="$packages python3-uno"
  command -v Xvfb >/dev/null 2>&1 || packages="$packages xvfb"
  command -v xdotool >/dev/null 2>&1 || packages="$packages xdotool"
  command -v chromium >/dev/null 2>&1 || packages="$packages chromium"
  command -v pdftoppm >/dev/null 2>&1 || packages="$packages poppler-utils"
  fonts
fi
[ -z "$packages" ] && exit 0
command -v apt-get >/dev/null 2>&1 || { echo "not installed here:$packages"; exit 0; }
as_root=""
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || { echo "no right to install:$packages"; exit 0; }
  as_root="sudo -n"
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || true
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null || echo "could not install:$packages"
exit 0
