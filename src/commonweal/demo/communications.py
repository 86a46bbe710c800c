"""Two years of telling and listening: a website in two languages, newsletters, a forum, feedback answered, a team."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from commonweal.access.models import Person
from commonweal.agreements.models import Agreement
from commonweal.communications.models import (
    Announcement,
    Approval,
    Audience,
    Coverage,
    Delivery,
    Document,
    DocumentVersion,
    Draft,
    Event,
    Evidence,
    FeedbackForm,
    Image,
    Message,
    Naming,
    Newsletter,
    Page,
    PlanEntry,
    Post,
    PressContact,
    Publication,
    PublicFigure,
    Registration,
    Release,
    Remark,
    Reply,
    Response,
    Seen,
    Site,
    Sorting,
    Subscription,
    Team,
    TeamMember,
    Theme,
    Thread,
    YouSaid,
)
from commonweal.demo import communications_words as words
from commonweal.demo import county
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.demo.history import ACT_COLUMNS
from commonweal.demo.load import load
from commonweal.partners.models import Organisation


@dataclass
class Teller:
    """Writes rows with who and when, and keeps the acts for the record."""

    dice: Dice
    frame: Frame
    now: datetime
    people: dict[str, tuple[Person, Organisation]]
    acts: list[tuple[datetime, Person, Organisation, str, dict[str, Any]]] = field(default_factory=list)

    def at(self, days: float) -> datetime:
        """So many days ago, at an hour when people work."""
        day = self.now - timedelta(days=days)
        return min(day.replace(hour=15, minute=self.dice.randint(0, 59)), self.now - timedelta(minutes=30))

    def row(self, model: Any, when: datetime, by: str = "office", **facts: Any) -> Any:
        """One row, written then by this person."""
        person, organisation = self.people[by]
        return model.objects.create(
            id=self.dice.uid(when), created_at=when, alliance=self.frame.alliance, person=person,
            person_name=person.name, organisation_name=organisation.name, **facts,
        )  # fmt: skip

    def bare(self, model: Any, when: datetime, **facts: Any) -> Any:
        """One row that names no writer."""
        return model(id=self.dice.uid(when), created_at=when, alliance=self.frame.alliance, **facts)

    def act(self, when: datetime, by: str, kind: str, **details: Any) -> None:
        """An act for the record."""
        person, organisation = self.people[by]
        self.acts.append((when, person, organisation, kind, details))


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """All of it, in the words of Laurel County's people."""
    names = {"office": "Ines Farrow", "director": "Ruth Calloway", "board": "Judge Helen Marsh",
             "lead": "Daniel Osei", "housing": "Keisha Moreau"}  # fmt: skip
    seats = {
        seat.person.name: (seat.person, seat.organisation)
        for seat in frame.alliance.seats.filter(person__name__in=names.values()).select_related(
            "person", "organisation"
        )
    }
    told = Teller(dice, frame, now, {key: seats[name] for key, name in names.items()})
    site = _site(told)
    messages = _plan(told)
    newsletters = _newsletters(told)
    event = _events(told)
    _outreach(told, messages)
    _feedback(told, event)
    _inside(told)
    told.acts.sort(key=lambda one: one[0])
    load(
        "audit_act",
        ACT_COLUMNS,
        (
            (frame.alliance.pk, at, 0, person.pk, person.name, organisation.pk, organisation.name, kind, "", None, None,
             json.dumps(details), b"", b"")
            for at, person, organisation, kind, details in told.acts
        ),
    )  # fmt: skip
    assert site.published_at is not None and len(newsletters) == 3


