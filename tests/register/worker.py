"""A worker process: takes every due duty it can get, and says which. It begins when told to."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from register import start

start.start_django("config.django")

from casework.claim import Queue  # noqa: E402
from register import claims  # noqa: E402
from tests.support import register  # noqa: E402

register.open_at(Path(os.environ["REGISTER_HOME"]))
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.readline()
while (claim := claims.claim(Queue.DUTIES, now=register.NOW, lease_s=600)) is not None:
    # The step itself: without one, SQLite's lock hardly ever changes hands.
    hashlib.pbkdf2_hmac("sha256", claim.subject.encode(), b"step", 10_000)
    if claims.finish(claim, now=register.NOW):
        sys.stdout.write(f"{claim.subject}\n")
