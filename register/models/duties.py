"""Work that a date brings about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DutyRow(models.Model):
    """Something to be done about a subject when its time has come."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    done = models.DateTimeField(null=True)
    needs_you = models.BooleanField(default=False)
    attempts = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)

    class Meta:
        """Each duty is written once; those that are due are found by time."""

        db_table = "duty"
        constraints = (models.UniqueConstraint(fields=("kind", "subject"), name="duty_once"),)
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(done__isnull=True, needs_you=False), name="duty_due"
            ),
        )
