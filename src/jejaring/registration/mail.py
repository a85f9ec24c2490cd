"""Mail to the people of an event: one letter per address and occasion, in the reader's language, sent by the worker.

Whoever has an account is told in their workroom, too. A shared address gets one letter, which names each person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import translation

from jejaring.events.models import Event, Speaker
from jejaring.kit.queue import defer_once
from jejaring.ledger.actions import record
from jejaring.notices.actions import notify
from jejaring.notices.models import Notice, Words
from jejaring.people.models import Person
from jejaring.registration import wordings
from jejaring.registration.models import Message, Registration

Values = Callable[[], Mapping[str, str]]


def nothing() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person to write to. `details` returns, in the active language, what concerns this person alone."""

    name: str
    email: str = ""
    language: str = wordings.INDONESIAN
    person: Person | None = None
    details: Callable[[], str] | None = None

    @property
    def address(self) -> str:
        """Return the address in small letters: that of the account, if there is one; "" without any."""
        return (self.person.email if self.person else self.email).strip().lower()


def of_registration(one: Registration, details: Callable[[], str] | None = None) -> Recipient:
    """Return how to write to a registered person; without address or account, by the contact of the delegation."""
    person = one.person
    if person is None and not one.email and one.delegation:
        person = one.delegation.contact
    return Recipient(one.name, one.email, one.language, person, details)


def of_speaker(one: Speaker, details: Callable[[], str] | None = None) -> Recipient:
    """Return how to write to a speaker."""
    return Recipient(one.name, one.email, one.language, one.person, details)


def of_person(person: Person, details: Callable[[], str] | None = None) -> Recipient:
    """Return how to write to someone with an account."""
    return Recipient(person.name, person.email, person.language, person, details)


@transaction.atomic
def write(
    event: Event,
    occasion: str,
    recipients: Iterable[Recipient],
    *,
    template: str,
    at: datetime,
    values: Values = nothing,
    link: Callable[[], str] | None = None,
    by: Person | None = None,
) -> list[Message]:
    """Write one letter per address about an occasion, in the running transaction; return those that are new.

    `template` is a kind of `data/mail.yaml`; `values` and `link` (a path on this site, by default that of the event)
    are asked in each reader's language. An address that has been written to about the occasion is left alone, so an
    occasion that comes to one person at a time has something of that person in its name. Who has no address is
    passed over.
    """
    letter = _Letter(wordings.Words(event, template), occasion, values, link or event.get_absolute_url, at)
    groups = _by_address(recipients)
    accounts = {one.email: one for one in Person.objects.filter(email__in=groups, is_active=True)}
    known = set(event.messages.filter(occasion=occasion).values_list("recipient", flat=True))
    fresh = [address for address in sorted(groups) if address not in known]
    drafts = [letter.message(address, groups[address], accounts.get(address)) for address in fresh]
    Message.objects.bulk_create(drafts, ignore_conflicts=True)  # another writer may have been faster
    messages = list(event.messages.filter(occasion=occasion, recipient__in=fresh, sent_at=None))
    for message in messages:
        queue(message)
        if account := accounts.get(message.recipient):
            letter.tell(account, groups[message.recipient])
    if messages:
        data = {"occasion": occasion, "messages": len(messages)}
        record("registration.write", event, by=by, at=at, data=data)
    return messages


@transaction.atomic
def drop(event: Event, *, beginning: str = "", at: datetime) -> int:
    """Drop the letters that are not sent yet and no longer true; return how many.

    `beginning` is how their occasions begin ("reminder"); without, all. Notices of them that nobody has read go, too.
    """
    waiting = event.messages.filter(sent_at=None, dropped_at=None, occasion__startswith=beginning)
    found = list(waiting.select_for_update())
    for one in found:
        key = _key(event, one.occasion)
        Notice.objects.filter(key=key, recipient__email=one.recipient, read_at=None).delete()
    if not found:
        return 0
    record("registration.drop", event, by=None, at=at, data={"messages": len(found), "occasions": beginning})
    return Message.objects.filter(pk__in=[one.pk for one in found]).update(dropped_at=at)


