"""The brief is one sheet of paper, whatever is on it, for a board member and for each partner."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commonweal.components.attention import Attention
from commonweal.governance.models import Body, Decision
from commonweal.helm import brief as briefs
from commonweal.helm.brief import FEW, Brief
from commonweal.helm.rules import Capability, Fact, Standing
from commonweal.partners.models import Organisation
from commonweal.plans.models import Action
from commonweal.settlement.documents import Document, Section, as_pdf
from tests.factories.browsers import signed_in
from tests.factories.plans import TODAY, Plan

LONG = "Something that nobody has spoken of since the month before last, in all clinics of the county, " * 3


def sheets(paper: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def full(words: str, facts: int) -> Brief:
    """A brief with as much on it as there may ever be."""
    now = timezone.now()
    several = tuple(Fact(Capability.ACT, False, words, "/") for _ in range(facts))
    return Brief(
        title=words[:200],
        of=words[:200],
        made_at=now,
        needs=[Attention("act", f"k{n}", words, now, "/", "Do it", "/", "me") for n in range(FEW)],
        waiting=300,
        standings=[Standing(one, several, several) for one in Capability],
        decisions=[
            Decision(decided_at=now, question=words, carried=True, body=Body(name=words[:160]))
            for _ in range(FEW)
        ],
        actions=[
            Action(
                title=words[:200],
                due=TODAY,
                owner_name=words[:200],
                owner_organisation=Organisation(name=words[:200]),
            )
            for _ in range(FEW)
        ],
    )


def test_pages_of_a_pdf_are_counted() -> None:
    long = Section("Much", tuple(LONG for _ in range(120)))
    assert sheets(as_pdf(Document("T", "S", (), (long,)))) > 1


@pytest.mark.parametrize(("words", "facts"), [("Short", 0), ("Short", 40), (LONG, 40)])
def test_whatever_is_on_it_it_is_one_sheet(words: str, facts: int) -> None:
    assert sheets(briefs.pdf(full(words, facts))) == 1


@pytest.mark.django_db
def test_the_board_and_each_partner_get_a_sheet_of_their_own() -> None:
    plan = Plan()
    for number in range(12):
        plan.action(
            title=f"Call clinic {number}", starts=TODAY - timedelta(days=9), due=TODAY - timedelta(days=2)
        )
    papers = {}
    for who, of in ((plan.office, "board"), (plan.lead, "partner"), (plan.other, "partner")):
        answer = signed_in(who).get(reverse("helm:brief"), {"for": of, "as": "pdf"})
        assert answer["Content-Type"] == "application/pdf" and sheets(answer.content) == 1
        papers[who] = answer.content
    assert len(set(papers.values())) == 3
