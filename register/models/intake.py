"""What came: receipts, the one effect of each content, findings and alerts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.receipt import ReceiptState


class ReceiptRow(models.Model):
    """A message that came. `sender` is sealed under its key; the rest identifies nobody."""

    reference = models.CharField(max_length=12, primary_key=True)
    mailbox = models.CharField(max_length=120)
    place = models.CharField(max_length=500)
    spool = models.CharField(max_length=64)
    arrived = models.DateTimeField()
    stored = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    size_bytes = models.BigIntegerField()
    state = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, blank=True)
    disposition = models.CharField(max_length=12, blank=True)
    fate = models.CharField(max_length=12, blank=True)
    case = models.CharField(max_length=12, blank=True)
    same_as = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    message_id_digest = models.CharField(max_length=64, blank=True)
    files_digest = models.CharField(max_length=64, blank=True)
    believed = models.BooleanField(default=False)
    sender = models.BinaryField(default=b"")
    attempts = models.IntegerField(default=1)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)

    class Meta:
        """A place of a mailbox is taken in once; open ones are found by time."""

        db_table = "receipt"
        constraints = (
            models.UniqueConstraint(fields=("mailbox", "place"), name="receipt_place"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ReceiptState]),
                name="receipt_state_is_known",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at", "arrived"),
                condition=~Q(state="settled"),
                name="receipt_due",
            ),
            models.Index(
                fields=("message_id_digest",),
                condition=Q(believed=True),
                name="receipt_message_id",
            ),
            models.Index(
                fields=("files_digest",), condition=Q(believed=True), name="receipt_files"
            ),
            models.Index(fields=("arrived", "reference"), name="receipt_arrived"),
        )


class EffectRow(models.Model):
    """The one receipt whose content took effect: a second effect is impossible."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    receipt = models.ForeignKey(ReceiptRow, on_delete=models.PROTECT)
    receipt_id: str

    class Meta:
        """Named for what it is."""

        db_table = "effect"


class FindingRow(models.Model):
    """A finding of a receipt, in the order of the checks. `values` is sealed with the place.

    `case` tells apart the findings of a message about several people.
    """

    receipt = models.ForeignKey(ReceiptRow, on_delete=models.CASCADE)
    receipt_id: str
    case = models.CharField(max_length=12, blank=True)
    number = models.IntegerField()
    check_id = models.CharField(max_length=80)
    rule = models.CharField(max_length=10)
    clause = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=10)
    basis = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    form = models.CharField(max_length=60, blank=True)
    field_id = models.CharField(max_length=80, blank=True)
    part = models.CharField(max_length=120, blank=True)
    values = models.BinaryField()

    class Meta:
        """A receipt is ruled once, so its findings are numbered once."""

        db_table = "finding"
        constraints = (
            models.UniqueConstraint(fields=("receipt", "number"), name="finding_number"),
        )


class AlertRow(models.Model):
    """Something a coordinator is told of at once, until somebody has seen it."""

    check_id = models.CharField(max_length=80)
    rule = models.CharField(max_length=10)
    clause = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    case = models.CharField(max_length=12, blank=True)
    receipt = models.CharField(max_length=12, blank=True)
    raised = models.DateTimeField()
    seen = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=40, blank=True)

    class Meta:
        """Those not seen are found without looking at the rest."""

        db_table = "alert"
        indexes = (
            models.Index(fields=("raised",), condition=Q(seen__isnull=True), name="alert_unseen"),
        )
