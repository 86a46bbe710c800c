"""Scanned copies: what may be kept, told by the file's first bytes and never by its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from commonweal.access import Refused

MOST_BYTES = 10 * 1024 * 1024
KINDS: dict[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


@dataclass(frozen=True)
class ScannedFile:
    """A scanned copy that may be kept, and the SHA-256 of its bytes."""

    name: str
    content_type: str
    digest: str


def checked(name: str, content: bytes) -> ScannedFile:
    """Raise Refused where it is empty, larger than 10 MB or neither PDF, PNG nor JPEG."""
    if not content:
        raise Refused("The file is empty. Choose the scanned copy again.")
    if len(content) > MOST_BYTES:
        raise Refused("The file is larger than 10 MB. Scan it with fewer dots per inch.")
    kind = next((kind for head, kind in KINDS.items() if content.startswith(head)), None)
    if kind is None:
        raise Refused("The file is neither PDF, PNG nor JPEG. Scan the signed page as one of these.")
    clean = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    return ScannedFile(clean[:255] or "scan", kind, hashlib.sha256(content).hexdigest())
