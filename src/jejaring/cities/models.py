"""Regions, organisations, their departments, and offices held from a date to a date."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jejaring.kit import columns
from jejaring.kit.navigation import page_url
from jejaring.people.models import Person


class Region(models.Model):
    """A province (*provinsi*), regency (*kabupaten*) or city (*kota*) with its Kemendagri code."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        REGENCY = "regency", _("regency")
        CITY = "city", _("city")

    code = models.CharField(_("Kemendagri code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    province = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    area_km2 = models.DecimalField(_("area (km²)"), max_digits=10, decimal_places=3, null=True)
    population = models.PositiveIntegerField(_("population"), null=True)
    population_year = models.PositiveSmallIntegerField(_("year of population"), null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A government, a partner institute or the network itself.

    What is typed here once flows to its letters, its entry in the register and its page.
    """

    class Kind(models.TextChoices):
        CITY = "city", _("city or regency government")
        PROVINCE = "province", _("province government")
        INSTITUTE = "institute", _("institute")
        NETWORK = "network", _("network")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address on this site"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = columns.Line(_("name"), max_length=200, help_text=_("for example Pemerintah Kota Padang"))
    short_name = columns.Line(_("short name"), max_length=100, help_text=_("for example Kota Padang"))
    region = models.OneToOneField(Region, models.PROTECT, null=True, blank=True, related_name="government")
    country = models.CharField(_("country"), max_length=2, default="ID")
    head_title = columns.Line(_("title of its head"), max_length=100, blank=True)
    seat = columns.Line(_("seat"), max_length=100, blank=True, help_text=_("the place letters are dated from"))
    address = columns.Line(_("address"), max_length=300, blank=True)
    phone = columns.Line(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    letter_unit = columns.Line(_("unit code in letter numbers"), max_length=20, blank=True)
    letter_pattern = columns.Line(_("pattern of letter numbers"), max_length=100, blank=True)
    time_zone = columns.Line(_("time zone"), max_length=40, default="Asia/Jakarta")
    source = models.CharField(_("source"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["short_name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint("kind", condition=Q(kind="network"), name="one_network_per_installation"),
        ]
        indexes = [
            models.Index(fields=["short_name"], name="organisations_by_short_name"),
            GinIndex(  # for `__icontains`, which compares in capitals
                OpClass(Upper("short_name"), name="gin_trgm_ops"),
                OpClass(Upper("name"), name="gin_trgm_ops"),
                name="organisations_by_part_of_name",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return page_url("city", self.slug)


class Department(models.Model):
    """A department of a government (*organisasi perangkat daerah*, OPD)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="departments")
    name = columns.Line(_("name"), max_length=200)
    abbreviation = columns.Line(_("abbreviation"), max_length=40, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_department_per_name")]

    def __str__(self) -> str:
        return self.abbreviation or self.name


class Office(models.Model):
    """A seat that gives authority, whoever holds it (*jabatan*)."""

    class Role(models.TextChoices):
        # of a government or other member
        HEAD = "head", _("head of region")
        DEPUTY_HEAD = "deputy_head", _("deputy head of region")
        REGIONAL_SECRETARY = "regional_secretary", _("regional secretary")
        ASSISTANT = "assistant", _("assistant to the regional secretary")
        DEPARTMENT_HEAD = "department_head", _("head of department")
        LIAISON = "liaison", _("liaison to the network")
        # of the network
        PRESIDENT = "president", _("president")
        VICE_PRESIDENT = "vice_president", _("vice president")
        NETWORK_SECRETARY = "network_secretary", _("secretary of the network")
        SECRETARIAT = "secretariat", _("secretariat")
        TREASURER = "treasurer", _("treasurer")
        EXECUTIVE = "executive", _("member of the executive")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="offices")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    title = columns.Line(_("title of the office"), max_length=200, help_text=_("as it stands under a signature"))
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["organisation", "role", "title"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="one_office_per_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_of_network(self) -> bool:
        return self.organisation.kind == Organisation.Kind.NETWORK


class Holding(models.Model):
    """A person holds an office from a day to a day, both included; open while `until` is empty."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="holdings")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    decree = columns.Line(_("decree"), max_length=200, blank=True, help_text=_("number and date of the decree (SK)"))

    class Meta:
        ordering = ["-since"]
        verbose_name = _("holding of an office")
        verbose_name_plural = _("holdings of offices")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="an_office_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="a_person_holds_an_office_once_at_a_time",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("holder", RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.holder}"


class OfficeInvitation(models.Model):
    """An office that someone will hold once they accept their invitation to an account.

    With `giver` it is a hand-over: that person's holding ends when the invitation is accepted.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="invitations")
    invitation = models.OneToOneField("people.Invitation", models.PROTECT, related_name="+")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    decree = columns.Line(_("decree"), max_length=200, blank=True)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("invitation to an office")
        verbose_name_plural = _("invitations to offices")

    def __str__(self) -> str:
        return f"{self.office}: {self.invitation}"


class AccountRequest(models.Model):
    """Someone without an account asks for one on behalf of their government, on a public page.

    It waits until the secretariat has invited that person, as the government's liaison, or declined. Some time after
    that, who asked is erased (`erased_at`); region, position and outcome stay.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        INVITED = "invited", _("invited")
        DECLINED = "declined", _("declined")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = columns.Line(_("name"), max_length=200)
    position = columns.Line(_("position and unit"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    phone = columns.Line(_("telephone"), max_length=40)
    note = columns.Lines(_("message"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Person.Language)
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    answered_at = models.DateTimeField(_("answered"), null=True)
    reason = columns.Lines(_("reason"), max_length=1000, blank=True)
    told_at = models.DateTimeField(_("answer sent"), null=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    PERSONAL = ("name", "email", "phone", "note", "reason")  # what is erased

    class Meta:
        ordering = ["asked_at"]
        verbose_name = _("request for an account")
        verbose_name_plural = _("requests for an account")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "email"], condition=Q(state="waiting"), name="one_waiting_request_per_address"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(answered_at__isnull=False), name="an_answered_request_says_when"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email="", phone="", note="", reason=""),
                name="an_erased_request_holds_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.name or self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("cities:account_request", args=[self.public_id])


class RegionalHoliday(models.Model):
    """A day on which a province, regency or city does not work, beside the national holidays."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="holidays")
    day = models.DateField(_("day"))
    name = columns.Line(_("name"), max_length=200)
    decision = columns.Line(_("decision"), max_length=300, help_text=_("number and date of the decision"))
    source = models.CharField(_("source"), max_length=500, blank=True)
    confirmed = models.BooleanField(_("confirmed by a source"), default=False)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["day", "region"]
        verbose_name = _("regional holiday")
        verbose_name_plural = _("regional holidays")
        constraints = [models.UniqueConstraint(fields=["region", "day"], name="one_regional_holiday_per_day")]

    def __str__(self) -> str:
        return self.name
