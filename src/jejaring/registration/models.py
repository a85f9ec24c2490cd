"""Groups with their seats, delegations, registrations with their codes, seats in sessions, and mail to participants."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engines.lifecycle import meeting
from jejaring.cities.models import Organisation
from jejaring.documents.models import Document, StoredFile
from jejaring.events.models import Event, Session, Speaker
from jejaring.imports.models import ImportRecord
from jejaring.kit import columns
from jejaring.kit.words import bilingual

LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]


class Setup(models.Model):
    """How people register for an event. `questions` are those being worked on, which nobody is asked yet."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="registration_setup")
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    questions = models.JSONField(_("questions"), default=list, blank=True)
    contact = columns.Line(_("contact"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("set-up of a registration")
        verbose_name_plural = _("set-ups of registrations")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="registration_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return str(self.event)


class QuestionVersion(models.Model):
    """Questions as they were published: numbered, and never changed, so that an answer keeps its question."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="question_versions")
    number = models.PositiveIntegerField(_("version"))
    questions = models.JSONField(_("questions"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of questions")
        verbose_name_plural = _("versions of questions")
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_version_of_questions_per_number")]

    def __str__(self) -> str:
        return f"{self.event}: {self.number}"


class ParticipantGroup(models.Model):
    """Who may come, and how many: members, chosen cities, guests. Seats are counted per group.

    `by_delegation` groups are invited city by city; the others register themselves (`needs_approval` or not).
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="groups")
    key = models.SlugField(_("key"), max_length=40)
    name_id = columns.Line(_("name in Indonesian"), max_length=200)
    name_en = columns.Line(_("name in English"), max_length=200, blank=True)
    seats = models.PositiveIntegerField(_("seats"))
    by_delegation = models.BooleanField(_("comes as delegations of cities"), default=True)
    delegation_seats = models.PositiveIntegerField(_("seats per delegation"), default=5)
    needs_approval = models.BooleanField(_("needs approval"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    source = models.CharField(_("source"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    name = bilingual("name")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("group of participants")
        verbose_name_plural = _("groups of participants")
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="one_group_per_key")]

    def __str__(self) -> str:
        return str(self.name)


class Delegation(models.Model):
    """A city or other organisation that is invited to an event, with its seats and its one contact."""

    class State(models.TextChoices):
        INVITED = meeting.INVITED, _("invited")
        ACCEPTED = meeting.ACCEPTED, _("comes")
        DECLINED = meeting.DECLINED, _("does not come")
        WITHDRAWN = meeting.WITHDRAWN, pgettext_lazy("delegation", "invitation withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="delegations")
    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="delegations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    seats = models.PositiveIntegerField(_("seats"))
    invited_on = models.DateField(_("invited on"))
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, editable=False)
    letter = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = columns.Line(_("reason"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["organisation__short_name"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation"],
                condition=~Q(state="withdrawn"),
                name="one_delegation_per_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"


class Registration(models.Model):
    """One person who comes, or would. Whoever is `confirmed` and whose role counts has a seat.

    `queued_at` orders the waiting list. A seat beyond the group's number has who allowed it (`over_seats_by`) and why.
    `listed` is the person's choice to stand in lists of participants. `speaker` is who is registered by speaking.
    `asked` are the questions that `answers` belong to. `token_hash` is of the secret in the address of the person's
    own page. `confirm_until`: a registration without an account ends then, unless its link was opened.
    """

    class Role(models.TextChoices):
        HEAD = "head", _("head of delegation")
        DELEGATE = "delegate", _("member of a delegation")
        PARTICIPANT = "participant", _("participant")
        SPEAKER = "speaker", _("speaker")
        PRESS = "press", _("press")
        CREW = "crew", _("crew")

    COUNTED = (Role.HEAD, Role.DELEGATE, Role.PARTICIPANT)  # the roles that use a seat

    class State(models.TextChoices):
        APPLIED = meeting.APPLIED, _("waits for approval")
        WAITING = meeting.WAITING, _("on the waiting list")
        CONFIRMED = meeting.CONFIRMED, pgettext_lazy("registration", "confirmed")
        REJECTED = meeting.REJECTED, pgettext_lazy("registration", "not accepted")
        CANCELLED = meeting.CANCELLED, pgettext_lazy("registration", "cancelled")
        REPLACED = meeting.REPLACED, pgettext_lazy("registration", "replaced by another person")
        MERGED = meeting.MERGED, pgettext_lazy("registration", "merged with another registration")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    group = models.ForeignKey(ParticipantGroup, models.PROTECT, null=True, blank=True, related_name="registrations")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, blank=True, related_name="registrations")
    speaker = models.OneToOneField(Speaker, models.PROTECT, null=True, blank=True, related_name="registration")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.PARTICIPANT)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)
    name = columns.Line(_("name with titles"), max_length=200)
    sort_name = columns.Line(_("name to sort by"), max_length=200, blank=True)
    name_checked_at = models.DateTimeField(_("name checked by the person"), null=True, editable=False)
    position = columns.Line(_("position"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = columns.Line(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="id")
    answers = columns.Texts(_("answers"), default=dict, blank=True)
    asked = models.ForeignKey(QuestionVersion, models.PROTECT, null=True, editable=False, related_name="+")
    listed = models.BooleanField(_("stands in the list of participants"), default=False)
    registered_at = models.DateTimeField(_("registered"))
    queued_at = models.DateTimeField(_("on the waiting list since"), null=True, editable=False)
    over_seats_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    over_seats_reason = columns.Line(_("why beyond the seats"), max_length=500, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="predecessors")
    end_reason = columns.Line(_("reason"), max_length=500, blank=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    confirm_until = models.DateTimeField(_("to be confirmed until"), null=True, editable=False)
    example = models.BooleanField(_("example"), default=False)

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [
            models.Index(fields=["group", "state", "queued_at"], name="registrations_of_a_group"),
            models.Index(Lower("email"), "event", name="registrations_by_email"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(state__in=["applied", "waiting", "confirmed"]),
                name="a_person_is_registered_once",
            ),
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(role="head", state__in=["applied", "waiting", "confirmed"]),
                name="one_head_per_delegation",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "confirmed"], role__in=["head", "delegate", "participant"])
                | Q(group__isnull=False),
                name="who_uses_a_seat_has_a_group",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", queued_at__isnull=False) | ~Q(state="waiting"),
                name="who_waits_has_a_place_in_the_queue",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["replaced", "merged"], successor__isnull=False)
                | (~Q(state__in=["replaced", "merged"]) & Q(successor=None)),
                name="who_is_replaced_or_merged_has_a_successor",
            ),
            models.CheckConstraint(
                condition=Q(over_seats_by=None, over_seats_reason="")
                | (Q(over_seats_by__isnull=False) & ~Q(over_seats_reason="")),
                name="a_seat_too_many_has_a_name_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Tell whether this person uses a seat."""
        return self.state == self.State.CONFIRMED and self.role in self.COUNTED


class Code(models.Model):
    """What a badge shows and a door reads; a renewed one stays known, so that the door can answer "renewed"."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="codes")
    text = models.CharField(_("code"), max_length=12, unique=True)
    made_at = models.DateTimeField(_("made"))
    renewed_at = models.DateTimeField(_("renewed"), null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("code of a participant")
        verbose_name_plural = _("codes of participants")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(renewed_at=None), name="one_valid_code_per_registration"
            )
        ]

    def __str__(self) -> str:
        return self.text


class SignUp(models.Model):
    """A seat of a registered person in a session that has a number of seats."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="sign_ups")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="sign_ups")
    signed_up_at = models.DateTimeField(_("signed up"))
    left_at = models.DateTimeField(pgettext_lazy("session", "left"), null=True)

    class Meta:
        ordering = ["signed_up_at", "pk"]
        verbose_name = _("seat in a session")
        verbose_name_plural = _("seats in sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "registration"], condition=Q(left_at=None), name="one_seat_per_person_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.registration}"


class Message(models.Model):
    """One letter by e-mail to one person about one occasion, never sent twice: the log of what reached whom.

    `occasion` names it within the event ("invitation", "programme-2"); `recipient` is an e-mail address in small
    letters, or "person:<pk>" for who is told in their workroom.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="messages")
    occasion = models.CharField(_("occasion"), max_length=60)
    recipient = models.CharField(_("recipient"), max_length=254)
    name = columns.Line(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    subject = columns.Line(_("subject"), max_length=300)
    body = columns.Lines(_("text"))
    queued_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("could not be sent"), null=True)
    dropped_at = models.DateTimeField(_("no longer needed"), null=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        verbose_name = _("message to a participant")
        verbose_name_plural = _("messages to participants")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "occasion", "recipient"], name="one_message_per_person_and_occasion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.occasion}: {self.recipient}"


class Wording(models.Model):
    """The words of a kind of letter in one language, as an event's managers have put them in place of the usual."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="wordings")
    kind = models.CharField(_("kind of letter"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    subject = columns.Line(_("subject"), max_length=300)
    body = columns.Lines(_("text"))

    class Meta:
        ordering = ["kind", "language"]
        verbose_name = _("words of a letter")
        verbose_name_plural = _("words of letters")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "language"], name="one_wording_per_kind_of_letter_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class RosterImport(ImportRecord):
    """One list of a delegation's members that was read, with the registrations it made."""

    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="imports")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    registrations = models.ManyToManyField(Registration, related_name="roster_imports")

    class Meta(ImportRecord.Meta):
        abstract = False
        verbose_name = _("roster that was read")
        verbose_name_plural = _("rosters that were read")


class BadgePrint(models.Model):
    """A PDF of badges that somebody had made: for whom, on which sheet, and the file, which only managers see."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="badge_prints")
    sheet = models.CharField(_("sheet"), max_length=20)
    badges = models.PositiveIntegerField(_("badges"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("print of badges")
        verbose_name_plural = _("prints of badges")

    def __str__(self) -> str:
        return f"{self.event}: {self.badges}"
