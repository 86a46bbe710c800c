"""Two years of telling and listening: a website in two languages, newsletters, a forum, feedback answered, a team."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from typing import Any

from commonweal.communications.models import (
    Approval,
    Audience,
    Coverage,
    Delivery,
    Draft,
    Event,
    Evidence,
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
    Site,
    Subscription,
)
from commonweal.demo import communications_talk, county
from commonweal.demo import communications_words as words
from commonweal.demo.alliance import Frame
from commonweal.demo.communications_teller import Teller
from commonweal.demo.dice import Dice
from commonweal.demo.history import ACT_COLUMNS
from commonweal.demo.load import load


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """All of it, in the words of Laurel County's people."""
    names = {"office": "Ines Farrow", "director": "Ruth Calloway", "board": "Judge Helen Marsh",
             "lead": "Daniel Osei", "housing": "Keisha Moreau"}  # fmt: skip
    seats = {
        seat.holder.name: (seat.holder, seat.organisation)
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
    communications_talk.feedback(told, event)
    communications_talk.inside(told)
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
    site: Site = told.bare(
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
    found: list[Newsletter] = []
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
    found: list[Event] = []
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
