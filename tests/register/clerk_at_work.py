"""A process that takes in messages one after the other, to be killed at any moment.

It does what the pipeline does with the register, in its order, and says after each commit what
is durable now. Started again, it goes on where it stopped.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

from register import start

start.start_django("config.django")

from casework.disposition import Disposition  # noqa: E402
from casework.receipt import Receipt, ReceiptState  # noqa: E402
from register import intake  # noqa: E402
from tests.support import register  # noqa: E402
from tests.support.rulings import (  # noqa: E402
    a_case_ruling,
    a_finding,
    a_receipt,
    a_ruling,
    an_alert,
    an_intent,
)

MESSAGES = int(os.environ["MESSAGES"])


def take_in(place: str) -> None:
    receipt = intake.at_places("panel", [place]).get(place) or a_receipt(place)
    say("stored", receipt)
    if receipt.state is ReceiptState.STORED:
        case = a_case_ruling(disposition=Disposition.SEND_BACK, sent_back=True)
        mail = an_intent(f"A1 {place}", case=case.reference, receipt=receipt.reference)
        ruling = a_ruling(
            receipt, case, findings=(a_finding(),), alerts=(an_alert(),), outgoing=(mail,)
        )
        receipt = intake.record(dataclasses.replace(ruling), now=register.NOW)
    say("ruled", receipt)
    intake.settle(receipt.reference, now=register.NOW)
    say("settled", receipt)


def say(what: str, receipt: Receipt) -> None:
    sys.stdout.write(f"{what} {receipt.place} {receipt.reference}\n")
    sys.stdout.flush()


register.open_at(Path(os.environ["REGISTER_HOME"]))
for number in range(MESSAGES):
    known = intake.at_places("panel", [str(number)]).get(str(number))
    if known is None or known.state is not ReceiptState.SETTLED:
        take_in(str(number))
say("finished", intake.receipts()[0])
