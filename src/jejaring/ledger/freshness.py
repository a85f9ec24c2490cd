"""Pages are kept as long as the ledger stands still.

Whatever changes what people see is an action, and every action writes an entry of the ledger. So a
page is the same as long as the newest link of the chain is the same, on the same day, in the same
language and theme: those make up the key it is kept under, and asking for the key is one small query.
A person's own page is kept under the person as well, and under whatever else of theirs it shows.
Reference data that is kept in the admin writes no entry; for its sake nothing is kept longer than a minute.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from jejaring.kit import clock
from jejaring.kit.appearance import chosen_theme
from jejaring.ledger.queries import newest_number

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

SHELF, OWN_SHELF = "pages", "own pages"  # caches in settings.CACHES; where there are none, nothing is kept
LONGEST_SECONDS = 60
LARGEST_BYTES = 128 * 1024
_HTML = "text/html; charset=utf-8"
_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]*')


def fresh_while_ledger_stands(view: View[P]) -> View[P]:
    """Keep a public page for those who are not signed in, until the ledger goes on.

    The view may depend on its address, the day, the language, the theme and what is recorded, on nothing
    else. Pages with a form token or a cookie, errors, redirects and downloads are never kept.
    """

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if SHELF not in settings.CACHES or not _is_plain(request):
            return view(request, *args, **kwargs)
        shelf, key = caches[SHELF], _key(request, request.get_full_path())
        body: bytes | None = shelf.get(key)
        if body is None:
            answer = view(request, *args, **kwargs)
            if not _may_be_kept(request, answer) or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                return answer
            body = answer.content
            shelf.set(key, body, LONGEST_SECONDS)
        return _served(request, body)

    return kept


def _nothing(person: object) -> None:
    """Say that a page shows nothing of a person that is changed without an entry."""


def own_page_fresh_while_ledger_stands(*, also: Callable[[Any], object] = _nothing) -> Callable[[View[P]], View[P]]:
    """Keep a signed-in person's own page for that person, until the ledger goes on.

    Besides what `fresh_while_ledger_stands` allows, the view may depend on the person and on what
    `also(person)` returns: whatever the page shows that is changed without an entry, such as what they
    have read. Form tokens are not kept but put in anew. A page with a message is drawn, and not kept.
    """

    def decorated(view: View[P]) -> View[P]:
        @wraps(view)
        def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if OWN_SHELF not in settings.CACHES or not _is_own(request):
                return view(request, *args, **kwargs)
            shelf, key = caches[OWN_SHELF], _key(request, request.user.pk, also(request.user), request.get_full_path())
            parts: list[bytes] | None = shelf.get(key)
            if parts is None:
                answer = view(request, *args, **kwargs)
                if _may_be_kept(request, answer) and (parts := _between_tokens(answer.content)):
                    shelf.set(key, parts, LONGEST_SECONDS)
                return answer
            token = get_token(request).encode() if len(parts) > 1 else b""
            return HttpResponse(token.join(parts), content_type=_HTML)

        return kept

    return decorated


def part_while_ledger_stands(request: HttpRequest, name: str, make: Callable[[], T]) -> T:
    """Return a part of public pages, kept under its name until the ledger goes on.

    `make` may depend on the day, the language and what is recorded, not on the request.
    """
    if SHELF not in settings.CACHES or request.method != "GET":
        return make()
    shelf, key = caches[SHELF], _key(request, "part", name)
    found: tuple[T] | None = shelf.get(key)
    if found is None:
        found = (make(),)
        shelf.set(key, found, LONGEST_SECONDS)
    return found[0]


def _is_plain(request: HttpRequest) -> bool:
    """Tell whether a request is a stranger's: no session, no message that waits."""
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    return request.method == "GET" and own.isdisjoint(request.COOKIES) and "HX-Request" not in request.headers


def _is_own(request: HttpRequest) -> bool:
    """Tell whether a request asks for a whole page and no message waits to be shown on it."""
    return request.method == "GET" and "HX-Request" not in request.headers and not len(get_messages(request))


def _between_tokens(body: bytes) -> list[bytes]:
    """Return what stands between the form tokens of a page; nothing if a token stands elsewhere, too."""
    parts, tokens = _TOKEN.split(body), set(_TOKEN.findall(body))
    return [] if any(token in part for token in tokens for part in parts) else parts


def _key(request: HttpRequest, *own: object) -> str:
    parts = (_number(request), clock.today(), get_language(), chosen_theme(request), *own)
    return sha256(repr(parts).encode()).hexdigest()


def _number(request: HttpRequest) -> int:
    """Return the newest link's number, asked once a request: what is read after it is at least as new."""
    marked = cast(Any, request)
    if not hasattr(marked, "ledger_number"):
        marked.ledger_number = newest_number()
    return int(marked.ledger_number)


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """Tell whether an answer is a page and nothing but a page."""
    return (
        answer.status_code == 200
        and set(answer.headers) == {"Content-Type"}
        and answer.headers["Content-Type"] == _HTML
        and not answer.cookies
        and not request.session.modified
        and len(answer.content) <= LARGEST_BYTES
    )


def _served(request: HttpRequest, body: bytes) -> HttpResponse:
    """Answer with a page, or with 304 if the browser has the same one."""
    answer = HttpResponse(body, content_type=_HTML)
    answer["ETag"] = etag = f'W/"{sha256(body).hexdigest()[:32]}"'
    answer["Cache-Control"] = "no-cache"  # keep it, but ask every time
    patch_vary_headers(answer, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=answer) or answer
