"""Addresses that have moved: the old form answers with a permanent redirect to the new one.

Addresses are in Indonesian, paths and query keys alike: `q` (search), `urut` (order), `halaman` (page), `format`, and
filters such as `keadaan` (state or standing), `jenis` (kind), `provinsi`, `tahun` (year), `wilayah` (region).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict

from jejaring.kit import registry

# Query keys of every list; those of one page are in `registry.moved_keys`.
MOVED_KEYS: Mapping[str, str] = {"sort": "urut", "page": "halaman"}


class MovedAddresses:
    """Redirects a request that uses a query key by its old name; in a path no argument has a control character."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if any(not word.isprintable() for word in kwargs.values() if isinstance(word, str)):
            raise Http404
        page = request.resolver_match.view_name if request.resolver_match else ""
        if request.method not in ("GET", "HEAD") or not request.GET or page not in registry.routes:
            return None
        own = registry.moved_keys.find(page)
        moved = {**MOVED_KEYS, **own} if own else MOVED_KEYS
        if moved.keys().isdisjoint(request.GET) or ":" not in page:  # sign-in has keys of its own
            return None
        return HttpResponsePermanentRedirect(f"{request.path}?{_renamed(request.GET, moved).urlencode()}")


def _renamed(query: QueryDict, moved: Mapping[str, str]) -> QueryDict:
    """Return a query with its keys in their new form; a value under the new key wins."""
    fresh = QueryDict(mutable=True)
    for key, values in query.lists():
        name = moved.get(key, key)
        if name == key or name not in query:
            fresh.setlist(name, values)
    return fresh
