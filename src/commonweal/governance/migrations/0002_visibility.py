"""Who sees what of governance, and what the database itself refuses: late, foreign or changed ballots."""

from django.db import migrations

from commonweal.database.security import Policy, alliance_rows, append_only, row_security

MINE = "(select commonweal.my_alliance())"
ORGANISATION = "(select commonweal.my_organisation())"
PERSON = "(select commonweal.setting('commonweal.person'))"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"

DEFINER = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- The seats of a vote for which a ballot was cast, whatever it says. Who voted is no secret; how may be.
create function commonweal.voted_seats(proposals uuid[]) returns table (proposal_id uuid, seat_id uuid) {DEFINER} as $$
    select distinct b.proposal_id, b.seat_id
      from governance_castballot b join governance_proposal p on p.id = b.proposal_id
     where b.proposal_id = any (proposals) and p.alliance_id = commonweal.my_alliance()
$$;
-- The next number of a ballot within a vote; the actor sees only some of the ballots.
create function commonweal.next_ballot(proposal uuid) returns integer {DEFINER} as $$
    select coalesce(max(b.number), 0) + 1 from governance_castballot b
      join governance_proposal p on p.id = b.proposal_id
     where b.proposal_id = proposal and p.alliance_id = commonweal.my_alliance()
$$;
-- The ballots of a vote that can be counted now or was, for counting and for recounting by anybody of the alliance. Of a
-- secret vote: the one ballot of each seat that counts, under its receipt, without seat, person or instant.
create function commonweal.counted_ballots(proposal uuid)
    returns table (seat_id uuid, receipt text, capacity text, choice text, ranking text[], scores jsonb,
                   level smallint, reason text, cast_at timestamptz, number integer, integrated boolean)
    {DEFINER} as $$
    with asked as (
        select p.* from governance_proposal p
         where p.id = proposal and p.alliance_id = commonweal.my_alliance()
           and (p.closed_at is not null or p.closes_at <= now() or p.in_meeting or not exists (
                select 1 from governance_elector e
                 where e.proposal_id = p.id
                   and not exists (select 1 from governance_castballot b
                                    where b.proposal_id = p.id and b.seat_id = e.seat_id)
                   and not exists (select 1 from governance_recusal r
                                    where r.proposal_id = p.id and r.seat_id = e.seat_id)))
    ), open_ballots as (
        select b.seat_id, b.receipt::text, b.capacity::text, b.choice::text, b.ranking::text[], b.scores, b.level,
               b.reason::text, b.cast_at, b.number, i.id is not null
          from governance_castballot b join asked p on p.id = b.proposal_id and not p.secret
          left join governance_integration i on i.ballot_id = b.id
    ), secret_ballots as (
        select distinct on (b.seat_id) b.receipt::text, b.choice::text, b.ranking::text[], b.scores, b.level
          from governance_castballot b join asked p on p.id = b.proposal_id and p.secret
         where b.cast_at >= p.opened_at and b.cast_at < p.closes_at
           and not exists (select 1 from governance_recusal r where r.proposal_id = p.id and r.seat_id = b.seat_id)
         order by b.seat_id, array_position(array['holder', 'alternate', 'proxy'], b.capacity::text),
                  b.cast_at desc, b.number desc
    )
    select * from open_ballots
    union all
    select null, s.receipt, 'holder', s.choice, s.ranking, s.scores, s.level, '', null, 0, false
      from secret_ballots s
$$;
-- What people vote on stays as it was when the vote opened; what was counted stays as it was counted.
create function commonweal.keep_proposal() returns trigger language plpgsql set search_path = public as $$
begin
    if old.closed_at is not null or old.withdrawn_at is not null then
        raise exception 'a proposal that was counted or withdrawn is never changed' using errcode = 'restrict_violation';
    end if;
    if old.opened_at is not null and
       (old.alliance_id, old.body_id, old.kind, old.question, old.background, old.subject, old.amount, old.options,
        old.winners, old.concerns, old.reserved, old.rule, old.quorum, old.tie, old.secret, old.in_meeting,
        old.decider_id, old.supersedes_id, old.opened_at, old.closes_at)
       is distinct from
       (new.alliance_id, new.body_id, new.kind, new.question, new.background, new.subject, new.amount, new.options,
        new.winners, new.concerns, new.reserved, new.rule, new.quorum, new.tie, new.secret, new.in_meeting,
        new.decider_id, new.supersedes_id, new.opened_at, new.closes_at)
    then
        raise exception 'what people vote on is not changed' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on governance_proposal
    for each row execute function commonweal.keep_proposal();
