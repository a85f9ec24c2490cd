"""The application: prefilled answers, versions, and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jejaring.admission.models import ApplicationVersion, Journey, Remark
from jejaring.admission.queries.texts import Field, application_fields


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of one field between two versions: remark, before, after, and the city's reply."""

    field: Field
    remark: str
    before: str
    after: str
    reply: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def draft_of(journey: Journey) -> ApplicationVersion | None:
    """Return the version being written, if there is one."""
    return journey.applications.filter(submitted_on__isnull=True).first()


def submitted_versions(journey: Journey) -> list[ApplicationVersion]:
    """Return the versions handed in, oldest first, each with its remarks."""
    found = journey.applications.filter(submitted_on__isnull=False)
    return list(found.select_related("document", "submitted_by").prefetch_related("remarks").order_by("number"))


def facts_of(journey: Journey) -> dict[str, str]:
    """Return what the organisation's own record answers: typed once, used here."""
    organisation, region = journey.organisation, journey.organisation.region
    values: dict[str, Any] = {"population": region.population if region else None}
    answers: dict[str, str] = {}
    for field in application_fields().values():
        if field.fact:
            value = values.get(field.fact, getattr(organisation, field.fact, ""))
            answers[field.key] = "" if value is None else str(value)
    return answers


def first_answers(journey: Journey) -> dict[str, str]:
    """Return what a new application begins with: the organisation's facts and the deliberation's texts."""
    meeting = getattr(journey, "deliberation", None)
    answers = facts_of(journey)
    for field in application_fields().values():
        if field.source and meeting:
            answers[field.key] = str(getattr(meeting, field.source))
    return answers


def remarks_to_answer(journey: Journey) -> dict[str, Remark]:
    """Return the remarks on the newest version handed in, by field."""
    versions = submitted_versions(journey)
    return {remark.field: remark for remark in versions[-1].remarks.all()} if versions else {}


def comparisons(before: ApplicationVersion, after: ApplicationVersion) -> list[Comparison]:
    """Return, side by side, every field that was remarked on or changed between two versions."""
    remarks = {remark.field: remark.text for remark in before.remarks.all()}
    rows = [
        Comparison(
            field=field,
            remark=remarks.get(key, ""),
            before=field.shown(before.answers.get(key)),
            after=field.shown(after.answers.get(key)),
            reply=str(after.replies.get(key, "")),
        )
        for key, field in application_fields().items()
    ]
    return [row for row in rows if row.remark or row.changed]


def missing_answers(answers: dict[str, str]) -> list[Field]:
    """Return the required fields without an answer."""
    fields = application_fields().values()
    return [field for field in fields if field.required and not str(answers.get(field.key, "")).strip()]
