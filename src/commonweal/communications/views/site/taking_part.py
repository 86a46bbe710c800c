"""What strangers can do: register for an event, ask for the newsletter, leave it, say what they think."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from commonweal.access.http import Request
from commonweal.access.views import public as for_everybody
from commonweal.communications import calendars, render, tokens
from commonweal.communications.actions.feedback import mark_of
from commonweal.communications.actions.gatherings import when_and_where
from commonweal.communications.models import Event, FeedbackForm
from commonweal.communications.public import Visit, visiting
from commonweal.communications.queries import public
from commonweal.communications.rules import events as rules
from commonweal.communications.site_words import spoken, words
from commonweal.communications.views.site.common import Place, shown, site_page
from commonweal.components import letters
from commonweal.components.letters import Letter, post
from commonweal.database import clock

PER_MINUTE, PER_HOUR = 30, 600
"""Answers to one form: beyond the first they are held back, beyond the second not taken."""
LONGEST = 5000
LINK = "guards itself: a signed link stands for one row, and only its button changes anything"


def _one(sql: str, values: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _typed(request: Request, name: str, most: int) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[: most + 1]


def _email_fault(value: str, w: dict[str, str]) -> str:
    try:
        validate_email(value)
    except ValidationError:
        return w["not_email"] if value else w["fill"]
    return "" if len(value) <= 254 else w["too_long"]


def _is_robot(request: Request) -> bool:
    """A field that people do not see was filled in."""
    return bool(request.POST.get("website"))


@site_page
def events(request: Request, place: Place) -> HttpResponseBase:
    """Events to come, and those that were."""
    now = clock.now()
    lines = [(one, one.told(place.language)) for one in public.events(now)]
    past = [(one, one.told(place.language)) for one in public.events(now, past=True)[:20]]
    context = {"events": lines, "past": past, "path_rest": "events/", "zone": place.visit.timezone}
    return shown(place, "site/events.html", context)


@site_page
def events_calendar(request: Request, place: Place) -> HttpResponseBase:
    """All events to come as a calendar one can subscribe to."""
    return _calendar(place, list(public.events(clock.now())))


@site_page
def event_calendar(request: Request, place: Place, name: str) -> HttpResponseBase:
    """One event for one's own calendar."""
    return _calendar(place, [_event(name)])


def _event(name: str) -> Event:
    row = public.events_all().filter(slug=name).first()
    if row is None:
        raise Http404
    return row


def _calendar(place: Place, rows: list[Event]) -> HttpResponse:
    def address(one: Event) -> str:
        return letters.address(reverse("site:event", args=[place.slug, place.language, one.slug]))

    content = calendars.calendar(
        [(one, address(one)) for one in rows], name=place.visit.name, zone=place.visit.timezone,
        language=place.language, host=urlsplit(settings.SITE_ADDRESS).hostname or "localhost", now=clock.now(),
    )  # fmt: skip
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@site_page
def event(request: Request, place: Place, name: str) -> HttpResponseBase:
    """An event; a POST registers for it."""
    row, now = _event(name), clock.now()
    registered = public.registered(row)
    stage = rules.stage(row.facts(registered), now)
    told = row.told(place.language)
    context: dict[str, Any] = {
        "row": row, "told": told, "stage": stage.value, "body": render.markdown(told.get("text", ""), place.frame),
        "outcome": render.markdown(row.outcome, place.frame) if row.outcome_at else "",
        "left": max(0, row.places - registered) if row.places is not None else None,
        "zone": place.visit.timezone, "typed": {}, "faults": {}, "path_rest": f"events/{row.slug}/",
        "forms": [
            (one, one.told(place.language)) for one in public.forms().filter(event=row)
        ] if now >= row.starts else [],
    }  # fmt: skip
    if request.method == "POST" and stage in {rules.Stage.OPEN, rules.Stage.FULL}:
        return _register(request, place, row, context)
    return shown(place, "site/event.html", context)


def _register(request: Request, place: Place, row: Event, context: dict[str, Any]) -> HttpResponse:
    typed = {
        "name": _typed(request, "name", 120), "email": _typed(request, "email", 254),
        "organisation": _typed(request, "organisation", 200), "needs": _typed(request, "needs", 500),
    }  # fmt: skip
    w = place.w
    faults = {"email": _email_fault(typed["email"], w), "name": "" if typed["name"] else w["fill"]}
    limits = (("name", 120), ("organisation", 200), ("needs", 500))
    faults |= {name: w["too_long"] for name, most in limits if len(typed[name]) > most}
    faults = {name: said for name, said in faults.items() if said}
    if faults:
        return shown(place, "site/event.html", context | {"typed": typed, "faults": faults}, status=422)
    if _is_robot(request):
        return shown(place, "site/done.html", {"title": row.title(place.language), "said": w["placed"]})
    found = _one(
        "select * from commonweal.site_register(%s, %s, %s, %s, %s, %s)",
        [row.pk, typed["name"], typed["email"], typed["organisation"], typed["needs"], place.language],
    )
    pk, answer = found if found is not None else (None, "closed")
    if pk is None:
        faults = {"": w[answer]}
        return shown(place, "site/event.html", context | {"typed": typed, "faults": faults}, status=409)
    _tell(place.visit, row, pk, typed["email"], place.language, answer)
    # Whether an address was registered before is told only by e-mail, to the address itself.
    said = w["waiting"] if answer == "waiting" else w["placed"]
    return shown(place, "site/done.html", {"title": row.title(place.language), "said": said})


