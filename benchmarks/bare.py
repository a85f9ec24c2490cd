"""The limit: a page that reads as many rows in as many queries, rendered by a plain Django template."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

PAGE = Template(
    "<!DOCTYPE html><html><head><title>Bare</title></head><body><table>"
    "{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td><td>{{ row.2 }}</td></tr>{% endfor %}"
    "</table></body></html>"
)
READ = "SELECT id, short_name, slug FROM cities_organisation ORDER BY short_name LIMIT %s"


def page(request: HttpRequest) -> HttpResponse:
    """Read `rows` rows spread over `queries` queries and show them."""
    rows, queries = int(request.GET["rows"]), max(1, int(request.GET["queries"]))
    session = getattr(request, "session", None)
    if session is not None:
        session.get("_auth_user_id")
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for _ in range(queries):
            cursor.execute(READ, [-(-rows // queries)])
            found += cursor.fetchall()
    return HttpResponse(PAGE.render(Context({"rows": found[:rows]})))


urlpatterns = [path("", page)]
