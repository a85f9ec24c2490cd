"""What a network is for, in the meaning of a published source. Other networks add their own."""

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
        lead=_("A strategic forum for regencies and cities on their way to smart city."),
        sentences=(
            (
                _("Two ends, not one"),
                _("Smart city is there for better service to the public and for the growth of the region's economy."),
            ),
            (
                _("Technology is the key, not the aim"),
                _("Information technology and innovation open the way to better service; they are used to that end."),
            ),
            (
                _("Each by its own culture"),
                _(
                    "Every region writes its smart-city masterplan in keeping with its own culture. Being in the "
                    "network speeds up writing it and carrying it out."
                ),
            ),
        ),
        source=_(
            "In the meaning of the President of Citynet Indonesia at the press conference in Kupang, 16 October 2019; "
            "news of the city government of Padang, 17 October 2019."
        ),
    ),
}
