"""Which files may stand beside a referral: by the end of the name *and* by what is inside."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from commonweal.access import Refused

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 120


@dataclass(frozen=True)
class File:
    """A file that passed: its cleaned name and what it is."""

    name: str
    content_type: str


@dataclass(frozen=True)
class _Kind:
    content_type: str
    inside: Callable[[bytes], bool]


def _starts(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis"}


def _is_text(content: bytes) -> bool:
    """Text in UTF-8 that no browser would take for a page."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f" for sign in text):
        return False
    head = text[:1024].lstrip().lower()
    return not head.startswith(("<!", "<html", "<?", "<script", "<svg", "<head", "<body", "<iframe"))


def _is_office(folder: str) -> Callable[[bytes], bool]:
    def inside(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return False
        macros = any("vbaproject" in name.lower() for name in names)
        return "[Content_Types].xml" in names and not macros and any(one.startswith(folder) for one in names)

    return inside


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, _Kind] = {
    ".pdf": _Kind("application/pdf", _starts(b"%PDF-")),
    ".png": _Kind("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    ".jpg": _Kind("image/jpeg", _starts(b"\xff\xd8\xff")),
    ".jpeg": _Kind("image/jpeg", _starts(b"\xff\xd8\xff")),
    ".heic": _Kind("image/heic", _is_heic),
    ".txt": _Kind("text/plain", _is_text),
    ".csv": _Kind("text/csv", _is_text),
    ".docx": _Kind(f"{_OFFICE}wordprocessingml.document", _is_office("word/")),
    ".xlsx": _Kind(f"{_OFFICE}spreadsheetml.sheet", _is_office("xl/")),
}
ACCEPTED = ",".join(KINDS)


def clean_name(name: str) -> str:
    """The last part of a path, without signs that hide or turn around what stands there."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    stem, dot, ending = kept.strip(" .").rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip()}{dot}{ending}" if stem else kept.strip(" .")


def checked(name: str, content: bytes) -> File:
    """The file, if it may be kept. Raises Refused with what is wrong and what to do."""
    name = clean_name(name)
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise Refused(
            _("“%(name)s” was not saved. Files may be of these kinds: %(kinds)s.")
            % {"name": name or "?", "kinds": ACCEPTED.replace(".", "").replace(",", ", ")}
        )
    if not content:
        raise Refused(_("“%(name)s” is empty and was not saved.") % {"name": name})
    if len(content) > LARGEST:
        raise Refused(
            _("“%(name)s” is larger than 10 MB and was not saved. Send fewer pages at a time.")
            % {"name": name}
        )
    if not kind.inside(content):
        raise Refused(
            _("“%(name)s” is not what its name says, and was not saved. Open it and save it anew.")
            % {"name": name}
        )
    return File(name, kind.content_type)
