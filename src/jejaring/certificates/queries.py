"""Reads: who has earned a certificate and why, certificates for whoever may see them, and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines import presence as engine
from jejaring.attendance import queries as attendance
from jejaring.certificates.models import Certificate, Rule, Template
from jejaring.certificates.papers import shown_hours
from jejaring.cities.models import Holding, Office
from jejaring.cities.queries import SECRETARIAT, SIGNERS, Reader, holding_on, holds_network_office, the_network
from jejaring.documents.models import Document
from jejaring.events.models import Event, Helper
from jejaring.kit import words
from jejaring.kit.components import Waiting
from jejaring.kit.data_files import load
from jejaring.registration.models import Registration

Audience = Rule.Audience


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands: whether they have earned a certificate, the numbers, and what was issued.

    `hours` is None where nobody counted them.
    """

    registration: Registration
    audience: str
    earned: bool
    why: str
    hours: Fraction | None
    certificate: Certificate | None

    @property
    def to_issue(self) -> bool:
        """Tell whether the next batch issues a certificate: earned, and none was ever issued."""
        return self.earned and self.certificate is None


def standings(event: Event) -> list[Standing]:
    """Return how everyone who comes stands, sorted by name. At most 13 queries, however many they are."""
    rules = {one.audience: one for one in event.certificate_rules.all()}
    there = attendance.presence(event)
    judged = {
        audience: attendance.eligible(event, _engine_rule(rule))
        for audience, rule in rules.items()
        if rule.percent is not None
    }
    newest = Prefetch("certificates", Certificate.objects.select_related("document").order_by("-pk"))
    people = event.registrations.filter(state=Registration.State.CONFIRMED).prefetch_related(newest)
    found = people.select_related("event", "group", "delegation__organisation", "speaker__organisation")
    return [_standing(one, rules, judged, there) for one in found.order_by("sort_name", "pk")]


def _standing(
    one: Registration,
    rules: Mapping[str, Rule],
    judged: Mapping[str, Mapping[int, engine.Eligibility]],
    there: Mapping[int, engine.Presence],
) -> Standing:
    audience = audience_of(one)
    rule, presence = rules.get(audience), there.get(one.pk)
    earned, why = _judged(rule, judged.get(audience, {}).get(one.pk))
    hours = presence.hours if presence and presence.credits else None
    return Standing(one, audience, earned, why, hours, next(iter(one.certificates.all()), None))


def audience_of(registration: Registration) -> str:
    """Return the audience that a registration's role belongs to."""
    return str(load("certificates", "template")["audiences"][registration.role])


def _engine_rule(rule: Rule) -> engine.Rule:
    return engine.Rule(rule.measure, rule.percent or 0, rule.session_percent)


def _judged(rule: Rule | None, found: engine.Eligibility | None) -> tuple[bool, str]:
    """Return whether a rule is met, and why, with its numbers, in the active language."""
    if rule is None:
        return False, _("No rule gives one; it can be given by hand.")
    if rule.percent is None:
        return True, _("Given without counting presence.")
    if found is None:
        return False, _("Was not read at any door.")
    return found.met, _in_numbers(found)


def _in_numbers(found: engine.Eligibility) -> str:
    if not found.possible:
        return _("There was nothing to attend.")
    if found.rule.measure == engine.HOURS:
        reached, needed, possible = (
            words.number(shown_hours(one)) for one in (found.reached, found.needed, found.possible)
        )
        sentence = _("%(reached)s of %(possible)s hours; %(needed)s are needed.")
    else:
        reached, needed, possible = (words.number(ceil(one)) for one in (found.reached, found.needed, found.possible))
        of_days = found.rule.measure == engine.DAYS
        sentence = (
            _("%(reached)s of %(possible)s days; %(needed)s are needed.")
            if of_days
            else _("%(reached)s of %(possible)s sessions; %(needed)s are needed.")
        )
    return sentence % {"reached": reached, "possible": possible, "needed": needed}


def hours_of(registration: Registration) -> Fraction | None:
    """Return the hours that a person is credited with; None where nobody counted them."""
    found = attendance.attended(registration)
    return found.hours if found.credits else None


