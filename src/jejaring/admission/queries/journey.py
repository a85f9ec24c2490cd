"""Reads of journeys: who sees them, what they wait for, what the public is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from engines.lifecycle.journey import CITY, JOURNEY, NETWORK
from jejaring.admission.duties import LIAISON, MAY_SIGN, SECRETARIAT, Duty, duties, states_for
from jejaring.admission.models import ApplicationVersion, Evidence, Journey, LetterDraft, Step
from jejaring.cities.models import Holding, Office, Organisation
from jejaring.cities.queries import holding_on, holdings_of, holds_network_office, organisations_of
from jejaring.kit import navigation
from jejaring.kit.compiled import compiled
from jejaring.kit.components import Waiting
from jejaring.people.models import Person

Reader = Person | AnonymousUser

SIGNED_BY_BOTH = ("loi", "agreement")  # letters both sides sign, by the code of their evidence
SIGNATURE_CODES = {party: tuple(f"{code}_signature_{party}" for code in SIGNED_BY_BOTH) for party in (CITY, NETWORK)}
PROGRESS_MARKS = ("city_signed", "network_signed", "draft_ready")
# What `waiting_for` reads of each journey: rows, for a secretariat may have hundreds.
PROGRESS = ("public_id", "organisation_id", "slug", "city", "state", "due_on", "has_signer", *PROGRESS_MARKS)
OWN_LETTERS = ("invitation", "minutes")  # of the deliberation: the city may sign them, no step waits for it
JOURNEY_PAGE = "admission:journey"
BEFORE_THE_LETTER = JOURNEY.sources("draft_loi", "complete_loi")  # of intent is signed


def journeys_visible_to(reader: Reader, *, on: date) -> QuerySet[Journey]:
    """Return the journeys of the reader's organisations; all of them for who holds an office of the network."""
    found = Journey.objects.select_related("organisation__region", "kind", "membership")
    if holds_network_office(reader, on=on):
        return found
    return found.filter(organisation__in=organisations_of(reader, on=on))


def journey_visible_to(holdings: Iterable[Holding], public_id: UUID) -> Journey | None:
    """Return a journey `with_progress` that someone with these holdings sees (as `journeys_visible_to`). One query."""
    found = _journey(public_id)
    return next((one for one in found if any(side_of(holding.office, one) for holding in holdings)), None)


@compiled
def _journey(public_id: UUID) -> QuerySet[Journey]:
    found = Journey.objects.filter(public_id=public_id).select_related("organisation__region", "kind", "membership")
    return with_progress(found).order_by()


def with_progress(found: QuerySet[Journey]) -> QuerySet[Journey]:
    """Add who has signed the letter under signature (`city_signed`, `network_signed`) and `draft_ready`."""
    unused = Evidence.objects.filter(journey=OuterRef("pk"), step__isnull=True)
    draft = ApplicationVersion.objects.filter(journey=OuterRef("pk"), submitted_on__isnull=True)
    return found.annotate(
        city_signed=Exists(unused.filter(code__in=SIGNATURE_CODES[CITY])),
        network_signed=Exists(unused.filter(code__in=SIGNATURE_CODES[NETWORK])),
        draft_ready=Exists(draft.filter(ready_at__isnull=False)),
    )


def read_progress(journey: Journey) -> Journey:
    """Return a journey already read, with what `with_progress` adds as it is now. One query."""
    (found,) = with_progress(Journey.objects.filter(pk=journey.pk)).values(*PROGRESS_MARKS)
    vars(journey).update(found)
    return journey


def side_of(office: Office, journey: Journey) -> str:
    """Return the side of a journey an office stands on: "network", "city", or neither ("")."""
    if office.is_of_network:
        return NETWORK
    return CITY if office.organisation_id == journey.organisation_id else ""


