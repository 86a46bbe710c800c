"""A partnership is its two sides' own; the alliance looks on where its terms say so, and sees what runs in any case."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, row_security

MINE = "(select commonweal.my_alliance())"
ORGANISATION = "(select commonweal.my_organisation())"
PERSON = "(select commonweal.setting('commonweal.person'))"
SEEN = "any ((select commonweal.my_technology())::uuid[])"
OURS = "any ((select commonweal.my_technology_sides())::uuid[])"

DEFINER = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- Partnerships in which the actor's organisation is a side.
create function commonweal.my_technology_sides() returns uuid[] {DEFINER} as $$
    select coalesce(array_agg(p.id), '{{}}')
      from technology_partnership p join commonweal.my_seat() s on s.alliance_id = p.alliance_id
     where s.organisation_id in (p.customer_id, p.supplier_id)
$$;
-- Those, and the ones whose terms show them to the whole alliance.
create function commonweal.my_technology() returns uuid[] {DEFINER} as $$
    select coalesce(array_agg(p.id), '{{}}')
      from technology_partnership p join commonweal.my_seat() s on s.alliance_id = p.alliance_id
     where p.alliance_sees or s.organisation_id in (p.customer_id, p.supplier_id)
$$;
-- A door that is open: its partnership, and the person and seat in whose name things are done through it.
create function commonweal.technology_door(kind_wanted text, digest bytea)
    returns table (id uuid, partnership_id uuid, person_id uuid, seat_id uuid) {DEFINER} as $$
    select d.id, d.partnership_id, d.person_id, d.seat_id
      from technology_door d join partners_seat s on s.id = d.seat_id and s.period @> now()
     where d.kind = kind_wanted and d.secret_digest = digest and d.closed_at is null
$$;
-- What runs and what does not: of the actor's whole alliance, or of the one partnership behind a door. Nothing else
-- of a partnership is told this way: no ticket's words, no names.
create function commonweal.technology_status(door_digest bytea default null)
    returns table (partnership_id uuid, partnership text, supplier text, asset_id uuid, asset text,
                   severities int[], in_maintenance boolean, since timestamptz) {DEFINER} as $$
    select p.id, p.title, o.name, a.id, a.name,
           coalesce((select array_agg(t.severity::int) from technology_ticket t
                      where t.asset_id = a.id and t.kind = 'incident' and t.state in ('new', 'working', 'paused')), '{{}}'),
           exists (select 1 from technology_maintenance m
                    where m.asset_id = a.id and m.cancelled_at is null and now() between m.starts_at and m.ends_at),
           (select min(t.opened_at) from technology_ticket t
             where t.asset_id = a.id and t.kind = 'incident' and t.state in ('new', 'working', 'paused'))
      from technology_asset a
      join technology_partnership p on p.id = a.partnership_id
      join partners_organisation o on o.id = p.supplier_id
     where a.on_status_page and (a.retired_on is null or a.retired_on > now()::date)
       and case when door_digest is null then p.alliance_id = (commonweal.my_seat()).alliance_id
                else p.id in (select d.partnership_id from commonweal.technology_door('status', door_digest) d) end
     order by p.title, a.name
$$;
create function commonweal.technology_notices(door_digest bytea default null)
    returns table (partnership_id uuid, asset text, kind text, said text, detail text,
                   from_at timestamptz, until_at timestamptz) {DEFINER} as $$
    select n.partnership_id, coalesce(a.name, ''), n.kind, n.said, n.detail, n.from_at, n.until_at
      from (select partnership_id, asset_id, 'notice' as kind, text as said, '' as detail,
                   created_at as from_at, over_at as until_at
              from technology_notice where over_at is null or over_at > now() - interval '7 days'
            union all
            select partnership_id, asset_id, 'maintenance', title, text, starts_at, ends_at
              from technology_maintenance
             where cancelled_at is null and ends_at > now() and starts_at < now() + interval '60 days') n
      join technology_partnership p on p.id = n.partnership_id
      left join technology_asset a on a.id = n.asset_id
     where case when door_digest is null then p.alliance_id = (commonweal.my_seat()).alliance_id
                else p.id in (select d.partnership_id from commonweal.technology_door('status', door_digest) d) end
     order by n.from_at desc
$$;
"""
FUNCTIONS += """
-- The same day so many months later; where that month is shorter, its last day.
create function commonweal.after_months(day date, months int) returns date
    language sql immutable set search_path = public as $$ select (day + make_interval(months => months))::date $$;
"""
UNDO = """
drop function commonweal.after_months(date, int);
drop function commonweal.technology_notices(bytea);
drop function commonweal.technology_status(bytea);
drop function commonweal.technology_door(text, bytea);
drop function commonweal.my_technology();
drop function commonweal.my_technology_sides();
"""

PARENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "contact": (), "door": (), "asset": (), "need": (), "project": (("step_id", "step"),),
    "use": (("asset_id", "asset"),),
    "step": (("asset_id", "asset"), ("need_id", "need")),
    "stepcost": (("step_id", "step"),),
    "stepdecision": (("step_id", "step"),),
    "milestone": (("project_id", "project"),),
    "wait": (("milestone_id", "milestone"), ("before_id", "milestone")),
    "check": (("project_id", "project"),),
    "acceptance": (("project_id", "project"),),
    "benefit": (("project_id", "project"),),
    "measured": (("benefit_id", "benefit"),),
    "group": (),
    "problem": (("group_id", "group"),),
    "idea": (("problem_id", "problem"),),
    "gate": (("idea_id", "idea"),),
    "cycle": (("idea_id", "idea"),),
    "terms": (("idea_id", "idea"),),
    "termsword": (("terms_id", "terms"),),
    "moneylink": (), "question": (), "report": (), "goalindicator": (), "round": (),
    "paid": (("takes_back_id", "paid"),),
    "answer": (("round_id", "round"),),
    "level": (), "hours": (), "holiday": (),
    "ticket": (("asset_id", "asset"), ("problem_id", "ticket")),
    "ticketstep": (("ticket_id", "ticket"),),
    "message": (("ticket_id", "ticket"),),
    "escalation": (("ticket_id", "ticket"),),
    "maintenance": (("asset_id", "asset"),),
    "review": (("ticket_id", "ticket"),),
    "notice": (("asset_id", "asset"),),
    "course": (("asset_id", "asset"), ("step_id", "step"), ("ticket_id", "ticket")),
    "learner": (),
    "session": (("course_id", "course"),),
    "attendance": (("session_id", "session"), ("learner_id", "learner")),
    "signoff": (("course_id", "course"), ("learner_id", "learner")),
}  # fmt: skip
"""What each row may point at: a row of the same partnership, or nothing."""
FACTS = {
    "use", "stepdecision", "acceptance", "measured", "problem", "idea", "gate", "terms", "termsword", "paid",
    "report", "round", "answer", "ticketstep", "escalation", "maintenance", "review", "notice", "signoff",
}  # fmt: skip
"""Rows that say who recorded them: whoever is acting, for the organisation they sit for."""
CHANGED_LATER = {"idea", "round", "escalation", "maintenance", "notice", "problem"}
"""Facts of which a part is added later: an answer, an end, a stage."""
NAMES_OF_PEOPLE = {"learner", "attendance", "signoff", "door", "message"}
"""Seen by the two sides only, whatever the terms show to the alliance."""
REMOVED = {"wait", "hours", "holiday", "level", "attendance", "goalindicator", "moneylink"}


def policy(table: str) -> Policy:
    name = f"technology_{table}"
    within = "".join(
        f" and ({name}.{column} is null or exists (select 1 from technology_{parent} parent "
        f"where parent.id = {name}.{column} and parent.partnership_id = {name}.partnership_id))"
        for column, parent in PARENTS[table]
        if (column, parent) not in {("problem_id", "ticket"), ("takes_back_id", "paid")}
    )
    said = f" and organisation_id = {ORGANISATION} and person_id = {PERSON}" if table in FACTS else ""
    select = f"partnership_id = {OURS if table in NAMES_OF_PEOPLE else SEEN}"
    if table == "answer":
        select = (
            f"partnership_id = {OURS} and (person_id = {PERSON} or exists (select 1 from technology_round r "
            "where r.id = round_id and r.closed_at is not null))"
        )
    if table == "door":
        said = f" and person_id = {PERSON} and seat_id = (select commonweal.setting('commonweal.seat'))"
    ours = f"partnership_id = {OURS}"
    return Policy(
        select=select,
        insert=ours + said + within,
        update=None if table in FACTS - CHANGED_LATER else ours,
        update_check=ours + within,
        delete=ours if table in REMOVED else None,
    )


SIDES = f"alliance_id = {MINE} and {ORGANISATION} in (customer_id, supplier_id)"
PARTNERSHIP = Policy(
    select=f"alliance_id = {MINE} and (alliance_sees or {ORGANISATION} in (customer_id, supplier_id))",
    insert=SIDES,
    update=SIDES,
)


class Migration(migrations.Migration):
    dependencies = [("technology", "0001_initial"), ("partners", "0002_identity")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        row_security("technology_partnership", PARTNERSHIP),
        *(row_security(f"technology_{table}", policy(table)) for table in PARENTS),
        *(append_only(f"technology_{table}") for table in sorted(FACTS - CHANGED_LATER)),
    ]
