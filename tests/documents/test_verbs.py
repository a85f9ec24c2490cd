"""Every verb this room records has words, also where `record` is the name of a parameter."""

from __future__ import annotations

import re
from pathlib import Path

from jejaring.documents import actions
from jejaring.documents.verbs import VERBS


def test_every_recorded_verb_has_words() -> None:
    source = Path(actions.__file__).read_text()
    assert set(re.findall(r'ledger\.record\(\s*"([a-z.]+)"', source)) == set(VERBS)
