"""A person's notices: list, one of them, all read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Text
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.requests import reader
from jejaring.kit.tables import Column, Filter, TableSpec, attribute, list_page
from jejaring.notices import actions, queries
from jejaring.notices.models import Notice

NOTICES = TableSpec(
    name="pemberitahuan",
    columns=(
        attribute("words.subject", gettext_lazy("Subject"), sort="subject", link=Notice.get_absolute_url),
        attribute("created_at", gettext_lazy("Written"), key="written"),
        Column(
            "state",
            gettext_lazy("State"),
            value=lambda notice: gettext_lazy("read") if notice.read_at else gettext_lazy("new"),
            template="notices/_state.html",
        ),
    ),
    search=("subject", "body"),
    filters=(
        Filter(
            "keadaan",
            gettext_lazy("State"),
            choices=(("new", gettext_lazy("new")), ("read", gettext_lazy("read"))),
            apply=lambda found, value: found.filter(read_at__isnull=value == "new"),
        ),
    ),
    default_sort="-written",
    empty_title=gettext_lazy("No notices yet"),
    empty_text=gettext_lazy("Messages that concern you appear here and are sent to you by e-mail."),
)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        NOTICES,
        queries.notices_visible_to(request.user),
        "notices/list.html",
        title=_("Notices"),
        lead=_("What concerns you, newest first. Each was also sent to you by e-mail."),
        crumbs=_crumbs(),
        unread=queries.unread_of(request.user).count(),
    )


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one notice and mark it as read."""
    shown = get_object_or_404(queries.notices_visible_to(request.user), pk=pk)
    actions.mark_read(shown, at=clock.now())
    words = shown.words
    return render(request, "notices/notice.html", {"notice": shown, "words": words, "crumbs": _crumbs(words.subject)})


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    count = actions.mark_all_read(reader(request), at=clock.now())
    said = ngettext("%(count)s notice was marked as read.", "%(count)s notices were marked as read.", count)
    messages.success(request, said % {"count": count})
    return redirect("notices:list")


def _crumbs(*more: str) -> list[tuple[Text, str]]:
    here = (_("Notices"), reverse("notices:list") if more else "")
    return workroom_crumbs(here, *((title, "") for title in more))
