"""The register's tables. They never leave it: what leaves is a value of `casework`."""

from __future__ import annotations

from register.models.actions import ActionRow
from register.models.agencies import AgencyRow, PersonRow
from register.models.audit import AuditRow
from register.models.cases import CaseRow, EventRow, PaperRow
from register.models.duties import DutyRow
from register.models.intake import AlertRow, EffectRow, FindingRow, ReceiptRow
from register.models.matches import MatchRow
from register.models.meetings import CopyRow, DocumentRow, MeetingRow
from register.models.outgoing import EvidenceRow, OutgoingRow
from register.models.seals import SealRow

__all__ = [
    "ActionRow",
    "AgencyRow",
    "AlertRow",
    "AuditRow",
    "CaseRow",
    "CopyRow",
    "DocumentRow",
    "DutyRow",
    "EffectRow",
    "EventRow",
    "EvidenceRow",
    "FindingRow",
    "MatchRow",
    "MeetingRow",
    "OutgoingRow",
    "PaperRow",
    "PersonRow",
    "ReceiptRow",
    "SealRow",
]
