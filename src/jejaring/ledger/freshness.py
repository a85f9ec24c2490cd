"""Pages are cached until the rooms they read go on.

Whatever changes what people see is an action, and every action writes an entry of the ledger. A page names the
rooms it reads, and is the same as long as the newest entry of those rooms is the same, on the same day, in the
same language and theme: those make up its cache key. Asking for the versions of all rooms is one small query per
request. A person's own page is cached under the person as well, and under whatever else of theirs it shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from jejaring.frame.compression import compressed, mark_compressed, reads_gzip
from jejaring.kit import clock
from jejaring.kit.appearance import chosen_theme
from jejaring.ledger.queries import room_versions

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

PAGES, OWN_PAGES = "pages", "own pages"  # caches in settings.CACHES; where there are none, nothing is cached
PEOPLE = "people"  # every own page shows its reader's name
LONGEST_SECONDS = 60
JUST_SENT = "baru_mengirim"  # a cookie: whoever has it gets no page from a replica, if there is one
LARGEST_BYTES = 128 * 1024
_HTML = "text/html; charset=utf-8"
_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]*')
_writes_everywhere: set[str] = set()
_on_every_page: set[str] = set()
_registering = Lock()
_newest: list[dict[str, int]] = []  # the versions of all rooms, as they were read last; or none
_drawing: dict[str, Lock] = {}  # what is being drawn in this process, by cache key


def writes_in_every_room(room: str) -> None:
    """Let an entry of `room` count for every page: its actions write in rooms that have no entry of it."""
    _writes_everywhere.add(room)


def shown_on_every_page(room: str) -> None:
    """Let an entry of `room` count for every page, which may read its tables: the frame of each shows it."""
    _on_every_page.add(room)


def cached_page(*rooms: str) -> Callable[[View[P]], View[P]]:
    """Cache a public page for those who are not signed in, until one of `rooms` goes on.

    The view may depend on its address, the day, the language, the theme and what the named rooms have recorded,
    on nothing else. Pages with a form token or a cookie, errors, redirects and downloads are never cached.
    """

    def decorated(view: View[P]) -> View[P]:
        @wraps(view)
        def cached(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if PAGES not in settings.CACHES or not _is_plain(request):
                return drawn(lambda: view(request, *args, **kwargs), (*rooms, *_on_every_page))
            packed = reads_gzip(request)
            cache, key = caches[PAGES], _key(request, rooms, request.get_full_path(), packed)
            body: _Body | None
            with _looked_up(cache, key) as body:
                if body is not None:
                    return body.served(request)
                answer = drawn(lambda: view(request, *args, **kwargs), (*rooms, *_on_every_page))
                if not _may_be_cached(request, answer) or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                    return answer
                body = _Body.of(answer.content, packed=packed)
                cache.set(key, body, LONGEST_SECONDS)
                return body.served(request)

        cached.is_public_page = True  # type: ignore[attr-defined]  # may be answered from a replica
        return cached

    return decorated


def _nothing(person: Any) -> None:
    """Return what a page shows that changes without an entry, if there is nothing of the kind."""


def cached_own_page(
    *rooms: str, beside: tuple[str, ...] = (), also: Callable[[Any], object] = _nothing
) -> Callable[[View[P]], View[P]]:
    """Cache a signed-in person's own page for that person, until one of `rooms` goes on.

    Besides what `cached_page` allows, the view may depend on the person and on rooms that write no entries,
    `beside`: `also(person)` returns a value that changes whenever what the page shows of those does, such as what
    they have read. Form tokens are not cached but put in anew. A page with a message is drawn, and not cached.
    """
    named = (*rooms, PEOPLE)

    def decorated(view: View[P]) -> View[P]:
        @wraps(view)
        def cached(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if OWN_PAGES not in settings.CACHES or not _is_own(request):
                return drawn(lambda: view(request, *args, **kwargs), (*named, *_on_every_page), beside)
            own = request.user.pk, also(request.user), request.get_full_path()
            cache, key = caches[OWN_PAGES], _key(request, named, *own)
            parts: list[bytes] | None = cache.get(key)
            if parts is None:
                answer = drawn(lambda: view(request, *args, **kwargs), (*named, *_on_every_page), beside)
                if _may_be_cached(request, answer) and (parts := _between_tokens(answer.content)):
                    cache.set(key, parts, LONGEST_SECONDS)
                return answer
            token = get_token(request).encode() if len(parts) > 1 else b""
            return HttpResponse(token.join(parts), content_type=_HTML)

        return cached

    return decorated


def cached_part(request: HttpRequest, name: str, make: Callable[[], T], *rooms: str) -> T:
    """Return a part of public pages, cached under its name until one of `rooms` goes on.

    `make` may depend on the day, the language and what the named rooms have recorded, not on the request.
    """
    if PAGES not in settings.CACHES or request.method != "GET":
        return drawn(make, rooms)
    cache, key = caches[PAGES], _key(request, rooms, "part", name)
    found: tuple[T] | None
    with _looked_up(cache, key) as found:
        if found is None:
            found = (drawn(make, rooms),)
            cache.set(key, found, LONGEST_SECONDS)
        return found[0]


def drawn(draw: Callable[[], T], rooms: tuple[str, ...], beside: tuple[str, ...] = ()) -> T:
    """Return what `draw` returns, which reads from `rooms` and `beside` only. Tests put a check in place of this."""
    return draw()


@contextmanager
def _looked_up(cache: BaseCache, key: str) -> Iterator[Any]:
    """Give what is cached, or None to the one thread of this process that draws it while the others wait for it.

    Who has waited and still finds nothing, because the page may not be cached, draws it without waiting again.
    """
    found = cache.get(key)
    if found is not None:
        yield found
        return
    with _registering:
        lock, first = _drawing.get(key), key not in _drawing
        if lock is None:
            lock = _drawing[key] = Lock()
            lock.acquire()
    if not first:
        with lock:
            pass
        yield cache.get(key)
        return
    try:
        yield cache.get(key)  # drawn by another meanwhile, perhaps
    finally:
        with _registering:
            del _drawing[key]
        lock.release()


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


def _key(request: HttpRequest, rooms: tuple[str, ...], *own: object) -> str:
    parts = (rooms, _version(request, rooms), clock.today(), get_language(), chosen_theme(request), *own)
    return sha256(repr(parts).encode()).hexdigest()


def _version(request: HttpRequest, rooms: tuple[str, ...]) -> int:
    """Return the newest version among rooms, read once per request: what is read after it is at least as new.

    The newest is enough: numbers are given in the order of commits, so it grows whenever one of the rooms goes on.
    """
    marked = cast(Any, request)
    if not hasattr(marked, "room_versions"):
        marked.room_versions = _versions()
    counted = (*rooms, *_writes_everywhere, *_on_every_page)
    return max((marked.room_versions.get(room, 0) for room in counted), default=0)


def _versions() -> dict[str, int]:
    """Return the versions of all rooms; while the primary is away, those that were read last.

    So what is cached is served for as long as it is kept. What is not cannot be drawn, and OperationalError is raised.
    """
    try:
        _newest[:] = [room_versions()]
    except OperationalError:
        if not _newest or connection.alias != DEFAULT_DB_ALIAS:  # of a replica that is away the primary knows more
            raise
    return _newest[0]


def _may_be_cached(request: HttpRequest, answer: HttpResponse) -> bool:
    """Tell whether an answer is a page and nothing but a page."""
    return (
        answer.status_code == 200
        and set(answer.headers) == {"Content-Type"}
        and answer.headers["Content-Type"] == _HTML
        and not answer.cookies
        and not request.session.modified
        and len(answer.content) <= LARGEST_BYTES
    )


@dataclass(frozen=True, slots=True)
class _Body:
    """A cached page, as it is or compressed (`packed`); each form is made when it is first asked for."""

    content: bytes
    packed: bool
    etag: str

    @classmethod
    def of(cls, page: bytes, *, packed: bool) -> _Body:
        return cls(compressed(page) if packed else page, packed, f'W/"{sha256(page).hexdigest()[:32]}"')

    def served(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page, or with 304 if the browser has the same one."""
        answer = HttpResponse(self.content, content_type=_HTML)
        if self.packed:
            mark_compressed(answer)
        answer["ETag"] = self.etag
        answer["Cache-Control"] = "no-cache"  # keep it, but ask every time
        patch_vary_headers(answer, ["Cookie", "Accept-Encoding"])
        return get_conditional_response(request, etag=self.etag, response=answer) or answer
