"""Letters: one line for a subject, a file beside it, and an act that stands although its letter does not leave."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.core import mail

from commonweal.components import tasks
from commonweal.components.letters import Calendar, Letter, message, post

pytestmark = pytest.mark.django_db

LETTER = Letter(
    to="ann@example.org",
    subject="One\nline “Ünïcødé” " + "long " * 60,
    paragraphs=("<script>alert(1)</script>", "Second"),
    act="Open it",
    path="/plans/",
    notes=("Not to be passed on",),
    sender="The office",
    postal="1 Main Street",
    calendar=Calendar("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST"),
)


def test_a_letter_is_text_and_html_with_what_was_typed_escaped(settings) -> None:
    settings.SITE_ADDRESS = "https://alliance.example/"
    made = message(LETTER)
    assert "\n" not in made.subject and len(made.subject) <= 180
    (html, kind), (name, file, calendar) = made.alternatives[0], made.attachments[0]
    assert kind == "text/html" and "<script>" not in html and "&lt;script&gt;" in html
    for one in (
        "Second",
        "https://alliance.example/plans/",
        "Open it",
        "Not to be passed on",
        "1 Main Street",
    ):
        assert one in made.body and one in html
    assert (name, calendar) == ("invitation.ics", "text/calendar; charset=utf-8; method=REQUEST")
    assert "VCALENDAR" in file and made.extra_headers["Auto-Submitted"] == "auto-generated"
    made.message().as_bytes()


def test_a_job_carries_the_whole_letter() -> None:
    assert Letter.of(asdict(LETTER)) == LETTER
    tasks.deliver(letter=asdict(LETTER))
    assert mail.outbox[0].to == ["ann@example.org"]


def test_one_letter_that_cannot_leave_keeps_no_other_back(
    monkeypatch, django_capture_on_commit_callbacks
) -> None:
    from django.core.mail import EmailMultiAlternatives

    send = EmailMultiAlternatives.send

    def broken(self, *arguments, **options):
        if "ann@example.org" in self.to:
            raise ConnectionRefusedError
        return send(self, *arguments, **options)

    monkeypatch.setattr(EmailMultiAlternatives, "send", broken)
    with django_capture_on_commit_callbacks(execute=True):
        post(LETTER, Letter("bob@example.org", "Hello", ("Text",)))
    assert [one.to for one in mail.outbox] == [["bob@example.org"]]
