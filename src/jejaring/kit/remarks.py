"""Comments of a reviewer on single fields, and what became of each: changed, or answered in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit import columns
from jejaring.kit.fields import TextField
from jejaring.kit.tables import Column
from jejaring.texts.differences import Change, Field, compare, draw_after, draw_before

REMARK, REPLY = "remark_", "reply_"


class Remark(models.Model):
    """What a reviewer wrote about one field. The room's own model adds what it belongs to, and its constraint."""

    field = models.CharField(max_length=40)
    text = columns.Lines(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")


def written(remarks: Mapping[str, str], fields: Collection[str]) -> dict[str, str]:
    """Return the remarks that have a text and name one of `fields`."""
    return {key: text.strip() for key, text in remarks.items() if key in fields and text.strip()}


def first_unanswered(
    remarks: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any], replies: Mapping[str, str]
) -> str | None:
    """Return the first field of `remarks` that was neither changed nor replied to; None if all are answered."""
    return next((key for key in remarks if before.get(key) == after.get(key) and not replies.get(key)), None)


# --- what became of each ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Comparison(Change):
    """What became of one field between two versions: the remark on it, before, after, and the reply."""

    remark: str = ""
    reply: str = ""


def comparisons(
    fields: Iterable[Field],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    remarks: Mapping[str, str],
    replies: Mapping[str, str],
) -> list[Comparison]:
    """Return every field that was remarked on or changed between two versions, in the order of `fields`."""
    rows = (
        Comparison(
            one.field,
            one.before,
            one.after,
            remark=remarks.get(one.field.key, ""),
            reply=str(replies.get(one.field.key, "")),
        )
        for one in compare(fields, before, after)
    )
    return [row for row in rows if row.remark or row.changed]


def _after(row: Comparison, _value: Any) -> SafeString:
    if not row.reply:
        return draw_after(row)
    reply = gettext("Reply: %(text)s") % {"text": row.reply}
    return format_html('{}<p class="muted">{}</p>', draw_after(row), reply)


COLUMNS = (
    Column("field", _("Field"), value=lambda row: row.field.label),
    Column("remark", _("Comment"), value=lambda row: row.remark),
    Column("before", _("Before"), value=lambda row: row.before, draw=lambda row, _value: draw_before(row)),
    Column("after", _("After"), value=lambda row: row.after, draw=_after),
)


# --- forms ----------------------------------------------------------------------------------------
class RemarksForm(forms.Form):
    """A reviewer's form: `add_remarks` gives every field of the reviewed form a box for a comment."""

    @property
    def refusal_fields(self) -> dict[str, str]:
        """Return where a refusal about a field of the reviewed form is shown."""
        return {name.removeprefix(REMARK): name for name in self.fields if name.startswith(REMARK)}

    @property
    def remarks(self) -> dict[str, str]:
        """Return what was written, by field; "" where nothing was."""
        return _without_prefix(self.cleaned_data, REMARK)

    def add_remarks(self, fields: Iterable[Field]) -> None:
        for field in fields:
            self.fields[f"{REMARK}{field.key}"] = TextField(
                label=gettext("Comment on “%(field)s”") % {"field": field.label},
                required=False,
                max_length=2000,
                rows=2,
            )


def reply_field(field: Field, remark: str) -> forms.Field:
    """Return the field for a reply to a remark; its name is the field's with `REPLY` before it."""
    reply = TextField(
        label=gettext("Your reply to the comment on “%(field)s”") % {"field": field.label},
        help_text=gettext("Comment: %(text)s") % {"text": remark},
        required=False,
        rows=2,
    )
    reply.needed_if = gettext("required if you leave the field as it is")  # type: ignore[attr-defined]  # shown by the kit
    return reply


def replies_in(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the replies among what was typed, by the field they are about."""
    return _without_prefix(typed, REPLY)


def _without_prefix(typed: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in typed.items() if name.startswith(prefix)}
