#!/bin/sh
# Installs what some tests talk to (a real PostgreSQL, LibreOffice), where this user may; else says
# the one line to type.
set -eu
missing=""
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="postgresql"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui"
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "Some tests are left out. They need: $missing"; exit 0; }
if [ "$(id -u)" = 0 ]; then
  LOG=.venv/servers.log
  # shellcheck disable=SC2086  each word is a package
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$LOG" 2>&1 \
    || { tail -5 "$LOG" >&2; echo "Not installed, so some tests are left out: $missing. The full text is in $LOG." >&2; }
else
  echo "Some tests are left out. To add them: sudo apt install $missing"
fi
