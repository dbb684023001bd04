"""One of several processes that take in the same messages at once. It begins when told to."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from register import start

start.start_django("config.django")

from register import intake  # noqa: E402
from tests.support import register  # noqa: E402
from tests.support.rulings import (  # noqa: E402
    a_case_ruling,
    a_receipt,
    a_ruling,
    an_intent,
    digest_of,
)

register.open_at(Path(os.environ["REGISTER_HOME"]))
sys.stdout.write("ready\n")
sys.stdout.flush()
own = sys.stdin.readline().strip()
for number in range(20):
    a_receipt(f"shared {number}")
    mine = a_receipt(f"{own} {number}")
    case, content = a_case_ruling(), digest_of(f"content {number}")
    mail = an_intent(f"A1 {number}", case=case.reference)
    intake.record(a_ruling(mine, case, fingerprint=content, outgoing=(mail,)), now=register.NOW)
