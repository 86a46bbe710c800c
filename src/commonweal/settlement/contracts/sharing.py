"""How a contract divides what its models bring to the alliance, and who carries what they cost it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from commonweal.settlement.amounts import ZERO, cents, money, percent
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.division import rules
from commonweal.settlement.division.apportion import CannotDivide, divide
from commonweal.settlement.division.shapley import as_weights, shapley
from commonweal.settlement.steps import NeedsInput, Steps

RULES = ("equal", "fixed", "figure", "marginal_contribution")


@dataclass(frozen=True, slots=True)
class Part:
    """A rule and the part of the amount it decides."""

    part: Decimal
    rule: str
    among: tuple[str, ...]
    figure: str
    shares: dict[str, Decimal]
    orders: int
    seed: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A floor or a cap: an amount, or a rate of the amount divided."""

    amount: Decimal
    of_the_whole: bool

    def cents_of(self, whole: int) -> int:
        """The bound in cents, a rate rounded down so that nobody passes what they signed."""
        return int(self.amount * whole) if self.of_the_whole else int(self.amount * 100)


@dataclass(frozen=True, slots=True)
class Sharing:
    """The terms. `of` names the models whose results, together, are divided."""

    clause: str
    of: tuple[str, ...]
    reserve: Decimal
    reserve_to: str
    community: Decimal
    community_to: str
    gains: tuple[Part, ...]
    losses: tuple[Part, ...]
    gain_floors: dict[str, Bound]
    gain_caps: dict[str, Bound]
    loss_caps: dict[str, Bound]
    gains_beyond_caps_to: str
    losses_beyond_caps_to: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one party receives (negative: carries), and by which of the contract's rules."""

    party: str
    amount: Decimal
    why: str


def apply(terms: Sharing, amount: Decimal, figures: Figures, steps: Steps) -> list[Line]:
    """Divide a gain or a loss. The lines add up to the amount to the cent. Raises NeedsInput."""
    source = f"contract, clause {terms.clause}" if terms.clause else "contract, [division]"
    whole = int(abs(amount) * 100)
    if not whole:
        return []
    gain = amount > 0
    lines: list[Line] = []
    rest = whole
    for rate, party, why in (
        (terms.reserve, terms.reserve_to, "reserve"),
        (terms.community, terms.community_to, "community fund"),
    ):
        if rate and gain:
            taken = int(cents(rate * whole / 100) * 100)
            rest -= taken
            lines.append(Line(party, _money(taken), why))
            steps.add(
                why.capitalize(),
                f"{percent(rate)} × {money(abs(amount))}",
                money(_money(taken)),
                rule="taken first, rounded to the cent",
                source=source,
            )
    parts = terms.gains if gain else terms.losses
    try:
        weights, origins = _weights(parts, figures, steps, source)
        floors = {party: bound.cents_of(rest) for party, bound in terms.gain_floors.items()} if gain else {}
        bounds = terms.gain_caps if gain else terms.loss_caps
        caps = {party: bound.cents_of(rest) for party, bound in bounds.items()}
        shares = divide(
            rest,
            weights | {party: Fraction(0) for party in (floors.keys() | caps.keys()) - weights.keys()},
            floors=floors,
            caps=caps,
        )
    except CannotDivide as why:
        raise NeedsInput("division", str(why), rule="who shares how") from None
    sign = 1 if gain else -1
    for party, share in sorted(shares.cents.items()):
        lines.append(Line(party, sign * _money(share), "share of gains" if gain else "share of losses"))
        weight = weights.get(party, Fraction(0))
        at_bound = (
            "at its cap" if share == caps.get(party) else "at its floor" if share == floors.get(party) else ""
        )
        steps.add(
            f"Share of {party}",
            f"weight {' + '.join(origins.get(party, ['0']))} = {percent(_decimal(weight), digits=8)} of "
            f"{money(_money(rest))}{', ' + at_bound if at_bound else ''}",
            money(sign * _money(share)),
            rule="by weight, between floor and cap; cents left over to the largest remainders, equal ones "
            "in the order of the identifiers",
            source=source,
        )
    if shares.left_over:
        party = terms.gains_beyond_caps_to if gain else terms.losses_beyond_caps_to
        assert party, "a contract with caps names who has the rest, or is refused"
        lines.append(Line(party, sign * _money(shares.left_over), "beyond the caps"))
        steps.add(
            "Beyond the caps",
            "everybody is at its cap",
            f"{money(sign * _money(shares.left_over))} to {party}",
            rule="what caps leave over goes where the contract says",
            source=source,
        )
    return lines


def _money(amount: int) -> Decimal:
    return cents(Decimal(amount) / 100)


def _weights(
    parts: tuple[Part, ...], figures: Figures, steps: Steps, source: str
) -> tuple[rules.Weights, dict[str, list[str]]]:
    """The weights of all rules together, and for each party in words where its weight comes from."""
    mixed = []
    origins: dict[str, list[str]] = {}
    for part in parts:
        found, working, own = _rule(part, figures)
        for party, text in own.items():
            origins.setdefault(party, []).append(f"{percent(part.part)} × {text}")
        steps.add(
            f"Rule: {part.rule.replace('_', ' ')}{' ' + part.figure if part.figure else ''}",
            working,
            f"{percent(part.part)} of the amount",
            rule={
                "equal": "the same for each",
                "fixed": "the shares the contract states",
                "figure": "in proportion to the figure",
                "marginal_contribution": "in proportion to the Shapley value",
            }[part.rule],
            source=source,
        )
        mixed.append((part.part, found))
    return rules.mixture(mixed), origins


