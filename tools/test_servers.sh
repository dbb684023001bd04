#!/bin/sh
# Installs what some tests talk to (a real PostgreSQL), where this user may; else says the one line to type.
set -eu
[ -z "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "The tests on PostgreSQL are left out: no initdb found."; exit 0; }
if [ "$(id -u)" = 0 ]; then
  LOG=.venv/servers.log
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; } >"$LOG" 2>&1 \
    || { tail -5 "$LOG" >&2; echo "PostgreSQL was not installed; its tests are left out. The full text is in $LOG." >&2; }
else
  echo "The tests on PostgreSQL are left out. To add them: sudo apt install postgresql"
fi
