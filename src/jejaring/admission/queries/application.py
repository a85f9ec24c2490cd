"""The application: prefilled answers, versions, and what changed between them."""

from __future__ import annotations

from typing import Any

from jejaring.admission.models import ApplicationVersion, Journey, Remark
from jejaring.admission.queries.texts import application_fields, application_sections
from jejaring.kit import remarks
from jejaring.kit.remarks import Comparison
from jejaring.questionnaires.definition import Field


def draft_of(journey: Journey) -> ApplicationVersion | None:
    """Return the version being written, if there is one."""
    return journey.applications.filter(submitted_on__isnull=True).first()


def submitted_versions(journey: Journey) -> list[ApplicationVersion]:
    """Return the versions submitted, oldest first, each with its remarks."""
    found = journey.applications.filter(submitted_on__isnull=False)
    return list(found.select_related("document", "submitted_by").prefetch_related("remarks").order_by("number"))


def facts_of(journey: Journey) -> dict[str, str]:
    """Return the answers that the organisation's own record already holds."""
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
    """Return the remarks on the newest version submitted, by field."""
    versions = submitted_versions(journey)
    return {remark.field: remark for remark in versions[-1].remarks.all()} if versions else {}


def comparisons(before: ApplicationVersion, after: ApplicationVersion) -> list[Comparison]:
    """Return, side by side, every field that was remarked on or changed between two versions."""
    return remarks.comparisons(
        application_fields().values(),
        before.answers,
        after.answers,
        remarks={remark.field: remark.text for remark in before.remarks.all()},
        replies=after.replies,
    )


def shown_application(journey: Journey) -> dict[str, Any]:
    """Return the newest version submitted and its answers by section, for a page that shows them."""
    version = submitted_versions(journey)[-1]
    sections = [
        (section.label, [(field.label, field.shown(version.answers.get(field.key))) for field in section.fields])
        for section in application_sections()
    ]
    return {"version": version, "sections": sections}


def missing_answers(answers: dict[str, str]) -> list[Field]:
    """Return the required fields without an answer."""
    fields = application_fields().values()
    return [field for field in fields if field.required and not str(answers.get(field.key, "")).strip()]
