"""Public pages from a read replica, where JEJARING_DATABASE_READ_URL names one.

A visitor's request for a page that is the same for everyone (`ledger.freshness.cached_page`) is answered from the
replica as a whole, so that a page is never newer in one part than in another, nor cached under a version that its
database has not reached yet. Everything else is answered from the primary, and so are those pages for whoever is
signed in or has just sent a form, and for everyone while the replica is away or behind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jejaring.ledger.freshness import JUST_SENT

READ = "read"  # in settings.DATABASES
LOOK_SECONDS = 5.0  # how long it is trusted after a look, or left alone after a fault
BEHIND_SECONDS = 30  # the worker beats every 10 seconds
JUST_SENT_SECONDS = 60
BEHIND = "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))::float8 FROM procrastinate_workers"
READS, SAFE = ("GET", "HEAD"), ("GET", "HEAD", "OPTIONS")
logger = logging.getLogger(__name__)


class ReadReplica:
    """Answers public pages from the replica, and from the primary whenever that is not possible."""

    def __init__(self, next_one: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if READ not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.next_one = next_one

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.next_one(request)
        if request.method not in SAFE:
            answer.set_cookie(
                JUST_SENT,
                "1",
                max_age=JUST_SENT_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        own = {settings.SESSION_COOKIE_NAME, "messages", JUST_SENT}
        public = getattr(view, "is_public_page", False) and request.method in READS and own.isdisjoint(request.COOKIES)
        if not public or not _state.is_usable():
            return None
        try:
            with _in_place_of_the_primary():
                answer: HttpResponseBase = view(request, *args, **kwargs)
                return answer
        except (DatabaseError, InterfaceError) as fault:
            _state.failed(fault)
            return None  # the primary answers


def seconds_behind(replica: BaseDatabaseWrapper) -> float | None:
    """Return how old the worker's last heartbeat is in a replica, in seconds; None if there is no worker."""
    with replica.cursor() as cursor:
        cursor.execute(BEHIND)
        (seconds,) = cursor.fetchone()
    return None if seconds is None else float(seconds)


@contextmanager
def _in_place_of_the_primary() -> Iterator[None]:
    """Have this thread's queries, all of them, go to the replica."""
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[READ]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


class _State:
    """What this process knows of the replica: one thread looks, the others go by what was found."""

    def __init__(self) -> None:
        self._looking = Lock()
        self._until = 0.0
        self._usable = False

    def is_usable(self) -> bool:
        """Return whether the replica was there and not behind a moment ago."""
        if monotonic() >= self._until and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._usable

    def _look(self) -> None:
        try:
            behind = seconds_behind(connections[READ])
        except (DatabaseError, InterfaceError) as fault:
            self.failed(fault)
            return
        self._usable = behind is not None and behind <= BEHIND_SECONDS
        self._until = monotonic() + LOOK_SECONDS

    def failed(self, fault: Exception) -> None:
        """Leave the replica alone for a while."""
        logger.warning("the read replica is away, the primary answers: %s", type(fault).__name__)
        connections[READ].close()
        self._usable, self._until = False, monotonic() + LOOK_SECONDS


_state = _State()