def _tell(visit: Visit, row: Event, pk: Any, email: str, language: str, answer: str) -> None:
    """Write to somebody who registered or moved up."""
    told = words(language)
    subject = told.get(f"mail_{answer}", told["mail_placed"]) % {"event": row.title(language)}
    paragraphs = [when_and_where(row, visit.site, language, visit.timezone), told["mail_change"]]
    if answer == "already":
        paragraphs.insert(0, told["already"])
    post(Letter(
        to=email, subject=subject, paragraphs=tuple(paragraphs), sender=visit.name, postal=visit.site.contact_address,
        path=reverse("site:registration", args=[tokens.sign(tokens.REGISTRATION, pk)]),
        act=told["mail_change_act"], language=language,
    ))  # fmt: skip


@for_everybody(LINK)
@csrf_exempt
def registration(request: Request, token: str) -> HttpResponseBase:
    """One's own registration: give the place up, by a button."""
    try:
        pk = tokens.read(tokens.REGISTRATION, token)
    except tokens.Invalid as error:
        raise Http404 from error
    found = _one("select * from commonweal.registration_at(%s)", [pk])
    if found is None:
        raise Http404
    slug, event_pk, _name, cancelled, over = found
    with visiting(slug) as visit, override(spoken(visit.site.language)):
        place = Place(visit, visit.site.language)
        row = Event.objects.get(pk=event_pk)
        w = place.w
        if request.method == "POST" and not cancelled and not over:
            with connection.cursor() as cursor:
                cursor.execute("select * from commonweal.cancel_registration(%s)", [pk])
                moved_up = cursor.fetchall()
            for one, email, _who, language in moved_up:
                _tell(visit, row, one, email, language, "moved_up")
            cancelled = True
        context = {
            "title": row.title(place.language),
            "said": w["given_up"] if cancelled else "",
            "over": over,
        }
        if cancelled or over:
            context["said"] = context["said"] or w["over"]
            return shown(place, "site/done.html", context)
        context |= {"lead": w["give_up_lead"], "act": w["give_up"]}
        return shown(place, "site/button.html", context)


@site_page
def subscribe(request: Request, place: Place) -> HttpResponseBase:
    """Ask for the newsletter: nothing is sent before the address has confirmed."""
    w = place.w
    interests = place.visit.site.interests
    typed: dict[str, Any] = {
        "email": _typed(request, "email", 254), "interests": request.POST.getlist("interests")
    }  # fmt: skip
    context: dict[str, Any] = {
        "interests": [(one["key"], one["names"].get(place.language, one["key"])) for one in interests],
        "typed": typed, "faults": {}, "path_rest": "subscribe/",
    }  # fmt: skip
    if request.method != "POST":
        return shown(place, "site/subscribe.html", context)
    if fault := _email_fault(typed["email"], w):
        return shown(place, "site/subscribe.html", context | {"faults": {"email": fault}}, status=422)
    if not _is_robot(request):
        known = [one["key"] for one in interests if one["key"] in typed["interests"]]
        found = _one(
            "select * from commonweal.site_subscribe(%s, %s, %s)", [typed["email"], place.language, known]
        )
        if found is not None and found[1]:
            post(
                Letter(
                    to=typed["email"],
                    subject=w["mail_confirm"] % {"alliance": place.visit.name},
                    paragraphs=(w["mail_confirm_text"],),
                    sender=place.visit.name,
                    postal=place.visit.site.contact_address,
                    path=reverse("site:confirm", args=[place.slug, tokens.sign(tokens.CONFIRM, found[0])]),
                    act=w["confirm"],
                    language=place.language,
                )
            )
    # The same answer whoever asks: nobody learns here who reads the newsletter.
    return shown(place, "site/done.html", {"title": w["subscribe"], "said": w["subscribe_done"]})


@for_everybody(LINK)
@csrf_exempt
def confirm(request: Request, site: str, token: str) -> HttpResponseBase:
    """Confirm the newsletter, by a button: a mail scanner that opens the link confirms nothing."""
    return _by_button(
        request,
        site,
        token,
        tokens.CONFIRM,
        "select commonweal.confirm_subscription(%s)",
        "confirm",
        "confirmed",
    )


