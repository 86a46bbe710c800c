"""Members see what is theirs by role; strangers see what is published of the one site they visit, and nothing else."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, row_security

MINE = "alliance_id = (select commonweal.my_alliance())"
VISITED = "alliance_id = (select commonweal.my_site())"
ME = "person_id = (select commonweal.setting('commonweal.person'))"
WRITTEN = f"{MINE} and {ME}"
OWN = "(select commonweal.my_organisation())"


def by_role(*roles: str) -> str:
    """Rows of one's alliance, for seats with one of these roles."""
    return (
        f"{MINE} and (select commonweal.my_roles())::text[] && array[{', '.join(repr(one) for one in roles)}]"
    )


DRAFTERS = ("convenor", "partner_lead")
APPROVERS = ("convenor", "board_member")
ANSWERERS = ("convenor",)
DRAFTING = by_role(*DRAFTERS)
APPROVING = by_role(*APPROVERS)
EITHER = by_role(*sorted({*DRAFTERS, *APPROVERS}))
ANSWERING = by_role(*ANSWERERS)

SQL = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"
PLPGSQL = "language plpgsql security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- The alliance whose published site a stranger visits in this transaction; or one's own, looked at before it is open.
create function commonweal.my_site() returns uuid {SQL} as $$
    select s.alliance_id from communications_site s
     where s.id = commonweal.setting('commonweal.site')
       and (s.published_at is not null and commonweal.setting('commonweal.seat') is null
            or s.alliance_id = commonweal.my_alliance())
$$;
create function commonweal.my_teams() returns uuid[] {SQL} as $$
    select coalesce(array_agg(m.team_id), '{{}}') from communications_teammember m
     where m.alliance_id = commonweal.my_alliance() and m.left_at is null
       and m.person_id = commonweal.setting('commonweal.person')
$$;
-- Agreements in force to which the actor's organisation is a party.
create function commonweal.my_agreements() returns uuid[] {SQL} as $$
    select coalesce(array_agg(a.id), '{{}}') from agreements_agreement a
      join agreements_party p on p.agreement_id = a.id
     where a.alliance_id = commonweal.my_alliance() and a.in_force @> now()
       and p.organisation_id = commonweal.my_organisation() and p.left_at is null
$$;
"""

SITE_FUNCTIONS = f"""
-- A published site by its address: what strangers may know of the alliance itself.
create function commonweal.site_at(address text)
    returns table (site uuid, alliance uuid, name text, purpose text, area text, timezone text) {SQL} as $$
    select s.id, a.id, a.name, a.purpose, a.area, a.timezone
      from communications_site s join partners_alliance a on a.id = s.alliance_id
     where s.slug = address and s.published_at is not null
$$;
-- For the export into files: the addresses of websites that anybody may visit.
create function commonweal.open_sites() returns table (slug text) {SQL} as $$
    select s.slug from communications_site s where s.published_at is not null order by s.slug
$$;
create function commonweal.site_partners() returns table (name text, sector text, about text, website text) {SQL} as $$
    select o.name, o.sector, o.about, o.website from partners_organisation o
      join partners_membership m on m.organisation_id = o.id
     where m.alliance_id = commonweal.my_site() and m.period @> now() order by o.name
$$;
-- Released figures of the version of figures that stands: suppressed where they were published suppressed.
create function commonweal.site_figures()
    returns table (measure text, organisation text, points jsonb, version int, published_at timestamptz,
                   target double precision) {SQL} as $$
    select f.measure, coalesce(o.name, ''), s.points, v.number, v.created_at,
           (select d.value from performance_decision d
             where d.alliance_id = f.alliance_id and d.measure = f.measure and d.kind = 'target'
             order by d.created_at desc, d.id desc limit 1)
      from communications_publicfigure f
      join lateral (select * from performance_version v where v.alliance_id = f.alliance_id and v.withdrawn_at is null
                     order by v.number desc limit 1) v on true
      join performance_series s on s.version_id = v.id and s.measure = f.measure and s.group_by = 'all'
       and s.organisation_id is not distinct from f.organisation_id
      left join partners_organisation o on o.id = f.organisation_id
     where f.alliance_id = commonweal.my_site() and f.ended_at is null
$$;
create function commonweal.site_goals()
    returns table (title text, statement text, measure text, event text, unit text, baseline numeric, target numeric,
                   direction text, due date) {SQL} as $$
    select g.title, g.statement, g.measure, g.event, g.unit, g.baseline, g.target, g.direction, g.due
      from charter_goal g
     where g.alliance_id = commonweal.my_site() and g.parent_id is null and g.accepted_at is not null
       and g.ended_at is null order by g.position, g.created_at