def forget(messages: QuerySet[Message], *, by: Person | None, at: datetime) -> int:
    """Erase to whom messages went and what they said, in the running transaction; return how many there were.

    What is not sent yet is not sent any more. That something was written about the occasion stays known.
    """
    found = list(messages.exclude(recipient__startswith="erased:").select_related("event"))
    for event, count in Counter(one.event for one in found).items():
        record("registration.forget", event, by=by, at=at, data={"messages": count})
    if found:
        erased = Concat(Value("erased:"), Cast("pk", CharField()))
        Message.objects.filter(pk__in=[one.pk for one in found]).update(
            recipient=erased, name="", subject="–", body="", dropped_at=Coalesce("dropped_at", "queued_at")
        )
    return len(found)


def queue(message: Message) -> bool:
    """Have the worker send a letter; return False if it is in the queue already."""
    return defer_once("registration.send_message", lock=f"registration.message-{message.pk}", message_id=message.pk)


@dataclass(frozen=True, slots=True)
class _Letter:
    """What one occasion has to tell."""

    words: wordings.Words
    occasion: str
    values: Values
    link: Callable[[], str]
    at: datetime

    def message(self, address: str, group: Sequence[Recipient], account: Person | None) -> Message:
        """Return the letter to an address, not saved yet."""
        language = _language(group, account)
        subject, body = self.text(group, language)
        with translation.override(language):
            link, name = self.link(), _names(group)
        return Message(
            event=self.words.event,
            occasion=self.occasion,
            recipient=address,
            name=name[:200],
            language=language,
            subject=subject[:300],
            body=f"{body}\n\n{settings.PUBLIC_URL}{link}\n",
            queued_at=self.at,
        )

    def text(self, group: Sequence[Recipient], language: str) -> tuple[str, str]:
        """Return subject and body in a language."""
        with translation.override(language):
            values = {"details": _details(group), **self.values(), "name": _names(group)}
        return self.words.written(language, values)

    def tell(self, account: Person, group: Sequence[Recipient]) -> None:
        """Show the letter in somebody's workroom."""

        def say() -> Words:
            subject, body = self.text(group, translation.get_language() or wordings.INDONESIAN)
            return Words(subject, body, self.link())

        key = _key(self.words.event, self.occasion)
        notify(account, say, kind=f"registration.{self.words.kind}", at=self.at, key=key, by_mail=False)


def _key(event: Event, occasion: str) -> str:
    return f"event-{event.pk}-{occasion}"


def _by_address(recipients: Iterable[Recipient]) -> dict[str, list[Recipient]]:
    """Return who is written to at each address."""
    groups: dict[str, list[Recipient]] = defaultdict(list)
    for one in recipients:
        if one.address:
            groups[one.address].append(one)
    return dict(groups)


def _language(group: Sequence[Recipient], account: Person | None) -> str:
    """Return the reader's language: the account's, or the one they all chose; Indonesian if that is not known."""
    chosen = {account.language} if account else {one.language for one in group}
    language = chosen.pop() if len(chosen) == 1 else ""
    return language if language in (wordings.INDONESIAN, wordings.ENGLISH) else wordings.INDONESIAN


def _names(group: Sequence[Recipient]) -> str:
    """Return the names of these people, each once, as they are read aloud in the active language."""
    return wordings.together(list(dict.fromkeys(one.name for one in group)))


def _details(group: Sequence[Recipient]) -> str:
    """Return what concerns these people: once, if it is the same for all, else below each name."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in group:
        text = one.details() if one.details else ""
        if text and text not in found[one.name]:
            found[one.name].append(text)
    texts = {name: "\n".join(lines) for name, lines in found.items() if lines}
    if len(found) == len(texts) and len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "\n\n".join(f"{name}:\n{text}" for name, text in texts.items())
