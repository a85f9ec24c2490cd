"""Members, their numbers, their standing and what they owe the network."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engines.lifecycle import standing
from jejaring.cities.models import Organisation
from jejaring.documents.models import Document, StoredFile
from jejaring.kit import columns
from jejaring.kit.words import bilingual
from jejaring.membership.models.sources import place_of, time_in_words

ENDED = sorted(standing.STANDING.ends)
LASTING = sorted(standing.STANDING.states - standing.STANDING.ends)


class Decision(models.TextChoices):
    """What may be decided on a member's standing, in the words of its button; `engines.lifecycle` says when."""

    HOLD = "hold", _("Put on hold")
    RESUME = "resume", _("End the hold")
    LAPSE = "lapse", _("Record the lapse")
    RENEW = "renew", _("Renew the membership")
    LEAVE = "leave", _("Record the withdrawal")
    EXCLUDE = "exclude", _("Exclude the member")


class ParticipationKind(models.Model):
    """A kind of participation, as data: who may take it, who may vote, who gets a number."""

    code = models.SlugField(max_length=20, primary_key=True)
    name_id = models.CharField(_("name (Indonesian)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    meaning_id = models.CharField(_("meaning (Indonesian)"), max_length=300, blank=True)
    meaning_en = models.CharField(_("meaning (English)"), max_length=300, blank=True)
    organisation_kinds = models.JSONField(_("kinds of organisation it is open to"), default=list)
    can_vote = models.BooleanField(_("may vote"), default=False)
    numbered = models.BooleanField(_("gets a member number"), default=False)
    pays_dues = models.BooleanField(_("pays dues"), default=False)
    confirmed = models.BooleanField(_("confirmed by a source"), default=False)
    source = models.CharField(_("source"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    name = bilingual("name")
    meaning = bilingual("meaning")

    class Meta:
        ordering = ["order"]
        verbose_name = _("kind of participation")
        verbose_name_plural = _("kinds of participation")

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The one row that hands out member numbers; it is locked while a number is granted.

    `opening_count` members are older than the register; their numbers are never given again.
    """

    opening_count = models.PositiveIntegerField(_("members older than the register"), default=0)
    last_number = models.PositiveIntegerField(_("last number granted"), default=0)
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_series_of_numbers"),
            models.CheckConstraint(
                condition=Q(last_number__gte=models.F("opening_count")), name="numbers_go_on_from_the_opening_count"
            ),
        ]

    def __str__(self) -> str:
        return str(self.last_number)


class Membership(models.Model):
    """An organisation's participation in the network; an organisation has one at a time.

    A member that only a source names has no number and no `since`; `attested` is the time that source
    speaks of: a year, a month or a day as ISO 8601 writes it ("2019", "2019-09", "2019-09-03").
    """

    class Standing(models.TextChoices):
        ACTIVE = standing.ACTIVE, _("active")
        ON_HOLD = standing.ON_HOLD, _("on hold")
        LAPSED = standing.LAPSED, _("lapsed")
        WITHDRAWN = standing.WITHDRAWN, pgettext_lazy("standing", "withdrawn")
        EXCLUDED = standing.EXCLUDED, _("excluded")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    kind = models.ForeignKey(ParticipationKind, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("member number"), null=True, blank=True, unique=True)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.ACTIVE)
    since = models.DateField(_("member since"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    agreement = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    attested = models.CharField(_("date given by the source"), max_length=10, blank=True)
    note_id = models.CharField(_("note (Indonesian)"), max_length=500, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    note = bilingual("note")

    class Meta:
        ordering = ["number", "organisation__short_name"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                "organisation", condition=Q(ended_on__isnull=True), name="one_membership_at_a_time"
            ),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(number__gte=1), name="numbers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(standing__in=ENDED, ended_on__isnull=False)
                | Q(standing__in=LASTING, ended_on__isnull=True),
                name="an_ended_membership_has_its_date",
            ),
        ]
        indexes = [
            models.Index(fields=["standing"], name="memberships_by_standing"),
            models.Index(fields=["valid_until"], name="memberships_by_last_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.number or '–'})"

    def get_standing_display(self) -> str:  # type: ignore[no-redef]  # the stubs add Django's own
        """Return the standing in words. Django's own translates all of them to find one; lists ask for hundreds."""
        return str(self.Standing(self.standing).label)

    @property
    def source_place(self) -> str:
        return place_of(self.source_url)

    @property
    def attested_in_words(self) -> str:
        return time_in_words(self.attested)


class StandingDecision(models.Model):
    """A decision that changed a member's standing, with its reason; public."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="decisions")
    verb = models.CharField(_("decision"), max_length=20, choices=Decision)
    from_standing = models.CharField(max_length=10, choices=Membership.Standing)
    to_standing = models.CharField(max_length=10, choices=Membership.Standing)
    reason = columns.Lines(_("reason"))
    decided_on = models.DateField(_("decided on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-decided_on", "-id"]
        verbose_name = _("decision on standing")
        verbose_name_plural = _("decisions on standing")

    def __str__(self) -> str:
        return f"{self.membership}: {self.verb}"


class Obligation(models.Model):
    """Something a member owes the network by a day: report, fresh contacts, dues."""

    class Kind(models.TextChoices):
        YEARLY_REPORT = "yearly_report", _("yearly report")
        CONTACT_REFRESH = "contact_refresh", _("contact update")
        DUES = "dues", _("dues")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="obligations")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    due_on = models.DateField(_("due on"))
    fulfilled_on = models.DateField(_("fulfilled on"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_on"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(fields=["membership", "kind", "year"], name="one_obligation_per_kind_and_year")
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(fulfilled_on__isnull=True), name="open_obligations_by_due_date")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class StandingProposal(models.Model):
    """A decision on a standing that the system proposes; a person decides."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        FOLLOWED = "followed", _("accepted")
        DISMISSED = "dismissed", _("dismissed")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="proposals")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="proposals")
    verb = models.CharField(_("decision"), max_length=20, choices=Decision)
    raised_on = models.DateField(_("raised on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_on = models.DateField(null=True)
    remark = columns.Lines(_("remark"), blank=True)

    class Meta:
        ordering = ["-raised_on", "-id"]
        verbose_name = _("proposal on standing")
        verbose_name_plural = _("proposals on standing")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "verb"], condition=Q(outcome="open"), name="one_open_proposal_per_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.verb}"
