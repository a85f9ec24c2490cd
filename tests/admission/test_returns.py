"""A signatory returns a text with comments; the executive and the secretariat read before they act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from engines.lifecycle.journey import NETWORK
from jejaring.admission.actions import application, loi, signing
from jejaring.admission.models import Journey
from jejaring.admission.queries.application import draft_of
from jejaring.admission.queries.journey import waiting_for
from jejaring.documents.models import Document
from jejaring.kit.refusal import Refusal
from jejaring.membership.actions.members import open_register
from jejaring.notices.models import Notice
from tests.admission.cast import Cast, cast, noon

DAY = date(2019, 10, 20)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def refused(do: Callable[[], object]) -> str | None:
    with pytest.raises(Refusal) as caught:
        do()
    return caught.value.field


@pytest.mark.slow
def test_a_letter_is_returned_with_comments_revoked_and_drafted_anew(people: Cast) -> None:
    journey = people.placed("interest", on=DAY)
    loi.draft_loi(journey, place="Kupang", by=people.secretariat, on=DAY, at=noon(DAY))
    loi.sign_loi(journey, party=NETWORK, by=people.president, on=DAY, at=noon(DAY))

    def give_back(remark: str) -> Journey:
        return signing.return_letter(journey, "loi", remark=remark, by=people.mayor, on=DAY, at=noon(DAY))

    assert refused(lambda: give_back(" ")) == "remark"
    assert give_back("Tempatnya Sidoarjo.").state == "interest"
    assert list(Document.objects.values_list("state", flat=True)) == ["revoked"]
    assert [one.what for one in waiting_for(people.secretariat, on=DAY)] != []
    loi.draft_loi(journey, place="Sidoarjo", by=people.secretariat, on=DAY, at=noon(DAY))
    loi.sign_loi(journey, party=NETWORK, by=people.president, on=DAY, at=noon(DAY) + timedelta(minutes=1))
    remarks = [step.remark for step in journey.steps.filter(verb="return_loi")]
    assert remarks == ["Tempatnya Sidoarjo."]


def test_a_draft_that_waits_for_its_signature_goes_back_to_the_liaison(client: Client, people: Cast) -> None:
    journey = people.placed("deliberated", on=DAY)

    def give_back(remark: str) -> object:
        return application.return_draft(journey, remark=remark, by=people.mayor, on=DAY, at=noon(DAY))

    assert refused(lambda: give_back("Belum ada apa-apa.")) is None
    for remark in ("Perbaiki alamat.", "Perbaiki telepon."):
        people.present(journey, DAY)
        assert refused(lambda: give_back(" ")) == "remark"
        Notice.objects.all().delete()
        give_back(remark)
        assert set(Notice.objects.values_list("recipient", "kind")) == {(people.liaison.pk, "admission.duty")}
    draft = draft_of(journey)
    assert draft is not None
    assert draft.ready_at is None
    client.force_login(people.liaison)
    page = client.get(f"/perjalanan/{journey.public_id}/permohonan/").content.decode()
    assert "Perbaiki telepon." in page
    assert "Perbaiki alamat." not in page


def test_the_text_stands_before_the_button_that_signs_it(client: Client, people: Cast) -> None:
    journey = people.placed("deliberated", on=DAY)
    people.present(journey, DAY)
    client.force_login(people.mayor)
    address = f"/en/perjalanan/{journey.public_id}/permohonan"
    page = client.get(f"{address}/tanda-tangan/").content.decode()
    assert -1 < page.index("What you sign") < page.index('class="form-end"') < page.index("Return it with comments")
    answer = client.post(f"{address}/kembalikan/", {"remark": "Alamat berubah."})
    assert answer.status_code == 302
    assert draft_of(journey).ready_at is None  # type: ignore[union-attr]  # there is one


def test_the_executive_reads_the_application_before_signing_the_decision(client: Client, people: Cast) -> None:
    journey = people.placed("verified", on=DAY)
    client.force_login(people.president)
    page = client.get(f"/en/perjalanan/{journey.public_id}/keputusan/").content.decode()
    assert page.index("Pertukaran praktik baik.") < page.index("Sign and decide")


def test_the_grant_names_the_number_it_will_give(client: Client, people: Cast) -> None:
    open_register(24, "uji", by=None, on=DAY)
    journey = people.placed("agreement_signed", on=DAY)
    client.force_login(people.secretariat)
    page = client.get(f"/en/perjalanan/{journey.public_id}/nomor/").content.decode()
    assert "The city gets number 25" in page


def test_the_review_shows_each_answer_with_the_one_before_and_its_comment(client: Client, people: Cast) -> None:
    journey = people.placed("submitted", on=DAY)
    first = journey.applications.get()
    journey.applications.create(
        number=2,
        answers={**first.answers, "phone": "0751 9999"},
        submitted_on=DAY,
        submitted_at=noon(DAY),
        submitted_by=people.mayor,
    )
    client.force_login(people.secretariat)
    page = client.get(f"/en/perjalanan/{journey.public_id}/permohonan/periksa/").content.decode()
    row = page[page.index("0751 9999", page.index('class="data', page.index("<form class"))) :].split("</tr>")[0]
    assert "0751 1234" in row
    assert "remark_phone" in row


def test_fields_with_comments_come_first_when_the_city_answers(client: Client, people: Cast) -> None:
    journey = people.placed("submitted", on=DAY)
    application.return_application(journey, remarks={"budget": "Rinci."}, by=people.secretariat, on=DAY, at=noon(DAY))
    client.force_login(people.liaison)
    page = client.get(f"/perjalanan/{journey.public_id}/permohonan/").content.decode()
    assert page.index('name="budget"') < page.index('name="reply_budget"') < page.index('name="name"')


def test_who_may_not_express_interest_learns_nothing_of_another_government(client: Client, people: Cast) -> None:
    client.force_login(people.secretariat)
    answers = [client.get(f"/bergabung/minat/{slug}/").status_code for slug in (people.city.slug, "tidak-ada")]
    assert answers == [404, 404]
    client.force_login(people.liaison)
    assert client.get(f"/bergabung/minat/{people.city.slug}/").status_code == 200
