"""Member agencies and the people of the panel."""

from __future__ import annotations

from django.db import models


class AgencyRow(models.Model):
    """A member organisation, known by its name."""

    id = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200, unique=True)
    known_as: models.JSONField[list[str]] = models.JSONField()
    place = models.IntegerField(default=0)
    emergency_phone = models.CharField(max_length=60, blank=True)
    agreement_signed = models.DateField(null=True)
    agreement_ends = models.DateField(null=True)
    leaves = models.DateField(null=True)

    class Meta:
        """Named for what it is."""

        db_table = "agency"


class PersonRow(models.Model):
    """A person, known by the keyed digest of the address; name and address are sealed."""

    id = models.CharField(max_length=40, primary_key=True)
    address_index = models.CharField(max_length=64, unique=True)
    place = models.IntegerField(default=0)
    agency = models.ForeignKey(AgencyRow, null=True, on_delete=models.PROTECT)
    agency_id: str | None
    role = models.CharField(max_length=12)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    excluded: models.JSONField[list[str]] = models.JSONField()
    cleared: models.JSONField[list[str]] = models.JSONField()
    invited_for = models.CharField(max_length=12, blank=True)
    invitation_approved = models.BooleanField(default=False)
    contact = models.BinaryField(default=b"")
    password = models.BinaryField(default=b"")

    class Meta:
        """Named for what it is."""

        db_table = "person"
