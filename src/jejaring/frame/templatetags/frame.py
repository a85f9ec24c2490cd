"""Header and footer for `base.html`."""

from __future__ import annotations

from django import template

from jejaring.frame import drawing

register = template.Library()
register.simple_tag(drawing.header, takes_context=True, name="site_header")
register.simple_tag(drawing.footer, takes_context=True, name="site_footer")