def weights_of(parts: tuple[Part, ...], figures: Figures) -> rules.Weights:
    """The weights alone. Raises CannotDivide or NeedsInput."""
    return rules.mixture([(part.part, _rule(part, figures)[0]) for part in parts])


def _rule(part: Part, figures: Figures) -> tuple[rules.Weights, str, dict[str, str]]:
    """A rule's weights, its working for everybody, and each party's own working."""
    if part.rule == "equal":
        return (
            rules.equal(part.among),
            ", ".join(part.among),
            dict.fromkeys(part.among, f"1 ÷ {len(part.among)}"),
        )
    if part.rule == "fixed":
        stated = ", ".join(f"{party} {percent(share)}" for party, share in sorted(part.shares.items()))
        return (
            rules.fixed(part.shares),
            stated,
            {party: percent(share) for party, share in part.shares.items()},
        )
    if part.rule == "figure":
        amounts = {party: figures.amount(part.figure, party, rule="who shares how") for party in part.among}
        stated = ", ".join(f"{party} {amount:,f}" for party, amount in sorted(amounts.items()))
        total = sum(amounts.values(), ZERO)
        own = {party: f"{amount:,f} ÷ {total:,f}" for party, amount in amounts.items()}
        return rules.by_figure(amounts, part.figure), stated, own
    measured = {
        frozenset(group.split("+")): figures.amount(part.figure, group, rule="who shares how")
        for group in figures.parties_with(part.figure)
        if set(group.split("+")) <= set(part.among)
    }
    values = shapley(part.among, rules.worth_of_groups(measured), orders=part.orders, seed=part.seed)
    weights = as_weights(values)
    stated = ", ".join(f"{party} {percent(_decimal(weight))}" for party, weight in sorted(weights.items()))
    if not values.exact:
        whole = _decimal(sum(values.values.values(), Fraction(0)))
        worst = max(values.errors.values()) / whole
        stated += f"; {values.orders:,} sampled orders, largest standard error {percent(worst)} of the whole"
    return weights, stated, {party: percent(_decimal(weight), digits=8) for party, weight in weights.items()}


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def read(reader: Reader, partners: tuple[str, ...], parties: Iterable[str]) -> Sharing:
    """The terms of `[division]`; faults are noted in the reader."""
    known = set(parties)

    def party(key: str, *, needed: bool) -> str:
        name = reader.text(key) if needed else reader.text(key, "")
        if name and name not in known:
            reader.fault(key, f"there is no party {name}")
        return name

    reserve, community = reader.rate("reserve", ZERO), reader.rate("community_fund", ZERO)
    if reserve + community > 1:
        reader.fault("reserve", "reserve and community fund take more than there is")
    return Sharing(
        clause=reader.text("clause", ""),
        of=reader.texts("of"),
        reserve=reserve,
        reserve_to=party("reserve_to", needed=bool(reserve)),
        community=community,
        community_to=party("community_fund_to", needed=bool(community)),
        gains=_parts(reader, "gains", partners, known),
        losses=_parts(reader, "losses", partners, known),
        gain_floors=_bounds(reader, "gain_floors", known),
        gain_caps=_bounds(reader, "gain_caps", known),
        loss_caps=_bounds(reader, "loss_caps", known),
        gains_beyond_caps_to=party("gains_beyond_caps_to", needed=reader.has("gain_caps")),
        losses_beyond_caps_to=party("losses_beyond_caps_to", needed=reader.has("loss_caps")),
    )


def _parts(reader: Reader, key: str, partners: tuple[str, ...], known: set[str]) -> tuple[Part, ...]:
    parts = []
    for item in reader.tables(key):
        rule = item.choice("rule", RULES)
        shares = {
            name: item.as_rate(f"shares.{name}", value)
            for name, value in (item.pairs("shares") if rule == "fixed" else {}).items()
        }
        total = sum(shares.values(), ZERO)
        if rule == "fixed" and total != 1:
            item.fault("shares", f"they add up to {percent(total)}, not 100 %")
        among = item.texts("among", partners)
        for name in (*among, *shares):
            if name not in known:
                item.fault("among", f"there is no party {name}")
        parts.append(
            Part(
                part=item.rate("part", Decimal(1)),
                rule=rule,
                among=tuple(shares) if rule == "fixed" else among,
                figure=item.text("figure") if rule in ("figure", "marginal_contribution") else "",
                shares=shares,
                orders=item.count("orders", 2_000),
                seed=item.count("seed", 1),
            )
        )
        item.done()
    total = sum((part.part for part in parts), ZERO)
    if parts and total != 1:
        reader.fault(key, f"the parts add up to {percent(total)}, not 100 %")
    return tuple(parts)


def _bounds(reader: Reader, key: str, known: set[str]) -> dict[str, Bound]:
    found = {}
    for name, value in reader.pairs(key).items():
        if name not in known:
            reader.fault(key, f"there is no party {name}")
        found[name] = _bound(reader, f"{key}.{name}", value)
    return found


def _bound(reader: Reader, key: str, value: Any) -> Bound:
    if isinstance(value, str) and value.strip().endswith("%"):
        return Bound(reader.as_rate(key, value), of_the_whole=True)
    return Bound(reader.as_amount(key, value), of_the_whole=False)
