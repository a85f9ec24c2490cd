"""What a network is for, according to a published source. Other networks add their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Mission:
    """A network's purpose in a few sentences, with where they come from."""

    lead: Promise
    sentences: tuple[tuple[Promise, Promise], ...]
    source: Promise


MISSIONS: dict[str, Mission] = {
    "citynet-indonesia": Mission(
        lead=_("A strategic forum for regencies and cities working to become smart cities."),
        sentences=(
            (
                _("One network, two goals"),
                _("Smart cities exist to serve people better and to help the local economy grow."),
            ),
            (
                _("Technology is a means, not the goal"),
                _("Information technology and innovation make better services possible; they are a means to that end."),
            ),
            (
                _("Each in its own culture"),
                _(
                    "Every region writes its smart-city masterplan in keeping with its own culture. Membership of the "
                    "network helps it to write the plan and to carry it out faster."
                ),
            ),
        ),
        source=_(
            "According to the President of Citynet Indonesia at the press conference in Kupang, 16 October 2019; "
            "news of the city government of Padang, 17 October 2019."
        ),
    ),
}
