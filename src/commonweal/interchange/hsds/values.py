"""From the text of a cell to a value. Each reader of a value raises `Unreadable` with a sentence that says
why.

What these functions return, written out again and read once more, gives the same value.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from functools import lru_cache
from urllib.parse import quote, urlsplit

from commonweal.directory.keys import derived
from commonweal.interchange.hsds.marks import NOT_STATED

NAMESPACE = uuid.UUID("5f0d6c51-8f0b-4d3c-9b52-3c1f0f7a2a6e")
"""Identifiers that are no UUIDs are derived from this one, the package's source, the kind and the
identifier."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:\.\d+)?)?|(?<=\d)(\d{2}))?\s*(?:([ap])\.?\s?(?:m\b\.?)?)?"
    r"(?:z|[+-]\d\d:?\d\d)?(?=$|[\s(,;])",
    re.IGNORECASE,
)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {
    name[:length]: code for name, code in zip(_DAY_NAMES, _WEEKDAYS, strict=True) for length in range(2, 10)
}
_DAYS |= {str(number): code for number, code in enumerate(_WEEKDAYS, start=1)} | {"0": "SU"}
_RULE_DAY = re.compile(r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)")
_STATUSES = {
    "active": "active",
    "inactive": "inactive",
    "defunct": "defunct",
    "temporarily closed": "temporarily closed",
    "temporarily_closed": "temporarily closed",
}
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\]+")
_EXTENSION = re.compile(
    r"^(.*\d\D*?)[\s,;]*(?:\bext(?:ension)?\.?|\bx|(?<=\d)x)\s*\.?\s*([0-9]+)$", re.IGNORECASE
)
_SAFE_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~-._"
_UNSAFE_SCHEMES = ("javascript", "data", "vbscript", "file")
LONGEST_NAME = 500
LONGEST_TEXT = 50_000
"""Characters of a text that is searched; a directory's longest descriptions have a tenth."""
LONGEST_ADDRESS = 1_000
OLDEST = 130
"""Nobody has lived to this age; a limit above it is a slip of the keyboard."""


class Unreadable(ValueError):
    """The text is not what its column promises; the message says what it should have been."""


def text(cell: str) -> str:
    """Text without blanks around it and with one kind of line break."""
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell.strip()


_GARBLED = {
    "GÇÖ": "’", "GÇÿ": "‘", "GÇ£": "“", "GÇ¥": "”", "GÇô": "–", "GÇö": "—",
    "GÇæ": "-", "GÇª": "…", "GÇó": "•", "GÇï": "",
}  # fmt: skip


def repaired(cell: str) -> str:
    """Text of an export before HSDS 3.0 with line breaks and quotation marks put right.

    Tools of that time wrote a line break as the two characters \\n, and printed the three bytes of a UTF-8
    quotation mark in the code page of MS-DOS. Neither sequence occurs in any language.
    """
    if "\\n" in cell:
        cell = cell.replace("\\r\\n", "\n").replace("\\n", "\n")
    if "GÇ" in cell:
        for garbled, meant in _GARBLED.items():
            cell = cell.replace(garbled, meant)
    return cell


def name(cell: str) -> str:
    """What something is called."""
    value = text(cell)
    if len(value) > LONGEST_NAME:
        raise Unreadable(f"is longer than {LONGEST_NAME} characters")
    return value


def postcode(cell: str) -> str:
    """A postal code of any country, or nothing where an export says that it is not stated."""
    value = stated(cell)
    if len(value) > 20:
        raise Unreadable("is longer than a postal code can be")
    return value


def stated(cell: str) -> str:
    """Text of a column HSDS requires: where a source says nothing, our export says so in words."""
    cleaned = text(cell)
    return "" if cleaned == NOT_STATED else cleaned


@lru_cache(maxsize=100_000)
def identity(kind: str, raw: str, namespace: uuid.UUID) -> str:
    """The identifier as a UUID: itself if it is one, else derived from it, the same each time."""
    lowered = raw.lower()
    if _UUID.fullmatch(lowered):
        return lowered
    return derived(namespace, f"{kind}:{raw}")


def number(cell: str) -> float:
    """A finite number."""
    cleaned = text(cell).replace("\N{MINUS SIGN}", "-")
    try:
        value = float(cleaned)
    except ValueError:
        raise Unreadable("is not a number") from None
    if not math.isfinite(value) or "_" in cleaned:
        raise Unreadable("is not a number")
    return value


def whole(cell: str) -> int:
    """A whole number that a database column can hold."""
    value = number(cell)
    if value != int(value) or abs(value) > 2**31 - 1:
        raise Unreadable("is not a whole number")
    return int(value)


def amount(cell: str) -> float:
    """Money: a currency sign and thousands separators are forgiven; nobody is paid to come."""
    value = number(text(cell).lstrip("$£€ ").replace(",", ""))
    if not 0 <= value < 10**9:
        raise Unreadable("is not an amount of money somebody could be asked for")
    return value


def age(cell: str) -> float:
    """Years of age."""
    value = number(cell)
    if not 0 <= value <= OLDEST:
        raise Unreadable(f"is no age: a limit of age lies between 0 and {OLDEST} years")
    return value


def latitude(cell: str) -> float:
    """Degrees north."""
    value = number(cell)
    if not -90 <= value <= 90:
        raise Unreadable("is no latitude: it must lie between -90 and 90")
    return value


def longitude(cell: str) -> float:
    """Degrees east."""
    value = number(cell)
    if not -180 <= value <= 180:
        raise Unreadable("is no longitude: it must lie between -180 and 180")
    return value


