"""Letters to the operator, in both languages: what has failed, and what to do."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _


def backup_failed(fault: str) -> EmailMessage:
    """Return the letter that reports a failed backup to the operator; `fault` is what the command printed."""
    texts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.append(_text(fault))
    subject = texts[0].partition("\n")[0]
    return EmailMessage(subject, "\n\n".join(texts) + "\n", to=settings.OPERATOR_TO)


def _text(fault: str) -> str:
    values = {"network": settings.NETWORK_NAME, "target": settings.BACKUP_TO}
    first = _("%(network)s: the nightly backup has failed") % values
    what = _("The backup to %(target)s ended with:") % values
    todo = _(
        "It is tried again every hour. Run “jejaring backup” on the server to see it happen, and “jejaring doctor” "
        "for everything else. You get this letter at most once per day; while it comes, there is no fresh backup."
    )
    return "\n\n".join([first, what, fault, todo])
