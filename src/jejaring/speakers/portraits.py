"""Portraits as they are kept: turned upright, no larger than a page shows them, without what the camera wrote in."""

from __future__ import annotations

import io
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from jejaring.documents import contents
from jejaring.kit.refusal import Refusal

SIDE = 800  # pixels of the longer side as it is kept
SMALLEST, LARGEST = 200, 12_000  # pixels of a side as it is uploaded
MOST_PIXELS = 50_000_000
QUALITY = 85


def as_kept(file: IO[bytes], name: str) -> bytes:
    """Return a portrait as JPEG of at most SIDE pixels a side, with none of its metadata.

    Raises Refusal (field "portrait") for what is no JPEG or PNG, cannot be read, or is too small or too large.
    """
    try:
        kind = contents.recognise(file, name)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="portrait") from refusal
    if kind not in (contents.JPEG, contents.PNG):
        raise Refusal(_("A portrait is a photograph: choose a JPEG or PNG file."), field="portrait")
    file.seek(0)
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as image:
            _refuse_size(image.size)
            return _scaled(image)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise Refusal(_("This picture cannot be read. Save it again and try once more."), field="portrait") from fault


def _refuse_size(size: tuple[int, int]) -> None:
    width, height = size
    if min(size) < SMALLEST:
        sentence = _("The picture is %(width)s × %(height)s pixels. It needs %(least)s on each side at least.")
        raise Refusal(sentence % {"width": width, "height": height, "least": SMALLEST}, field="portrait")
    if max(size) > LARGEST or width * height > MOST_PIXELS:
        sentence = _("The picture is %(width)s × %(height)s pixels. Make it smaller and try again.")
        raise Refusal(sentence % {"width": width, "height": height}, field="portrait")


def _scaled(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image)
    flat = Image.new("RGB", upright.size, "white")
    coloured = upright.convert("RGBA")
    flat.paste(coloured, mask=coloured.getchannel("A"))
    flat.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)  # a new picture: nothing of the old one's metadata
    return out.getvalue()
