"""Messages and what is ruled on them, for the register's tests: valid as they come."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from casework.answer import Place
from casework.disposition import Disposition
from casework.finding import Basis, Finding, Severity
from casework.mailing import Attachment, Intent, MailKind, Payload
from casework.receipt import Alert, CaseRuling, Fate, MessageKind, Paper, Receipt, Ruling
from register import blobs, cases, intake
from tests.support.register import NOW

CANARIES = {
    "name": "Zenobia Quillfeather",
    "born": "1987-03-19",
    "address": "zenobia.q@hidden.example",
    "file": "Quillfeather referral.pdf",
    "answer": "stays at Larkspur Cottage",
    "subject": "About Quillfeather",
    "body": "Dear Zenobia, the gaps are these.",
}


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def a_receipt(place: str = "1", *, now: dt.datetime = NOW, **changes: Any) -> Receipt:
    """A message that came and was stored, its bytes spooled."""
    reference = cases.new_reference("M")
    kept = blobs.keep(reference, "message", f"message {place}: {CANARIES}".encode())
    told: dict[str, Any] = {
        "mailbox": "panel",
        "place": place,
        "spool": kept.blob,
        "arrived": now - dt.timedelta(minutes=5),
        "size_bytes": 1200,
        "now": now,
    }
    return intake.store(reference, **(told | changes))


def a_paper(case: str, form: str = "demo_referral", **changes: Any) -> Paper:
    kept = blobs.keep(case, "paper", CANARIES["answer"].encode())
    told: dict[str, Any] = {
        "form": form,
        "form_version": "1.0",
        "role": "referral",
        "file_name": CANARIES["file"],
        "media_type": "application/pdf",
        "blob": kept.blob,
        "digest": kept.digest,
        "answers": f'{{"first_name": "{CANARIES["name"]}", "where": "{CANARIES["answer"]}"}}',
    }
    return Paper(**(told | changes))


def a_finding(**changes: Any) -> Finding:
    told: dict[str, Any] = {
        "check": "consent.none",
        "rule": "W30",
        "clause": "12",
        "severity": Severity.RETURN,
        "basis": Basis.PROTOCOL,
        "words": "Attach the consent form.",
        "form": "demo_referral",
        "field_id": "consent",
        "values": {"date": "1 December 2026"},
        "place": Place(page=2, box=(1.0, 2.0, 3.5, 4.0)),
    }
    return Finding(**(told | changes))


def an_alert(**changes: Any) -> Alert:
    told: dict[str, Any] = {
        "check": "danger.child", "rule": "W25", "clause": "9", "words": "A child may be at risk.",
    }  # fmt: skip
    return Alert(**(told | changes))


def an_intent(key: str = "A1 1", **changes: Any) -> Intent:
    told: dict[str, Any] = {
        "key": key,
        "kind": MailKind.SENT_BACK,
        "person": "PM-K3WM",
        "address": CANARIES["address"],
        "subject": CANARIES["subject"],
        "body": CANARIES["body"],
        "answers": "<their@id>",
        "released": True,
        "attachments": (
            Attachment(
                file_name="STRICTLY-CONFIDENTIAL_Form.pdf",
                media_type="application/pdf",
                blob="",
                digest="",
                payload=Payload.P1,
            ),
        ),
    }
    return Intent(**(told | changes))


def a_case_ruling(reference: str = "", **changes: Any) -> CaseRuling:
    reference = reference or cases.new_reference("WP")
    told: dict[str, Any] = {
        "reference": reference,
        "is_new": True,
        "disposition": Disposition.ACCEPT,
        "meeting": dt.date(2026, 12, 17),
        "urgent": False,
        "papers": (a_paper(reference),),
        "identity": {"names": CANARIES["name"], "births": CANARIES["born"]},
        "referrer": CANARIES["address"],
    }
    return CaseRuling(**(told | changes))


def a_ruling(receipt: Receipt, *case_rulings: CaseRuling, **changes: Any) -> Ruling:
    """What is ruled on a message; its content is its own place's unless a test says otherwise."""
    told: dict[str, Any] = {
        "receipt": receipt.reference,
        "kind": MessageKind.REFERRAL,
        "fate": Fate.PROCESSED,
        "fingerprint": digest_of(f"content {receipt.place}"),
        "message_id_digest": digest_of(f"id {receipt.place}"),
        "file_digests": (digest_of(f"file {receipt.place}"),),
        "sender": CANARIES["address"],
        "disposition": Disposition.ACCEPT,
        "cases": case_rulings,
    }
    return Ruling(**(told | changes))


def a_case(place: str = "1", **changes: Any) -> str:
    """The reference of a case that a message opened."""
    receipt, ruling = a_receipt(place), a_case_ruling(**changes)
    intake.record(a_ruling(receipt, ruling), now=NOW)
    return ruling.reference
