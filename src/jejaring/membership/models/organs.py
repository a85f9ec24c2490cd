"""Bodies of the network and who held their offices, by term."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Region
from jejaring.kit.words import bilingual
from jejaring.membership.models.sources import place_of, time_in_words


class Organ(models.Model):
    """A body of the network (*organ*), such as the congress or the board of advisers."""

    code = models.SlugField(max_length=30, primary_key=True)
    name_id = models.CharField(_("name (Indonesian)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    task_id = models.CharField(_("task (Indonesian)"), max_length=300, blank=True)
    task_en = models.CharField(_("task (English)"), max_length=300, blank=True)
    confirmed = models.BooleanField(_("confirmed by a source"), default=False)
    source = models.CharField(_("source"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    name = bilingual("name")
    task = bilingual("task")

    class Meta:
        ordering = ["order"]
        verbose_name = _("body of the network")
        verbose_name_plural = _("bodies of the network")

    def __str__(self) -> str:
        return self.name


class OrganTerm(models.Model):
    """A term of office; years, because the sources name years only."""

    first_year = models.PositiveSmallIntegerField(_("from"))
    last_year = models.PositiveSmallIntegerField(_("to"))
    note_id = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=500)
    further_sources = models.JSONField(_("further sources"), default=list, blank=True)

    note = bilingual("note")

    class Meta:
        ordering = ["-first_year"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(fields=["first_year"], name="one_term_per_first_year")]

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}"

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Return (publisher, address) of everything the term rests on."""
        return [(place_of(address), address) for address in (self.source, *self.further_sources)]


class Officer(models.Model):
    """An office of the network in a term, held by a region through the person who leads or serves it."""

    term = models.ForeignKey(OrganTerm, models.PROTECT, related_name="officers")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="officers")
    title_id = models.CharField(_("office (Indonesian)"), max_length=100)
    title_en = models.CharField(_("office (English)"), max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    person_name = models.CharField(_("held by"), max_length=200, blank=True)
    person_title = models.CharField(_("as"), max_length=200, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    attested = models.CharField(_("date given by the source"), max_length=10, blank=True)
    source = models.CharField(_("source"), max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    title = bilingual("title")

    class Meta:
        ordering = ["order"]
        verbose_name = _("office-holder")
        verbose_name_plural = _("office-holders")

    def __str__(self) -> str:
        return f"{self.title} {self.term}"

    @property
    def source_place(self) -> str:
        return place_of(self.source)

    @property
    def attested_in_words(self) -> str:
        return time_in_words(self.attested)
