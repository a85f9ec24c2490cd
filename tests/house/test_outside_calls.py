"""Whatever reaches other systems stands in a few modules, each with its limit; a new one is added here with its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jejaring.config.settings import PACKAGE

REACHING = (
    *("httpx", "httpcore", "requests", "aiohttp", "urllib.request", "urllib3", "http.client", "ftplib", "smtplib"),
    *("socket", "boto3", "botocore", "s3transfer", "storages", "django.core.mail", "pkcs11"),
)
OUTSIDE = {
    "answers/http.py": "httpx",  # the one way to ask by HTTP: limits of time together, of size, and of threads
    "config/embedded.py": "socket",  # looks for a free port
    "config/processes.py": "socket",  # looks for a free port
    "config/supervisor.py": "httpx",  # asks the web server that was started here; 2 seconds each
    "documents/signers/pkcs11.py": "pkcs11",  # a library of the system, as fast as its device: the time of signing
    "files/bucket.py": "boto3 botocore s3transfer storages",  # limits of time together and of threads
    "ledger/heads.py": "django.core.mail",  # in the queue of letters
    "notices/mail.py": "django.core.mail",  # in the queue of letters, outside of transactions
    "notices/outbound.py": "httpcore httpx socket",  # webhooks, by the worker: 15 seconds together
    "notices/smtp.py": "django.core.mail smtplib socket",  # 10 seconds for an answer, 30 together
    "operation/checks/services.py": "django.core.mail socket",  # the doctor: each check has its limit
    "operation/letters.py": "django.core.mail",  # to the operator, by the worker
    "operation/places.py": "boto3 botocore",  # of backups, by commands and the worker; limits per question
    "people/accounts.py": "django.core.mail requests",  # letters go to the queue; allauth asks by people/provider.py
    "people/provider.py": "requests",  # carries allauth's requests through answers/http.py
    "portal/demo/meeting_walk.py": "httpx",  # as the one below
    "portal/demo/walk.py": "httpx",  # a command that plays the demo's journey
    "registration/actions/sending.py": "smtplib",  # its errors are noted; notices/mail.py sends
}


def test_only_these_modules_reach_other_systems() -> None:
    found = {
        str(path.relative_to(PACKAGE)): " ".join(sorted(reaching))
        for path in PACKAGE.rglob("*.py")
        if (reaching := set(_reaching(path)))
    }
    assert found == OUTSIDE


def _reaching(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in _names(node):
            yield from (one for one in REACHING if name == one or name.startswith(f"{one}."))


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
