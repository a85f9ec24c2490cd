"""Connections to a server that may be away: whoever needs one is told soon, and one at a time tries again."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

WAITS = 5  # for a connection of the pool, each as long as the pool's timeout, while the server is there


@dataclass(frozen=True, slots=True)
class _Server:
    """Whether a server was found away, and who is trying to reach it."""

    away: threading.Event = field(default_factory=threading.Event)
    trying: threading.Lock = field(default_factory=threading.Lock)


_servers: defaultdict[str, _Server] = defaultdict(_Server)  # by Django's name of the database


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own but for how a connection is got.

    A pool that gives none within its timeout is empty or has lost its server: which of the two, one connection beside
    it shows at once. While the server is away one thread of the process tries to reach it, and the others are told so
    without waiting; otherwise each of them would wait for the limit of a connection, and pages that need no database
    with them.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection. Raises psycopg.OperationalError if there is none, or the server was found away."""
        server = _servers[self.alias]
        if not server.away.is_set():
            return self._found(server, conn_params)
        if not server.trying.acquire(blocking=False):
            raise psycopg.OperationalError("the database is away; another thread is trying to reach it")
        try:
            return self._found(server, conn_params)
        finally:
            server.trying.release()

    def _found(self, server: _Server, conn_params: dict[str, Any]) -> Any:
        try:
            connection = self._waited_for(conn_params)
        except psycopg.OperationalError:
            server.away.set()
            raise
        server.away.clear()
        return connection

    def _waited_for(self, conn_params: dict[str, Any]) -> Any:
        for _wait in range(WAITS):
            try:
                return super().get_new_connection(conn_params)
            except PoolTimeout as fault:
                psycopg.connect(**conn_params).close()  # raises if the server is away
                busy = fault
        raise busy
