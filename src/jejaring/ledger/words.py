"""Words for what the ledger holds: the verbs of every room, and the offices of those who acted."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from jejaring.kit import registry
from jejaring.kit.registry import Actor


def verb_in_words(verb: str) -> str:
    """Return a verb as people read it; one that no room knows any more as it was recorded."""
    return str(registry.verbs.find(verb) or verb)


def titles(actors: Collection[Actor]) -> Mapping[Actor, str]:
    """Return the title each person acted under on that day; a person without office is left out."""
    return {actor: title for find in registry.actor_titles for actor, title in find(actors).items()} if actors else {}
