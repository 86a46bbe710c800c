"""No order of drafting, offering, signing, amending, leaving, ending and waiting lets anybody see too much.

The plain side keeps facts only: who signed which version, who left when, which days have passed. From them it
says, without looking at any row of ours, whether one organisation may see a person whom another registered.
The other side is what PostgreSQL answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.access import NotAllowed, Refused
from commonweal.agreements import actions, signals
from commonweal.agreements.actions import Content
from commonweal.agreements.models import Agreement, Version
from commonweal.agreements.tasks import settle
from commonweal.clients.models import Client, Need
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from tests.examples import by_day
from tests.factories import World

pytestmark = pytest.mark.django_db

PARTIES = (0, 1, 2)
CATEGORIES = (("identity",), ("identity", "social"), ("social",))


@dataclass
class VersionFact:
    """What was offered, and to whom; days are counted from the start of the test."""

    parties: frozenset[int]
    categories: frozenset[str]
    discloser: int | None
    starts: int | None
    ends: int | None
    signed: set[int] = field(default_factory=set)
    void: bool = False
    opened: int | None = None
    bound: frozenset[int] | None = None
    """Where it only brings parties in: those bound before, more than half of whom must agree."""
    notice: int = 0
    """Days for which whoever leaves is still bound."""

    def enough(self) -> bool:
        if self.bound is None:
            return self.signed >= self.parties
        return self.signed >= self.parties - self.bound and 2 * len(self.signed & self.bound) > len(
            self.bound
        )


TRANSITION = 2
"""Days for which referrals that were sent go on after an end."""


@dataclass
class Plain:
    """The facts, and the sentence: seen while a version signed by all is in force and neither side has left."""

    versions: dict[int, VersionFact] = field(default_factory=dict)
    in_force: int | None = None
    left: set[int] = field(default_factory=set)
    leaving: dict[int, int] = field(default_factory=dict)
    """Party → the last day of the notice it gave."""
    ended: bool = False
    day: int = 0
    running: bool = True
    """Is the referral open that the first organisation sent the second about its person?"""
    goes_on_before: int | None = None
    """Up to which day, not including it, the receiver goes on seeing it."""
    settled: bool = False
    """Was done what follows from an end or a lapse?"""

    def sign(self, number: int, party: int) -> None:
        version = self.versions[number]
        version.signed.add(party)
        if version.enough() and not version.void:
            self.in_force = number
            self.left = set()
            self.settled = False
            # Whoever signs anew takes its notice back; a version that only brings others in changes nothing of it.
            if version.bound is None:
                self.leaving = {}
            version.opened = max(self.day, version.starts) if version.starts is not None else self.day

    def leave(self, party: int, at_once: bool = False) -> bool:
        """Has it left at this moment? Otherwise it gave notice."""
        version = self.versions.get(self.in_force)
        if (
            version is not None
            and not at_once
            and version.notice
            and party in version.parties - self.left
            and version.opened <= self.day
            and not self.lapsed()
        ):
            self.leaving[party] = self.day + version.notice
            return False
        self.let_go(party)
        if version is not None and party in version.parties - self.left:
            self.leaving.pop(party, None)
            self.left.add(party)
            if len(version.parties - self.left) < 2:
                self.end()
            else:
                self.part()
        return True

    def let_go(self, party: int) -> None:
        for number, version in self.versions.items():
            if party in version.parties and (self.in_force is None or number > self.in_force):
                version.void = True

    def last_day(self) -> int | None:
        """The last day in force: of the version, or of the last but one party that gave notice."""
        version = self.versions[self.in_force]
        staying = version.parties - self.left
        going = sorted(self.leaving[one] for one in staying if one in self.leaving)
        alone = going[len(staying) - 2] if 0 <= len(staying) - 2 < len(going) else None
        return min((one for one in (version.ends, alone) if one is not None), default=None)

    def lapsed(self) -> bool:
        last = self.last_day()
        return last is not None and last < self.day

    def settle(self) -> set[int]:
        """What the minutes after midnight do: who left, what became of the referral that runs."""
        if self.in_force is None or self.ended:
            return set()
        version = self.versions[self.in_force]
        over = self.lapsed()
        last = self.last_day()
        gone = {
            one
            for one, until in self.leaving.items()
            if until < self.day and one in version.parties - self.left
        }
        for party in gone:
            self.let_go(party)
        if over and not self.settled:
            self.part(before=last + 1 + TRANSITION)
            self.settled = True
            self.left |= gone
            self.ended = bool(gone) and len(version.parties - self.left) < 2
        else:
            for party in gone:
                self.left.add(party)
                self.part(before=self.leaving[party] + 1 + TRANSITION)
        return gone

    def end(self) -> None:
        if self.ended:
            return
        self.ended = True
        if self.in_force is not None and not (self.lapsed() and self.settled):
            self.part()

    def part(self, before: int | None = None) -> None:
        """What the exit terms say of the referral that runs: it goes on, or it is given back."""
        version = self.versions[self.in_force]
        both = all(self.opens(1, 0, one) for one in ("identity", "social"))
        if not {0, 1} <= version.parties or not self.running or self.goes_on_before is not None or both:
            return
        # At midnight after its last day an agreement lapses; an end is at the hour of the test.
        if before is None:
            before = self.last_day() + 1 + TRANSITION if self.lapsed() else self.day + TRANSITION
        opened = set(version.categories) >= {"identity", "social"} and version.discloser in (None, 0)
        # What ends on the day it began was never in force: no time passes between the acts of a day.
        was = version.opened < self.day or (version.opened == self.day and not self.ended)
        if before > self.day and opened and was:
            self.goes_on_before = before
        else:
            self.running = False

    def sees(self, viewer: int, registered_by: int, category: str) -> bool:
        goes_on = self.goes_on_before is not None and self.day < self.goes_on_before
        return self.opens(viewer, registered_by, category) or (goes_on and (viewer, registered_by) == (1, 0))

    def opens(self, viewer: int, registered_by: int, category: str) -> bool:
        if viewer == registered_by:
            return True
        if self.ended or self.in_force is None:
            return False
        version = self.versions[self.in_force]
        away = self.left | {one for one, until in self.leaving.items() if until < self.day}
        if not {viewer, registered_by} <= version.parties - away:
            return False
        if version.discloser is not None and registered_by != version.discloser:
            return False
        within = version.opened <= self.day and (version.ends is None or self.day <= version.ends)
        return within and category in version.categories


step = st.one_of(
    st.tuples(
        st.sampled_from(("write", "renew")),
        st.sets(st.sampled_from(PARTIES), min_size=2),
        st.sampled_from(CATEGORIES),
        st.sampled_from((None, None, 0, 1)),
        st.sampled_from((None, None, 0, 2)),
        st.sampled_from((None, None, 1, 4)),
        st.sampled_from((0, 1, 3)),
    ),
    st.tuples(st.just("offer")),
    st.tuples(st.just("sign"), st.sampled_from(PARTIES), st.integers(0, 1)),
    st.tuples(st.just("sign"), st.sampled_from(PARTIES), st.just(0)),
    st.tuples(st.just("sign all")),
    st.tuples(st.just("leave"), st.sampled_from(PARTIES)),
    st.tuples(st.just("leave"), st.sampled_from(PARTIES), st.booleans()),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("join"), st.sampled_from(PARTIES)),
    st.tuples(st.just("wait"), st.integers(1, 3)),
    st.tuples(st.just("end")),
)


class Life:
    """One agreement lived through, on both sides."""

    def __init__(self) -> None:
        self.world = World()
        self.organisations = [self.world.organisation() for _ in PARTIES]
        self.convenor = self.world.seat(self.world.organisation(), "convenor")
        self.leads = [self.world.seat(one, "partner_lead") for one in self.organisations]
        self.clients = [self.world.client(one) for one in self.organisations]
        self.needs = [self.world.need(client, NeedDomain.FOOD) for client in self.clients]
        for client in self.clients:
            self.world.consent(client, network=True)
        self.world.referral(self.needs[0], self.organisations[1], status="accepted")
        self.plain = Plain()
        self.drafted: tuple = (set(PARTIES), ("identity", "social"), None, None, None, 2)
        with self.world.as_(self.convenor):
            content = self.content(*self.drafted)
            self.agreement = actions.draft(by=self.convenor, title="Life", content=content)

    def content(self, parties, categories, discloser, starts, ends, notice) -> Content:
        clause = {"categories": list(categories), "purposes": ["care"]}
        if discloser is not None:
            clause["disclosers"] = [str(self.organisations[discloser].pk)]
        # The rows are moved back as days pass, so that the clock of the test stands at today.
        today = timezone.localdate()
        return Content(
            "We share.",
            {
                "sharing": [clause],
                "changing": {"accession": "majority"},
                "leaving": {"running": "finish", "transition_days": TRANSITION, "notice_days": notice},
            },
            frozenset(self.organisations[one].pk for one in parties),
            None if starts is None else today + timedelta(days=starts),
            None if ends is None else today + timedelta(days=ends),
        )

    def row(self) -> Agreement:
        return Agreement.objects.prefetch_related("versions").get(pk=self.agreement.pk)

    def write(self, parties, categories, discloser, starts, ends, notice) -> None:
        if discloser is not None and discloser not in parties:
            discloser = None
        with self.world.as_(self.convenor):
            agreement = self.row()
            drafts = [one for one in agreement.versions.all() if one.facts().draft]
            version = drafts[0] if drafts else actions.amend(by=self.convenor, agreement=agreement)
            content = self.content(parties, categories, discloser, starts, ends, notice)
            actions.edit(by=self.convenor, version=version, content=content)
            day = self.plain.day
            self.drafted = (
                frozenset(parties),
                categories,
                discloser,
                None if starts is None else day + starts,
                None if ends is None else day + ends,
                notice,
            )

    def offer(self) -> None:
        with self.world.as_(self.convenor):
            version = max(self.row().versions.all(), key=lambda one: one.number)
            actions.offer(by=self.convenor, version=version)
            parties, categories, discloser, starts, ends, notice = self.drafted
            self.plain.versions[version.number] = VersionFact(
                frozenset(parties), frozenset(categories), discloser, starts, ends, notice=notice
            )

    def sign(self, party: int, back: int) -> None:
        lead = self.leads[party]
        with self.world.as_(lead):
            versions = sorted(self.row().versions.all(), key=lambda one: one.number)
            version = versions[max(len(versions) - 1 - back, 0)]
            actions.sign(by=lead, version=version, digest_seen=version.digest(), signed_name="Lead")
        self.plain.sign(version.number, party)

    def sign_all(self) -> None:
        for party in PARTIES:
            try:
                self.sign(party, 0)
            except (Refused, NotAllowed):
                continue

    def renew(self, *how) -> None:
        """An amendment from the first word to the last signature."""
        self.write(*how)
        self.offer()
        self.sign_all()

    def leave(self, party: int, at_once: bool = False) -> None:
        lead = self.leads[party]
        with self.world.as_(lead):
            actions.leave(by=lead, agreement=self.row(), reason="we go", at_once=at_once)
        if self.plain.leave(party, at_once):
            self.drafted_without({party})

    def drafted_without(self, gone: set[int]) -> None:
        parties, *rest = self.drafted
        self.drafted = (frozenset(parties) - gone, *rest)

    def withdraw(self) -> None:
        with self.world.as_(self.convenor):
            version = max(self.row().versions.all(), key=lambda one: one.number)
            actions.withdraw(by=self.convenor, version=version, reason="not this one")
        if version.number in self.plain.versions:
            self.plain.versions[version.number].void = True

    def wait(self, days: int) -> None:
        """Days pass. At each midnight what is over closes; in the minutes after the worker settles the rest."""
        for _ in range(days):
            self.pass_a_day(1)
            self.compare()
            settle.func(0)
            self.drafted_without(self.plain.settle())
            self.compare()

    def pass_a_day(self, days: int) -> None:
        """Everything that was written with a date moves a day into the past."""
        self.plain.day += days
        with maintenance(), connection.cursor() as cursor:
            for relation, column in (
                ("agreements_clauseparty", "period"),
                ("agreements_agreement", "in_force"),
                ("agreements_version", "period"),
            ):
                cursor.execute(
                    f"update {relation} set {column} = tstzrange(lower({column}) - %s, upper({column}) - %s) "
                    f"where not isempty({column})",
                    [timedelta(days=days)] * 2,
                )
            cursor.execute("update referrals_winding set until = until - %s", [timedelta(days=days)])
            cursor.execute(
                "update agreements_party set noticed_at = noticed_at - %s, leaves_at = leaves_at - %s",
                [timedelta(days=days)] * 2,
            )
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table agreements_version disable trigger keep_offered")
            cursor.execute(
                "update agreements_version set starts = starts - %s, ends = ends - %s", [days, days]
            )
            cursor.execute("alter table agreements_version enable trigger keep_offered")

    def end(self) -> None:
        with self.world.as_(self.convenor):
            actions.end(by=self.convenor, agreement=self.row(), reason="over")
        self.plain.end()

    def join(self, party: int) -> None:
        with self.world.as_(self.convenor):
            made = actions.accede(
                by=self.convenor, agreement=self.row(), joining=[self.organisations[party].pk]
            )
        base = self.plain.versions[self.plain.in_force]
        bound = frozenset(base.parties - self.plain.left)
        self.plain.versions[made.number] = VersionFact(
            bound | {party}, base.categories, base.discloser, None, base.ends, bound=bound, notice=base.notice
        )

    def do(self, what: str, *how) -> None:
        try:
            getattr(self, what.replace(" ", "_"))(*how)
        except (Refused, NotAllowed):
            return

    def compare(self) -> int:
        """How many cells were compared: viewer × registering organisation × category."""
        compared = 0
        for viewer in PARTIES:
            with self.world.as_(self.leads[viewer]):
                people = set(Client.objects.values_list("pk", flat=True))
                needs = set(Need.objects.values_list("pk", flat=True))
            for owner in PARTIES:
                seen = (self.clients[owner].pk in people, self.needs[owner].pk in needs)
                allowed = tuple(self.plain.sees(viewer, owner, one) for one in ("identity", "social"))
                assert seen == allowed, (viewer, owner, self.plain)
                compared += 2
        return compared


def rework(sender, agreement, **_) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.rework_openings(agreement => %s)", [agreement.pk])


@settings(max_examples=by_day(15), suppress_health_check=list(HealthCheck), print_blob=True)
@given(steps=st.lists(step, min_size=3, max_size=14))
def test_nobody_sees_more_or_less_than_the_facts_allow(steps) -> None:
    signals.terms_changed.connect(rework)
    try:
        life = Life()
        # Most lives start in force, where most can go wrong.
        if len(steps) % 4:
            life.do("offer")
            life.do("sign all")
        life.compare()
        for what, *how in steps:
            life.do(what, *how)
            life.compare()
    finally:
        signals.terms_changed.disconnect(rework)


def test_the_lives_do_come_into_force() -> None:
    """The property would hold of agreements that never open anything: here one does."""
    signals.terms_changed.connect(rework)
    try:
        life = Life()
        life.offer()
        life.sign_all()
        assert life.plain.in_force == 1
        assert life.plain.sees(1, 0, "identity")
        assert life.compare() == 18
        with life.world.as_(life.leads[1]):
            assert Version.objects.count() == 1
            assert Client.objects.count() == 3
    finally:
        signals.terms_changed.disconnect(rework)


def test_the_lives_do_give_notice_lapse_join_and_leave_at_once() -> None:
    """Each of these is reached, on both sides, in one life; chance alone might leave one out."""
    signals.terms_changed.connect(rework)
    try:
        life = Life()
        life.offer()
        life.sign_all()
        life.leave(1)
        assert life.plain.leaving == {1: 2}
        life.wait(2)
        assert life.plain.opens(1, 0, "identity"), "on the last day of notice"
        life.wait(1)
        assert life.plain.left == {1} and not life.plain.opens(1, 0, "identity")
        assert life.plain.sees(1, 0, "identity"), "the referral that runs goes on"
        life.wait(TRANSITION)
        assert not life.plain.sees(1, 0, "identity")
        life.renew({0, 2}, ("identity", "social"), None, None, 1, 0)
        life.join(1)
        life.sign_all()
        assert life.plain.opens(1, 2, "social") and life.compare() == 18
        life.wait(2)
        assert life.plain.lapsed() and life.plain.settled and not life.plain.opens(1, 2, "social")
        life.renew({0, 1, 2}, ("identity", "social"), None, None, None, 3)
        life.leave(2)
        life.leave(2, True)
        assert life.plain.left == {2} and life.compare() == 18
        life.end()
        assert life.plain.ended and life.compare() == 18
    finally:
        signals.terms_changed.disconnect(rework)
