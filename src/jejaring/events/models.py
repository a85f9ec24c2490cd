"""The event, its places, its sessions and speakers, and the versions of its programme."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engines.lifecycle import meeting
from engines.schedule import BREAK, CANCELLED, CEREMONY, CONFIRMED, TENTATIVE
from jejaring.admission.models import Journey
from jejaring.cities.models import Organisation
from jejaring.documents.models import StoredFile
from jejaring.kit import columns
from jejaring.kit.words import bilingual


class Event(models.Model):
    """A seminar, congress, training or meeting of the network. Its moments are read in its own zone."""

    class Kind(models.TextChoices):
        SEMINAR = "seminar", _("seminar")
        CONGRESS = "congress", _("congress")
        TRAINING = "training", _("training")
        VISIT = "visit", _("study visit")
        MEETING = "meeting", _("meeting")

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", _("WIB (western Indonesia)")
        WITA = "Asia/Makassar", _("WITA (central Indonesia)")
        WIT = "Asia/Jayapura", _("WIT (eastern Indonesia)")

    class State(models.TextChoices):
        DRAFT = meeting.DRAFT, _("in preparation")
        ANNOUNCED = meeting.ANNOUNCED, _("announced")
        CLOSED = meeting.CLOSED, pgettext_lazy("event", "closed")
        CANCELLED = meeting.CANCELLED, pgettext_lazy("event", "cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address on this site"), max_length=80, unique=True)
    series = models.SlugField(_("series"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SEMINAR)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    name_id = columns.Line(_("name in Indonesian"), max_length=200)
    name_en = columns.Line(_("name in English"), max_length=200, blank=True)
    theme_id = columns.Line(_("theme in Indonesian"), max_length=300, blank=True)
    theme_en = columns.Line(_("theme in English"), max_length=300, blank=True)
    text_id = columns.Lines(_("description in Indonesian"), blank=True)
    text_en = columns.Lines(_("description in English"), blank=True)
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("host")
    )
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(_("time zone"), max_length=40, choices=Zone, default=Zone.WIB)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="copies")
    end_reason = columns.Line(_("reason"), max_length=500, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)  # of a session that was removed
    source = models.CharField(_("source"), max_length=500, blank=True)
    example = models.BooleanField(_("example"), default=False)

    name = bilingual("name")
    theme = bilingual("theme")
    text = bilingual("text")

    class Meta:
        ordering = ["-begins_on", "slug"]
        verbose_name = pgettext_lazy("meetings", "event")
        verbose_name_plural = pgettext_lazy("meetings", "events")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="an_event_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("agenda:event", args=[self.slug])


class Helper(models.Model):
    """Someone with an account who works for an event: for all of it, for one session, or at its door.

    `until` is the last day; who is no longer a helper keeps the row, with the day.
    """

    class Role(models.TextChoices):
        MANAGER = "manager", _("event manager")
        SESSION = "session", _("session manager")
        STEWARD = "steward", _("door steward")
        STAGE = "stage", _("stage manager")
        REVIEWER = "reviewer", _("reviewer of proposals")

    event = models.ForeignKey(Event, models.CASCADE, related_name="helpers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("task"), max_length=10, choices=Role)
    session = models.ForeignKey("Session", models.CASCADE, null=True, blank=True, related_name="helpers")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["role", "person__name"]
        verbose_name = _("helper of an event")
        verbose_name_plural = _("helpers of events")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person", "role", "session"],
                nulls_distinct=False,
                condition=Q(until=None),
                name="a_helper_has_a_task_once",
            ),
            models.CheckConstraint(
                condition=Q(role="session", session__isnull=False) | (~Q(role="session") & Q(session=None)),
                name="a_session_manager_names_the_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class HelperInvitation(models.Model):
    """A task in an event that someone will have once they accept their invitation to an account."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="helper_invitations")
    invitation = models.OneToOneField("people.Invitation", models.PROTECT, related_name="+")
    role = models.CharField(_("task"), max_length=10, choices=Helper.Role)
    session = models.ForeignKey("Session", models.CASCADE, null=True, blank=True, related_name="+")
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("invitation to work for an event")
        verbose_name_plural = _("invitations to work for events")

    def __str__(self) -> str:
        return f"{self.invitation}: {self.get_role_display()}"


