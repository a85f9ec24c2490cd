"""The guided tour: the next click of Kota Padang's way, from what its journey waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engines.lifecycle.journey import CITY
from engines.lifecycle.journey import NETWORK as NETWORK_SIDE
from jejaring.admission.duties import MANDATED, Duty
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import duties_of, duty_url, with_progress
from jejaring.membership.models import Membership
from jejaring.portal.demo.accounts import ACCOUNTS, BY_KEY, NETWORK, PADANG, Account

# Who does it in the tour where several may: on 17 October 2019 the assistant signed for Padang.
CHOSEN = {
    ("sign_loi", CITY): "padang-asisten",
    ("submit_application", CITY): "padang-walikota",
    ("sign_agreement", CITY): "padang-walikota",
    ("decide", NETWORK_SIDE): "pengurus",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """The next click: as whom, on which page, which button, and why; or a move of the clock."""

    account: Account | None
    url: str
    button: str | Promise
    why: str | Promise
    day: date | None = None  # the clock must be moved there first
    attachment: str = ""  # a file the page will ask for


WHY: dict[str, Promise] = {
    "draft_loi": _("The secretariat answers Padang's interest with a letter of intent."),
    "sign_loi": _("Both sides sign the letter of intent: the city first or the network first, as they like."),
    "call_deliberation": _("Back home, Padang calls its departments together to weigh joining."),
    "conclude_deliberation": _("After the meeting: who was there, what was said, and the decision."),
    "save_application": _("The application is filled in from what the city has typed once already."),
    "submit_application": _("The city's head signs the application and sends it in."),
    "verify_application": _("The secretariat checks the application field by field."),
    "decide": _("The network's executive decides."),
    "draft_agreement": _("The secretariat drafts the cooperation agreement, the basis of membership."),
    "sign_agreement": _("Both sides sign the cooperation agreement."),
    "grant_membership": _("With the agreement signed, the number is granted: the next free one, without a gap."),
}


def next_stop(*, on: date) -> Stop:
    """Return the next click of Padang's way; after its end, Padang's page. At most three queries."""
    journeys = Journey.objects.filter(organisation__slug=PADANG, closed_on__isnull=True)
    journey = with_progress(journeys.select_related("organisation", "deliberation")).first()
    if journey and (found := duties_of(journey)):
        return _wait_for_the_meeting(journey, on) or _stop(journey, found[0])
    if Membership.objects.filter(organisation__slug=PADANG, ended_on__isnull=True).exists():
        why = _("Kota Padang is a member. Everything it signed can be verified by anyone.")
        return Stop(None, reverse("portal:organisation", args=[PADANG]), _("Look at Padang's page"), why)
    return Stop(
        BY_KEY["padang-narahubung"],
        reverse("admission:express_interest", args=[PADANG]),
        _("Express interest"),
        _("Padang's way to the network begins with a sentence: why it wants to join."),
    )


def _wait_for_the_meeting(journey: Journey, on: date) -> Stop | None:
    """Return a move of the clock while the deliberation lies ahead."""
    if journey.state != Journey.State.DELIBERATING:
        return None
    day = journey.deliberation.held_at.astimezone(ZoneInfo(journey.organisation.time_zone)).date()
    if day <= on:
        return None
    why = _("The departments have been invited; the outcome can be recorded from the day of the meeting on.")
    return Stop(None, reverse("demo:start"), _("Move the clock to the day of the meeting"), why, day=day)


def _stop(journey: Journey, duty: Duty) -> Stop:
    account = _account(duty)
    mandated = duty.verb == "sign_loi" and account.role in MANDATED[CITY]
    attachment = reverse("demo:mandate") if mandated else ""
    return Stop(account, duty_url(duty, journey), duty.what, WHY[duty.verb], attachment=attachment)


def _account(duty: Duty) -> Account:
    if key := CHOSEN.get((duty.verb, duty.party)):
        return BY_KEY[key]
    place = PADANG if duty.party == CITY else NETWORK
    return next(account for account in ACCOUNTS if account.organisation == place and account.role in duty.roles)
