"""What the checks found on a message, kept with its receipt; values and places are sealed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db.models import Max

from casework.answer import Place
from casework.finding import Basis, Finding, Severity
from register import keys
from register.models import FindingRow
from register.seals import Seal


def add(receipt: str, findings: Sequence[Finding], *, case: str = "") -> None:
    """Write them down in order behind those there are, inside the caller's commit."""
    if not findings:
        return
    newest = FindingRow.objects.filter(receipt_id=receipt).aggregate(last=Max("number"))["last"]
    seal = keys.ring().seal_for(receipt)
    FindingRow.objects.bulk_create(
        FindingRow(
            receipt_id=receipt,
            case=case,
            number=number,
            check_id=finding.check,
            rule=finding.rule,
            clause=finding.clause,
            severity=finding.severity.value,
            basis=finding.basis.value,
            words=finding.words,
            form=finding.form,
            field_id=finding.field_id,
            part=finding.part,
            values=seal.close_texts(
                {"values": json.dumps(dict(finding.values)), "place": _place_text(finding.place)},
                thing=f"{receipt}#{number}",
                kind="finding",
            ),
        )
        for number, finding in enumerate(findings, start=(newest or 0) + 1)
    )


def replace(receipt: str, findings: Sequence[Finding], *, case: str) -> None:
    """Write down what a second look at a message found of a case, in place of the first's."""
    FindingRow.objects.filter(receipt_id=receipt, case__in=("", case)).delete()
    add(receipt, findings, case=case)


def of(receipt: str, *, case: str = "") -> tuple[Finding, ...]:
    """The findings of a receipt, in order, or those that it has of one case.

    Without its key their values and places are empty.
    """
    seal = keys.ring().seals((receipt,)).get(receipt)
    rows = FindingRow.objects.filter(receipt_id=receipt).order_by("number")
    if case:
        rows = rows.filter(case__in=("", case))
    return tuple(_value(row, seal) for row in rows)


def _value(row: FindingRow, seal: Seal | None) -> Finding:
    texts = {"values": "{}", "place": '[null, null, ""]'}
    if seal is not None:
        thing = f"{row.receipt_id}#{row.number}"
        texts = seal.open_texts(bytes(row.values), thing=thing, kind="finding")
    page, box, path = json.loads(texts["place"])
    return Finding(
        check=row.check_id,
        rule=row.rule,
        clause=row.clause,
        severity=Severity(row.severity),
        basis=Basis(row.basis),
        words=row.words,
        form=row.form,
        field_id=row.field_id,
        part=row.part,
        values=json.loads(texts["values"]),
        place=Place(page=page, box=None if box is None else tuple(box), path=path),
    )


def _place_text(place: Place) -> str:
    return json.dumps([place.page, place.box, place.path])
