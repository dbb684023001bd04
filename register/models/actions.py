"""Actions agreed at meetings."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from casework.action import ActionState
from register.models.meetings import MeetingRow


class ActionRow(models.Model):
    """An action. `contents` is its text, owner, reason and what was last said, sealed."""

    reference = models.CharField(max_length=12, primary_key=True)
    meeting = models.ForeignKey(MeetingRow, on_delete=models.PROTECT)
    meeting_id: dt.date
    line = models.IntegerField()
    case = models.CharField(max_length=12, blank=True)
    agency = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    set_on = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=16)
    done_on = models.DateField(null=True)
    last_update = models.DateField(null=True)
    contents = models.BinaryField()

    class Meta:
        """A line of a meeting's log is one action; open ones are found by due date."""

        db_table = "agreed_action"
        constraints = (
            models.UniqueConstraint(fields=("meeting", "line"), name="action_line"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ActionState]),
                name="action_state_is_known",
            ),
        )
        indexes = (models.Index(fields=("due",), condition=Q(state="open"), name="action_due"),)
