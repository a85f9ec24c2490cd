"""Public pages are kept as long as the ledger stands still.

Whatever changes what the public sees is an action, and every action writes an entry of the ledger. So a
page is the same as long as the newest link of the chain is the same, on the same day, in the same
language and theme: those make up the key it is kept under, and asking for the key is one small query.
Reference data that is kept in the admin writes no entry; for its sake nothing is kept longer than a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from jejaring.kit import clock
from jejaring.kit.appearance import chosen_theme
from jejaring.ledger.queries import newest_number

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

SHELF = "pages"  # the cache in settings.CACHES; where there is none, nothing is kept
LONGEST_SECONDS = 60
LARGEST_BYTES = 128 * 1024
_HTML = "text/html; charset=utf-8"


def fresh_while_ledger_stands(view: View[P]) -> View[P]:
    """Keep a public page for those who are not signed in, until the ledger goes on.

    The view may depend on its address, the day, the language, the theme and what is recorded, on nothing
    else. Pages with a form token or a cookie, errors, redirects and downloads are never kept.
    """

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if SHELF not in settings.CACHES or not _is_plain(request):
            return view(request, *args, **kwargs)
        shelf, key = caches[SHELF], _key(request)
        body: bytes | None = shelf.get(key)
        if body is None:
            answer = view(request, *args, **kwargs)
            if not _may_be_kept(request, answer):
                return answer
            body = answer.content
            shelf.set(key, body, LONGEST_SECONDS)
        return _served(request, body)

    return kept


def _is_plain(request: HttpRequest) -> bool:
    """Tell whether a request is a stranger's: no session, no message that waits."""
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    return request.method == "GET" and own.isdisjoint(request.COOKIES) and "HX-Request" not in request.headers


def _key(request: HttpRequest) -> str:
    parts = (newest_number(), clock.today(), get_language(), chosen_theme(request), request.get_full_path())
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """Tell whether an answer is a page and nothing but a page."""
    return (
        answer.status_code == 200
        and set(answer.headers) == {"Content-Type"}
        and answer.headers["Content-Type"] == _HTML
        and not answer.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
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
