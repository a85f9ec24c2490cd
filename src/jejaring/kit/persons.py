"""What rooms below `people` know of a person: no more than this."""

from __future__ import annotations

from typing import Any, Protocol


class Person(Protocol):
    """Someone with an account, as `notices`, `ledger` and `documents` need them."""

    @property
    def pk(self) -> Any: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def is_authenticated(self) -> Any: ...
