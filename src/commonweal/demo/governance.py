"""Two years of deciding in the made-up alliance: a board, an executive committee, two working groups, their decisions.

Written through the product's own actions, each in the seat of whoever would have done it and at the hour at which it
would have been done, so that the demo holds nothing that the product would refuse. What the record of acts says bears
the day on which the demo is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from commonweal.access.actor import Actor
from commonweal.database import clock
from commonweal.database.identity import Identity, acting
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice
from commonweal.governance import actions, mail
from commonweal.governance.models import Body, BodySeat, Decision, Interest, Proposal
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for

OFFICE = "Laurel County Health Alliance office"
BOARD = (
    "Riverside Health", "St. Brendan Community Hospital", "Millrace Family Clinic", "Prairie Mutual Health Plan",
    "Laurel County Public Health", "Open Door Housing", "Laurel Food Bank", "Legal Aid of Laurel", "United Neighbors",
)  # fmt: skip
EXECUTIVE = (
    "Riverside Health",
    "Prairie Mutual Health Plan",
    "Laurel County Public Health",
    "Open Door Housing",
    "Laurel Food Bank",
)
CLINICAL = (
    "Riverside Health",
    "St. Brendan Community Hospital",
    "Millrace Family Clinic",
    "Harbor Behavioral Health",
)
COMMUNITY = (
    "United Neighbors",
    "Safe Passage",
    "Laurel Public Library",
    "Open Door Housing",
    "Welcome House for Newcomers",
)
WITH_VOICE = {"United Neighbors", "Welcome House for Newcomers"}
SKILLS = {
    "Riverside Health": ["finance", "clinical quality"],
    "Legal Aid of Laurel": ["law"],
    "Laurel County Public Health": ["data"],
    "United Neighbors": ["lived experience"],
}


@dataclass(frozen=True)
class Question:
    """What was asked, how many days ago, and how each seat answered (y, n, a, or - for nothing), in the body's order."""

    days: int
    body: str
    question: str
    votes: str
    reason: str = ""
    kind: str = "other"
    topic: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    dissent: str = ""
    review: int | None = None
    """Days from the decision to its review."""
    actions: Sequence[tuple[str, str, int, bool]] = ()
    """What, who, days until due, done?"""


