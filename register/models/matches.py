"""That two cases may be about one person, and what a person said of it."""

from __future__ import annotations

from django.db import models


class MatchRow(models.Model):
    """Two cases by reference, with reasons and scores; never a name or a date of birth."""

    case = models.CharField(max_length=12)
    other = models.CharField(max_length=12)
    strength = models.CharField(max_length=12, blank=True)
    reasons: models.JSONField[list[str]] = models.JSONField()
    found = models.DateTimeField()
    verdict = models.CharField(max_length=12, blank=True)
    decided = models.DateTimeField(null=True)
    by = models.CharField(max_length=40, blank=True)

    class Meta:
        """A pair is kept once, the younger case first; either one finds it."""

        db_table = "case_match"
        constraints = (models.UniqueConstraint(fields=("case", "other"), name="match_once"),)
        indexes = (models.Index(fields=("other",), name="match_other"),)
