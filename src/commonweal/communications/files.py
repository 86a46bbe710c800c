"""Uploads: pictures are decoded and written anew, documents are kept as they are and never shown as a page."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 10 * 1024 * 1024
"""Bytes of one upload."""
MOST_PIXELS = 40_000_000
"""Pixels of a picture before it is decoded: what is larger could fill the machine's memory."""
WIDEST = 1600
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
"""What may be shared, by ending. Nothing a browser would run: no HTML, no SVG, no scripts."""


class BadFile(ValueError):
    """An upload that is not taken: why, and what to do. Nothing of it was kept."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept."""

    content: bytes
    content_type: str
    width: int
    height: int


def picture(content: bytes) -> Picture:
    """Decode a picture and write it anew, at most 1600 pixels wide: no place, no camera, no script stays in it.

    Raises BadFile for anything that is no PNG, JPEG, WebP or GIF, is too large, or cannot be decoded.
    """
    if len(content) > LARGEST:
        raise BadFile("The picture is larger than 10 MB. Make it smaller and try again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=list(KINDS))
            if opened.width * opened.height > MOST_PIXELS:
                raise BadFile(
                    f"The picture has {opened.width:,} × {opened.height:,} pixels; 40 million are the most. "
                    "Make it smaller and try again."
                )
            upright = ImageOps.exif_transpose(opened)
            assert upright is not None
            upright.load()
    except BadFile:
        raise
    except (
        UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, ValueError,
        SyntaxError, EOFError,
    ) as error:  # fmt: skip
        raise BadFile("This is no picture that can be read. Save it as PNG or JPEG and try again.") from error
    if upright.width > WIDEST:
        upright = upright.resize((WIDEST, max(1, round(upright.height * WIDEST / upright.width))))
    kind = "JPEG" if opened.format == "JPEG" else "PNG"
    bare = upright.convert(
        "RGB" if kind == "JPEG" else "RGBA" if upright.mode in {"RGBA", "LA", "P"} else "RGB"
    )
    bare.info.clear()
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 84, "optimize": True} if kind == "JPEG" else {"optimize": True}))
    return Picture(out.getvalue(), KINDS[kind], bare.width, bare.height)


def document_type(name: str, content: bytes) -> str:
    """The content type under which a document is kept, by its ending and its first bytes.

    Raises BadFile for endings that are not taken, and where the bytes are not what the ending says.
    """
    if len(content) > LARGEST:
        raise BadFile("The file is larger than 10 MB. Make it smaller, or share a link to it.")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in DOCUMENTS:
        raise BadFile(
            f"Files that end in “.{ending[:10]}” are not taken. Taken are: {', '.join(sorted(DOCUMENTS))}."
        )
    starts = {"pdf": b"%PDF-", "png": b"\x89PNG", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
    wanted = starts.get(ending, b"PK\x03\x04" if ending[:2] in {"do", "xl", "pp", "od"} else b"")
    if not content.startswith(wanted):
        raise BadFile(f"The file's name ends in “.{ending}”, but its content is something else.")
    return DOCUMENTS[ending]


def safe_name(name: str) -> str:
    """The last part of a name with nothing in it that a header or a folder could trip over."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = re.sub(r"[^\w.\- ]", "_", last).strip(". ")
    return kept[-120:] or "file"
