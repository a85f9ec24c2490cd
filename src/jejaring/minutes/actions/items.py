"""Action items: given to someone with an account in the draft, in force once approved, done with a word on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from jejaring.kit.days import Limit, refuse_outside, years_after
from jejaring.kit.refusal import Refusal
from jejaring.kit.words import long_date
from jejaring.ledger.actions import record
from jejaring.minutes.actions.common import drafted
from jejaring.minutes.models import ActionItem, Minutes
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.models import Person

YEARS = 5


@transaction.atomic
def add_item(
    minutes: Minutes, *, text: str, owner: Person, due_on: date, by: Person, on: date, at: datetime
) -> ActionItem:
    """Add an item to a draft. Raises Refusal for approved minutes, or a day before the meeting or years after today."""
    minutes = drafted(minutes)
    _refuse_day(minutes, due_on, on=on)
    last = minutes.items.aggregate(last=Max("number"))["last"] or 0
    item = ActionItem.objects.create(minutes=minutes, number=last + 1, text=text, owner=owner, due_on=due_on)
    record("minutes.add_item", minutes, by=by, at=at, data={"item": item.number, "due_on": due_on})
    return item


@transaction.atomic
def change_item(
    item: ActionItem, *, text: str, owner: Person, due_on: date, by: Person, on: date, at: datetime
) -> ActionItem:
    """Change an item of a draft; whoever it is given to instead is told on approval. Raises Refusal as `add_item`."""
    minutes = drafted(item.minutes)
    _refuse_day(minutes, due_on, on=on)
    item = ActionItem.objects.select_for_update().get(pk=item.pk)
    item.text, item.owner, item.due_on = text, owner, due_on
    item.save(update_fields=["text", "owner", "due_on"])
    record("minutes.change_item", minutes, by=by, at=at, data={"item": item.number, "due_on": due_on})
    return item


@transaction.atomic
def drop_item(item: ActionItem, *, by: Person, at: datetime) -> None:
    """Leave an item out of a draft; one that was approved before stays on record. Raises Refusal once approved."""
    minutes = drafted(item.minutes)
    item = ActionItem.objects.select_for_update().get(pk=item.pk)
    if item.approved:
        item.dropped_at = at
        item.save(update_fields=["dropped_at"])
    else:
        item.delete()
    record("minutes.drop_item", minutes, by=by, at=at, data={"item": item.number})


@transaction.atomic
def complete_item(item: ActionItem, *, note: str, by: Person, at: datetime) -> ActionItem:
    """Record that an item is done, and what came of it. Raises Refusal if it is done, or not in force."""
    item = _in_force(item)
    if item.done_at:
        raise Refusal(_("This item is done already."))
    item.done_at, item.done_by, item.done_note = at, by, note.strip()
    item.save(update_fields=["done_at", "done_by", "done_note"])
    record("minutes.complete_item", item.minutes, by=by, at=at, data={"item": item.number})
    return item


@transaction.atomic
def reopen_item(item: ActionItem, *, by: Person, at: datetime) -> ActionItem:
    """Take back that an item is done; what was reported stays on it. Raises Refusal if it is not done."""
    item = _in_force(item)
    if not item.done_at:
        raise Refusal(_("This item is not done."))
    item.done_at, item.done_by = None, None
    item.save(update_fields=["done_at", "done_by"])
    record("minutes.reopen_item", item.minutes, by=by, at=at, data={"item": item.number})
    return item


def tell_owners(minutes: Minutes, items: Sequence[ActionItem], *, at: datetime) -> None:
    """Put the items of approved minutes in force, and tell each owner once."""
    for item in items:
        item.approved = True
        item.save(update_fields=["approved"])
        if not item.done_at:
            key = f"minutes.item:{item.pk}:{item.owner_id}"
            notify(item.owner, lambda item=item: _told(minutes, item), kind="minutes.item", at=at, key=key)  # type: ignore[misc]  # binds the item


def _told(minutes: Minutes, item: ActionItem) -> Words:
    names = {"item": item.text, "title": minutes.title, "day": long_date(item.due_on)}
    body = _("“%(title)s” gives you this to do until %(day)s: %(item)s") % names
    return Words(subject=_("To do until %(day)s: %(item)s") % names, body=body, link=item.get_absolute_url())


def _refuse_day(minutes: Minutes, due_on: date, *, on: date) -> None:
    first = Limit(localtime(minutes.held_at, ZoneInfo(minutes.event.time_zone)).date(), _("the day of the meeting"))
    last = Limit(years_after(max(on, first.day), YEARS), _("five years from now"))
    refuse_outside(due_on, earliest=first, latest=last, field="due_on")


def _in_force(item: ActionItem) -> ActionItem:
    found = ActionItem.objects.select_for_update(of=("self",)).select_related("minutes__event", "owner").get(pk=item.pk)
    if not found.approved or found.dropped_at:
        raise Refusal(_("This item is not in force."))
    return found