def year(cell: str) -> int:
    """A year in which an organisation can have been founded."""
    cleaned = text(cell)
    value = whole(cleaned[:4] if re.match(r"\d{4}-\d\d", cleaned) else cleaned)
    if not 1000 <= value <= 2100:
        raise Unreadable("is no year in which an organization can have been founded")
    return value


def date(cell: str) -> dt.date:
    """A date as ISO 8601 writes it; a time after it is left away."""
    cleaned = text(cell)
    try:
        return dt.date.fromisoformat(cleaned[:10] if len(cleaned) > 10 and cleaned[10] in "T " else cleaned)
    except ValueError:
        raise Unreadable("is no date of the form 2026-01-31") from None


def moment(cell: str) -> dt.datetime:
    """A date and time, in UTC; one without zone is taken for UTC."""
    try:
        value = dt.datetime.fromisoformat(text(cell))
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Unreadable("is no date and time of the form 2026-01-31T12:00:00Z") from None


def time(cell: str) -> dt.time:
    """A time of day: 9:00am, 9am, 830am, 17:30, 17:30:00. Midnight at the end of a day is 00:00."""
    cleaned = text(cell)
    match = _TIME.match(cleaned)
    if match is None:
        raise Unreadable("is no time of day of the form 17:30 or 5:30pm")
    hour, minute, second = int(match[1]), int(match[2] or match[4] or 0), int(match[3] or 0)
    half = (match[5] or "").lower()
    bare = match[2] is None and not half
    if bare or hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise Unreadable("is no time of day of the form 17:30 or 5:30pm")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour % 24, minute, second)


def names_half_of_day(cell: str) -> bool:
    """Whether a time says am or pm."""
    return re.search(r"\d\s*[ap]\.?\s?(?:m\b|$)", cell.strip(), re.IGNORECASE) is not None


def days(cell: str) -> str:
    """Days of a recurrence rule: MO,TH or 1MO (the first Monday); names and numbers of days are forgiven."""
    parts = [part.strip() for part in re.split(r"[,;/]", text(cell)) if part.strip()]
    return ",".join(_day(part) for part in parts)


def _day(part: str) -> str:
    if _RULE_DAY.fullmatch(part.upper()):
        return part.upper()
    if (code := _DAYS.get(part.lower().rstrip("s."))) is None:
        raise Unreadable("is no day of the week")
    return code


def weekday(cell: str) -> str:
    """One day of the week as two letters."""
    code = days(cell)
    if code not in _WEEKDAYS:
        raise Unreadable("is no day of the week")
    return code


def frequency(cell: str) -> str:
    """How often a schedule recurs, as HSDS 3.0 allows it."""
    value = text(cell).upper()
    if value not in ("WEEKLY", "MONTHLY"):
        raise Unreadable("is neither WEEKLY nor MONTHLY")
    return value


def status(cell: str) -> str:
    """The status of a service."""
    try:
        return _STATUSES[text(cell).lower()]
    except KeyError:
        raise Unreadable("is no status: active, inactive, defunct or temporarily closed") from None


def place_type(cell: str) -> str:
    """The kind of a location or an address."""
    value = text(cell).lower()
    if value not in ("physical", "postal", "virtual"):
        raise Unreadable("is neither physical, postal nor virtual")
    return value


def email(cell: str) -> str:
    """One e-mail address."""
    value = text(cell).removeprefix("mailto:")
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        raise Unreadable("is not one e-mail address")
    return value


def web_address(cell: str) -> str:
    """An address a page may link to: http or https and nothing else, since a link could run a script."""
    cleaned = text(cell)
    if "://" not in cleaned:
        cleaned = f"http://{cleaned}"
    value = identifier(cleaned)
    parts = urlsplit(value)
    if len(value) > LONGEST_ADDRESS:
        raise Unreadable(f"is longer than {LONGEST_ADDRESS} characters")
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        raise Unreadable("is no address of a web page")
    return value


def identifier(cell: str) -> str:
    """A URI of any harmless scheme, with what is not ASCII percent-encoded."""
    cleaned = text(cell)
    try:
        parts = urlsplit(cleaned)
        host = parts.hostname or ""
    except ValueError:
        raise Unreadable("is no web address") from None
    bare = not parts.scheme or parts.scheme in _UNSAFE_SCHEMES or (not host and not parts.path)
    if bare or re.search(r"[\s<>\"{}|\\^`]", cleaned):
        raise Unreadable("is no web address")
    scheme = cleaned[: len(parts.scheme)].lower()
    return scheme + quote(cleaned[len(parts.scheme) :], safe=_SAFE_IN_ADDRESS)


def telephone(cell: str) -> str:
    """A number somebody can dial, as its source writes it."""
    value = text(cell).strip('"').strip()
    if not any(character.isdigit() for character in value):
        raise Unreadable("has no digit to dial")
    return value


def split_extension(value: str) -> tuple[str, str]:
    """A number and its extension, of a number that carries both: 305-573-4200 x57471."""
    if (match := _EXTENSION.match(value)) is None:
        return value, ""
    return match[1].strip(), match[2]


def extension(cell: str) -> str:
    """Digits of an extension; `12.0` is what spreadsheets make of 12."""
    value = re.sub(r"\.0$", "", text(cell)).lstrip("xX# ")
    if not value.isascii() or not value.isdigit():
        raise Unreadable("is no extension made of digits")
    return value
