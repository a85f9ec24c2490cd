"""A PostgreSQL server of one's own: whether it is there, and the way past a pooler."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jejaring.config.environment import ConfigError

URL, DIRECT = "DATABASE_URL", "JEJARING_DATABASE_DIRECT_URL"


def refuse_unreachable(values: Mapping[str, Any]) -> None:
    """Raise ConfigError if a server that the variables name is not there, or is not what its query demands."""
    import psycopg

    for name in (URL, DIRECT):
        if parameters := values[name]:
            try:
                psycopg.connect(**parameters).close()
            except psycopg.OperationalError as fault:
                raise ConfigError(f"The database in {name} cannot be reached: {fault}") from fault


@contextmanager
def past_the_pooler() -> Iterator[None]:
    """Have DATABASE_URL point at the server itself, where a pooler is between."""
    url, direct = os.environ[URL], os.environ.get(DIRECT, "").strip()
    os.environ[URL] = direct or url
    try:
        yield
    finally:
        os.environ[URL] = url
