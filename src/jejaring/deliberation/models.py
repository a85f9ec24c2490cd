"""The meeting and who attended it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jejaring.admission.models import Journey
from jejaring.cities.models import Department
from jejaring.kit import columns


class Deliberation(models.Model):
    """The city's meeting with its departments on whether to join (*rapat bersama OPD*)."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="deliberation")
    held_at = models.DateTimeField(_("date and time"))
    place = columns.Line(_("place"), max_length=200)
    agenda = columns.Lines(_("agenda"))
    rationale = columns.Lines(_("rationale and potential"), blank=True)
    expected_benefits = columns.Lines(_("expected benefits"), blank=True)
    summary = columns.Lines(_("course of the meeting"), blank=True)
    joins = models.BooleanField(_("decides to join"), null=True)
    decided_on = models.DateField(_("decided on"), null=True)

    class Meta:
        verbose_name = _("deliberation")
        verbose_name_plural = _("deliberations")

    def __str__(self) -> str:
        return f"{self.journey_id}"


class Attendance(models.Model):
    """Whether a department took part in the deliberation, and who spoke for it by title."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        PRESENT = "present", _("present")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="attendances")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    state = models.CharField(_("attendance"), max_length=8, choices=State, default=State.INVITED)
    represented_by = columns.Line(_("represented by (title)"), max_length=200, blank=True)
    position = columns.Line(_("position taken"), max_length=500, blank=True)

    class Meta:
        ordering = ["department__name"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["deliberation", "department"], name="a_department_attends_once")]

    def __str__(self) -> str:
        return f"{self.department}: {self.state}"