# --- certificates -------------------------------------------------------------------------------
def certificates_visible_to(reader: Reader, *, on: date) -> QuerySet[Certificate]:
    """Managers see the certificates of their events, signers those of their office, everyone their own."""
    found = Certificate.objects.select_related("document", "event", "registration", "office__organisation")
    if not reader.is_authenticated:
        return found.none()
    if holds_network_office(reader, *SECRETARIAT, on=on):
        return found
    managed = Helper.objects.filter(
        Q(until=None) | Q(until__gte=on), since__lte=on, person=reader, role=Helper.Role.MANAGER
    ).values("event")
    held = Holding.objects.filter(holding_on(on), holder=reader).values("office")
    return found.filter(Q(registration__person=reader) | Q(event__in=managed) | Q(office__in=held))


def to_sign(event: Event) -> QuerySet[Certificate]:
    """Return the certificates in force that wait for their signature, sorted by name."""
    waiting = event.certificates.filter(current=True, document__signatures=None, document__state=Document.State.ISSUED)
    return waiting.select_related("document", "registration", "office__organisation").order_by(
        "registration__sort_name", "pk"
    )


def own_certificates(person: Reader) -> QuerySet[Certificate]:
    """Return a person's own certificates in force, newest first."""
    if not person.is_authenticated:
        return Certificate.objects.none()
    found = Certificate.objects.filter(current=True, registration__person=person)
    return found.select_related("document", "event")


def certificate_of(registration: Registration) -> Certificate | None:
    """Return the certificate in force of a registration; None where there is none."""
    return registration.certificates.filter(current=True).select_related("document").first()


def is_signed(certificate: Certificate) -> bool:
    """Tell whether a certificate bears its signature, so that its person may download it."""
    return certificate.document is not None and certificate.document.signatures.exists()


def signing_offices(event: Event) -> QuerySet[Office]:
    """Return the offices that can sign an event's certificates: of the network and of the host, held today or not."""
    organisations = [the_network().pk, *([event.host_id] if event.host_id else [])]
    found = Office.objects.filter(organisation__in=organisations, role__in=SIGNERS)
    return found.select_related("organisation").order_by("organisation", "title")


# --- numbers and what waits ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Numbers:
    """How many certificates of an event are in force, signed, and were replaced or revoked."""

    issued: int
    signed: int
    replaced: int
    revoked: int


def numbers(event: Event) -> Numbers:
    """Return the numbers of an event's certificates. One query."""
    ended = Document.State
    found = event.certificates.aggregate(
        issued=Count("pk", filter=Q(current=True)),
        signed=Count("pk", filter=Q(current=True, document__signatures__isnull=False)),
        replaced=Count("pk", filter=Q(document__state=ended.REPLACED)),
        revoked=Count("pk", filter=Q(document__state=ended.REVOKED)),
    )
    return Numbers(**found)


def waiting_for(person: Reader, *, on: date, holdings: Sequence[Holding] | None = None) -> list[Waiting]:
    """Return the batches that wait for a person's signature. At most one query for who holds no signing office."""
    if not person.is_authenticated:
        return []
    offices = {one.office_id: one.office.title for one in holdings or () if one.office.role in SIGNERS}
    if not offices:
        return []
    rows = Certificate.objects.filter(
        office__in=offices, current=True, document__signatures=None, document__state=Document.State.ISSUED
    ).values("event__slug", "event__name_id", "event__name_en", "office")
    return [_to_sign(row, offices) for row in rows.annotate(count=Count("pk")).order_by("event__slug")]


def _to_sign(row: Mapping[str, object], offices: Mapping[int, str]) -> Waiting:
    count = int(str(row["count"]))
    return Waiting(
        what=ngettext("%(count)s certificate to sign", "%(count)s certificates to sign", count) % {"count": count},
        for_whom=words.in_language(str(row["event__name_id"]), str(row["event__name_en"])),
        due=None,
        why=_("As %(title)s you sign them.") % {"title": offices[int(str(row["office"]))]},
        url=reverse("certificates:sign", args=[row["event__slug"]]),
        action=_("Sign the certificates"),
    )


def template_of(event: Event) -> Template | None:
    """Return the template of an event's certificates; None before one was saved."""
    return Template.objects.select_related("event", "office__organisation", "logo").filter(event=event).first()


def address_for_person(certificate: Certificate) -> str:
    """Return the path on which the person of a certificate downloads it: whoever has it needs no account."""
    return reverse("certificates:own", args=[certificate.public_id])