@for_everybody(LINK)
@csrf_exempt
def unsubscribe(request: Request, site: str, token: str) -> HttpResponseBase:
    """Leave the newsletter: by a button, or by a mail program's one-click POST (RFC 8058); never by a GET."""
    return _by_button(
        request, site, token, tokens.LEAVE, "select commonweal.end_subscription(%s, 'unsubscribed')",
        "unsubscribe", "unsubscribed",
    )  # fmt: skip


def _by_button(
    request: Request, site: str, token: str, purpose: str, sql: str, act: str, done: str
) -> HttpResponseBase:
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    with visiting(site) as visit, override(spoken(visit.site.language)):
        place = Place(visit, visit.site.language)
        w = place.w
        try:
            pk = tokens.read(purpose, token)
        except tokens.Invalid:
            return shown(place, "site/done.html", {"title": w[act], "said": w["over"]}, status=404)
        if request.method != "POST":
            return shown(
                place, "site/button.html", {"title": w[act], "lead": w[f"{act}_lead"], "act": w[act]}
            )
        found = _one(sql, [pk])
        # Leaving twice is leaving: a mail program may post more than once.
        said = w["over"] if purpose == tokens.CONFIRM and found == ("over",) else w[done]
        return shown(place, "site/done.html", {"title": w[act], "said": said})


@site_page
def listen(request: Request, place: Place) -> HttpResponseBase:
    """Where one can say what one thinks, and what was done about what others said."""
    lines = [(one, one.told(place.language)) for one in public.forms().filter(event=None)]
    done = render.you_said_lines(list(public.you_said()[:30]), place.language)
    return shown(place, "site/listen.html", {"forms": lines, "done": done, "path_rest": "feedback/"})


@site_page
def form(request: Request, place: Place, name: str) -> HttpResponseBase:
    """A form; a POST is an answer."""
    row = public.forms().filter(slug=name).first()
    if row is None:
        raise Http404
    context = {
        "row": row, "told": row.told(place.language), "questions": questions(row, place.language, {}), "typed": {},
        "faults": {}, "via": "qr" if request.GET.get("via") == "qr" else "", "path_rest": f"feedback/{row.slug}/",
    }  # fmt: skip
    if request.method == "POST":
        return _answer(request, place, row, context)
    return shown(place, "site/form.html", context)


def questions(row: FeedbackForm, language: str, typed: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of a form in a language, with what was typed."""
    return [
        one
        | {
            "label": one["names"].get(language) or next(iter(one["names"].values()), one["key"]),
            "value": typed.get(one["key"], ""),
        }
        for one in row.questions
    ]


def read_answers(row: FeedbackForm, request: Request) -> tuple[dict[str, Any], dict[str, str]]:
    """What was answered, and which answers cannot be taken (too long, or no choice of the form)."""
    answers: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for one in row.questions:
        value = _typed(request, one["key"], LONGEST)
        if len(value) > LONGEST:
            faults[one["key"]] = "too_long"
        if not value:
            continue
        if one["kind"] in {"rating", "understanding"}:
            if value in {"1", "2", "3", "4", "5"}:
                answers[one["key"]] = int(value)
        elif one["kind"] != "choice" or value in one.get("choices", ()):
            answers[one["key"]] = value[:LONGEST]
    return answers, faults


def _answer(request: Request, place: Place, row: FeedbackForm, context: dict[str, Any]) -> HttpResponse:
    w = place.w
    answers, faults = read_answers(row, request)
    faults = {key: w[said] for key, said in faults.items()}
    name, email = _typed(request, "name", 120)[:120], _typed(request, "email", 254)
    if row.asks_contact and email and (fault := _email_fault(email, w)):
        faults["email"] = fault
    if not answers and not faults:
        faults[""] = w["fill"]
    typed = {key: request.POST.get(key, "") for key in request.POST}
    context = context | {"typed": typed, "questions": questions(row, place.language, typed)}
    if faults:
        return shown(place, "site/form.html", context | {"faults": faults}, status=422)
    thanks = context["told"].get("thanks") or w["thanks"]
    if _is_robot(request):
        return shown(place, "site/done.html", {"title": context["told"]["title"], "said": thanks})
    source = "event" if row.event_id else "qr" if request.POST.get("via") == "qr" else "page"
    found = _one(
        "select commonweal.site_feedback(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            row.pk, json.dumps(answers), place.language, source, name, email, mark_of(row, answers), None,
            clock.now().date(), PER_MINUTE, PER_HOUR,
        ],
    )  # fmt: skip
    match found[0] if found else "closed":
        case "closed":
            raise Http404
        case "full":
            # Nobody is locked out: the words stay in the form, and other ways are named.
            return shown(place, "site/form.html", context | {"faults": {"": w["feedback_full"]}}, status=429)
    return shown(place, "site/done.html", {"title": context["told"]["title"], "said": thanks})
