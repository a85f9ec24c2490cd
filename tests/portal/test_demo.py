"""The demo cannot be reached outside the demo, and lays out the same however often it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command
from django.db.models.signals import pre_save
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation

from jejaring.cities.models import Holding, Organisation
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.ledger.agreement import disagreements
from jejaring.ledger.models import Entry
from jejaring.membership.models import Membership, NumberSeries
from jejaring.people.models import Person
from jejaring.portal.demo import clock_moves, context, letters, seed, stamps, tour, urls, views
from jejaring.portal.demo.accounts import ACCOUNTS

KUPANG = ZoneInfo("Asia/Makassar")


@pytest.fixture
def in_the_demo(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[None]:
    settings.DEMO = True  # type: ignore[attr-defined]  # pytest-django's settings
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    stamps.begin()
    with translation.override("id"):
        yield
    pre_save.disconnect(sender=Entry, dispatch_uid=stamps.UID)


# --- it is not there -------------------------------------------------------------------------------
def test_no_address_of_the_demo_exists_outside_the_demo(client: Client, db: None) -> None:
    assert settings.DEMO is False
    assert "demo" not in get_resolver().namespace_dict
    for path in ("", "masuk/sekretariat/", "jam/", "surat/", "surat-kuasa.pdf"):
        assert client.get(f"/demo/{path}").status_code == 404
        assert client.post(f"/demo/{path}").status_code == 404
        assert client.post(f"/en/demo/{path}").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:start")


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: pattern.name)
def test_every_view_of_the_demo_asks_again(pattern: object) -> None:
    request = RequestFactory().post("/demo/")
    request.user = AnonymousUser()
    arguments = {"key": "sekretariat"} if "key" in str(pattern.pattern) else {}  # type: ignore[attr-defined]
    with pytest.raises(Http404):
        pattern.callback(request, **arguments)  # type: ignore[attr-defined]


def test_commands_clock_seed_and_bar_refuse_outside_the_demo() -> None:
    for command in ("seed_demo", "demo_accounts"):
        with pytest.raises(CommandError, match="demo only"):
            call_command(command)
    with pytest.raises(RuntimeError):
        seed.lay_out()
    with pytest.raises(RuntimeError):
        clock.set_demo_time(stamps.START)
    assert context.bar(RequestFactory().get("/")) == {}


# --- what it lays out --------------------------------------------------------------------------------
@pytest.fixture
def laid_out(in_the_demo: None, db: None) -> None:
    call_command("load_regions", verbosity=0)
    call_command("load_reference", verbosity=0)
    seed.lay_out()


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Organisation, Membership, Person, Holding, Entry))


@pytest.mark.usefixtures("laid_out")
def test_the_demo_begins_in_kupang_on_17_october_2019_with_24_members_and_one_account_a_role() -> None:
    assert clock.now().astimezone(KUPANG).date() == date(2019, 10, 17)
    assert NumberSeries.objects.get().last_number == 24
    assert set(Membership.objects.values_list("number", flat=True)) == {None}
    assert not Membership.objects.exclude(source__gt="").exists()
    assert not Membership.objects.filter(organisation__slug="kota-padang").exists()
    people = Person.objects.all()
    assert {(person.email, person.example, person.has_usable_password()) for person in people} == {
        (account.email, True, False) for account in ACCOUNTS
    }
    before = counted()
    seed.lay_out()
    assert counted() == before
    assert list(disagreements()) == []


@pytest.mark.usefixtures("in_the_demo")
def test_letters_that_the_demo_would_have_sent_are_read_on_a_page(
    settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"  # type: ignore[attr-defined]  # pytest-django's settings
    assert letters.newest() == []
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=tmp_path / "mail")
    for subject in ("Undangan", "Pengingat – 🙏"):
        EmailMessage(subject, f"Yth. Narahubung,\n\n{subject}", to=["a@contoh.id"], connection=connection).send()
    assert [(one.to, one.subject) for one in letters.newest()] == [
        ("a@contoh.id", "Pengingat – 🙏"),
        ("a@contoh.id", "Undangan"),
    ]
    assert letters.newest()[0].text.strip() == "Yth. Narahubung,\n\nPengingat – 🙏"


@pytest.mark.usefixtures("laid_out")
def test_the_ledger_carries_the_demos_time() -> None:
    assert {entry.at.astimezone(KUPANG).year for entry in Entry.objects.all()} == {2019}


@pytest.mark.usefixtures("laid_out")
def test_the_clock_goes_forward_only_and_a_year_at_most() -> None:
    assert clock_moves.move_to(date(2019, 10, 25)) == 8
    assert clock.now().astimezone(KUPANG) >= datetime(2019, 10, 25, 8, 0, tzinfo=KUPANG)
    assert clock.today() == date(2019, 10, 25)
    for day in (date(2019, 10, 25), date(2019, 10, 24), date(2020, 12, 25)):
        with pytest.raises(Refusal):
            clock_moves.move_to(day)
    assert clock.today() == date(2019, 10, 25)


@pytest.mark.usefixtures("laid_out")
def test_the_tour_begins_with_padangs_interest() -> None:
    stop = tour.next_stop(on=date(2019, 10, 17))
    assert stop.account is not None
    assert (stop.account.key, stop.url) == ("padang-narahubung", "/bergabung/minat/kota-padang/")


@pytest.mark.usefixtures("laid_out")
def test_the_tour_has_a_word_and_an_account_for_every_duty() -> None:
    from jejaring.admission import duties

    for duty in duties.DUTIES:
        account = tour._account(duty)
        assert account.role in duty.roles, duty.verb
        assert duty.verb in tour.WHY


def test_every_view_of_the_demo_is_guarded() -> None:
    assert {pattern.callback for pattern in urls.urlpatterns} == {
        views.start,
        views.enter,
        views.move_clock,
        views.letters_sent,
        views.mandate,
    }