-- The electorate is frozen at the opening: afterwards only who is present is marked, until the count.
create function commonweal.keep_elector() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on' as $$
declare
    vote governance_proposal;
begin
    select p.* into vote from governance_proposal p where p.id = coalesce(new.proposal_id, old.proposal_id);
    if tg_op = 'UPDATE' and vote.closed_at is null
       and (old.proposal_id, old.seat_id, old.organisation_id, old.label, old.sector, old.weight, old.chair)
           is not distinct from
           (new.proposal_id, new.seat_id, new.organisation_id, new.label, new.sector, new.weight, new.chair) then
        return new;
    end if;
    if tg_op = 'INSERT' and vote.opened_at is null then
        return new;
    end if;
    raise exception 'the electorate is frozen when the vote opens' using errcode = 'restrict_violation';
end $$;
create trigger keep before insert or update or delete on governance_elector
    for each row execute function commonweal.keep_elector();
-- A ballot is cast while the vote is open, for a seat of the electorate that is not recused, by somebody who sits
-- on it now in the capacity named.
create function commonweal.check_ballot() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on' as $$
declare
    vote governance_proposal;
begin
    select p.* into vote from governance_proposal p where p.id = new.proposal_id;
    if vote.opened_at is null or new.cast_at < vote.opened_at or new.cast_at >= vote.closes_at
       or vote.closed_at is not null or vote.withdrawn_at is not null then
        raise exception 'the vote is not open' using errcode = 'restrict_violation';
    end if;
    if not exists (select 1 from governance_elector e where e.proposal_id = vote.id and e.seat_id = new.seat_id) then
        raise exception 'the seat is not in the electorate' using errcode = 'restrict_violation';
    end if;
    if exists (select 1 from governance_recusal r where r.proposal_id = vote.id and r.seat_id = new.seat_id) then
        raise exception 'the seat is recused' using errcode = 'restrict_violation';
    end if;
    if not exists (select 1 from governance_tenure t
                    where t.seat_id = new.seat_id and t.person_id = new.person_id and t.capacity = new.capacity
                      and t.period @> new.cast_at) then
        raise exception 'nobody votes for a seat without sitting on it' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger check_ballot before insert on governance_castballot
    for each row execute function commonweal.check_ballot();
-- Nothing that a count rests on is added after the count.
create function commonweal.before_the_count() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on' as $$
declare
    vote uuid;
begin
    if tg_table_name = 'governance_integration' then
        select b.proposal_id into vote from governance_castballot b where b.id = new.ballot_id;
    else
        vote := new.proposal_id;
    end if;
    if exists (select 1 from governance_proposal p where p.id = vote and p.closed_at is not null) then
        raise exception 'the votes were counted' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger before_the_count before insert on governance_recusal
    for each row execute function commonweal.before_the_count();
create trigger before_the_count before insert on governance_reservedconsent
    for each row execute function commonweal.before_the_count();
create trigger before_the_count before insert on governance_integration
    for each row execute function commonweal.before_the_count();
-- The record of a decision stays; its review stands beside it.
create function commonweal.keep_decision() returns trigger language plpgsql set search_path = public as $$
begin
    if (old.alliance_id, old.number, old.body_id, old.proposal_id, old.kind, old.question, old.subject, old.amount,
        old.carried, old.chosen, old.rule, old.reason, old.dissent, old.decided_at, old.supersedes_id)
       is distinct from
       (new.alliance_id, new.number, new.body_id, new.proposal_id, new.kind, new.question, new.subject, new.amount,
        new.carried, new.chosen, new.rule, new.reason, new.dissent, new.decided_at, new.supersedes_id)
    then
        raise exception 'the record of a decision is not changed; a new decision can supersede it'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep before update on governance_decision
    for each row execute function commonweal.keep_decision();
