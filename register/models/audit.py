"""The audit trail: references and digests in an unbroken chain."""

from __future__ import annotations

from django.db import models


class AuditRow(models.Model):
    """One entry. `chain` is the digest over this entry and the one before; `at` is UTC text."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    who = models.CharField(max_length=40)
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    detail = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    class Meta:
        """Append-only: the database refuses a change."""

        db_table = "audit"