def acting(holdings: Iterable[Holding], organisation: int) -> list[tuple[str, Office]]:
    """Return the offices in which their one holder acts on the journey of `organisation`, each after its side.

    Who holds an office of the city acts for the city only: nobody decides or signs for the network on their own.
    """
    held = [one.office for one in holdings]
    own = [(CITY, office) for office in held if office.organisation_id == organisation]
    return own or [(NETWORK, office) for office in held if office.is_of_network]


def duties_of(journey: Journey) -> tuple[Duty, ...]:
    """Return what must be done on a journey that came through `with_progress`."""
    return duties(journey.state, signed=signed_by(journey), ready=getattr(journey, "draft_ready"))  # noqa: B009 - an annotation


def signed_by(journey: Journey) -> set[str]:
    """Return who has signed the letter under signature. For a journey that came through `with_progress`."""
    marks = {CITY: "city_signed", NETWORK: "network_signed"}
    return {party for party, mark in marks.items() if getattr(journey, mark)}


def waiting_for(person: Reader, *, on: date, holdings: Sequence[Holding] | None = None) -> list[Waiting]:
    """Return what waits for `person` on that day, by due date. Two queries, however many journeys.

    Where the city must sign and nobody holds an office that may, that waits for its liaison and the secretariat.
    `holdings` spares the first: what `holdings_of(person, on=on)` returns, if the caller has it.
    """
    if not person.is_authenticated:
        return []
    held = holdings_of(person, on=on) if holdings is None else holdings
    network = [one.office.role for one in held if one.office.is_of_network]
    if not held:
        return []
    mine = Q(organisation__in=[one.office.organisation_id for one in held], waiting_on__in=[CITY, "both"])
    if network:
        mine |= Q(waiting_on__in=[NETWORK, "both"], state__in=states_for(NETWORK, network))
    if SECRETARIAT & set(network):
        mine |= Q(waiting_on__in=[CITY, "both"], state__in=states_for(CITY, MAY_SIGN[CITY]), has_signer=False)
    signers = Holding.objects.filter(holding_on(on), office__role__in=MAY_SIGN[CITY])
    open_ones = with_progress(
        Journey.objects.annotate(has_signer=Exists(signers.filter(office__organisation=OuterRef("organisation"))))
    ).filter(mine, closed_on__isnull=True)
    rows = open_ones.annotate(slug=F("organisation__slug"), city=F("organisation__short_name"))
    why = _("Because you are %(title)s.")
    found: list[Waiting] = []
    for journey in rows.order_by("due_on", "pk").values_list(*PROGRESS, named=True):
        offices = acting(held, journey.organisation_id)
        for duty in duties_of(journey):
            titles = [office.title for side, office in offices if side == duty.party and office.role in duty.roles]
            if titles:
                found.append(
                    Waiting(
                        what=duty.what,
                        for_whom=journey.city,
                        due=journey.due_on,
                        why=why % {"title": titles[0]},
                        url=duty_url(duty, journey),
                        action=duty.what,
                    )
                )
            elif is_signed_by_city(duty) and not journey.has_signer:
                found += _vacancy(journey, offices, why)
    return found


def is_signed_by_city(duty: Duty) -> bool:
    """Return whether a duty is a signature for the city."""
    return duty.party == CITY and duty.roles == MAY_SIGN[CITY]


def _vacancy(journey: Any, offices: Iterable[tuple[str, Office]], why: str) -> list[Waiting]:
    """Return that somebody must be found who signs for the city, if its liaison or the secretariat reads this."""
    for side, office in offices:
        if side == NETWORK and office.role in SECRETARIAT:
            what, url = _("Appoint who signs for the city"), navigation.page_url("organisation", journey.slug)
            action = _("See the offices")
        elif side == CITY and office.role in LIAISON:
            what, url = _("Have a signatory of your city invited"), navigation.address(JOURNEY_PAGE, journey.public_id)
            action = _("See how")
        else:
            continue
        return [Waiting(what, journey.city, journey.due_on, why % {"title": office.title}, url, action)]
    return []


def duty_url(duty: Duty, journey: Journey) -> str:
    """Return the page on which a duty is done."""
    return navigation.address(duty.page, journey.public_id)