def _site(told: Teller) -> Site:
    opened = told.at(600)
    site = told.bare(
        Site, opened, slug="laurel", tagline=words.TAGLINE, languages=["en", "es"], contact_email="hello@laurel.example",
        contact_phone="(937) 555-0100", contact_address="12 Court Street, Laurel, OH 45300",
        press_contact="Ruth Calloway, (937) 555-0101", press_about=words.PRESS, published_at=opened,
        interests=[{"key": "food", "names": {"en": "Food", "es": "Comida"}},
                   {"key": "housing", "names": {"en": "Housing", "es": "Vivienda"}}],
    )  # fmt: skip
    site.save()
    picture = _picture()
    told.row(
        Image, told.at(598), name="front-porch.png", content=picture, content_type="image/png", width=640, height=240,
        size=len(picture), alt="A porch with four doors, one of them open", public_at=told.at(597),
    )  # fmt: skip
    for position, (slug, kind, days, texts) in enumerate(words.PAGES):
        when = told.at(days)
        page = told.row(Page, when, slug=slug, kind=kind, position=position, in_menu=kind == "page")
        for language, (title, summary, body) in texts.items():
            facts = {"language": language, "title": title, "summary": summary, "body": body}
            told.row(Draft, when, page=page, saved_at=when, revision=1, **facts)
            told.row(
                Publication,
                when,
                "director",
                page=page,
                number=1,
                revision=1,
                first_at=when,
                published_at=when,
                **facts,
            )
            told.act(when, "director", "page.published", slug=slug, language=language, number=1)
    target = Page.objects.get(alliance=told.frame.alliance, slug="about")
    gone = told.row(
        Page, told.at(560), slug="who-we-are", removed_at=told.at(300), removed_reason="It is part of another page now.",
        moved_to=target,
    )  # fmt: skip
    told.row(
        Publication, told.at(560), page=gone, number=1, revision=1, first_at=told.at(560), published_at=told.at(560),
        language="en", title="Who we are", body="Moved.",
    )  # fmt: skip
    told.act(told.at(300), "director", "page.removed", slug="who-we-are", reason=gone.removed_reason)
    for measure in ("no_show_rate", "got_help_rate", "closed_loop_rate", "emergency_visits_per_1000"):
        told.row(PublicFigure, told.at(5), "director", measure=measure)
    return site


def _picture() -> bytes:
    """Four doors, drawn: the demo brings no file along."""
    from PIL import Image as Pixels
    from PIL import ImageDraw

    canvas = Pixels.new("RGB", (640, 240), "#e0eeed")
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 200, 640, 240), fill="#a9cfce")
    for number, colour in enumerate(("#0d5a61", "#b35c00", "#3b6fb6", "#8a4f9e")):
        left = 60 + number * 140
        pen.rectangle((left, 70, left + 90, 200), fill=colour if number != 1 else "#fdf0e0")
        pen.ellipse((left + 70, 130, left + 78, 138), fill="#ffffff" if number != 1 else "#8f4209")
    out = io.BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return out.getvalue()


def _approve(told: Teller, row: Any, when: datetime, what: str) -> None:
    told.row(
        Approval,
        when,
        "board",
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        digest=row.digest(),
        approved=True,
    )
    told.act(when, "board", "communication.approved", what=what, name=str(row), digest=row.digest()[:12])


def _plan(told: Teller) -> dict[str, Message]:
    audiences = {
        kind: told.row(
            Audience, told.at(640), kind=kind, name=name, size=size, needs=needs, thinks_now=thinks,
            languages=languages, grade=grade,
        )
        for kind, name, size, needs, thinks, languages, grade in words.AUDIENCES
    }  # fmt: skip
    messages: dict[str, Message] = {}
    for key, days, texts, benefit, evidence in words.MESSAGES:
        when = told.at(days)
        row = told.row(
            Message,
            when,
            key=key,
            texts=texts,
            benefit=benefit,
            review_on=(when + timedelta(days=400)).date(),
        )
        for kind, measure, text, permission, lasts in evidence:
            told.row(
                Evidence, when, message=row, kind=kind, measure=measure, text=text, permission=permission,
                holds_until=(when + timedelta(days=lasts)).date() if lasts else None,
            )  # fmt: skip
        if key != "rides":
            _approve(told, row, told.at(days - 3), "message")
        messages[key] = row
    for kind, key, channel, days, owner in words.CALENDAR:
        on = (told.now - timedelta(days=days)).date()
        told.row(
            PlanEntry, told.at(max(days, 0) + 20), audience=audiences[kind], message=messages[key], channel=channel, on=on,
            owner_name=owner, done_at=told.at(days) if days > 4 else None,
        )  # fmt: skip
    told.row(
        Naming,
        told.at(400),
        old="Laurel Care Coalition",
        current=county.ALLIANCE,
        why="Renamed when the county joined.",
    )
    told.row(
        Naming,
        told.at(390),
        old="frequent flyers",
        current="people with many needs",
        why="Nobody is a nuisance.",
    )
    return messages