class Venue(models.Model):
    """A place of an event: a hotel, a town hall."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="venues")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = columns.Line(_("name"), max_length=200)
    address = columns.Line(_("address"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="one_venue_per_name"),
            models.UniqueConstraint(fields=["event", "guid"], name="one_venue_per_guid"),
        ]

    def __str__(self) -> str:
        return self.name


class Hall(models.Model):
    """A room of a venue; `guid` is its identifier in every export, whatever it is called."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="halls")
    event = models.ForeignKey(Event, models.CASCADE, related_name="halls")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = columns.Line(_("name"), max_length=100)
    capacity = models.PositiveIntegerField(pgettext_lazy("event", "seats"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = pgettext_lazy("event", "room")
        verbose_name_plural = pgettext_lazy("event", "rooms")
        constraints = [
            models.UniqueConstraint(fields=["venue", "name"], name="one_hall_per_name"),
            models.UniqueConstraint(fields=["event", "guid"], name="one_hall_per_guid"),
        ]

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """A line of sessions on one subject; with the colour of a dimension, if it is of one."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tracks")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name_id = columns.Line(_("name in Indonesian"), max_length=100)
    name_en = columns.Line(_("name in English"), max_length=100, blank=True)
    dimension = models.CharField(_("dimension"), max_length=12, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    name = bilingual("name")

    class Meta:
        ordering = ["order", "name_id"]
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        constraints = [
            models.UniqueConstraint(fields=["event", "name_id"], name="one_track_per_name"),
            models.UniqueConstraint(fields=["event", "guid"], name="one_track_per_guid"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Session(models.Model):
    """One entry of the draft programme: a talk, a ceremony, a break. `guid` is its UID in every calendar.

    `number` counts within the event and never comes twice. A ceremony can be the place of an act elsewhere: `journey`
    is the admission whose letter of intent is signed there. `example_time` marks a time that no source gives.
    With `capacity` people sign up for a seat.
    """

    class Kind(models.TextChoices):
        TALK = "talk", _("talk")
        KEYNOTE = "keynote", _("keynote")
        PANEL = "panel", _("panel")
        WORKSHOP = "workshop", _("workshop")
        MEETING = "meeting", _("meeting")
        CEREMONY = CEREMONY, _("ceremony")
        PRESS = "press", _("press conference")
        VISIT = "visit", _("visit")
        BREAK = BREAK, _("break")

    class State(models.TextChoices):
        TENTATIVE = TENTATIVE, _("not yet certain")
        CONFIRMED = CONFIRMED, pgettext_lazy("session", "confirmed")
        CANCELLED = CANCELLED, pgettext_lazy("session", "cancelled")

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TALK)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CONFIRMED)
    title_id = columns.Line(_("title in Indonesian"), max_length=300)
    title_en = columns.Line(_("title in English"), max_length=300, blank=True)
    abstract_id = columns.Lines(_("abstract in Indonesian"), blank=True)
    abstract_en = columns.Lines(_("abstract in English"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("id", "Bahasa Indonesia"), ("en", "English")], default="id"
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    hall = models.ForeignKey(
        Hall,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=pgettext_lazy("event", "room"),
    )
    track = models.ForeignKey(
        Track, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("track")
    )
    capacity = models.PositiveIntegerField(_("seats to sign up for"), null=True, blank=True)
    journey = models.ForeignKey(Journey, models.SET_NULL, null=True, blank=True, related_name="+")
    example_time = models.BooleanField(_("the time is an example"), default=False)
    source = models.CharField(_("source"), max_length=500, blank=True)

    title = bilingual("title")
    abstract = bilingual("abstract")

    class Meta:
        ordering = ["starts_at", "number"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(fields=["event", "guid"], name="one_session_per_guid"),
            models.UniqueConstraint(fields=["event", "number"], name="one_session_per_number"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="a_session_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class PresentSpeakers(models.Manager["Speaker"]):
    """Those that were neither removed nor merged into another."""

    def get_queryset(self) -> models.QuerySet[Speaker]:
        return super().get_queryset().filter(removed_at=None)


class Speaker(models.Model):
    """Someone who speaks at an event, with or without an account.

    A single name is a whole name. `claimed_at` is when they took over their page by the link they were sent. One who
    was merged into another or removed keeps the row that released versions and registrations name (`removed_at`);
    `event.speakers` does not hold it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name = columns.Line(_("name"), max_length=200)
    title_id = columns.Line(_("position in Indonesian"), max_length=200, blank=True)
    title_en = columns.Line(_("position in English"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("id", "Bahasa Indonesia"), ("en", "English")], default="id"
    )
    biography_id = columns.Lines(_("biography in Indonesian"), blank=True)
    biography_en = columns.Lines(_("biography in English"), blank=True)
    portrait = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    portrait_licence = columns.Line(_("licence of the portrait"), max_length=200, blank=True)
    shows_biography = models.BooleanField(_("the biography is public"), default=True)
    shows_portrait = models.BooleanField(_("the portrait is public"), default=True)
    claimed_at = models.DateTimeField(_("claimed"), null=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="doubles")
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)
    source = models.CharField(_("source"), max_length=500, blank=True)

    objects = PresentSpeakers()
    with_removed = models.Manager["Speaker"]()

    title = bilingual("title")
    biography = bilingual("biography")

    class Meta:
        ordering = ["name"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [
            models.CheckConstraint(
                condition=Q(portrait=None) | ~Q(portrait_licence=""), name="a_portrait_has_a_licence"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(removed_at__isnull=False), name="a_merged_speaker_is_removed"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Part(models.Model):
    """What a speaker does in a session."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", _("speaker")
        KEYNOTE = "keynote", _("keynote speaker")
        MODERATOR = "moderator", _("moderator")
        HOST = "host", pgettext_lazy("session", "host")

    session = models.ForeignKey(Session, models.CASCADE, related_name="parts")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="parts")
    role = models.CharField(_("part"), max_length=10, choices=Role, default=Role.SPEAKER)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("part in a session")
        verbose_name_plural = _("parts in sessions")
        constraints = [
            models.UniqueConstraint(fields=["session", "speaker"], name="a_speaker_has_one_part_per_session")
        ]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.get_role_display()}"


class Availability(models.Model):
    """When a hall can be used or a speaker can come; without any, always."""

    hall = models.ForeignKey(Hall, models.CASCADE, null=True, blank=True, related_name="availabilities")
    speaker = models.ForeignKey(Speaker, models.CASCADE, null=True, blank=True, related_name="availabilities")
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["begins_at"]
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="an_availability_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(hall=None, speaker__isnull=False) | Q(hall__isnull=False, speaker=None),
                name="an_availability_is_of_a_hall_or_a_speaker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall or self.speaker}"


class ProgrammeVersion(models.Model):
    """The programme as it was released: numbered, and never changed.

    `content` is what `engines.schedule.Programme.as_json` returns, `sha256` its fingerprint.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    released_at = models.DateTimeField(_("released"))
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = columns.Line(_("what changed"), max_length=500, blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of a programme")
        verbose_name_plural = _("versions of programmes")
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.event}: {self.number}"


class ProgrammeImport(models.Model):
    """A schedule.xml or schedule.json that was brought: kept for a look, or taken over into the draft.

    `content` is the file until it is taken over; `report` what `queries.exchange.Plan.report` returned then.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", pgettext_lazy("import", "preview")
        LOADED = "loaded", pgettext_lazy("import", "loaded")

    event = models.ForeignKey(Event, models.CASCADE, related_name="imports")
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEW)
    content = models.BinaryField()
    report = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read at"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("import of a programme")
        verbose_name_plural = _("imports of programmes")

    def __str__(self) -> str:
        return self.name


class ReleasedSession(models.Model):
    """A session of the latest released version, by which it is found: the search reads these, never the draft."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="released_sessions")
    guid = models.UUIDField()
    number = models.PositiveIntegerField()
    title_id = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    day = models.DateField()

    title = bilingual("title")

    class Meta:
        ordering = ["event", "number"]
        verbose_name = _("session of a released programme")
        verbose_name_plural = _("sessions of released programmes")
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="a_released_session_is_found_once")]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("agenda:session", args=[self.event.slug, self.number])


class Material(models.Model):
    """Slides or a paper of a session: who may see it, and from when. `speaker` is who uploaded it without an account.

    A removed one keeps its row, with who removed it (`removed_by`, or its speaker) and why.
    """

    class Audience(models.TextChoices):
        PUBLIC = "public", _("everyone")
        PARTICIPANTS = "participants", _("those who are registered")
        MANAGERS = "managers", _("those who run the event")

    session = models.ForeignKey(Session, models.PROTECT, related_name="materials")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = columns.Line(_("title"), max_length=200)
    licence = columns.Line(_("licence"), max_length=200)
    audience = models.CharField(_("who may see it"), max_length=12, choices=Audience, default=Audience.PUBLIC)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, editable=False, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    removal_reason = columns.Line(_("why it was removed"), max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("material of a session")
        verbose_name_plural = _("materials of sessions")
        constraints = [models.CheckConstraint(condition=~Q(licence=""), name="a_material_has_a_licence")]

    def __str__(self) -> str:
        return self.title