$$;
create function commonweal.site_services(words text, need text, tongue text, skip int, most int)
    returns table (id uuid, name text, provider text, description text, fees text, url text, phone text, place text,
                   domains text[], languages text[], room text, total bigint) {SQL} as $$
    select s.id, s.name, p.name, s.description, s.fees_description, s.url,
           (select n.number from directory_phone n where n.service_id = s.id order by n.id limit 1),
           -- Where people hide from a partner stays unsaid: whoever needs it calls.
           case when not s.domains @> array['intimate_partner_violence']::varchar[] then
           (select concat_ws(', ', nullif(a.address_1, ''), nullif(a.city, ''))
              from directory_serviceatlocation at join directory_address a on a.location_id = at.location_id
             where at.service_id = s.id order by a.id limit 1) end,
           s.domains::text[],
           array(select distinct c from directory_language l, unnest(l.codes) c where l.service_id = s.id order by c)::text[],
           s.capacity, count(*) over ()
      from directory_service s join directory_provider p on p.id = s.provider_id
     where s.alliance_id = (select commonweal.my_site()) and s.gone_at is null and s.status = 'active'
       and exists (select 1 from communications_site i
                    where i.id = commonweal.setting('commonweal.site') and i.show_services)
       and (words = '' or s.search || p.search @@ websearch_to_tsquery('english', commonweal.plain(words))
            or s.plain_name like '%' || commonweal.plain(words) || '%')
       and (need = '' or s.domains @> array[need]::varchar[])
       and (tongue = '' or exists (select 1 from directory_language l where l.service_id = s.id
                                      and l.codes @> array[tongue]::varchar[]))
     order by s.name, s.id offset skip limit most
$$;
"""

SUBSCRIBING = f"""
-- Double opt-in. Asking twice is one subscription; the request to confirm is mailed again after ten minutes.
create function commonweal.site_subscribe(address text, tongue text, wanted text[])
    returns table (id uuid, mail boolean) {PLPGSQL} as $$
declare
    here uuid := commonweal.my_site();
    found communications_subscription%rowtype;
begin
    if here is null then return; end if;
    perform pg_advisory_xact_lock(hashtextextended(here::text || lower(address), 0));
    select * into found from communications_subscription s
     where s.alliance_id = here and s.email = lower(address) and s.ended_at is null;
    if not found.id is null then
        if found.confirmed_at is null and coalesce(found.mailed_at, '-infinity') < now() - interval '10 minutes' then
            update communications_subscription s set mailed_at = now(), language = tongue, interests = wanted
             where s.id = found.id;
            return query select found.id, true;
        else
            return query select found.id, false;
        end if;
        return;
    end if;
    return query insert into communications_subscription as s
        (alliance_id, email, language, interests, asked_at, mailed_at, ended_how)
        values (here, lower(address), tongue, wanted, now(), now(), '') returning s.id, true;
end $$;
-- A genuine link confirms or ends exactly one subscription; which state it is in afterwards is answered.
create function commonweal.confirm_subscription(wanted uuid) returns text {PLPGSQL} as $$
begin
    update communications_subscription s set confirmed_at = coalesce(s.confirmed_at, now())
     where s.id = wanted and s.ended_at is null;
    return case when found then 'confirmed' else 'over' end;
end $$;
create function commonweal.end_subscription(wanted uuid, how text) returns text {PLPGSQL} as $$
begin
    update communications_subscription s set ended_at = now(), ended_how = how where s.id = wanted and s.ended_at is null;
    return case when found then 'ended' else 'over' end;
end $$;
-- What a mail provider reports about one message: a lasting failure or a complaint ends the subscription.
create function commonweal.newsletter_came_back(message text, how text) returns boolean {PLPGSQL} as $$
declare
    gone communications_delivery%rowtype;
begin
    select * into gone from communications_delivery d where d.message_id = message and message <> '';
    if gone.id is null then return false; end if;
    update communications_delivery d set bounced_at = coalesce(d.bounced_at, now()) where d.id = gone.id;
    perform commonweal.end_subscription(gone.subscription_id, how);
    return true;
end $$;
"""

ANSWERING_STRANGERS = f"""
-- How many are registered, for everybody who may see the event.
create function commonweal.registered(wanted uuid) returns bigint {SQL} as $$
    select count(*) from communications_registration r join communications_event e on e.id = r.event_id
     where e.id = wanted and r.cancelled_at is null
       and (e.alliance_id = commonweal.my_alliance() or e.alliance_id = commonweal.my_site())
