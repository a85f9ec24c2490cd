"""The console script `jejaring`. Commands that need no web project do not load it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, cast

from jejaring.console import language, terminal

if TYPE_CHECKING:
    from jejaring.config.embedded import Cluster

DEMO = Path("var/demo")
DESCRIBE = ("DATABASE_URL", "JEJARING_DATA", "JEJARING_MODE", "JEJARING_SECRET_KEY")  # an installation


@contextmanager
def database(*, reached: bool = True, pooled: bool = False) -> Iterator[Cluster | None]:
    """Have DATABASE_URL point at a running server: one's own (None), or the embedded one, started if need be.

    Where a pooler is between, only web processes work through it: unless `pooled`, it points at the server itself.
    Raises ConfigError if one's own cannot be `reached`, unless it may be away.
    """
    from jejaring.config import environment, own_server

    values = environment.read()  # a wrong setting is told before anything starts
    if values["DATABASE_URL"]:
        if reached:
            own_server.refuse_unreachable(values)
        with nullcontext() if pooled else own_server.past_the_pooler():
            yield None
        return
    from jejaring.config.embedded import Cluster

    cluster = Cluster(cast(Path, values["JEJARING_DATA"]) / "postgres")
    cluster.start()
    os.environ["DATABASE_URL"] = cluster.url
    try:
        yield cluster
    finally:
        del os.environ["DATABASE_URL"]
        cluster.stop_own()


@contextmanager
def installation(arguments: argparse.Namespace) -> Iterator[None]:
    """Load the web project of the installation that is meant."""
    enter(arguments)
    with database():
        django_setup()
        yield


def enter(arguments: argparse.Namespace) -> None:
    """Have the environment describe the installation that is meant: its own, or else the demo in a folder.

    The demo counts where --data names it, or where no variable describes an installation and `make demo` has made one.
    """
    from jejaring.config import demo as house

    described = any(os.environ.get(name) for name in DESCRIBE)
    if arguments.data or (not described and house.is_demo(DEMO)):
        house.enter(arguments.data or DEMO)


def django_setup() -> None:
    """Load the web project."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jejaring.config.settings")
    django.setup()


def demo(arguments: argparse.Namespace) -> int:
    """Serve the whole product with demo data, on an embedded PostgreSQL."""
    from jejaring.config import demo as house

    place = house.Place(folder=arguments.data.resolve(), port=arguments.port)
    if arguments.reset:
        house.reset(place)
        terminal.say(f"Forgotten: {place.folder}")
        return 0
    return house.run(place)


def demo_walk(arguments: argparse.Namespace) -> int:
    """Play Kota Padang's journey and a meeting of cities against the running demo, without a browser."""
    from jejaring.portal.demo import meeting_walk, walk

    return walk.play(arguments.url) or meeting_walk.play(arguments.url)


def serve(arguments: argparse.Namespace) -> int:
    """Serve the web application, with the worker unless told otherwise; print when it is ready, and where."""
    from django import conf

    from jejaring.config.counters import forget_ended
    from jejaring.config.processes import refuse_taken_port, web_command, worker_command

    refuse_taken_port(arguments.host, arguments.port, "`jejaring serve --port 8123`")
    commands = {"web": web_command(arguments.host, arguments.port, arguments.workers)}
    if not arguments.web_only:
        commands["worker"] = worker_command(concurrency=2)
    with database(pooled=True) as cluster:
        django_setup()
        _refuse_unmigrated()
        _collect_missing_static_files()
        forget_ended(conf.settings.METRICS)
        os.environ.setdefault("JEJARING_DATABASE_POOL", "8")  # of the children
        host = "127.0.0.1" if arguments.host in ("0.0.0.0", "::") else arguments.host  # noqa: S104 - where to look
        code = _supervise(commands, cluster, url=f"http://{host}:{arguments.port}")
        forget_ended(conf.settings.METRICS)
        return code


def work(arguments: argparse.Namespace) -> int:
    """Do background and timed work."""
    from jejaring.config.processes import worker_command

    with database() as cluster:
        django_setup()
        _refuse_unmigrated()
        return _supervise({"worker": worker_command(arguments.concurrency)}, cluster)


def _refuse_unmigrated() -> None:
    from jejaring.operation.checks.database import migrations
    from jejaring.operation.findings import Level

    if wrong := [one for one in migrations() if one.level == Level.ERROR]:
        raise terminal.Refused(f"{one.found.capitalize()}: {one.advice} first." for one in wrong)


def _collect_missing_static_files() -> None:
    from django.core.management import call_command

    from jejaring.operation.checks.machine import static_files
    from jejaring.operation.findings import Level

    if any(one.level == Level.ERROR for one in static_files()):
        terminal.say("Collecting the static files of this version …")
        call_command("collectstatic", interactive=False, verbosity=0)


