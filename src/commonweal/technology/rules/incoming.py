"""A message from outside, by e-mail, form or API, made into plain text with a key of its own.

The key is what makes a message one message: the sender's own identifier (Message-ID, RFC 5322; `id` in the API), or
where there is none the digest of what it says. The same key a second time is the same message.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Any

LARGEST = 5 * 1024 * 1024
"""Bytes of a message that are taken; a larger one is refused whole, never cut."""
LONGEST_TEXT = 20_000
LONGEST_SUBJECT = 200
LONGEST_KEY = 200
ANSWER = re.compile(r"\[ticket (\d{1,9})\]", re.IGNORECASE)
"""How a message says which ticket it is about: in its subject, where our own letters put it."""
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Characters that nobody sees and that turn text around or hide it."""


class Unreadable(ValueError):
    """No message can be made of it; the sentence says why."""


@dataclass(frozen=True)
class Incoming:
    """One message as it is kept."""

    key: str
    subject: str
    text: str
    sender: str = ""
    sender_name: str = ""
    ticket: int | None = None
    """The number of the ticket that it answers, as its subject says."""
    severity: int | None = None
    kind: str = "incident"
    automatic: bool = False
    """Sent by a machine (RFC 3834): it is kept, but opens no ticket, or two machines would write for ever."""


def clean(text: str, most: int) -> str:
    """Text without characters that nobody sees, without blank lines in rows, at most so long."""
    plain = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = re.sub(r"\n{3,}", "\n\n", plain).strip()
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def line(text: str, most: int) -> str:
    """The same on one line."""
    return clean(" ".join(text.split()), most)


def key_of(given: str, content: bytes) -> str:
    """The message's key: what its sender gave, shortened by digest where too long; else the digest of it all."""
    name = re.sub(r"\s+", "", UNSEEN.sub("", given)).strip("<>")
    if not name:
        return "sha256:" + hashlib.sha256(content).hexdigest()
    if len(name) > LONGEST_KEY:
        return "long:" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
    return name


class _Text(HTMLParser):
    """The words of HTML, nothing of its markup, scripts or styles."""

    HIDDEN = ("script", "style", "head", "title", "template")
    BREAKS = ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self.HIDDEN and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def text_of_html(markup: str) -> str:
    """What a reader of HTML would read."""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    return html.unescape("".join(reader.parts))


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text_of_html(text) if part.get_content_type() == "text/html" else text


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except (MessageError, ValueError, IndexError, AttributeError, TypeError):
        # The standard library's parser of structured headers fails on some broken ones.
        return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def from_email(content: bytes) -> Incoming:
    """A message in the form of RFC 5322. Raises Unreadable for what is none, or is too large."""
    if len(content) > LARGEST:
        raise Unreadable(f"the message has {len(content):,} bytes; at most {LARGEST:,} are taken")
    try:
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        sender, subject = _header(message, "From"), _header(message, "Subject")
        body = _body(message)
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        raise Unreadable("it is no e-mail message that can be read") from error
    name, address = next(iter(getaddresses([sender])), ("", ""))
    title, text = line(subject, LONGEST_SUBJECT), clean(body, LONGEST_TEXT)
    if not line(sender, 254) and not title and not text:
        raise Unreadable("it has no sender, no subject and no text")
    found = ANSWER.search(title)
    automatic = _header(message, "Auto-Submitted").strip().lower()
    return Incoming(
        key=key_of(_header(message, "Message-ID"), content),
        subject=title or line(text, 80) or "(no subject)",
        text=text,
        sender=line(address, 254),
        sender_name=line(name, 200),
        ticket=int(found[1]) if found else None,
        automatic=automatic not in ("", "no"),
    )


def from_json(content: bytes) -> Incoming:
    """A message of the API: an object with `subject`, and any of `id`, `text`, `from`, `name`, `severity` (1 to 4),
    `kind` (incident or request) and `ticket`. Raises Unreadable, naming the field.
    """
    if len(content) > LARGEST:
        raise Unreadable(f"the message has {len(content):,} bytes; at most {LARGEST:,} are taken")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the body is no JSON") from error
    if not isinstance(data, Mapping):
        raise Unreadable("the body must be a JSON object")
    for name in ("id", "subject", "text", "from", "name", "kind"):
        if not isinstance(data.get(name, ""), str):
            raise Unreadable(f"“{name}” must be text")
    for name, most in (("severity", 4), ("ticket", 999_999_999)):
        value = data.get(name)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most
        ):
            raise Unreadable(f"“{name}” must be a whole number from 1 to {most}")
    if data.get("kind", "incident") not in ("incident", "request"):
        raise Unreadable("“kind” must be incident or request")
    subject = line(data.get("subject", ""), LONGEST_SUBJECT)
    if not subject:
        raise Unreadable("“subject” is missing")
    return Incoming(
        key=key_of(data.get("id", ""), content),
        subject=subject,
        text=clean(data.get("text", ""), LONGEST_TEXT),
        sender=line(data.get("from", ""), 254),
        sender_name=line(data.get("name", ""), 200),
        ticket=data.get("ticket"),
        severity=data.get("severity"),
        kind=data.get("kind", "incident"),
    )
