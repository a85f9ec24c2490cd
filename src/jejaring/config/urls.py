"""Addresses: Indonesian at the root, English under /en/."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler500 = "jejaring.operation.views.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("jejaring.operation.urls")),
    path("akun/oidc/", include("jejaring.people.single_sign_on_urls")),
    *i18n_patterns(  # the pages that most people open come first: addresses are tried one after the other
        path("", include("jejaring.portal.urls")),
        path("", include("jejaring.admission.urls")),
        path("akun/", include("jejaring.people.account_urls")),
        path("", include("jejaring.people.urls")),
        path("", include("jejaring.notices.urls")),
        path("", include("jejaring.attendance.urls")),
        path("", include("jejaring.registration.urls")),
        path("", include("jejaring.proposals.urls")),
        path("", include("jejaring.certificates.urls")),
        path("", include("jejaring.minutes.urls")),
        path("", include("jejaring.outcomes.urls")),
        path("", include("jejaring.delegations.urls")),
        path("", include("jejaring.speakers.urls")),
        path("", include("jejaring.agenda.urls")),
        path("", include("jejaring.events.urls")),
        path("", include("jejaring.deliberation.urls")),
        path("", include("jejaring.dues.urls")),
        path("", include("jejaring.membership.urls")),
        path("", include("jejaring.documents.urls")),
        path("", include("jejaring.kit.urls")),
        path("", include("jejaring.ledger.urls")),
        *([path("_kit/", include("jejaring.gallery.urls"))] if "gallery" in settings.ROOMS else []),
        *([path("demo/", include("jejaring.portal.demo.urls"))] if settings.DEMO else []),
        path("", include("jejaring.setup.urls")),
        path("", include("jejaring.cities.urls")),
        prefix_default_language=False,
    ),
]