$$;
-- One after the other for each event, so that who was told of a place keeps it.
create function commonweal.site_register(wanted uuid, who text, address text, from_where text, need text, tongue text)
    returns table (id uuid, answer text) {PLPGSQL} as $$
declare
    e communications_event%rowtype;
    r communications_registration%rowtype;
    before bigint;
begin
    select * into e from communications_event x
     where x.id = wanted and x.alliance_id = commonweal.my_site() and x.published_at is not null for update;
    if e.id is null or e.cancelled_at is not null or e.registration_until <= now() then
        return query select null::uuid, 'closed'; return;
    end if;
    select * into r from communications_registration x
     where x.event_id = wanted and x.email = lower(address) and x.cancelled_at is null;
    if r.id is not null then
        return query select r.id, 'already'; return;
    end if;
    if (select count(*) from communications_registration x
         where x.event_id = wanted and x.registered_at > clock_timestamp() - interval '1 minute') >= 120 then
        return query select null::uuid, 'busy'; return;
    end if;
    select count(*) into before from communications_registration x where x.event_id = wanted and x.cancelled_at is null;
    return query insert into communications_registration as n
        (alliance_id, event_id, name, email, organisation, needs, language, registered_at, told_place_at)
        values (e.alliance_id, wanted, who, lower(address), from_where, need, tongue, clock_timestamp(),
                case when e.places is null or before < e.places then now() end)
        returning n.id, case when n.told_place_at is null then 'waiting' else 'placed' end;
end $$;
-- What the link in a confirmation opens: one's own registration and the event.
create function commonweal.registration_at(wanted uuid)
    returns table (site text, event uuid, name text, cancelled boolean, over boolean) {SQL} as $$
    select s.slug, e.id, r.name, r.cancelled_at is not null, e.ends <= now()
      from communications_registration r join communications_event e on e.id = r.event_id
      join communications_site s on s.alliance_id = e.alliance_id
     where r.id = wanted
$$;
-- Gives a place up; whoever moves up by that is answered, so that they can be told.
create function commonweal.cancel_registration(wanted uuid)
    returns table (id uuid, email text, name text, language text) {PLPGSQL} as $$
declare
    e communications_event%rowtype;
begin
    select x.* into e from communications_event x join communications_registration r on r.event_id = x.id
     where r.id = wanted for update of x;
    update communications_registration r set cancelled_at = now() where r.id = wanted and r.cancelled_at is null;
    if not found or e.starts <= now() then return; end if;
    return query with placed as (
        select x.id from communications_registration x where x.event_id = e.id and x.cancelled_at is null
         order by x.registered_at, x.id limit e.places
    ) update communications_registration r set told_place_at = now()
        from placed p where p.id = r.id and r.told_place_at is null
      returning r.id, r.email::text, r.name::text, r.language::text;
end $$;
-- A flood is taken in but held back; only beyond the hour's limit of a form is an answer not taken.
create function commonweal.site_feedback(wanted uuid, said jsonb, tongue text, how text, who text, address text,
                                         mark text, listeners uuid, on_day date, per_minute int, per_hour int)
    returns text {PLPGSQL} as $$
declare
    f communications_feedbackform%rowtype;
    lately bigint;
begin
    select * into f from communications_feedbackform x
     where x.id = wanted and x.alliance_id = commonweal.my_site() and x.published_at is not null
       and x.closed_at is null;
    if f.id is null then return 'closed'; end if;
    perform pg_advisory_xact_lock(hashtextextended(wanted::text, 1));
    if mark <> '' and exists (select 1 from communications_response r where r.form_id = wanted and r.digest = mark
                                 and r.created_at > now() - interval '1 day') then
        return 'again';
    end if;
    if (select count(*) from communications_response r
         where r.form_id = wanted and r.created_at > now() - interval '1 hour') >= per_hour then
        return 'full';
    end if;
    select count(*) into lately from communications_response r
     where r.form_id = wanted and r.created_at > now() - interval '1 minute';
    insert into communications_response
        (alliance_id, form_id, audience_id, language, answers, source, name, email, entered_by, given_on, held, digest)
        values (f.alliance_id, wanted, coalesce(f.audience_id, listeners), tongue, said, how,
                case when f.asks_contact then who else '' end,
                case when f.asks_contact then address else '' end, '', on_day, lately >= per_minute, mark);
    return case when lately >= per_minute then 'held' else 'taken' end;
