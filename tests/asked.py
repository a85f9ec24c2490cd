"""Our own authority as if it were another system: what somebody else does while it is asked for a signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from django.db import connection

from jejaring.documents.signers.interface import Credential
from jejaring.documents.signers.own_authority import OwnAuthority
from jejaring.kit.refusal import Refusal

T = TypeVar("T")


@dataclass
class Asked:
    """Who was asked to sign, by title; `meanwhile` is what is done once, over another connection, at the first."""

    titles: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] | None = None
    refusal: str = ""

    def __call__(self, title: str) -> None:
        self.titles.append(title)
        do, self.meanwhile = self.meanwhile, None
        if do:
            with elsewhere(do):
                pass
        if self.refusal:
            raise Refusal(self.refusal)


@contextmanager
def elsewhere(do: Callable[[], T]) -> Iterator[Future[T]]:
    """Do something in a thread of its own, which has its own connection and no act under way; wait at the end."""

    def work() -> T:
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work)
        yield doing
        doing.result(60)


def asked_as_others_are(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Have our own authority asked ahead; return what it was asked."""
    asked, credential = Asked(), OwnAuthority.credential

    def ask(own: OwnAuthority, *, title: str, **about: Any) -> Credential:
        asked(title)
        return credential(own, title=title, **about)

    monkeypatch.setattr(OwnAuthority, "asks_others", True)
    monkeypatch.setattr(OwnAuthority, "credential", ask)
    return asked
