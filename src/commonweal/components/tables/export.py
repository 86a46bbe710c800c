"""Export as CSV that a spreadsheet cannot be tricked with."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify

from commonweal.components import words

# What makes a spreadsheet read a text as a formula, in every keyboard's width; see OWASP, “CSV Injection”.
FORMULA_STARTS = frozenset("=+-@＝＋－＠|%")
CONTROLS = frozenset("\t\r\n")
KEPT_IN_MEMORY = 2_000_000
BIT = 65_536


def guarded(value: Any) -> Any:
    """A value that is safe in a cell: text that a spreadsheet would take for a formula gets an apostrophe.

    Leading blanks do not protect, as some programs strip them. Numbers stay numbers, also negative ones.
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return value
        case datetime():
            return words.local(value).isoformat(sep=" ")
        case SafeString():
            text = strip_tags(value)
        case Promise() | str():
            text = str(value)
        case _:
            text = str(value)
    text = text.replace("\x00", "")
    first = next((sign for sign in text if not _unseen(sign)), "")
    return f"'{text}" if first in FORMULA_STARTS or text[:1] in CONTROLS else text


def _unseen(sign: str) -> bool:
    """Blanks of every kind, control signs and marks without width, which do not keep a formula from being one."""
    return sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf"}


def write_csv(to: IO[bytes], heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> int:
    """Write heads and rows in UTF-8 with a byte-order mark (or Excel misreads names); the rows written."""
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([guarded(head) for head in heads])
    written = 0
    for row in rows:
        writer.writerow([guarded(value) for value in row])
        written += 1
    text.flush()
    text.detach()
    return written


class SpooledResponse(FileResponse):
    """A file that is sent bit by bit, also by an asynchronous server, which would else read it whole first."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while bit := await sync_to_async(self.file_to_stream.read)(BIT):  # type: ignore[union-attr]
            yield bit


def csv_response(name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> SpooledResponse:
    """The rows as a file to download.

    All rows are read now and spooled (to disk beyond 2 MB) rather than streamed: a stream would be read
    after the request's transaction, in which it is set who is acting, and the database would show nothing.
    """
    spool = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 – the response closes it
    write_csv(spool, heads, rows)
    spool.seek(0)
    return SpooledResponse(
        spool,
        as_attachment=True,
        filename=f"{slugify(name) or 'table'}.csv",
        content_type="text/csv; charset=utf-8",
    )
