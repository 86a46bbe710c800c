"""The demo's outbox: e-mails are not sent but can be read. Exists only where the demo runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from commonweal.access.http import Request
from commonweal.access.views import public

MOST = 50
LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Letter:
    """One e-mail."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str

    @property
    def linked(self) -> SafeString:
        """The text with its addresses as links."""
        return mark_safe(LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(self.text)))  # noqa: S308


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes().split(b"\n" + b"-" * 79)[0], policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    return Letter(
        name=path.stem,
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()) if body is not None else "",
    )


def _files() -> list[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []


@public("the demo's e-mails, on this machine only")
def letters(request: Request) -> HttpResponse:
    """The newest e-mails."""
    return render(request, "web/outbox.html", {"letters": [_read(path) for path in _files()[:MOST]]})


@public("the demo's e-mails, on this machine only")
def letter(request: Request, name: str) -> HttpResponse:
    """One e-mail."""
    path = next((path for path in _files() if path.stem == name), None)
    if path is None:
        raise Http404
    return render(request, "web/letter.html", {"letter": _read(path)})
