"""Text as it comes out of other people's spreadsheets."""

from __future__ import annotations

import codecs


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8 (with or without a byte-order mark), UTF-16 with one, or Latin-1."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1252 is what the older files really are; the five bytes it lacks fall back to Latin-1.
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return raw.decode("latin-1")
