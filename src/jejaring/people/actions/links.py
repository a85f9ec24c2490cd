"""One-use links: a letter with a link that opens one page of a record once, for someone without an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from jejaring.kit.doorways import name_of
from jejaring.kit.queue import defer
from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.notices.mail import send_mail
from jejaring.people import links, queries
from jejaring.people.models import OneUseLink, Person

REST = timedelta(minutes=10)  # between two letters that the reader asks for


@transaction.atomic
def send_link(
    thing: Model, *, purpose: str, email: str, name: str, language: str, by: Person | None, at: datetime
) -> OneUseLink:
    """Make a link about a record and have its letter sent; one that is open for the same purpose ends.

    Raises Refusal if another sends one at the same moment.
    """
    record_type, record_id = name_of(thing)
    link = OneUseLink(purpose=purpose, record_type=record_type, record_id=record_id, made_by=by)
    link.email, link.name, link.language = email.strip().lower(), name, language
    return _sent(link, by=by, at=at)


def _sent(link: OneUseLink, *, by: Person | None, at: datetime) -> OneUseLink:
    """Save a link in place of the one that is open, and have its letter sent."""
    for earlier in _same(link).select_for_update().filter(queries.OPEN_LINK):
        _withdraw(earlier, by=by, at=at)
    link.made_at, link.expires_at = at, at + timedelta(days=links.VALID_DAYS)
    link.token_hash = queries.hash_of(queries.token_of(link))
    with unless_taken("one_open_link_per_record_and_purpose", _("Someone else has just sent a link.")):
        link.save()
    data = {"purpose": link.purpose, "record": link.record_type, "id": link.record_id}
    record("people.send_link", link, by=by, at=at, data=data)
    defer("people.send_link_letter", link_id=link.pk)
    return link


def _same(link: OneUseLink) -> QuerySet[OneUseLink]:
    return OneUseLink.objects.filter(purpose=link.purpose, record_type=link.record_type, record_id=link.record_id)


def send_link_letter(link_id: int, *, at: datetime) -> None:
    """Send a link's letter in its language, without a lock; one that was sent or has ended is left alone."""
    link = OneUseLink.objects.get(pk=link_id)
    if link.sent_at or queries.state_of_link(link, at=at) != "open":
        return
    with override(link.language):
        subject, text = links.purposes[link.purpose].letter(link)
    send_mail(subject, f"{text}\n\n{queries.address_of(link)}\n", to=link.email)
    OneUseLink.objects.filter(pk=link.pk).update(sent_at=at)


@transaction.atomic
def use_link(link: OneUseLink, *, by: Person | None, at: datetime) -> str:
    """Use a link, and return the address of the page that it opens.

    The row is locked: of two clicks one opens it. Raises Refusal if it was used, withdrawn or has expired, or if
    what it is about is not there any more.
    """
    link = OneUseLink.objects.select_for_update().get(pk=link.pk)
    purpose = links.purposes[link.purpose]
    if queries.state_of_link(link, at=at) != "open" or not purpose.is_wanted(link):
        raise Refusal(_("This link does not open any more. Have a new one sent."))
    link.used_at = at
    link.save(update_fields=["used_at"])
    record("people.use_link", link, by=by, at=at)
    return purpose.opened(link, by, at)


@transaction.atomic
def renew_link(link: OneUseLink, *, at: datetime) -> OneUseLink:
    """Send a new link to the address of an old one, for whoever comes back.

    Raises Refusal if the old one was withdrawn or erased, its record has another address now, or a letter was sent
    a few minutes ago.
    """
    old = OneUseLink.objects.select_for_update().get(pk=link.pk)
    newest = _same(old).order_by("-made_at", "-pk").first()
    withdrawn = newest is not None and newest.withdrawn_at
    if withdrawn or old.erased_at or not links.purposes[old.purpose].is_wanted(old):
        raise Refusal(_("This link was withdrawn. Ask whoever sent it for a new one."))
    if newest is not None and newest.made_at > at - REST:
        raise Refusal(_("A link was sent a few minutes ago. Look into your mailbox, or wait a little."))
    fresh = OneUseLink(purpose=old.purpose, record_type=old.record_type, record_id=old.record_id)
    fresh.email, fresh.name, fresh.language = old.email, old.name, old.language
    return _sent(fresh, by=None, at=at)


@transaction.atomic
def withdraw_links(thing: Model, *, purpose: str, by: Person | None, at: datetime) -> int:
    """End the open link about a record for a purpose, if there is one; return how many ended."""
    open_ = list(queries.links_of(thing, purpose).select_for_update().filter(queries.OPEN_LINK))
    for link in open_:
        _withdraw(link, by=by, at=at)
    return len(open_)


def _withdraw(link: OneUseLink, *, by: Person | None, at: datetime) -> None:
    link.withdrawn_at = at
    link.save(update_fields=["withdrawn_at"])
    record("people.withdraw_link", link, by=by, at=at)


def erase_ended_links(*, at: datetime) -> int:
    """Erase to whom links were sent that ended the days of INVITATION_DAYS ago; return how many there were."""
    last = at - timedelta(days=settings.INVITATION_DAYS)
    ended = Q(expires_at__lte=last) | Q(used_at__lte=last) | Q(withdrawn_at__lte=last)
    due = OneUseLink.objects.filter(ended, erased_at=None).order_by("pk")
    return sum(_erased(pk, at=at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _erased(pk: int, *, at: datetime) -> bool:
    link = OneUseLink.objects.select_for_update().filter(pk=pk, erased_at=None).first()
    if link is None:
        return False
    link.name, link.email, link.erased_at = "", "", at
    link.save(update_fields=["name", "email", "erased_at"])
    record("people.erase_link", link, by=None, at=at)
    return True
