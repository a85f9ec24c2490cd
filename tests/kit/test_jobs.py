"""A long job is done by a worker, watched and found again by its owner only, stopped, and survives its worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from jejaring.kit import jobs, registry
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import RegistryError
from jejaring.people.models import Person
from tests.factories.people import PersonFactory
from tests.kit.job_worker import COUNT, KIND, give_back_jobs_of_killed_workers, worker

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2019, 10, 17, 2, tzinfo=UTC)
PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def _counting() -> Iterator[None]:
    with registry.job_kinds.lent(KIND, COUNT):
        yield


@pytest.fixture
def owner() -> Person:
    return PersonFactory(language="en")


def begun(owner: Person, **arguments: Any) -> Job:
    return jobs.start(KIND, owner=owner, at=NOW, **{"to": 3, **arguments})


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def state_of(job: Job) -> tuple[str, int, int | None]:
    job.refresh_from_db()
    return job.state, job.done, job.total


@pytest.mark.kills
def test_a_worker_does_a_job_and_its_owner_finds_the_result(owner: Person, client: Client) -> None:
    job = begun(owner)
    client.force_login(owner)
    page = f"/en{job.get_absolute_url()}"
    assert "It will begin in a moment." in client.get(page).content.decode()
    assert worker().wait(PATIENCE_SECONDS) == 0
    assert state_of(job) == ("done", 3, 3)
    assert '<a class="button" href="/angka/3/">' in client.get(page).content.decode()
    assert "Counting" in client.get("/en/ruang/pekerjaan/").content.decode()


@pytest.mark.kills
def test_a_job_whose_worker_is_killed_is_done_by_the_next_one(owner: Person) -> None:
    job = begun(owner)
    first = worker(pause=30)
    wait_until(lambda: state_of(job) == ("running", 1, 3))
    first.kill()
    first.wait()
    assert state_of(job) == ("running", 1, 3)
    assert give_back_jobs_of_killed_workers() == 1
    assert worker().wait(PATIENCE_SECONDS) == 0
    assert state_of(job) == ("done", 3, 3)


@pytest.mark.kills
def test_a_job_that_runs_is_stopped_where_it_reports(owner: Person, client: Client) -> None:
    job = begun(owner, to=1000)
    running = worker(pause=0.6)
    wait_until(lambda: state_of(job)[0] == "running" and job.done > 0)
    client.force_login(owner)
    assert client.post(f"{job.get_absolute_url()}hentikan/")["Location"] == job.get_absolute_url()
    assert running.wait(PATIENCE_SECONDS) == 0
    state, done, total = state_of(job)
    assert (state, done < 1000, total) == ("stopped", True, 1000)
    with pytest.raises(Refusal, match="sudah berakhir"):
        jobs.stop(job, at=NOW)


def test_a_job_that_has_not_begun_ends_at_once_and_never_begins(owner: Person) -> None:
    job = begun(owner)
    jobs.stop(job, at=NOW)
    assert state_of(job) == ("stopped", 0, None)
    jobs.run(job.pk, clock=lambda: NOW)
    assert state_of(job) == ("stopped", 0, None)


def test_a_refusal_is_what_the_owner_reads(owner: Person) -> None:
    job = begun(owner, refuse=True)
    jobs.run(job.pk, clock=lambda: NOW)
    assert (state_of(job)[0], job.sentence, job.ended_at) == ("failed", "Row 7 has no date.", NOW)


def test_an_error_is_said_in_the_owners_words_and_still_raised_for_the_log(owner: Person) -> None:
    job = begun(owner, break_=True)
    with pytest.raises(ZeroDivisionError):
        jobs.run(job.pk, clock=lambda: NOW)
    assert state_of(job)[0] == "failed"
    assert job.sentence.startswith("An error on our side stopped it.")


def test_nobody_else_sees_a_job_or_stops_it(owner: Person, client: Client) -> None:
    job = begun(owner)
    client.force_login(PersonFactory())
    page = job.get_absolute_url()
    assert [client.get(page).status_code, client.post(f"{page}hentikan/").status_code] == [404, 404]
    assert "Counting" not in client.get("/ruang/pekerjaan/").content.decode()
    assert state_of(job)[0] == "waiting"


def test_htmx_gets_the_fragment_while_a_job_goes_on_and_then_its_result(owner: Person, client: Client) -> None:
    job = begun(owner)
    client.force_login(owner)
    fragment = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert fragment.content.decode().startswith('<div class="progress"')
    jobs.run(job.pk, clock=lambda: NOW)
    assert client.get(job.get_absolute_url(), headers={"HX-Request": "true"})["HX-Redirect"] == "/angka/3/"


def test_htmx_gets_the_page_anew_where_a_job_ends_without_a_result(owner: Person, client: Client) -> None:
    job = begun(owner, refuse=True)
    client.force_login(owner)
    jobs.run(job.pk, clock=lambda: NOW)
    answer = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert (answer["HX-Refresh"], "HX-Redirect" in answer) == ("true", False)


def test_whoever_follows_a_job_goes_on_to_its_result_once_it_is_done(owner: Person, client: Client) -> None:
    job = begun(owner)
    client.force_login(owner)
    address = jobs.address_to_follow(job)
    assert client.get(address).status_code == 200
    jobs.run(job.pk, clock=lambda: NOW)
    assert client.get(address)["Location"] == "/angka/3/"


def test_a_job_of_an_unknown_kind_is_not_started(owner: Person) -> None:
    with pytest.raises(RegistryError, match=r"'test\.nothing' is not registered"):
        jobs.start("test.nothing", owner=owner, at=NOW)
    assert not Job.objects.exists()
