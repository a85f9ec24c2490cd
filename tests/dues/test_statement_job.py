"""Loading a bank statement is a job: loaded once or not at all, whatever becomes of its worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from jejaring.dues import actions as dues
from jejaring.dues.models import BankImport, Invoice, Payment
from jejaring.kit import clock, jobs
from jejaring.kit.models import Job
from jejaring.ledger.models import Entry
from jejaring.membership.models import Obligation
from tests.kit.job_worker import give_back_jobs_of_killed_workers, worker
from tests.membership.desk import AT, DAY, Desk
from tests.waiting import AMPLE, until

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/ruang/iuran/mutasi/"
ROWS = "Tanggal;Keterangan;Jumlah;Referensi\n2020-03-01;{};10000000;A\n2020-03-01;x;5;B\n2020-03-01;x;7;C\n"
State = BankImport.State


def upload(text: str, name: str = "mutasi.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def begun(desk: Desk, text: str) -> Job:
    return dues.read_statement(upload(text), by=desk.treasurer, on=DAY, at=AT)


def run(job: Job) -> None:
    jobs.run(job.pk, clock=clock.now)
    job.refresh_from_db()


def is_at(job: Job, state: str, done: int) -> bool:
    job.refresh_from_db()
    return (job.state, job.done) == (state, done)


def statement_of(job: Job) -> BankImport:
    return BankImport.objects.get(pk=job.arguments["number"])


def loaded() -> list[str]:
    return list(Payment.objects.order_by("reference").values_list("reference", flat=True))


def times_recorded() -> int:
    return Entry.objects.filter(verb="dues.read_statement").count()


@contextmanager
def another_writes(reference: str, by: int) -> Iterator[None]:
    """Hold up every loading at a payment: another transaction is writing one of the same reference, in vain."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO dues_payment (amount_idr, paid_on, reference, remark, waits_because, settled_as,"
                " recorded_by_id) VALUES (1, '2020-03-01', %s, '', '', '', %s)",
                [reference, by],
            )
        yield
    finally:
        other.rollback()
        other.close()


def held_up() -> int:
    """Return how many transactions of this database wait for another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.kills
def test_the_desk_watches_a_statement_being_loaded_and_ends_on_its_page(
    client: Client, desk: Desk, invoice: Invoice
) -> None:
    client.force_login(desk.treasurer)
    address = client.post(ADDRESS, {"file": upload(ROWS.format(invoice.number))})["Location"]
    job = Job.objects.get()
    assert address == jobs.address_to_follow(job)
    assert "Memuat mutasi bank" in client.get(address).content.decode()
    assert "Memuat mutasi bank" in client.get("/ruang/").content.decode()
    assert worker().wait(AMPLE) == 0
    assert is_at(job, "done", 3)
    statement = statement_of(job)
    assert client.get(address)["Location"] == job.result_url == f"{ADDRESS}{statement.pk}/"
    assert (statement.state, statement.accepted, loaded()) == (State.LOADED, 3, ["A", "B", "C"])
    assert (Obligation.objects.get(kind="dues", year=invoice.year).fulfilled_on, times_recorded()) == (
        Payment.objects.get(reference="A").paid_on,
        1,
    )


@pytest.mark.kills
def test_a_statement_whose_worker_is_killed_is_loaded_once_by_the_next(desk: Desk) -> None:
    job = begun(desk, ROWS.format("x"))
    with another_writes("B", desk.treasurer.pk):
        first = worker()
        until(lambda: is_at(job, "running", 1))
        first.kill()
        first.wait()
    assert (loaded(), BankImport.objects.count(), times_recorded()) == ([], 0, 0)
    assert give_back_jobs_of_killed_workers() == 1
    assert worker().wait(AMPLE) == 0
    assert is_at(job, "done", 3)
    assert (loaded(), statement_of(job).accepted, times_recorded()) == (["A", "B", "C"], 3, 1)


def test_a_statement_whose_worker_died_after_loading_it_is_not_loaded_again(desk: Desk) -> None:
    job = begun(desk, ROWS.format("x"))
    run(job)
    Job.objects.filter(pk=job.pk).update(state="running", ended_at=None, result_url="")
    run(job)
    assert (job.state, job.result_url) == ("done", f"{ADDRESS}{statement_of(job).pk}/")
    assert (len(loaded()), times_recorded()) == (3, 1)


@pytest.mark.kills
def test_a_statement_that_is_stopped_loads_nothing_and_its_file_can_be_loaded_again(client: Client, desk: Desk) -> None:
    client.force_login(desk.treasurer)
    job = begun(desk, ROWS.format("x"))
    with another_writes("B", desk.treasurer.pk):
        running = worker()
        until(lambda: is_at(job, "running", 1))
        assert client.post(f"{job.get_absolute_url()}hentikan/").status_code == 302
    assert running.wait(AMPLE) == 0
    job.refresh_from_db()
    assert (job.state, loaded(), BankImport.objects.count(), times_recorded()) == ("stopped", [], 0, 0)
    run(begun(desk, ROWS.format("x")))
    assert (loaded(), BankImport.objects.count(), times_recorded()) == (["A", "B", "C"], 1, 1)


@pytest.mark.kills
def test_two_workers_with_the_same_payments_load_each_once(desk: Desk) -> None:
    both = [begun(desk, ROWS.format("x")), begun(desk, ROWS.format("x"))]
    with another_writes("A", desk.treasurer.pk):
        running = [worker(), worker()]
        until(lambda: held_up() == 2)
    assert [each.wait(AMPLE) for each in running] == [0, 0]
    assert sorted((statement_of(job).accepted, statement_of(job).known) for job in both) == [(0, 3), (3, 0)]
    assert loaded() == ["A", "B", "C"]


def test_someone_who_no_longer_keeps_the_dues_reads_why_nothing_was_loaded(client: Client, desk: Desk) -> None:
    job = begun(desk, ROWS.format("x"))
    desk.treasurer.holdings.update(until=DAY)
    run(job)
    assert (job.state, job.sentence) == ("failed", "Anda tidak lagi mengelola iuran. Mutasi bank tidak dimuat.")
    assert (loaded(), BankImport.objects.count()) == ([], 0)
    client.force_login(desk.treasurer)
    assert job.sentence in client.get(jobs.address_to_follow(job)).content.decode()


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("nama;alamat\nx;y\n", "mutasi.csv", "Kolom tidak dikenali."),
        (ROWS, "mutasi.xlsx", "mutasi.xlsx"),
    ],
)
def test_what_is_wrong_with_the_file_itself_is_shown_beside_it_and_starts_no_job(
    client: Client, desk: Desk, text: str, name: str, told: str
) -> None:
    client.force_login(desk.treasurer)
    answer = client.post(ADDRESS, {"file": upload(text, name)})
    assert told in str(answer.context["form"].errors["file"])
    assert (Job.objects.count(), BankImport.objects.count()) == (0, 0)