end $$;
-- Ratings in counts, for everybody in the alliance: by question, audience and quarter; never who said what.
create function commonweal.rating_counts()
    returns table (form uuid, question text, audience uuid, quarter date, rating int, answers bigint) {SQL} as $$
    select r.form_id, q ->> 'key', r.audience_id, date_trunc('quarter', r.given_on)::date,
           (r.answers ->> (q ->> 'key'))::int, count(*)
      from communications_response r join communications_feedbackform f on f.id = r.form_id,
           jsonb_array_elements(f.questions) q
     where r.alliance_id = commonweal.my_alliance() and q ->> 'kind' in ('rating', 'understanding')
       and not r.held and r.answers ->> (q ->> 'key') ~ '^[1-5]$'
     group by 1, 2, 3, 4, 5
$$;
create function commonweal.response_counts()
    returns table (form uuid, answers bigint, held bigint, last timestamptz) {SQL} as $$
    select r.form_id, count(*), count(*) filter (where r.held), max(r.created_at) from communications_response r
     where r.alliance_id = commonweal.my_alliance() group by 1
$$;
"""

TELLING = f"""
-- Notices for colleagues; each sees only their own, so nobody can write into this table directly.
create function commonweal.tell(people uuid[], what text, words text, there text) returns bigint {PLPGSQL} as $$
declare
    here uuid := commonweal.my_alliance();
    told bigint;
begin
    insert into communications_notice (alliance_id, person_id, kind, said, url)
    select distinct here, s.person_id, what, words, there from partners_seat s
     where s.alliance_id = here and s.period @> now() and s.person_id = any (people)
       and s.person_id is distinct from commonweal.setting('commonweal.person');
    get diagnostics told = row_count;
    return told;
end $$;
-- For the worker: people with something unread that no e-mail told yet, on a seat they hold, and how they wish it.
create function commonweal.people_to_tell()
    returns table (person uuid, seat uuid, email text, mail text, quiet_from time, quiet_until time, timezone text,
                   last timestamptz) {SQL} as $$
    select distinct on (n.alliance_id, n.person_id) n.person_id, s.id, p.email, coalesce(w.mail, 'daily'), w.quiet_from,
           w.quiet_until, a.timezone,
           (select max(o.mailed_at) from communications_notice o
             where o.person_id = n.person_id and o.alliance_id = n.alliance_id)
      from communications_notice n
      join partners_seat s on s.person_id = n.person_id and s.alliance_id = n.alliance_id and s.period @> now()
      join access_person p on p.id = n.person_id and p.is_active
      join partners_alliance a on a.id = n.alliance_id
      left join communications_noticewish w on w.person_id = n.person_id and w.alliance_id = n.alliance_id
     where n.mailed_at is null and n.read_at is null
     order by n.alliance_id, n.person_id, s.id
$$;
-- For the worker: a convenor's seat of each alliance, in whose name what is due goes out.
create function commonweal.office_seats() returns table (person uuid, seat uuid) {SQL} as $$
    select distinct on (s.alliance_id) s.person_id, s.id from partners_seat s
     where s.period @> now() and 'convenor' = any (s.roles) and s.person_id is not null order by s.alliance_id, s.id
$$;
"""

UNDO = ";\n".join(
    f"drop function commonweal.{name}"
    for name in (
        "office_seats", "people_to_tell", "tell", "response_counts", "rating_counts", "site_feedback",
        "cancel_registration", "registration_at", "site_register", "registered", "newsletter_came_back",
        "end_subscription", "confirm_subscription", "site_subscribe", "site_services", "site_goals", "site_figures",
        "site_partners", "open_sites", "site_at", "my_agreements", "my_teams", "my_site",
    )
)  # fmt: skip

DOCUMENT = f"""
    {MINE} and (
        access = 'alliance' or organisation_id = {OWN}
        or access = 'agreement' and agreement_id = any ((select commonweal.my_agreements())::uuid[])
        or access = 'team' and team_id = any ((select commonweal.my_teams())::uuid[]))
    or {VISITED} and public_at is not null and removed_at is null
