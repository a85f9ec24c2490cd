"""The limit: a page that reads as many rows in as many queries, rendered by a plain Django template."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from benchmarks.conference import SLUG

PAGE = Template(
    "<!DOCTYPE html><html><head><title>Bare</title></head><body><table>"
    "{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td><td>{{ row.2 }}</td></tr>{% endfor %}"
    "</table></body></html>"
)
READ = "SELECT id, short_name, slug FROM cities_organisation ORDER BY short_name LIMIT %s"

PROGRAMME = Template(
    "<!DOCTYPE html><html><head><title>Bare</title></head><body><table>{% for row in rows %}"
    "<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td><td>{{ row.2 }}</td><td>{{ row.3 }}</td><td>{{ row.4 }}</td></tr>"
    "{% endfor %}</table></body></html>"
)
SESSIONS = """
    SELECT to_char(one.starts_at AT TIME ZONE event.time_zone, 'YYYY-MM-DD HH24:MI'), one.title_id, hall.name,
           track.name_id, string_agg(speaker.name, ', ')
    FROM events_session one JOIN events_event event ON event.id = one.event_id
    LEFT JOIN events_hall hall ON hall.id = one.hall_id LEFT JOIN events_track track ON track.id = one.track_id
    LEFT JOIN events_part part ON part.session_id = one.id
    LEFT JOIN events_speaker speaker ON speaker.id = part.speaker_id
    WHERE event.slug = %s GROUP BY one.id, event.id, hall.id, track.id ORDER BY one.starts_at, hall.name
"""


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


def programme(request: HttpRequest) -> HttpResponse:
    """Show the sessions of the measured event as a plain table: one query, and nothing kept from visit to visit."""
    with connection.cursor() as cursor:
        cursor.execute(SESSIONS, [SLUG])
        return HttpResponse(PROGRAMME.render(Context({"rows": cursor.fetchall()})))


urlpatterns = [path("", page), path("programme/", programme)]