"""
UNDO = """
drop trigger keep on governance_decision;
drop function commonweal.keep_decision();
drop trigger before_the_count on governance_integration;
drop trigger before_the_count on governance_reservedconsent;
drop trigger before_the_count on governance_recusal;
drop function commonweal.before_the_count();
drop trigger check_ballot on governance_castballot;
drop function commonweal.check_ballot();
drop trigger keep on governance_elector;
drop function commonweal.keep_elector();
drop trigger keep on governance_proposal;
drop function commonweal.keep_proposal();
drop function commonweal.counted_ballots(uuid);
drop function commonweal.next_ballot(uuid);
drop function commonweal.voted_seats(uuid[]);
"""

KEPT = f"alliance_id = {MINE} and {CONVENOR}"
KEPT_BY_CONVENOR = Policy(select=f"alliance_id = {MINE}", insert=KEPT, update=KEPT)
ITS_SEAT = f"""alliance_id = {MINE} and ({CONVENOR} or exists (
    select 1 from governance_bodyseat s where s.id = seat_id and s.organisation_id = {ORGANISATION}))"""
OWN_INTEREST = f"alliance_id = {MINE} and ({CONVENOR} or organisation_id = {ORGANISATION})"
PROPOSAL = "exists (select 1 from governance_proposal p where p.id = proposal_id)"
DECISION = "exists (select 1 from governance_decision d where d.id = decision_id)"
BALLOT = f"""
    person_id = {PERSON}
    or exists (
        select 1 from governance_proposal p
         where p.id = proposal_id and not p.secret
           and (p.closed_at is not null or p.rule in ('consent', 'consensus', 'advice')
                or exists (select 1 from governance_bodyseat s
                            where s.id = governance_castballot.seat_id and s.organisation_id = {ORGANISATION})))"""

POLICIES = {
    "body": KEPT_BY_CONVENOR,
    "bodyseat": KEPT_BY_CONVENOR,
    "chair": KEPT_BY_CONVENOR,
    "right": KEPT_BY_CONVENOR,
    "tenure": Policy(select=f"alliance_id = {MINE}", insert=ITS_SEAT, update=ITS_SEAT),
    "interest": Policy(select=f"alliance_id = {MINE}", insert=OWN_INTEREST, update=OWN_INTEREST),
    "evidence": Policy(select=PROPOSAL, insert=PROPOSAL),
    "opinion": Policy(
        select=PROPOSAL, insert=f"person_id = {PERSON} and organisation_id = {ORGANISATION} and {PROPOSAL}"
    ),
    "elector": Policy(select=PROPOSAL, insert=PROPOSAL, update=PROPOSAL),
    "recusal": Policy(select=PROPOSAL, insert=PROPOSAL),
    "castballot": Policy(select=BALLOT, insert=f"person_id = {PERSON} and {PROPOSAL}"),
    "integration": Policy(
        select="exists (select 1 from governance_castballot b where b.id = ballot_id)",
        insert=f"exists (select 1 from governance_castballot b where b.id = ballot_id and b.person_id = {PERSON})",
    ),
    "reservedconsent": Policy(
        select=PROPOSAL, insert=f"person_id = {PERSON} and organisation_id = {ORGANISATION} and {PROPOSAL}"
    ),
    "reminder": Policy(select=PROPOSAL, insert=PROPOSAL),
    "decisionaction": Policy(select=DECISION, insert=DECISION, update=DECISION),
    "told": Policy(select=DECISION, insert=DECISION, update=f"person_id = {PERSON}"),
    "decisionuse": Policy(select=DECISION, insert=f"person_id = {PERSON} and {DECISION}"),
}
NEVER_CHANGED = (
    "evidence", "opinion", "recusal", "castballot", "integration", "reservedconsent", "reminder", "decisionuse",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial"), ("partners", "0004_seats_and_invitations")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        alliance_rows("governance_proposal"),
        alliance_rows("governance_decision"),
        *(row_security(f"governance_{table}", policy) for table, policy in POLICIES.items()),
        *(append_only(f"governance_{table}") for table in NEVER_CHANGED),
    ]