"""
OWN_DOCUMENT = f"{MINE} and (organisation_id = {OWN} or access = 'alliance' and ({APPROVING}))"
TEAM = f"{MINE} and (team_id is null or team_id = any ((select commonweal.my_teams())::uuid[]))"


def within(table: str, column: str) -> str:
    """Where the row it belongs to is seen."""
    return f"exists (select 1 from communications_{table} parent where parent.id = {column})"


POLICIES: dict[str, Policy] = {
    "audience": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "message": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "evidence": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "approval": Policy(select=MINE, insert=f"{APPROVING} and {ME}"),
    "planentry": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "naming": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "publicfigure": Policy(select=MINE, insert=APPROVING, update=APPROVING),
    "site": Policy(select=f"{MINE} or {VISITED}", insert=EITHER, update=EITHER),
    "page": Policy(
        select=f"{MINE} or {VISITED} and {within('publication', 'communications_page.id').replace('parent.id', 'parent.page_id')}",
        insert=DRAFTING,
        update=EITHER,
    ),
    "draft": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "publication": Policy(select=f"{MINE} or {VISITED}", insert=APPROVING, update=APPROVING),
    "image": Policy(
        select=f"{MINE} or {VISITED} and public_at is not null", insert=DRAFTING, update=EITHER
    ),
    "subscription": Policy(select=APPROVING, insert=APPROVING, update=APPROVING),
    "newsletter": Policy(
        select=f"{MINE} or {VISITED} and started_at is not null", insert=DRAFTING, update=EITHER
    ),
    "delivery": Policy(select=APPROVING, insert=APPROVING, update=APPROVING),
    "event": Policy(
        select=f"{MINE} or {VISITED} and published_at is not null", insert=DRAFTING, update=EITHER
    ),
    "registration": Policy(select=DRAFTING, insert=DRAFTING, update=DRAFTING),
    "post": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "presscontact": Policy(select=DRAFTING, insert=DRAFTING, update=DRAFTING),
    "release": Policy(
        select=f"{MINE} or {VISITED} and released_at is not null and (embargo_until is null or embargo_until <= now())",
        insert=DRAFTING,
        update=EITHER,
    ),
    "coverage": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "feedbackform": Policy(
        select=f"{MINE} or {VISITED} and published_at is not null", insert=EITHER, update=EITHER
    ),
    "response": Policy(select=ANSWERING, insert=ANSWERING, update=ANSWERING),
    "theme": Policy(select=MINE, insert=ANSWERING, update=ANSWERING),
    "sorting": Policy(select=ANSWERING, insert=ANSWERING, delete=ANSWERING),
    "reply": Policy(select=ANSWERING, insert=ANSWERING, update=ANSWERING),
    "yousaid": Policy(
        select=f"{MINE} or {VISITED} and published_at is not null", insert=ANSWERING, update=ANSWERING
    ),
    "announcement": Policy(select=MINE, insert=DRAFTING, update=DRAFTING),
    "seen": Policy(select=MINE, insert=WRITTEN),
    "team": Policy(
        select=MINE, insert=WRITTEN,
        update=f"{MINE} and (id = any ((select commonweal.my_teams())::uuid[]) or ({by_role('convenor')}))",
    ),
    "teammember": Policy(
        select=MINE,
        insert=f"{MINE} and (team_id = any ((select commonweal.my_teams())::uuid[]) or ({by_role('convenor')}) or {ME})",
        update=f"{MINE} and (team_id = any ((select commonweal.my_teams())::uuid[]) or ({by_role('convenor')}))",
    ),
    "thread": Policy(select=TEAM, insert=f"{TEAM} and {ME}", update=TEAM),
    "remark": Policy(select=within("thread", "thread_id"), insert=f"{within('thread', 'thread_id')} and {WRITTEN}"),
    "notice": Policy(select=WRITTEN, update=WRITTEN),
    "noticewish": Policy(select=WRITTEN, insert=WRITTEN, update=WRITTEN),
    "document": Policy(select=DOCUMENT, insert=f"{MINE} and organisation_id = {OWN}", update=OWN_DOCUMENT),
    "documentversion": Policy(
        select=within("document", "document_id"), insert=f"{within('document', 'document_id')} and {WRITTEN}"
    ),
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0001_initial"),
        ("agreements", "0004_only_signatures_open"),
        ("partners", "0004_seats_and_invitations"),
        ("directory", "0004_whole_visibility"),
        ("performance", "0002_visibility"),
        ("charter", "0002_policies"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS + SITE_FUNCTIONS + SUBSCRIBING + ANSWERING_STRANGERS + TELLING, UNDO),
        *(row_security(f"communications_{name}", policy) for name, policy in POLICIES.items()),
        append_only("communications_approval"),
        append_only("communications_seen"),
        append_only("communications_documentversion"),
    ]
