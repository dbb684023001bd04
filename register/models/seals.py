"""The proof that a key ring and a database belong together."""

from __future__ import annotations

from django.db import models


class SealRow(models.Model):
    """A known word, sealed when the register was made."""

    id = models.IntegerField(primary_key=True)
    word = models.BinaryField()

    class Meta:
        """One row."""

        db_table = "seal"