PAST = (
    Question(
        690, "Board", "Do we adopt the by-laws drafted by the working party?", "yyyyyyyay",
        "Nobody can rely on an alliance whose rules are a habit.", "governance", "by-laws",
        {"rule": "two thirds of seats"}, review=730,
        actions=(("Publish the by-laws to all partners", OFFICE, 14, True),),
    ),
    Question(
        655, "Board", "Do we give the executive committee spending up to $25,000?", "yyyyyyyyy",
        "Bills cannot wait for the quarter's meeting.", "governance", "money", {"rule": "double majority"},
        actions=(("Write the limit into the delegation", OFFICE, 30, True),),
    ),
    Question(
        540, "Clinical working group", "Do we screen every patient over 18 for food, housing and rides?", "yyyy",
        "A need nobody asks about is met by nobody. Two questions were shortened after the pilot.",
        "strategy", "screening", {"rule": "consent"}, review=365,
        actions=(("Put the three questions into the visit record", "Riverside Health", 60, True),),
    ),
    Question(
        430, "Executive committee", "Do we pay for one shared navigator for a year?", "yyyny",
        "The pilot reached 212 households; a third would have fallen between two services.", "budget", "navigation",
        {"amount": Decimal(24_000)}, review=360,
        actions=(("Hire the navigator", OFFICE, 90, True), ("Report after six months", OFFICE, 270, True)),
    ),
    Question(
        365, "Community working group", "Which need first in the coming year?", "12345",
        "Scores from those who live with it.", "strategy", "priorities",
        {"rule": "score", "options": ["Safe housing", "Rides to care", "Food at home", "Child care"]},
        actions=(("Take the order into the charter's goals", OFFICE, 45, True),),
    ),
    Question(
        300, "Board", "Do we share referral outcomes with all partners every quarter?", "yyyynyyyy",
        "Without figures everybody tells their own story.", "data_use", "figures",
        dissent="St. Brendan asks that its numbers are shown only from eleven cases on, which the product does.",
        actions=(("Publish the first quarter", "Laurel County Public Health", 90, True),),
    ),
    Question(
        240, "Board", "Do we buy a second van for the mobile pantry?", "nynanynan",
        "Running costs were not covered.", "budget", "food", {"amount": Decimal(38_000)},
    ),
    Question(
        150, "Board", "Do we publish referral outcomes every month?", "yyyyayyyy",
        "The quarter was too slow to act on. Takes the place of the quarterly rhythm.", "data_use", "figures",
        {"supersedes": "Do we share referral outcomes with all partners every quarter?"}, review=140,
        actions=(("Publish monthly, from the automatic feed", "Laurel County Public Health", 30, True),),
    ),
    Question(
        95, "Clinical working group", "Do we hold beds for people leaving hospital without a home?", "yy-y",
        "Twelve respite beds stand empty at weekends while people wait in wards.", "strategy", "housing",
        {"rule": "consensus"},
    ),
    Question(
        60, "Board", "Do we take Laurel Transit's app as the way to order rides?", "y---n----",
        "Too few were there to decide.", "technology", "rides",
    ),
    Question(
        35, "Board", "Who takes the seat for small partners on the county's health council?", "12-3312-1",
        "Ranked choice, so that nobody is elected by the votes of a few.", "other", "representation",
        {"rule": "ranked choice", "options": ["Open Door Housing", "Laurel Food Bank", "United Neighbors"], "secret": True},
        actions=(("Tell the county who comes", OFFICE, 10, False),),
    ),
)  # fmt: skip


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Bodies two years ago, decisions since, one vote that is open now."""
    story = _Story(frame, now)
    with mail.silent():
        story.set_up()
        for question in PAST:
            story.decide(dice, question)
        story.change_of_hands()
        story.open_now(dice)


class _Story:
    """The bodies of the demo and those who sit on them."""

    def __init__(self, frame: Frame, now: datetime) -> None:
        self.now = now
        self.ids: dict[str, UUID] = {one.row.name: one.row.pk for one in frame.members}
        self.people = self._people(frame)
        self.office = self.people[OFFICE]
        self.bodies: dict[str, Body] = {}
        self.seats: dict[str, list[tuple[str, BodySeat]]] = {}

    def _people(self, frame: Frame) -> dict[str, Actor]:
        """Who speaks for each organisation: its lead (first those whom the demo prints to sign in as); for Legal Aid its member of the board; for the office the director."""
        wanted = {OFFICE: "convenor", "Legal Aid of Laurel": "board_member"}
        found: dict[str, Actor] = {}
        rows = Seat.objects.filter(alliance=frame.alliance, person__isnull=False).select_related(
            "person", "organisation", "alliance"
        )
        for seat in sorted(rows, key=lambda one: (one.holder.email.startswith("person"), one.holder.email)):
            name = seat.organisation.name
            if wanted.get(name, "partner_lead") in seat.roles:
                found.setdefault(name, actor_for(seat.holder, seat))
        return found

    @contextmanager
    def _as(self, by: Actor, at: datetime) -> Iterator[Actor]:
        with acting(Identity(person=by.person_id, seat=by.seat_id)), clock.standing_at(at):
            yield by

    def set_up(self) -> None:
        """The board, and the bodies that have their authority from it."""
        at = self.now - timedelta(days=698)
        with self._as(self.office, at) as by:
            board = self._body(
                by, "board", "Board", BOARD,
                purpose="Decides what the alliance is for, whom it takes in, what it shares and how it spends.",
                authority="Everything that the partners have not kept for themselves.",
                quorum="more than half", skills=["finance", "law", "data", "lived experience", "clinical quality", "fundraising"],
            )  # fmt: skip
            self._body(
                by, "executive", "Executive committee", EXECUTIVE, delegated_from=board,
                purpose="Keeps things moving between the board's meetings.",
                authority="Spending up to $25,000; contracts within the budget. No new partners, no data, no by-laws.",
                quorum="3",
            )  # fmt: skip
            self._body(
                by, "clinical", "Clinical working group", CLINICAL, delegated_from=board, rule="consent", quorum="half",
                purpose="How care is given together, and what is asked of patients.",
            )  # fmt: skip
            self._body(
                by, "community", "Community working group", COMMUNITY, delegated_from=board, quorum="half",
                purpose="What those who live with it say, before and after decisions.",
            )  # fmt: skip
            self._rights(by)

    def _body(self, by: Actor, kind: str, name: str, organisations: Sequence[str], **facts: Any) -> Body:
        body = actions.bodies.set_up(by=by, kind=kind, name=name, **facts)
        self.bodies[name], self.seats[name] = body, []
        for organisation in organisations:
            if organisation not in self.people:
                continue
            seat = actions.bodies.add_seat(
                by=by, body=body, organisation=self.ids[organisation], community=organisation in WITH_VOICE
            )
            actions.bodies.seat_person(
                by=by,
                seat=seat,
                person=self.people[organisation].own_person_id,
                skills=SKILLS.get(organisation, ()),
            )
            self.seats[name].append((organisation, seat))
        chair = "Laurel County Public Health" if kind == "board" else self.seats[name][0][0]
        actions.bodies.appoint_chair(by=by, seat=dict(self.seats[name])[chair])
        return body

    def _rights(self, by: Actor) -> None:
        board, executive = self.bodies["Board"], self.bodies["Executive committee"]
        assign = actions.rights.assign
        for kind in ("charter_change", "data_use"):
            assign(by=by, kind=kind, part="accountable", body=board, rule="two thirds of cast")
            assign(by=by, kind=kind, part="responsible", role="convenor")
        assign(by=by, kind="new_partner", part="accountable", body=board)
        assign(by=by, kind="new_partner", part="responsible", role="convenor")
        assign(by=by, kind="budget", part="accountable", body=executive, over=Decimal(10_000))
        assign(by=by, kind="budget", part="accountable", body=board, over=Decimal(25_000))
        assign(by=by, kind="budget", part="responsible", role="convenor")
        assign(by=by, kind="budget", part="informed", body=board)
        assign(by=by, kind="communication", part="accountable", role="convenor")
        assign(by=by, kind="communication", part="responsible", role="convenor")
        assign(by=by, kind="technology", part="accountable", body=board)
        assign(
            by=by, kind="technology", part="responsible", organisation=self.ids["Laurel County Public Health"]
        )
        assign(by=by, kind="technology", part="consulted", body=self.bodies["Clinical working group"])

    def decide(self, dice: Dice, asked: Question) -> None:
        """Put, open, vote, count, and what followed."""
        put_at = self.now - timedelta(days=asked.days)
        facts = dict(asked.facts)
        with self._as(self.office, put_at) as by:
            if "supersedes" in facts:
                facts["supersedes"] = Decision.objects.get(question=facts["supersedes"])
            proposal = actions.proposals.put(
                by=by, kind=asked.kind, question=asked.question, topic=asked.topic, body=self.bodies[asked.body],
                **facts,
            )  # fmt: skip
        self._heard(proposal, put_at)
        with self._as(self.office, put_at) as by:
            proposal = actions.proposals.open_vote(
                by=by, proposal=proposal, closes=put_at + timedelta(days=7)
            )
        for number, ((organisation, seat), vote) in enumerate(
            zip(self.seats[asked.body], asked.votes, strict=False)
        ):
            if vote == "-":
                continue
            with self._as(self.people[organisation], put_at + timedelta(hours=5 + 11 * number)) as by:
                actions.voting.cast(by=by, proposal=proposal, seat=seat, **_ballot(dice, proposal, vote))
        counted = put_at + timedelta(days=7, hours=2)
        review = (counted + timedelta(days=asked.review)).date() if asked.review else None
        with self._as(self.office, counted) as by:
            actions.voting.close(
                by=by, proposal=proposal, reason=asked.reason, dissent=asked.dissent, review_on=review
            )
            decision = Decision.objects.get(proposal=proposal)
            done = [
                actions.decisions.add_action(
                    by=by, decision=decision, text=text, organisation=self.ids[who],
                    due_on=(counted + timedelta(days=days)).date(),
                )
                for text, who, days, done in asked.actions
                if done
            ]  # fmt: skip
            for text, who, days, finished in asked.actions:
                if not finished:
                    actions.decisions.add_action(
                        by=by, decision=decision, text=text, organisation=self.ids[who],
                        due_on=(counted + timedelta(days=days)).date(),
                    )  # fmt: skip
        with self._as(self.office, counted + timedelta(days=20)) as by:
            for action in done:
                actions.decisions.finish_action(by=by, action=action)
        self._read(dice, decision, counted)

    def _heard(self, proposal: Proposal, at: datetime) -> None:
        """Those whom decision rights say to ask first answer."""
        names = {one: name for name, one in self.ids.items()}
        for one in proposal.consulted:
            with self._as(self.people[names[one]], at) as by:
                actions.proposals.give_opinion(
                    by=by,
                    proposal=proposal,
                    text="The clinicians have looked at it and see nothing against it.",
                )

    def _read(self, dice: Dice, decision: Decision, counted: datetime) -> None:
        """Most of those who were told read it within days; of what is months old, all have."""
        for person in self.people.values():
            told = decision.told.filter(person_id=person.own_person_id).exists()
            if told and (decision.decided_at < self.now - timedelta(days=90) or dice.random() < 0.6):
                with self._as(person, counted + timedelta(hours=dice.randint(3, 80))) as by:
                    actions.decisions.mark_seen(by=by, decision=decision)

    def change_of_hands(self) -> None:
        """An interest in the register, an alternate, and a seat that nobody holds."""
        with self._as(self.people["Riverside Health"], self.now - timedelta(days=200)) as by:
            actions.bodies.declare_interest(
                by=by, kind="ownership", about=self.ids["Laurel Transit"],
                text="Riverside Health holds a tenth of the company that writes the ride app.",
            )  # fmt: skip
            seat = dict(self.seats["Board"])["Riverside Health"]
            other = (
                Seat.objects.filter(organisation_id=by.own_organisation_id, person__isnull=False)
                .exclude(person_id=by.own_person_id)
                .order_by("id")
                .first()
            )
            assert other is not None and other.person_id is not None
            actions.bodies.seat_person(by=by, seat=seat, person=other.person_id, capacity="alternate")
        with self._as(self.office, self.now - timedelta(days=21)) as by:
            empty = dict(self.seats["Community working group"])["Laurel Public Library"]
            actions.bodies.end_tenure(by=by, tenure=empty.tenures.get())

    def open_now(self, dice: Dice) -> None:
        """A second try at the question for which too few came: with evidence, advice, an interest, and a day to go."""
        opened = self.now - timedelta(days=6)
        with self._as(self.office, self.now - timedelta(days=16)) as by:
            proposal = actions.proposals.put(
                by=by, kind="technology", topic="rides",
                question="Do we take Laurel Transit's app as the way to order rides, for one year?",
                subject="Laurel Transit ride app", concerns=[self.ids["Laurel Transit"]],
                background="In two years a fifth of referrals for rides ended without one. The app shows seats that are "
                "free; a phone line stays for those without a smartphone. The county pays for the first year.",
            )  # fmt: skip
            actions.proposals.add_evidence(
                by=by,
                proposal=proposal,
                kind="indicator",
                label="Missed visits, by clinic",
                reference="no_show_rate",
            )
        with self._as(self.people["Open Door Housing"], self.now - timedelta(days=12)) as by:
            actions.proposals.give_opinion(
                by=by,
                proposal=proposal,
                level=3,
                text="Good, if the phone line really stays. Many of ours have no data left.",
            )
        with self._as(self.people["Millrace Family Clinic"], self.now - timedelta(days=11)) as by:
            actions.proposals.give_opinion(by=by, proposal=proposal, level=1, text="")
        self._heard(proposal, self.now - timedelta(days=9))
        with self._as(self.office, opened) as by:
            proposal = actions.proposals.open_vote(
                by=by, proposal=proposal, closes=self.now + timedelta(hours=30)
            )
        with self._as(self.people["Riverside Health"], opened + timedelta(hours=20)) as by:
            actions.voting.recuse(
                by=by, proposal=proposal, seat=dict(self.seats["Board"])["Riverside Health"],
                reason="We hold a tenth of the company that writes the app.", interest=Interest.objects.get(),
            )  # fmt: skip
        for organisation, vote in (
            ("Open Door Housing", "y"),
            ("Laurel Food Bank", "y"),
            ("United Neighbors", "n"),
        ):
            if organisation in dict(self.seats["Board"]):
                with self._as(
                    self.people[organisation], opened + timedelta(hours=dice.randint(25, 90))
                ) as by:
                    actions.voting.cast(
                        by=by, proposal=proposal, seat=dict(self.seats["Board"])[organisation],
                        **_ballot(dice, proposal, vote),
                    )  # fmt: skip


def _ballot(dice: Dice, proposal: Proposal, vote: str) -> dict[str, Any]:
    """A ballot of the proposal's kind: y, n and a as its rule has it, or a number that says which option comes first."""
    rule = proposal.rule
    if vote.isdigit():
        first = int(vote) % len(proposal.options)
        order = [*proposal.options[first:], *proposal.options[:first]]
        if rule == "score":
            return {
                "scores": {name: max(0, 5 - place - dice.randint(0, 1)) for place, name in enumerate(order)}
            }
        return {"ranking": order[: dice.randint(2, len(order))]}
    if rule == "consent":
        return {"choice": {"y": "consent", "n": "concern", "a": "abstain"}[vote]}
    if rule == "consensus":
        return {"choice": {"y": "agree", "n": "reservations", "a": "stand aside"}[vote]}
    reason = (
        dice.choice(("Too soon; ask again with figures.", "Who pays when the grant ends?"))
        if vote == "n"
        else ""
    )
    return {"choice": {"y": "for", "n": "against", "a": "abstain"}[vote], "reason": reason}
