#!/bin/sh
# Makes .venv once. Needs Python 3.11 and pip; no root, no compiler, no python3-venv.
set -eu
PY=$1 V=$2 LOG=$2/setup.log
stop() { echo "$1" >&2; echo "$2" >&2; exit 1; }
"$PY" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || stop "Needs Python 3.11 or newer as '$PY'." "On Debian: sudo apt install python3 python3-pip   On macOS: brew install python"
[ -x "$V/bin/python" ] || "$PY" -m venv --without-pip "$V"
if command -v uv >/dev/null 2>&1; then run() { uv pip install --python "$V/bin/python" "$@"; }
elif "$PY" -m pip --version >/dev/null 2>&1; then run() { "$PY" -m pip --python "$V/bin/python" install --disable-pip-version-check "$@"; }
else stop "Needs pip for '$PY'." "On Debian: sudo apt install python3-pip"; fi
echo "Setting up (once, about half a minute)..."
{ run --require-hashes --only-binary :all: -r requirements.lock && run --no-deps --no-build-isolation -e .; } >"$LOG" 2>&1 \
  || { tail -15 "$LOG" >&2; stop "Set-up did not finish. The full text is in $LOG." "Check the network, then run the same command again."; }
