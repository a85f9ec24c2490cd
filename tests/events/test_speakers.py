"""Speakers: without account, named once, removed only while nobody needs them; their page is theirs by a link."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jejaring.events.models import Part, Speaker
from jejaring.events.signals import speakers_changed
from jejaring.files import storage
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.people.actions import use_link
from jejaring.people.models import OneUseLink
from jejaring.people.queries import links_of, state_of_link
from jejaring.speakers.actions.speaker_pages import OwnPage, change_own_page, claim, send_claim, withdraw_claim
from jejaring.speakers.actions.speakers import SpeakerFacts, add_speaker, change_speaker, merge_speakers, remove_speaker
from jejaring.speakers.queries.speakers import CLAIM, speakers_of
from tests.factories.events import EventFactory, PartFactory, RegistrationFactory, SessionFactory, SpeakerFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2020, 3, 2, 3, tzinfo=UTC)


@contextmanager
def heard() -> Iterator[list[Any]]:
    """Return for which events `speakers_changed` was sent."""
    found: list[Any] = []

    def hear(sender: Any, event: Any, **more: Any) -> None:
        found.append(event)

    speakers_changed.connect(hear)
    try:
        yield found
    finally:
        speakers_changed.disconnect(hear)


def picture(size: tuple[int, int] = (1200, 900), **saved: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **saved)
    return SimpleUploadedFile("potret.jpg", out.getvalue(), content_type="image/jpeg")


# --- the list -----------------------------------------------------------------------------------
def test_a_single_name_is_a_whole_name() -> None:  # complaint 17
    speaker = add_speaker(EventFactory(), SpeakerFacts(name="Sukarno"), by=None, at=AT)
    assert (speaker.name, str(speaker)) == ("Sukarno", "Sukarno")


def test_an_event_has_one_speaker_per_address() -> None:
    speaker = SpeakerFactory(email="satu@contoh.id")
    with pytest.raises(Refusal) as refusal:
        add_speaker(speaker.event, SpeakerFacts(name="Dua", email="Satu@contoh.id"), by=None, at=AT)
    assert refusal.value.field == "email"
    assert add_speaker(EventFactory(), SpeakerFacts(name="Dua", email="satu@contoh.id"), by=None, at=AT).pk


def test_a_correction_is_announced_to_the_rooms_above_and_no_change_is_not() -> None:
    speaker = SpeakerFactory(name="Budi")
    with heard() as events:
        change_speaker(speaker, SpeakerFacts(name="Budi"), by=None, at=AT)
        assert events == []
        change_speaker(speaker, SpeakerFacts(name="Budi Uji"), by=None, at=AT)
    assert events == [speaker.event]


def test_removing_a_speaker_in_use_is_refused_with_the_sessions() -> None:  # complaint 7
    part = PartFactory(session__title_id="Smart branding", session__number=7)
    with pytest.raises(Refusal, match=r"7 \(Smart branding\)"):
        remove_speaker(part.speaker, by=None, at=AT)
    assert Speaker.objects.filter(pk=part.speaker.pk).exists()


def test_a_speaker_without_part_is_removed_and_a_registration_keeps_only_the_name() -> None:
    event = EventFactory()
    first, second = SpeakerFactory(event=event), SpeakerFactory(event=event, email="dua@contoh.id")
    RegistrationFactory(event=event, speaker=second, role="speaker", group=None)
    for one in (second, first):
        remove_speaker(one, by=None, at=AT)
    assert not event.speakers.exists()
    kept = Speaker.with_removed.get(event=event)
    assert (kept.pk, kept.email, kept.removed_at) == (second.pk, "", AT)


def test_merging_leaves_one_entry_with_both_parts_and_what_only_the_other_had() -> None:
    event = EventFactory()
    kept, double = SpeakerFactory(event=event, name="Ani"), SpeakerFactory(event=event, biography_id="Perencana.")
    both, other = SessionFactory(event=event), SessionFactory(event=event)
    PartFactory(session=both, speaker=kept, role=Part.Role.KEYNOTE)
    PartFactory(session=both, speaker=double, role=Part.Role.HOST)
    PartFactory(session=other, speaker=double)
    with heard() as events:
        merge_speakers(kept, double, by=None, at=AT)
    assert events == [event]
    kept.refresh_from_db()
    assert sorted(kept.parts.values_list("session", "role")) == [(both.pk, "keynote"), (other.pk, "speaker")]
    assert (kept.biography_id, list(event.speakers.all())) == ("Perencana.", [kept])
    assert Speaker.with_removed.get(pk=double.pk).merged_into == kept


def test_merging_makes_nothing_public_that_one_of_the_two_hid() -> None:
    event = EventFactory()
    kept, double = SpeakerFactory(event=event), SpeakerFactory(event=event, shows_biography=False, biography_id="X.")
    merge_speakers(kept, double, by=None, at=AT)
    kept.refresh_from_db()
    assert (kept.shows_biography, kept.shows_portrait) == (False, True)


def test_merging_with_a_speaker_of_another_event_or_oneself_is_refused() -> None:
    speaker = SpeakerFactory()
    for double in (speaker, SpeakerFactory()):
        with pytest.raises(Refusal):
            merge_speakers(speaker, double, by=None, at=AT)


# --- the link -----------------------------------------------------------------------------------
def link_to(speaker: Speaker) -> OneUseLink:
    return links_of(speaker, CLAIM).order_by("-pk")[0]


def test_a_speaker_without_account_claims_their_page_by_a_link_that_opens_once() -> None:
    speaker = SpeakerFactory(email="pembicara@contoh.id")
    assert send_claim(speaker, by=None, at=AT) is True
    assert speakers_of(speaker.event).get().link_sent_at == AT  # type: ignore[attr-defined]
    link = link_to(speaker)
    assert use_link(link, by=None, at=AT) == f"/acara/{speaker.event.slug}/pembicara/{speaker.guid}/kelola/"
    speaker.refresh_from_db()
    assert (speaker.claimed_at, speaker.person) == (AT, None)
    with pytest.raises(Refusal):
        use_link(link, by=None, at=AT)


def test_whoever_opens_the_link_signed_in_has_the_page_under_their_account() -> None:
    speaker, person, other = SpeakerFactory(email="pembicara@contoh.id"), PersonFactory(), PersonFactory()
    for account in (person, other):
        send_claim(speaker, by=None, at=AT) if speaker.person is None else None
        claim(link_to(speaker), account, AT)
    speaker.refresh_from_db()
    assert speaker.person == person


def test_a_speaker_with_an_account_is_told_there_and_needs_no_link() -> None:
    person = PersonFactory()
    speaker = add_speaker(EventFactory(), SpeakerFacts(name="Ani", email=person.email), by=None, at=AT)
    assert (speaker.person, send_claim(speaker, by=None, at=AT)) == (person, False)
    assert not OneUseLink.objects.exists()
    assert person.notices.get().link.endswith(f"/pembicara/{speaker.guid}/kelola/")


def test_another_address_ends_the_link_to_the_old_one_and_the_claim() -> None:
    speaker = SpeakerFactory(email="lama@contoh.id", claimed_at=AT)
    send_claim(speaker, by=None, at=AT)
    change_speaker(speaker, SpeakerFacts(name=speaker.name, email="baru@contoh.id"), by=None, at=AT)
    speaker.refresh_from_db()
    assert (state_of_link(link_to(speaker), at=AT), speaker.claimed_at) == ("withdrawn", None)


def test_a_link_can_be_withdrawn_and_without_address_none_is_sent() -> None:
    speaker = SpeakerFactory(email="pembicara@contoh.id")
    send_claim(speaker, by=None, at=AT)
    withdraw_claim(speaker, by=None, at=AT)
    assert state_of_link(link_to(speaker), at=AT) == "withdrawn"
    with pytest.raises(Refusal):
        withdraw_claim(speaker, by=None, at=AT)
    with pytest.raises(Refusal, match="belum memiliki alamat surel"):
        send_claim(SpeakerFactory(), by=None, at=AT)


# --- the page -----------------------------------------------------------------------------------
def test_a_portrait_is_kept_small_upright_and_without_place_and_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Kamera Uji"
    exif.get_ifd(0x8825)[1] = "S"  # where it was taken
    page = OwnPage(name="Ani", portrait_licence="CC BY 4.0")
    speaker = change_own_page(SpeakerFactory(), page, by=None, at=AT, portrait=picture(exif=exif))
    assert speaker.portrait is not None
    kept = storage.get(speaker.portrait.sha256)
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (600, 800), {})
    assert b"Kamera" not in kept
    assert (speaker.portrait.uploaded_by, speaker.portrait.name) == (None, "portrait.jpg")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("potret.jpg", b"%PDF-1.7 bukan gambar"), "PDF"),
        (SimpleUploadedFile("potret.jpg", b"\xff\xd8\xff\xe0 rusak"), "tidak dapat dibaca"),
        (SimpleUploadedFile("catatan.txt", b"catatan"), "JPEG atau PNG"),
        (picture((100, 100)), "100 × 100"),
    ],
)
def test_what_is_no_portrait_is_refused_beside_its_field(file: SimpleUploadedFile, sentence: str) -> None:
    speaker, page = SpeakerFactory(name="Ani"), OwnPage(name="Budi", portrait_licence="CC BY 4.0")
    with pytest.raises(Refusal, match=sentence) as refusal:
        change_own_page(speaker, page, by=None, at=AT, portrait=file)
    speaker.refresh_from_db()
    assert (refusal.value.field, speaker.name, speaker.portrait) == ("portrait", "Ani", None)


def test_a_portrait_without_licence_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        change_own_page(SpeakerFactory(), OwnPage(name="Ani"), by=None, at=AT, portrait=picture())
    assert refusal.value.field == "portrait_licence"


def test_a_page_is_recorded_without_what_it_says() -> None:
    speaker = SpeakerFactory()
    change_own_page(speaker, OwnPage(name="Ani", biography_id="Rahasia."), by=None, at=AT)
    entry = Entry.objects.get(verb="events.change_own_page")
    assert "Rahasia" not in entry.data
    assert '"biography_id"' in entry.data


def test_a_new_name_is_announced_and_a_biography_is_not() -> None:
    speaker = SpeakerFactory(name="Ani")
    with heard() as events:
        change_own_page(speaker, OwnPage(name="Ani", biography_id="Baru."), by=None, at=AT)
        assert events == []
        change_own_page(speaker, OwnPage(name="Ani, S.T."), by=None, at=AT)
    assert events == [speaker.event]
