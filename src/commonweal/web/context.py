"""What every page's frame shows: who is acting, and where one can go."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor, Permission, may
from commonweal.access.actor import NOBODY
from commonweal.web import live


@dataclass(frozen=True)
class Place:
    """An entry of the navigation: shown to those who hold the permission."""

    title: Any
    route: str
    permission: Permission | None = None
    otherwise: Permission | None = None
    """Holding this one instead is enough."""


PART_ONLY = {"live", "beside"}
"""How scripts say that they take parts of the page only (components/commonweal.js)."""
WRITERS = (Permission.DRAFT_COMMUNICATIONS, Permission.APPROVE_COMMUNICATIONS)
NAVIGATION: list[tuple[Any, list[Place]]] = [
    (
        "",
        [
            Place(_("What needs you"), "home"),
            Place(_("The four capabilities"), "helm:capabilities", Permission.VIEW_ALLIANCE),
            Place(_("The alliance on one page"), "helm:brief", Permission.VIEW_ALLIANCE),
        ],
    ),
    (
        _("Envision"),
        [
            Place(_("Challenge and population"), "charter:challenge", Permission.VIEW_CHARTER),
            Place(_("Statements"), "charter:statements", Permission.VIEW_CHARTER),
            Place(_("Charter"), "charter:charter", Permission.VIEW_CHARTER),
            Place(_("Goals"), "charter:goals", Permission.VIEW_CHARTER),
            Place(_("Success for each partner"), "charter:success", Permission.VIEW_CHARTER),
        ],
    ),
    (
        _("Align"),
        [
            Place(_("Stakeholders"), "alignment:stakeholders", Permission.VIEW_ALIGNMENT),
            Place(_("Readiness"), "alignment:readiness", Permission.ASSESS_READINESS),
            Place(_("Find partners"), "alignment:partners", Permission.FIND_PARTNERS),
            Place(_("Surveys"), "alignment:surveys", Permission.ANSWER_SURVEYS),
            Place(_("Trust and network"), "alignment:network", Permission.VIEW_ALIGNMENT),
            Place(_("Leadership"), "alignment:leadership", Permission.TAKE_FEEDBACK),
            Place(_("Meetings"), "alignment:meetings", Permission.VIEW_ALIGNMENT),
            Place(_("Learning together"), "alignment:learning", Permission.VIEW_ALIGNMENT),
        ],
    ),
    (
        _("Boundaries"),
        [
            Place(_("Who decides"), "governance:bodies", Permission.VIEW_DECISIONS),
            Place(_("Proposals and votes"), "governance:proposals", Permission.VIEW_DECISIONS),
            Place(_("Decisions"), "governance:decisions", Permission.VIEW_DECISIONS),
            Place(_("Agreements"), "agreements:list", Permission.VIEW_AGREEMENTS),
            Place(_("Conflicts"), "governance:conflicts", Permission.RAISE_CONFLICTS),
            Place(_("Risks and obstacles"), "governance:risks", Permission.VIEW_DECISIONS),
            Place(_("Promised and kept"), "governance:promises", Permission.VIEW_DECISIONS),
        ],
    ),
    (
        _("Act and learn"),
        [
            Place(_("Actions"), "plans:actions", Permission.VIEW_PLANS),
            Place(_("Ideas and tests"), "plans:tests", Permission.VIEW_PLANS),
            Place(_("Reviews"), "plans:reviews", Permission.VIEW_PLANS),
            Place(_("Lessons"), "plans:lessons", Permission.VIEW_PLANS),
            Place(_("Scorecard"), "performance:scorecard", Permission.VIEW_INDICATORS),
            Place(_("Feed figures"), "performance:feed", Permission.FEED_FIGURES),
            Place(_("Published figures"), "performance:versions", Permission.VIEW_INDICATORS),
            Place(_("How things are worked out"), "methods:list", Permission.VIEW_ALLIANCE),
        ],
    ),
    (
        _("Network"),
        [
            Place(_("Referrals"), "referrals:board", Permission.VIEW_REFERRALS),
            Place(_("People served"), "clients:list", Permission.VIEW_PEOPLE),
            Place(_("Find a service"), "directory:search", Permission.VIEW_DIRECTORY),
            Place(_("Room in your services"), "directory:own-services", Permission.REPORT_CAPACITY),
            Place(_("Keep the directory"), "directory:imports", Permission.MANAGE_DIRECTORY),
            Place(_("How the network does"), "network:show", Permission.VIEW_NETWORK),
        ],
    ),
    (
        _("Money"),
        [
            Place(_("Contract years"), "payments:years", Permission.VIEW_STATEMENTS),
            Place(_("Try a contract"), "payments:simulate", Permission.SIMULATE),
            Place(_("Pools"), "payments:pools", Permission.VIEW_STATEMENTS),
        ],
    ),
    (
        _("Communications"),
        [
            Place(_("Messages and calendar"), "communications:plan", Permission.VIEW_COMMUNICATIONS),
            Place(_("Website"), "communications:site", *WRITERS),
            Place(_("Newsletter"), "communications:newsletters", *WRITERS),
            Place(_("Events"), "communications:events", Permission.VIEW_COMMUNICATIONS),
            Place(_("Feedback"), "communications:feedback", Permission.VIEW_COMMUNICATIONS),
            Place(_("Announcements and talk"), "communications:inside", Permission.VIEW_COMMUNICATIONS),
        ],
    ),
    (
        _("Technology"),
        [
            Place(_("Technology partnerships"), "technology:partnerships", Permission.VIEW_TECHNOLOGY),
            Place(_("Service desk"), "technology:tickets", Permission.VIEW_TECHNOLOGY),
            Place(_("Innovation"), "technology:innovation", Permission.VIEW_TECHNOLOGY),
        ],
    ),
    (
        _("Alliance"),
        [
            Place(_("About the alliance"), "partners:alliance", Permission.VIEW_ALLIANCE),
            Place(_("Partners"), "partners:list", Permission.VIEW_ALLIANCE),
            Place(_("People and seats"), "partners:people", Permission.VIEW_ALLIANCE),
            Place(_("Record of acts"), "audit:list", Permission.VIEW_AUDIT),
        ],
    ),
    (_("Deployment"), [Place(_("Alliances"), "partners:alliances", Permission.MANAGE_DEPLOYMENT)]),
]


def navigation(by: Actor, path: str) -> list[dict[str, Any]]:
    """The sections an actor may use; the entry of the current page is marked."""
    sections = []
    for title, places in NAVIGATION:
        items = []
        for place in places:
            wanted = [one for one in (place.permission, place.otherwise) if one is not None]
            if wanted and not any(may(by, one) for one in wanted):
                continue
            items.append({"title": place.title, "url": _address(place.route), "current": False})
        if items:
            sections.append({"title": title, "items": items})
    _mark_current(path, [item for section in sections for item in section["items"]])
    return sections


def places(by: Actor) -> Iterator[tuple[str, str]]:
    """Names and addresses of the pages that the actor may open."""
    for section in navigation(by, ""):
        for item in section["items"]:
            yield str(item["title"]), item["url"]


@functools.cache
def _address(route: str) -> str:
    """Addresses of pages without arguments never change, and every page shows sixty of them."""
    return reverse(route)


def _mark_current(path: str, items: list[dict[str, Any]]) -> None:
    """Mark the entry whose address the page's own begins with; where several do, the longest."""
    above = [
        item for item in items if path == item["url"] or (item["url"] != "/" and path.startswith(item["url"]))
    ]
    if above:
        max(above, key=lambda item: len(item["url"]))["current"] = True


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    by = getattr(request, "actor", NOBODY)
    return {
        "actor": by,
        "navigation": navigation(by, request.path) if by.person_id else [],
        "account_url": reverse("account") if by.person_id else "",
        "search_url": reverse("search") if by.seat_id is not None else "",
        "part_only": request.headers.get("X-Requested-With") in PART_ONLY,
        "live_url": live.address() if by.seat_id is not None else "",
    }
