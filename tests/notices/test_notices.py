"""Notices: written with their cause, sent once, read by their recipient only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.kit.words import long_date
from jejaring.notices import actions
from jejaring.notices.models import Notice, Words
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2019, 10, 17, 3, tzinfo=UTC)
LIST = "/ruang/pemberitahuan/"


def notify(person: Any, key: str = "") -> bool:
    return actions.notify(person, lambda: Words("Perihal", "Isi.", "/ruang/"), kind="tests", at=NOW, key=key)


def jobs(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=f"jejaring.notices.tasks.{task}").count()


def test_a_notice_and_its_sending_exist_only_if_their_cause_does() -> None:
    person = PersonFactory()
    with transaction.atomic():
        notify(person)
        transaction.set_rollback(True)
    assert (Notice.objects.count(), jobs("send_notice")) == (0, 0)
    notify(person)
    assert (Notice.objects.count(), jobs("send_notice")) == (1, 1)


def test_a_notice_is_sent_in_the_language_of_its_recipient_and_read_in_that_of_the_reader(client: Client) -> None:
    person = PersonFactory(language="en")
    actions.notify(
        person,
        lambda: Words(long_date(NOW.date()), gettext("Notice"), reverse("notices:list")),
        kind="tests",
        at=NOW,
    )
    notice = Notice.objects.get()
    assert (notice.subject, notice.body, notice.link) == ("17 October 2019", "Notice", f"/en{LIST}")
    client.force_login(person)
    in_english = client.get(f"/en{LIST}{notice.pk}/").content.decode()
    in_indonesian = client.get(f"{LIST}{notice.pk}/").content.decode()
    assert ("17 October 2019" in in_english, f'href="/en{LIST}">Go there' in in_english) == (True, True)
    assert ("17 Oktober 2019" in in_indonesian, "17 October 2019" in in_indonesian) == (True, False)
    assert "17 Oktober 2019" in client.get(LIST).content.decode()


def test_a_keyed_notice_is_given_and_sent_once() -> None:
    person = PersonFactory()
    assert [notify(person, "reminder-7"), notify(person, "reminder-7")] == [True, False]
    assert jobs("send_notice") == 1


def test_a_notice_is_sent_by_e_mail_once_with_the_address_of_its_page(mailoutbox: list[Any]) -> None:
    notice = NoticeFactory(link="/ruang/")
    actions.send(notice.pk, at=NOW)
    actions.send(notice.pk, at=NOW)
    assert [(mail.to, mail.subject, mail.body) for mail in mailoutbox] == [
        ([notice.recipient.email], notice.subject, "Isi pemberitahuan.\n\nhttp://testserver/ruang/\n")
    ]
    notice.refresh_from_db()
    assert notice.sent_at == NOW


def test_a_letter_that_could_not_be_sent_is_not_marked_as_sent(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    notice = NoticeFactory()
    with pytest.raises(OSError):  # noqa: PT011 - the system's own words differ
        actions.send(notice.pk, at=NOW)
    notice.refresh_from_db()
    assert notice.sent_at is None


def test_opening_a_notice_marks_it_read_and_keeps_the_first_time(client: Client) -> None:
    notice = NoticeFactory()
    client.force_login(notice.recipient)
    assert client.get(f"{LIST}{notice.pk}/").status_code == 200
    notice.refresh_from_db()
    first = notice.read_at
    client.get(f"{LIST}{notice.pk}/")
    notice.refresh_from_db()
    assert first is not None
    assert notice.read_at == first


def test_another_persons_notice_is_not_there(client: Client) -> None:
    notice = NoticeFactory()
    client.force_login(PersonFactory())
    assert client.get(f"{LIST}{notice.pk}/").status_code == 404
    assert notice.subject not in client.get(LIST).content.decode()


def test_all_can_be_marked_as_read_and_only_ones_own(client: Client) -> None:
    mine, others = NoticeFactory(), NoticeFactory()
    client.force_login(mine.recipient)
    client.post(f"{LIST}dibaca/")
    unread = set(Notice.objects.filter(read_at=None).values_list("pk", flat=True))
    assert unread == {others.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_as_many_queries_however_many_notices(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    person = PersonFactory()
    NoticeFactory.create_batch(count, recipient=person)
    client.force_login(person)
    with django_assert_num_queries(7):  # session, person, second factor, brand; count, rows, unread
        page = client.get(LIST).content.decode()
    assert page.count('<th scope="row"') == count


def test_a_name_with_a_line_break_does_not_stop_mail(mailoutbox: list[Any]) -> None:
    person = PersonFactory()
    actions.notify(person, lambda: Words("Kota\r\nPadang: tenggat", "Isi."), kind="tests", at=NOW)
    earlier = NoticeFactory(recipient=person, subject="Kota\r\nPadang: dulu")
    actions.send(Notice.objects.exclude(pk=earlier.pk).get().pk, at=NOW)
    actions.send(earlier.pk, at=NOW)
    assert [mail.subject for mail in mailoutbox] == ["Kota Padang: tenggat", "Kota Padang: dulu"]


def test_a_subject_that_begins_with_the_name_of_a_thing_begins_with_a_capital() -> None:
    actions.notify(PersonFactory(), lambda: Words("iuran 2020: jatuh tempo", "x", ""), kind="tests", at=NOW)
    assert Notice.objects.get().subject == "Iuran 2020: jatuh tempo"
