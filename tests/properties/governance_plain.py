"""Votes counted a second time, as plainly as can be: lists, integers, no class of the product's but its data.

Shares are compared by multiplying out, ballots of a seat are found by walking through them, and ranked votes are
counted by rebuilding every pile in every round.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.governance.rules.votes import Choice, Method, Tie, Vote


def ballots_that_count(vote: Vote) -> dict[str, object]:
    found: dict[str, object] = {}
    for seat in vote.seats:
        if seat.recused:
            continue
        for capacity in ("holder", "alternate", "proxy"):
            mine = [
                one for one in vote.ballots
                if one.seat == seat.id and one.by.key == capacity
                and not (vote.opens and one.at < vote.opens) and not (vote.closes and one.at >= vote.closes)
            ]  # fmt: skip
            if mine:
                best = mine[0]
                for one in mine[1:]:
                    if (one.at, one.number) > (best.at, best.number):
                        best = one
                found[seat.id] = best
                break
    return found


def enough(amount, of, threshold) -> bool:
    left, right = amount * threshold.fraction.denominator, of * threshold.fraction.numerator
    return amount > 0 and (left > right if threshold.exceeded else left >= right)


def quorum_met(vote: Vote, present: int, eligible: int) -> bool:
    if eligible == 0:
        return False
    if vote.quorum is None:
        return True
    if vote.quorum.count is not None:
        return present >= vote.quorum.count
    return enough(present, eligible, vote.quorum.share)


def outcome(vote: Vote) -> dict[str, object]:
    counting = ballots_that_count(vote)
    seats = [one for one in vote.seats if not one.recused]
    there = [one for one in seats if one.present or one.id in counting]
    met = quorum_met(vote, len(there), len(seats))
    facts = {"eligible": len(seats), "present": len(there), "quorum": met}
    say = {name: one.choice for name, one in counting.items()}
    count = {choice: sum(1 for one in say.values() if one is choice) for choice in Choice}
    if vote.method in (Method.THRESHOLD, Method.WEIGHTED, Method.DOUBLE):
        carried = votes_carry(vote, seats, there, say)
    elif vote.method is Method.CONSENT:
        standing = sum(
            1 for one in counting.values() if one.choice is Choice.OBJECTION and not one.integrated
        )
        in_favour = count[Choice.CONSENT] + count[Choice.CONCERN] + count[Choice.OBJECTION] - standing
        carried = standing == 0 and in_favour > 0
    elif vote.method is Method.CONSENSUS:
        carried = count[Choice.BLOCK] == 0 and count[Choice.AGREE] + count[Choice.RESERVATIONS] > 0
    elif vote.method is Method.RANKED:
        facts["winners"] = stv(vote, [one.ranking for one in counting.values() if one.ranking])
        carried = len(facts["winners"]) == vote.winners
    else:
        papers = [one.scores for one in counting.values() if one.scores]
        facts["winners"] = by_score(vote, papers)
        carried = len(facts["winners"]) == vote.winners
    agreeing = {Choice.FOR, Choice.CONSENT, Choice.CONCERN, Choice.AGREE, Choice.RESERVATIONS}
    for name in vote.reserved:
        by_vote = any(one.organisation == name and say.get(one.id) in agreeing for one in seats)
        if not by_vote and name not in vote.consents:
            carried = False
            if "winners" in facts:
                facts["winners"] = []
    if not met and "winners" in facts:
        facts["winners"] = []
    return facts | {"carried": met and carried}


def votes_carry(vote: Vote, seats, there, say) -> bool:
    def weight(one) -> Fraction:
        return one.weight if vote.method is Method.WEIGHTED else Fraction(1)

    def carries(inside, thresholds) -> bool:
        bases = {
            "eligible": sum(weight(one) for one in seats if inside(one)),
            "present": sum(weight(one) for one in there if inside(one)),
            "cast": sum(
                weight(one)
                for one in seats
                if inside(one) and say.get(one.id) in (Choice.FOR, Choice.AGAINST)
            ),
        }
        in_favour = sum(weight(one) for one in seats if inside(one) and say.get(one.id) is Choice.FOR)
        return all(enough(in_favour, bases[one.base.key], one) for one in thresholds)

    whole = carries(lambda one: True, vote.thresholds)
    if vote.method is Method.DOUBLE:
        sectors = {one.sector for one in seats}
        inner = [vote.sector_threshold] if vote.sector_threshold else vote.thresholds
        return whole and all(carries(lambda one, s=s: one.sector == s, inner) for s in sectors)
    if whole or vote.tie is not Tie.CHAIR or len(vote.thresholds) > 1:
        return whole
    rule = vote.thresholds[0]
    in_favour = sum(weight(one) for one in seats if say.get(one.id) is Choice.FOR)
    against = sum(weight(one) for one in seats if say.get(one.id) is Choice.AGAINST)
    chairs = [say.get(one.id) for one in seats if one.chair]
    half_of_cast = rule.fraction == Fraction(1, 2) and rule.base.key == "cast"
    return half_of_cast and in_favour == against > 0 and chairs == [Choice.FOR]


def stv(vote: Vote, papers) -> list[str]:
    """Droop quota, every paper of an elected option moves on at surplus ÷ votes; ties as the vote says."""
    if not papers:
        return []
    options = list(vote.options)
    weights = [Fraction(1)] * len(papers)
    quota = len(papers) // (vote.winners + 1) + 1
    running, moving, won, history = options[:], [], [], []

    def piles() -> dict[str, Fraction]:
        pile = {one: Fraction(0) for one in running + moving}
        for paper, weight in zip(papers, weights, strict=True):
            for option in paper:
                if option in pile:
                    pile[option] += weight
                    break
        return pile

    def past(option: str) -> list[Fraction]:
        return [pile.get(option, Fraction(0)) for pile in reversed(history)]

    while len(won) < vote.winners:
        pile = piles()
        if vote.winners == 1:
            alive = sum(pile[one] for one in running)
            over = [one for one in running if pile[one] > alive / 2]
        else:
            over = [one for one in running if pile[one] >= quota]
        if not over and len(running) + len(won) <= vote.winners:
            over = running[:]
        if over:
            # Best first; listed first among equals.
            over.sort(key=lambda one: options.index(one))
            over.sort(key=lambda one: [pile[one], *past(one)], reverse=True)
            room = vote.winners - len(won)
            if len(over) > room and vote.tie is Tie.UNDECIDED:
                inside, outside = over[room - 1], over[room]
                if [pile[inside], *past(inside)] == [pile[outside], *past(outside)]:
                    return []
            for one in over[:room]:
                running.remove(one)
                won.append(one)
                if vote.winners > 1:
                    moving.append(one)
        elif moving:
            top = max(pile[one] for one in moving)
            giver = next(one for one in won if one in moving and pile[one] == top)
            keep = max(Fraction(0), pile[giver] - quota) / pile[giver] if pile[giver] else Fraction(0)
            for number, paper in enumerate(papers):
                first = next((option for option in paper if option in pile), None)
                if first == giver:
                    weights[number] *= keep
            moving.remove(giver)
            continue
        else:
            fewest = min([pile[one], *past(one)] for one in running)
            last = [one for one in running if [pile[one], *past(one)] == fewest]
            if len(last) > 1 and vote.tie is Tie.UNDECIDED:
                return []
            running.remove(max(last, key=options.index))
        history.append(pile)
    return won


def by_score(vote: Vote, papers) -> list[str]:
    if not papers:
        return []
    lines = []
    for place, option in enumerate(vote.options):
        marks = [paper.get(option, 0) for paper in papers]
        lines.append((-sum(marks), -marks.count(vote.scale), marks.count(0), place, option))
    lines.sort()
    last, next_one = lines[vote.winners - 1 : vote.winners + 1]
    if vote.tie is Tie.UNDECIDED and last[:3] == next_one[:3]:
        return []
    return [line[-1] for line in lines[: vote.winners]]
