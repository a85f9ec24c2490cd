"""Papers to try the software with."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.translation import override

from jejaring.documents.outline import Letterhead, Outline, Paragraph
from jejaring.documents.rendering.face import Label
from jejaring.documents.rendering.pdf import render_pdf
from jejaring.kit.words import long_date

GIVER = "Pemerintah Kota Padang"


def mandate(*, on: date) -> bytes:
    """Return the mandate with which Padang's assistant signs the letter of intent, as PDF; marked as example."""
    with override("id"):
        outline = Outline(
            title="Surat Kuasa",
            language="id",
            letterhead=Letterhead(name=GIVER),
            place_and_date=f"Padang, {long_date(on)}",
            blocks=(
                Paragraph(
                    "Wali Kota Padang memberi kuasa kepada Asisten Ekbangkesra Kota Padang untuk menandatangani "
                    "surat minat (Letter of Intent) antara Pemerintah Kota Padang dan Citynet Indonesia."
                ),
                Paragraph("Surat kuasa ini contoh untuk mencoba perangkat lunak dan tidak mengikat siapa pun."),
            ),
            example=True,
        )
    label = Label(address=f"{settings.PUBLIC_URL}/demo/", issuer=GIVER, number="contoh", on=on)
    return render_pdf(outline, label).pdf
