#!/bin/sh
# Installs what some tests talk to (PostgreSQL, LibreOffice, PDF programs of others), where this user
# may; else says the one line to type.
set -eu
FROM=benchmarks/dialects/pdf_lib
TO=.venv/pdf-lib
if command -v npm >/dev/null 2>&1 && ! cmp -s $FROM/package-lock.json $TO/installed.json; then
  mkdir -p $TO
  cp $FROM/package.json $FROM/package-lock.json $TO
  if npm ci --prefix $TO --no-audit --no-fund >$TO/npm.log 2>&1; then
    cp $FROM/package-lock.json $TO/installed.json
  else
    echo "pdf-lib could not be installed, so some tests are left out. The full text is in $TO/npm.log." >&2
  fi
fi
missing=""
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="postgresql"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui"
command -v qpdf >/dev/null 2>&1 || missing="$missing qpdf"
command -v pdftocairo >/dev/null 2>&1 || missing="$missing poppler-utils"
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