def _newsletters(told: Teller) -> list[Newsletter]:
    dice = told.dice
    readers = []
    for number in range(240):
        asked = told.at(dice.randint(20, 580))
        left = dice.random() < 0.06
        readers.append(
            told.bare(
                Subscription, asked, email=f"reader{number}@{'mail' if number % 3 else 'post'}.example",
                language="es" if dice.random() < 0.3 else "en", interests=["food"] if number % 4 == 0 else [],
                asked_at=asked, mailed_at=asked, confirmed_at=asked + timedelta(hours=2) if dice.random() < 0.93 else None,
                ended_at=asked + timedelta(days=15) if left else None, ended_how="unsubscribed" if left else "",
            )
        )  # fmt: skip
    Subscription.objects.bulk_create(readers)
    found = []
    for name, slug, days, texts in words.NEWSLETTERS:
        when = told.at(days)
        row = told.row(Newsletter, when, name=name, slug=slug, texts=texts)
        found.append(row)
        if slug == "winter-draft":
            continue
        _approve(told, row, when + timedelta(hours=3), "newsletter")
        start = when + timedelta(hours=4)
        to = [
            one
            for one in readers
            if one.confirmed_at and one.confirmed_at < start and not (one.ended_at and one.ended_at < start)
        ]
        Delivery.objects.bulk_create(
            told.bare(
                Delivery, start, newsletter=row, subscription=one, position=number, email=one.email,
                language=one.language, handled_at=start + timedelta(seconds=number), message_id=f"<{row.pk.hex}.{number}@laurel>",
                outcome="refused" if number == 17 else "sent", problem="550 no such user" if number == 17 else "",
            )
            for number, one in enumerate(to, 1)
        )  # fmt: skip
        row.addresses, row.sent_by, row.started_at = len(to), "Ines Farrow", start
        row.moved_at = row.finished_at = start + timedelta(seconds=len(to))
        row.save()
        told.act(start, "office", "newsletter.started", name=name, addresses=len(to))
        told.act(row.finished_at, "office", "newsletter.finished", name=name, sent=len(to) - 1, others=1)
    return found


def _events(told: Teller) -> Event:
    dice = told.dice
    past = told.at(70).replace(hour=22, minute=0)
    coming = (told.now + timedelta(days=18)).replace(hour=22, minute=0, second=0)
    found = []
    for starts, slug, places, texts, outcome in (
        (past, "forum-on-food", 40, words.FORUM, words.OUTCOME),
        (coming, "forum-on-housing", 25, words.NEXT_FORUM, ""),
    ):
        made = min(starts - timedelta(days=50), told.now - timedelta(days=12))
        event = told.row(
            Event, made, kind="forum", slug=slug, texts=texts, starts=starts, ends=starts + timedelta(hours=2),
            place="Laurel Public Library, Main Street", places=places, registration_until=starts, published_at=made,
            outcome=outcome, outcome_at=starts + timedelta(days=4) if outcome else None,
        )  # fmt: skip
        found.append(event)
        told.act(made, "director", "event.published", title=texts["en"]["title"])
        people = []
        for number in range(38 if outcome else 28):
            registered = made + timedelta(hours=5 * number + 1)
            people.append(
                told.bare(
                    Registration, registered, event=event, name=f"{dice.choice(county.GIVEN)} {dice.choice(county.FAMILIES)}",
                    email=f"guest{number}@{slug}.example", language="es" if number % 5 == 0 else "en",
                    registered_at=min(registered, told.now), needs="Spanish interpreter" if number % 5 == 0 else "",
                    told_place_at=registered if number < places else None,
                    checked_in_at=starts if outcome and dice.random() < 0.8 else None,
                    reminded_at=starts - timedelta(days=2) if outcome else None,
                )
            )  # fmt: skip
        Registration.objects.bulk_create(people)
    told.act(past + timedelta(days=4), "office", "event.outcome-told", title=words.FORUM["en"]["title"])
    return found[0]


def _outreach(told: Teller, messages: dict[str, Message]) -> None:
    post = told.row(Post, told.at(30), channel="bluesky", message=messages["one-door"], text=words.POST)
    _approve(told, post, told.at(29), "post")
    post.exported_at = post.posted_at = told.at(28)
    post.posted_by = "Ines Farrow"
    post.save()
    told.row(Post, told.at(3), channel="facebook", message=messages["rides"], text=words.DRAFT_POST)
    told.row(
        PressContact,
        told.at(500),
        name="Grace Lowell",
        outlet="Laurel Courier",
        email="grace@courier.example",
        beat="Health and schools",
    )
    release = told.row(
        Release,
        told.at(66),
        slug="forum-on-food-draws-neighbours",
        title=words.RELEASE[0],
        body=words.RELEASE[1],
    )
    _approve(told, release, told.at(65), "release")
    release.released_at = told.at(64)
    release.save()
    told.row(
        Coverage, told.at(62), outlet="Laurel Courier", title="Neighbours plan a Saturday pantry",
        url="https://courier.example/pantry", on=told.at(62).date(), release=release, tone="for",
    )  # fmt: skip


def _feedback(told: Teller, event: Event) -> None:
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


def _inside(told: Teller) -> None:
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
