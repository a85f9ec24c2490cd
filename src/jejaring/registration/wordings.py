"""The words of mail to participants: as the data file has them, or as an event's managers have put them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils import translation
from django.utils.translation import gettext as _

from jejaring.cities.queries import the_network
from jejaring.events import times
from jejaring.events.models import Event
from jejaring.kit.data_files import load
from jejaring.kit.refusal import Refusal
from jejaring.kit.words import bilingual
from jejaring.registration.models import LANGUAGES, Wording
from jejaring.texts.patterns import PatternError, filled, names_in

EVERYWHERE = ("name", "event", "days", "zone", "place", "organiser")
INDONESIAN, ENGLISH = (code for code, _name in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one kind of letter in one language, with the placeholders they may have."""

    kind: str
    language: str
    subject: str
    body: str
    placeholders: tuple[str, ...]
    own: bool = False  # put by the event's managers


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter to participants."""

    key: str
    label_id: str
    label_en: str
    label = bilingual("label")


def kinds() -> tuple[Kind, ...]:
    """Return the kinds of letters, in the order of the data file."""
    return tuple(
        Kind(key, one["label_id"], one["label_en"]) for key, one in load("registration", "mail")["templates"].items()
    )


def template(event: Event, kind: str, language: str) -> Template:
    """Return the words of a kind of letter for an event. Raises KeyError for an unknown kind."""
    found = usual(kind, language)
    if own := Wording.objects.filter(event=event, kind=kind, language=language).first():
        return replace(found, subject=own.subject, body=own.body, own=True)
    return found


def usual(kind: str, language: str) -> Template:
    """Return the words of a kind of letter as the data file has them. Raises KeyError for an unknown kind."""
    found = load("registration", "mail")["templates"][kind]
    known = (*EVERYWHERE, *found["placeholders"])
    return Template(kind, language, found[f"subject_{language}"], found[f"body_{language}"], known)


def proposed(kind: str, language: str, subject: str, body: str) -> Template:
    """Return words that have not been put in place yet, with the placeholders they may have."""
    return replace(usual(kind, language), subject=subject, body=body, own=True)


def in_active_language(texts: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return subject and text in the active language, each in Indonesian where it is empty."""
    indonesian = texts[INDONESIAN]
    chosen = texts.get(translation.get_language() or INDONESIAN, indonesian)
    return chosen[0] or indonesian[0], chosen[1] or indonesian[1]


def check(template: Template) -> None:
    """Raise Refusal, beside its field, for a placeholder that a kind of letter does not have, or a stray brace."""
    for place, text in (("subject", template.subject), ("body", template.body)):
        try:
            unknown = names_in(text) - set(template.placeholders)
        except PatternError as error:
            sentence = _("A brace may only stand around a placeholder, such as {name}.")
            raise Refusal(sentence, field=place) from error
        if unknown:
            sentence = _("There is no placeholder {%(name)s} here. Known: %(known)s.")
            known = ", ".join(f"{{{one}}}" for one in template.placeholders)
            raise Refusal(sentence % {"name": min(unknown), "known": known}, field=place)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind of letter about an event, read from the database once per language."""

    event: Event
    kind: str
    _templates: dict[str, tuple[Template, Mapping[str, str]]] = field(default_factory=dict, repr=False)

    def written(self, language: str, values: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and body in a language; what has no value stays empty."""
        if language not in self._templates:
            with translation.override(language):
                self._templates[language] = template(self.event, self.kind, language), values_of(self.event)
        return written(*self._templates[language], values)


def written(template: Template, known: Mapping[str, str], values: Mapping[str, str]) -> tuple[str, str]:
    """Return subject and body of a template; what has no value stays empty."""
    whole = {**dict.fromkeys(template.placeholders, ""), **known, **values}
    subject = " ".join(filled(template.subject, whole).split())
    body = "\n".join(line.rstrip() for line in filled(template.body, whole).splitlines())
    return subject, re.sub("\n{3,}", "\n\n", body).strip()


def values_of(event: Event) -> dict[str, str]:
    """Return what every letter about an event can name, in the active language."""
    venues = ", ".join(event.venues.values_list("name", flat=True))
    return {
        "event": str(event.name),
        "days": times.days(event.begins_on, event.ends_on),
        "zone": Event.Zone(event.time_zone).name,
        "place": venues or _("a place still to be announced"),
        "organiser": the_network().name,
    }


def together(names: list[str]) -> str:
    """Return names as one reads them aloud, in the active language: "A, B dan C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(others)s and %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}
