"""Cases, what happened to them, and the papers that came for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.case import CaseState
from register.models.intake import ReceiptRow


class CaseRow(models.Model):
    """A case. `identity` and `contact` are sealed under the case's key."""

    reference = models.CharField(max_length=12, primary_key=True)
    state = models.CharField(max_length=12)
    since = models.DateTimeField()
    first_arrival = models.DateTimeField()
    meeting = models.DateField(null=True)
    last_heard = models.DateField(null=True)
    urgent = models.BooleanField(default=False)
    earlier = models.CharField(max_length=12, blank=True)
    joined = models.CharField(max_length=12, blank=True)
    version = models.IntegerField(default=1)
    returns = models.IntegerField(default=0)
    identity = models.BinaryField(default=b"")
    contact = models.BinaryField(default=b"")

    class Meta:
        """Open cases are found by meeting."""

        db_table = "case_file"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CaseState]),
                name="case_state_is_known",
            ),
        )
        indexes = (
            models.Index(
                fields=("meeting",), condition=~Q(state="closed"), name="case_open_by_meeting"
            ),
        )


class EventRow(models.Model):
    """Something that happened to a case, and the state it led to."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE)
    case_id: str
    event = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    receipt = models.CharField(max_length=12, blank=True)
    meeting = models.DateField(null=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        """Read by case, in order."""

        db_table = "case_event"


class PaperRow(models.Model):
    """A form as it came. `contents` is its file name and answers, sealed under the case's key."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE)
    case_id: str
    receipt = models.ForeignKey(ReceiptRow, on_delete=models.PROTECT)
    receipt_id: str
    form = models.CharField(max_length=60)
    form_version = models.CharField(max_length=20)
    role = models.CharField(max_length=20)
    number = models.IntegerField()
    media_type = models.CharField(max_length=100)
    blob = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    contents = models.BinaryField()
    came = models.DateTimeField()

    class Meta:
        """Each version of a form is kept beside the earlier ones."""

        db_table = "paper"
        constraints = (
            models.UniqueConstraint(fields=("case", "form", "number"), name="paper_number"),
        )
