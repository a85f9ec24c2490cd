"""Outline to HTML: the part of a page that shows a document's content."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jejaring.documents.outline import Outline
from jejaring.documents.rendering.values import values_of


def render_html(outline: Outline) -> SafeString:
    """Return an outline as HTML without surrounding page; all text is escaped, figures are drawn as images."""
    return render_to_string("documents/outline.html", {"outline": values_of(outline)})