def _supervise(commands: Mapping[str, Sequence[str]], cluster: Cluster | None, url: str = "") -> int:
    """Run children until told to stop; print when `url` answers."""
    from django.db import connections

    from jejaring.config.supervisor import Supervisor

    connections.close_all()  # what was looked at is; the children have their own
    ready = partial(print, f"ready: {url}/", flush=True) if url else None
    return Supervisor(commands, cluster=cluster, url=url, on_ready=ready).run()


def migrate(arguments: argparse.Namespace) -> int:
    """Bring the database to this version's shape and load reference data."""
    with database():
        django_setup()
        from jejaring.config.upgrade import doing

        doing.migrate(verbosity=1)
        doing.load_reference_data()
    return 0


def settings(arguments: argparse.Namespace) -> int:
    """Print the settings in force and where each comes from, secrets masked; exit with 1 if one is wrong."""
    from jejaring.config import environment

    given = dict(os.environ)
    enter(arguments)
    environment.read()
    shown = environment.in_force(os.environ, given=given)
    if arguments.json:
        terminal.say(json.dumps([asdict(one) for one in shown], indent=1, ensure_ascii=False))
        return 0
    for row in language.aligned([(one.name, one.text or "-", one.source) for one in shown], left=3):
        terminal.say(row)
    for sentence in environment.unread():
        terminal.say(f"warning: {sentence}")
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Look at everything an installation needs, and print what to do; exit with 1 if there is an error."""
    from jejaring.config import environment
    from jejaring.config.environment import ConfigError
    from jejaring.operation import report
    from jejaring.operation.findings import Level

    try:
        enter(arguments)
        with database(reached=False, pooled=True):
            django_setup()
            from jejaring.operation import doctor as everything

            found = everything.findings(mail_to=arguments.mail)
            found += report.of_settings(environment.unread(), Level.WARNING)
    except ConfigError as wrong:
        found = report.of_settings(str(wrong).splitlines(), Level.ERROR)
    return report.report(found, as_json=arguments.json)


def setup(arguments: argparse.Namespace) -> int:
    """Make the network, its offices and register, and invite the first secretary: from a file or by questions."""
    if arguments.example:
        example = resources.files("jejaring.setup") / "data" / "network.yaml"
        terminal.say(example.read_text(encoding="utf-8").rstrip())
        return 0
    if arguments.check and arguments.file:
        raise terminal.Refused(["--check looks at what is there and reads no file; leave one of the two out."])
    with database():
        django_setup()
        _refuse_unmigrated()
        from jejaring.setup import commands

        return commands.run(arguments.file, check=arguments.check, print_link=arguments.print_link)


def examples_remove(arguments: argparse.Namespace) -> int:
    """Remove everything that is there only to try the software (labelled contoh)."""
    from django.core.management import call_command

    with installation(arguments):
        call_command("remove_examples")
    return 0


def manage(arguments: argparse.Namespace) -> int:
    """Run one of Django's own commands."""
    from django.core.management import execute_from_command_line

    with installation(arguments):
        execute_from_command_line(["jejaring manage", *arguments.rest])
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Check a signed PDF from the file alone: was it changed, who signed, who vouches for them."""
    from jejaring.documents.verification import verify_command

    return verify_command(arguments.file, arguments.trust)


def ledger_verify(arguments: argparse.Namespace) -> int:
    """Check the ledger's chain from both sides, its triggers and kept heads; exit with 1 if something is wrong."""
    with installation(arguments):
        from django.conf import settings

        from jejaring.ledger import checking, queries
        from jejaring.ledger.heads import heads_in

        try:
            files = [one for file in (settings.LEDGER_HEADS, *arguments.heads) for one in heads_in(file)]
        except ValueError as wrong:
            raise terminal.Refused([str(wrong)]) from wrong
        kept = list(dict.fromkeys([*arguments.head, *(one.hash for one in files)]))
        faults = list(checking.faults(kept))
        for fault in faults:
            terminal.say(fault.sentence)
        entries, links = checking.sizes()
        if entries != links or faults:
            terminal.say(f"ledger: not valid; {entries} entries, {links} links")
            return 1
        head = queries.head()
        of_head = f"; head {head.hash}" if head else ""
        terminal.say(f"ledger: valid, unbroken; {entries} entries, {links} links, {len(kept)} kept heads{of_head}")
    return 0


def ledger_compare(arguments: argparse.Namespace) -> int:
    """List records that no longer agree with the ledger; exit with 1 if there is one."""
    with installation(arguments):
        from jejaring.ledger import agreement

        count = 0
        for sentence in agreement.disagreements():
            count += 1
            terminal.say(sentence)
        kinds = ", ".join(sorted(agreement.recorded.keys()))
        terminal.say(f"records: {f'{count} do not agree' if count else 'valid'}; compared: {kinds}")
    return 1 if count else 0


