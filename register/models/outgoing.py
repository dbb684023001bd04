"""Mails we intend to send, and the proof of each attempt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.mailing import OutgoingState


class OutgoingRow(models.Model):
    """An intended mail. `intent_key` is keyed, `letter` (address, subject, body) sealed."""

    intent_key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=4)
    person = models.CharField(max_length=40, blank=True)
    case = models.CharField(max_length=12, blank=True)
    cases: models.JSONField[list[str]] = models.JSONField()
    meeting = models.DateField(null=True)
    receipt = models.CharField(max_length=12, blank=True)
    payload = models.CharField(max_length=2)
    auto = models.CharField(max_length=20)
    copy_number = models.IntegerField(null=True)
    owner = models.CharField(max_length=80)
    letter = models.BinaryField()
    attachments: models.JSONField[list[dict[str, str]]] = models.JSONField()
    state = models.CharField(max_length=12)
    hold_reasons: models.JSONField[list[str]] = models.JSONField()
    created = models.DateTimeField()
    released = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=40, blank=True)
    sent = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    handle = models.CharField(max_length=500, blank=True)
    blob = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)

    class Meta:
        """One row for each intent; those that wait are found by time."""

        db_table = "outgoing"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OutgoingState]),
                name="outgoing_state_is_known",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(state__in=["waiting", "preparing", "leaving"]),
                name="outgoing_due",
            ),
            models.Index(fields=("message_id",), name="outgoing_message_id"),
            models.Index(fields=("case",), name="outgoing_case"),
            models.Index(fields=("meeting",), name="outgoing_meeting"),
        )


class EvidenceRow(models.Model):
    """What is known of one attempt: ids, digests and codes, never a text of the mail."""

    outgoing = models.ForeignKey(OutgoingRow, on_delete=models.PROTECT)
    outgoing_id: int
    attempt = models.IntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=12)
    facts = models.TextField()

    class Meta:
        """Append-only: the database refuses a change."""

        db_table = "evidence"
