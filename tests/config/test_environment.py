"""A wrong variable stops the start with a sentence; every variable is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jejaring.config import environment
from jejaring.config.environment import ConfigError

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
GOOD = {"JEJARING_SECRET_KEY": "x" * 32}


def test_production_needs_no_more_than_a_secret_key() -> None:
    assert environment.read(GOOD)["JEJARING_MODE"] == "production"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("JEJARING_SECRET_KEY", "short", "shorter than 32 characters"),
        ("JEJARING_MODE", "test", "JEJARING_MODE is 'test', but it must be one of production, demo, development."),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL is 'mysql://x', but it must begin with postgresql://."),
        ("JEJARING_URL", "https://x/", "no slash at its end"),
        ("JEJARING_TIME_ZONE", "Kupang", "a time zone such as Asia/Jakarta"),
        ("JEJARING_UPLOAD_LIMIT_MB", "-1", "a whole number, 0 or more"),
        ("JEJARING_WEBHOOK_NETWORKS", "10.0.0.0/16, here", "networks such as 10.20.0.0/16, with commas"),
        ("JEJARING_WEBHOOK_NETWORKS", "10.0.0.1/16", "networks such as 10.20.0.0/16, with commas"),
        ("JEJARING_SECURE", "maybe", "it must be yes or no"),
        ("JEJARING_OIDC_ISSUER", "https://sso", "JEJARING_OIDC_CLIENT_ID is not"),
    ],
)
def test_a_wrong_variable_is_told_in_a_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        environment.read(GOOD | {name: value})


def test_the_page_of_settings_lists_exactly_the_variables_that_are_read() -> None:
    documented = re.findall(r"^\| `([A-Z0-9_]+)` \| (?:`(.*?)`)? *\| (.*) \|$", DOCS.read_text(), re.MULTILINE)
    assert documented == [(v.name, v.default, v.meaning) for v in environment.VARIABLES]


def test_nothing_but_the_settings_reads_the_environment() -> None:
    source = Path(__file__).parents[2] / "src" / "jejaring"
    readers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if re.search(r"os\.environ|getenv", path.read_text())
    }
    # the command line and the embedded database prepare the environment for the processes they start
    named = ("environment", "cli", "demo", "processes", "embedded", "wsgi", "backups/postgres")
    assert readers <= {f"config/{name}.py" for name in named}
