"""Meetings, the documents made for them, and each person's numbered copy."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from casework.meeting import MeetingState


class MeetingRow(models.Model):
    """A sitting of the panel; its date is its name. `added` is one that the panel's file lacks."""

    date = models.DateField(primary_key=True)
    start = models.TimeField()
    venue = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=12)
    chair = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12)
    agenda_version = models.IntegerField(default=0)
    pack_version = models.IntegerField(default=0)
    added = models.BooleanField(default=False)

    class Meta:
        """A closed list of states."""

        db_table = "meeting"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MeetingState]),
                name="meeting_state_is_known",
            ),
        )


class DocumentRow(models.Model):
    """An original as made; `owner` names the key that seals its blob, `cases` who stands in it.

    `variant` tells apart the originals of one audience: not everybody may have the same cases.
    """

    meeting = models.ForeignKey(MeetingRow, on_delete=models.PROTECT)
    meeting_id: dt.date
    kind = models.CharField(max_length=20)
    version = models.IntegerField()
    audience = models.CharField(max_length=12)
    case = models.CharField(max_length=12, blank=True)
    variant = models.IntegerField(default=0)
    owner = models.CharField(max_length=80)
    blob = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    cases: models.JSONField[list[str]] = models.JSONField()
    made = models.DateTimeField()

    class Meta:
        """One original for each variant of each audience of each version."""

        db_table = "document"
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "kind", "version", "audience", "case", "variant"),
                name="document_edition",
            ),
        )


class CopyRow(models.Model):
    """A numbered copy of an original, for one person."""

    document = models.ForeignKey(DocumentRow, on_delete=models.PROTECT)
    document_id: int
    person = models.CharField(max_length=40)
    number = models.IntegerField()
    of = models.IntegerField()
    owner = models.CharField(max_length=80)
    blob = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    cases: models.JSONField[list[str]] = models.JSONField()
    made = models.DateTimeField()

    class Meta:
        """A person has one copy of an original."""

        db_table = "numbered_copy"
        constraints = (
            models.UniqueConstraint(fields=("document", "person"), name="copy_of_one_person"),
        )
