"""Tags for files that were read; every template may use them without loading them."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from jejaring.imports.errors import ERRORS, RowError
from jejaring.kit.templatetags.kit import plain_table

register = template.Library()


@register.simple_tag(takes_context=True)
def import_errors(context: Context, errors: Sequence[RowError]) -> SafeString:
    """Draw the rows of a file that were not loaded, each with what is wrong in which cell."""
    return plain_table(context, ERRORS, errors)