def _hash(text: str) -> str:
    """Return a hash of 64 hexadecimal digits."""
    if len(text) != 64 or set(text.lower()) - set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a hash of 64 hexadecimal digits")
    return text.lower()


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    from jejaring.agenda import commands as programmes
    from jejaring.config.backups import commands as backups
    from jejaring.config.upgrade import commands as upgrading
    from jejaring.financing import commands as portfolio
    from jejaring.indicators import commands as indices
    from jejaring.operation import documents
    from jejaring.people import commands as accounts

    root = argparse.ArgumentParser(prog="jejaring", description="The working platform of a network of cities.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_processes(commands)
    _add_installation(commands)
    backups.add_commands(commands, installation)
    upgrading.add_commands(commands, installation)
    _add_checks(commands)
    account = commands.add_parser("account", help="an account that is leaked, or whose person is locked out")
    accounts.add_commands(account.add_subparsers(required=True, metavar="WHAT"), installation)
    document = commands.add_parser("document", help="a document that was signed wrongly")
    documents.add_commands(document.add_subparsers(required=True, metavar="WHAT"), installation)
    events = commands.add_parser("events", help="programmes of events, imported and exported")
    programmes.add_commands(events.add_subparsers(required=True, metavar="WHAT"), installation)
    index = commands.add_parser("index", help="composite indices made from files")
    indices.add_commands(index.add_subparsers(required=True, metavar="WHAT"))
    plans = commands.add_parser("portfolio", help="programmes chosen within money and law, from a file")
    portfolio.add_commands(plans.add_subparsers(required=True, metavar="WHAT"))
    return root


def _add_demo(commands: terminal.Commands) -> None:
    trial = terminal.add(commands, "demo", demo)
    trial.add_argument("--port", type=int, default=8000, help="port on this machine (8000)")
    trial.add_argument("--data", type=Path, default=DEMO, help="folder that keeps the demo (var/demo)")
    trial.add_argument("--reset", action="store_true", help="forget everything the demo has stored, and stop")
    walk = terminal.add(commands, "demo-walk", demo_walk)
    walk.add_argument("--url", default="http://127.0.0.1:8000", help="address of the running demo")
    examples = commands.add_parser("examples", help="data that is there only to try the software")
    _may_be_a_demo(terminal.add(examples.add_subparsers(required=True, metavar="WHAT"), "remove", examples_remove))


def _add_processes(commands: terminal.Commands) -> None:
    web = terminal.add(commands, "serve", serve)
    web.add_argument("--host", default="127.0.0.1")
    web.add_argument("--port", type=int, default=8000)
    web.add_argument("--workers", type=int, default=2, help="web processes (2)")
    web.add_argument("--web-only", action="store_true", help="leave the worker to `jejaring work`")
    worker = terminal.add(commands, "work", work)
    worker.add_argument("--concurrency", type=int, default=2, help="jobs at the same time (2)")


def _add_installation(commands: terminal.Commands) -> None:
    terminal.add(commands, "migrate", migrate)
    beginning = terminal.add(commands, "setup", setup)
    beginning.add_argument("file", type=Path, nargs="?", help="YAML file; without it questions are asked")
    beginning.add_argument("--example", action="store_true", help="print a file to begin with, and stop")
    beginning.add_argument(
        "--check", action="store_true", help="print what is still missing (exit code 1 if anything is)"
    )
    beginning.add_argument(
        "--print-link", action="store_true", help="print the invitation's link although mail is set up"
    )
    django_command = terminal.add(commands, "manage", manage)
    django_command.set_defaults(data=None)
    django_command.add_argument("rest", nargs=argparse.REMAINDER, help="the command and its arguments")
    in_force = terminal.add(commands, "settings", settings)
    in_force.add_argument("--json", action="store_true", help="print a JSON list of name, text and source")
    looked_at = terminal.add(commands, "doctor", doctor)
    looked_at.add_argument("--mail", default="", metavar="ADDRESS", help="send a letter there, to see it arrive")
    looked_at.add_argument("--json", action="store_true", help="print JSON for programs")
    _may_be_a_demo(in_force, looked_at)


def _add_checks(commands: terminal.Commands) -> None:
    check = terminal.add(commands, "verify", verify)
    check.add_argument("file", type=Path, help="the PDF")
    check.add_argument("--trust", type=Path, action="append", default=[], metavar="CERT.pem", help="root certificate")
    ledger = commands.add_parser("ledger", help="the record of everything that was done")
    of_ledger = ledger.add_subparsers(required=True, metavar="WHAT")
    chain = terminal.add(of_ledger, "verify", ledger_verify)
    chain.add_argument("--head", type=_hash, action="append", default=[], metavar="HASH", help="a head you have kept")
    chain.add_argument(
        "--heads", type=Path, action="append", default=[], metavar="FILE", help="a mirror's file of heads"
    )
    _may_be_a_demo(chain, terminal.add(of_ledger, "compare", ledger_compare))


def _may_be_a_demo(*commands: argparse.ArgumentParser) -> None:
    for one in commands:
        one.add_argument(
            "--data", type=Path, help="folder of a demo; without it what the environment names, or var/demo"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    return terminal.main(parser(), argv)


if __name__ == "__main__":
    sys.exit(main())
