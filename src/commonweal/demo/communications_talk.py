"""What people told the alliance, and what its people tell each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonweal.agreements.models import Agreement
from commonweal.communications.models import (
    Announcement,
    Audience,
    Document,
    DocumentVersion,
    Event,
    FeedbackForm,
    Remark,
    Reply,
    Response,
    Seen,
    Sorting,
    Team,
    TeamMember,
    Theme,
    Thread,
    YouSaid,
)
from commonweal.demo import communications_words as words
from commonweal.demo.communications_teller import Teller


def feedback(told: Teller, event: Event) -> None:
    """Forms, what people answered in a year and a half, themes, replies and what was done."""
    dice = told.dice
    audiences = {one.kind: one for one in Audience.objects.filter(alliance=told.frame.alliance)}
    forms = {
        kind: told.row(
            FeedbackForm, told.at(580), slug=slug, texts=texts, audience=audiences[kind], published_at=told.at(579),
            questions=words.QUESTIONS,
        )
        for kind, slug, texts in words.FORMS
    }  # fmt: skip
    told.row(
        FeedbackForm, told.at(80), slug="after-the-forum", texts=words.AFTER, event=event, published_at=told.at(70),
        questions=words.QUESTIONS[1:],
    )  # fmt: skip
    rows = []
    for quarter in range(6):
        for kind, form in forms.items():
            for _ in range(44):
                days = 545 - quarter * 91 - dice.randint(0, 80)
                when = told.at(max(days, 1))
                understands = dice.random() < 0.42 + 0.055 * quarter + (0.12 if kind == "employees" else 0)
                answers: dict[str, Any] = {
                    "understand": dice.choice((4, 5)) if understands else dice.choice((1, 2, 3)),
                    "rating": dice.choice((2, 3, 4, 4, 5)),
                }
                rows.append(
                    told.bare(
                        Response, when, form=form, audience=form.audience, language="en", answers=answers,
                        source=dice.choice(("page", "qr", "paper")), given_on=when.date(), digest="", set_aside_at=when,
                    )
                )  # fmt: skip
    Response.objects.bulk_create(rows)
    themes = {
        name: told.row(Theme, told.at(500), name=name)
        for name in ("Getting there", "Food at the weekend", "Being heard")
    }
    form = forms["patients"]
    for days, theme, text, language, answer in words.VOICES:
        when = told.at(days)
        row = told.bare(
            Response, when, form=form, audience=form.audience, language=language, answers={"words": text}, source="page",
            given_on=when.date(), digest="", email="somebody@mail.example" if answer else "",
            set_aside_at=when + timedelta(days=2) if not answer and days > 20 else None,
        )  # fmt: skip
        row.save()
        if theme:
            told.row(Sorting, when + timedelta(hours=5), response=row, theme=themes[theme])
        if answer:
            told.row(
                Reply, when + timedelta(days=1), response=row, text=answer, mailed_at=when + timedelta(days=1)
            )
            told.act(when + timedelta(days=1), "office", "feedback.replied", title=form.title())
    for days, theme, said, did in words.DONE:
        told.row(YouSaid, told.at(days), theme=themes[theme], said=said, did=did, published_at=told.at(days))
        told.act(told.at(days), "office", "feedback.done-told", said=said["en"])


def inside(told: Teller) -> None:
    """An announcement, a team and its talk, documents."""
    announcement = told.row(Announcement, told.at(6), title=words.ANNOUNCEMENT[0], text=words.ANNOUNCEMENT[1])
    told.act(told.at(6), "office", "inside.announced", title=words.ANNOUNCEMENT[0])
    for by, days in (("director", 5.8), ("lead", 5), ("housing", 2)):
        told.row(Seen, told.at(days), by, announcement=announcement)
    team = told.row(
        Team, told.at(120), "housing", name="Rides to care", charter=words.CHARTER,
        ends_on=(told.now + timedelta(days=90)).date(),
    )  # fmt: skip
    for by in ("housing", "lead", "office"):
        person, organisation = told.people[by]
        told.bare(
            TeamMember,
            told.at(118),
            team=team,
            person=person,
            person_name=person.name,
            organisation_name=organisation.name,
        ).save()
    thread = told.row(Thread, told.at(40), "lead", title=words.THREAD[0], team=team, moved_at=told.at(12))
    for (by, text), days in zip(words.THREAD[1], (40, 36, 12), strict=True):
        told.row(Remark, told.at(days), by, thread=thread, text=text)
    agreement = (
        Agreement.objects.filter(alliance=told.frame.alliance, in_force__isnull=False)
        .order_by("title")
        .first()
    )
    for title, access, public, by, text in words.DOCUMENTS:
        document = told.row(
            Document, told.at(200), by, title=title, access=access, organisation=told.people[by][1],
            agreement=agreement if access == "agreement" else None, public_at=told.at(190) if public else None,
        )  # fmt: skip
        content = text.encode()
        told.row(
            DocumentVersion, told.at(200), by, document=document, number=1, name=f"{title.lower().replace(' ', '-')}.txt",
            content_type="text/plain; charset=utf-8", size=len(content), content=content,
        )  # fmt: skip