def public_candidates() -> QuerySet[Journey]:
    """Return the open journeys the public register shows: letter of intent signed, with its date `loi_signed_on`."""
    signed = Step.objects.filter(journey=OuterRef("pk"), verb="complete_loi").order_by("-pk")
    return (
        Journey.objects.filter(closed_on__isnull=True)
        .exclude(state__in=BEFORE_THE_LETTER)
        .annotate(loi_signed_on=Subquery(signed.values("decided_on")[:1]))
        .select_related("organisation__region__province", "kind")
        .order_by("loi_signed_on", "pk")
    )


def candidate_of(organisation: Organisation) -> Journey | None:
    """Return an organisation's journey if it is a public candidate, with what the city's page shows. One query."""
    return _candidate.first(organisation.pk)


@compiled
def _candidate(organisation: int) -> QuerySet[Journey]:
    found = public_candidates().filter(organisation=organisation).select_related(None).select_related("kind")
    return found.only("state", "example", "kind__name_id", "kind__name_en")[:1]


def open_journey_of(organisation: Organisation) -> Journey | None:
    """Return the organisation's journey that has not ended, if there is one."""
    return Journey.objects.filter(organisation=organisation, closed_on__isnull=True).first()


def steps_of(journey: Journey) -> list[Step]:
    """Return a journey's steps in order, each with its evidence, files and documents."""
    steps = _steps(journey.pk)
    by_step: dict[int, list[Evidence]] = defaultdict(list)
    for piece in _evidence(journey.pk) if steps else ():
        by_step[piece.step_id or 0].append(piece)
    for step in steps:
        step.journey, step.pieces = journey, by_step[step.pk]
    return steps


@compiled
def _steps(journey: int) -> QuerySet[Step]:
    return Step.objects.filter(journey=journey).order_by("pk")


@compiled
def _evidence(journey: int) -> QuerySet[Evidence]:
    """What the steps of a journey rest on."""
    found = Evidence.objects.filter(journey=journey, step__isnull=False)
    return found.select_related("document", "file", "mandate", "signatory__organisation")


def unused_evidence(journey: Journey) -> dict[str, Evidence]:
    """Return what has been gathered for the coming step, by code."""
    return {piece.code: piece for piece in _unused_evidence(journey.pk)}


@compiled
def _unused_evidence(journey: int) -> QuerySet[Evidence]:
    found = Evidence.objects.filter(journey=journey, step__isnull=True)
    return found.select_related("document", "signatory__organisation")


def letter_draft(journey: Journey, code: str) -> LetterDraft | None:
    """Return what was typed so far for a letter that is written over days."""
    return journey.letter_drafts.filter(code=code).first()


def typed_so_far(journey: Journey, code: str) -> dict[str, Any]:
    """Return what the form of such a letter begins with: the draft by field, and its revision (0: none yet)."""
    draft = letter_draft(journey, code)
    return {**draft.typed, "revision": draft.revision} if draft else {"revision": 0}


def under_signature(journey: Journey) -> str:
    """Return the code of the letter that both sides sign in the journey's state, or ""."""
    return next((code for code in SIGNED_BY_BOTH if JOURNEY.allows(journey.state, f"sign_{code}")), "")


def latest_document(steps: Iterable[Step], code: str) -> Evidence | None:
    """Return the newest piece of evidence of that code among steps from `steps_of`."""
    return next((one for step in reversed(list(steps)) for one in step.pieces if one.code == code), None)


def unsigned_own_letters(steps: Iterable[Step]) -> list[str]:
    """Return which letters to its own departments the city could still sign, by code; steps are from `steps_of`.

    Of a letter that was replaced the newest counts.
    """
    made = list(steps)
    newest = {code: letter for code in OWN_LETTERS if (letter := latest_document(made, code))}
    signed = {(one.step_id, one.code) for step in made for one in step.pieces}
    return [code for code, letter in newest.items() if (letter.step_id, f"{code}_signature_{CITY}") not in signed]
