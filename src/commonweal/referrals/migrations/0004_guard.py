"""The database keeps the lifecycle, the two sides and their correspondence, whatever the application does.

Also here: what happens to open referrals when a consent falls away, and the seat behind signed links. Both concern
rows of organisations that whoever acts cannot reach, so functions of the owner do them.
"""

from django.db import migrations

from commonweal.database.security import Policy, replace_row_security, row_security, visible_person_row

ME = "(select commonweal.my_record_organisation())"

SEEN = f"({visible_person_row('referrals_referral')}) and (status <> 'draft' or recorded_by_id = {ME})"
BEFORE = Policy(
    select=SEEN,
    insert=f"recorded_by_id = {ME}",
    update=f"recorded_by_id = {ME} or receiver_id = {ME} or receiver_id is null and status = 'requested'",
    update_check=f"recorded_by_id = {ME} or receiver_id = {ME}",
)
# An open referral is taken by an organisation with a service that answers the need. A referral is sent
# about a person whom the sender sees, and starts at the beginning.
NOW = Policy(
    select=SEEN,
    insert=f"""
        recorded_by_id = {ME} and status in ('draft', 'requested')
        and exists (select 1 from clients_client c where c.id = client_id)
    """,
    update=f"""
        recorded_by_id = {ME} or receiver_id = {ME}
        or receiver_id is null and status = 'requested' and exists (
            select 1 from directory_service s join directory_provider p on p.id = s.provider_id
             where p.partner_id = {ME} and s.status = 'active'
               and s.domains @> array[referrals_referral.domain]::varchar[])
    """,
    update_check=f"recorded_by_id = {ME} or receiver_id = {ME}",
)


def parent(table: str) -> str:
    return f"select 1 from referrals_referral r where r.id = {table}.referral_id"


def a_side(table: str) -> str:
    return f"exists ({parent(table)} and (r.recorded_by_id = {ME} or r.receiver_id = {ME}))"


def correspondence_before(table: str) -> Policy:
    return Policy(
        select=f"exists ({parent(table)})",
        insert=f"organisation_id = {ME} and {a_side(table)}",
    )


def correspondence(table: str) -> Policy:
    """Messages and files are between the two sides; others who may see the referral do not read them."""
    return Policy(select=a_side(table), insert=f"organisation_id = {ME} and {a_side(table)}")


GUARD = """
-- The lifecycle of HL7 SDOH Clinical Care 3.0.0. The same table stands in referrals/rules.py; a test compares them.
create function commonweal.may_follow(before text, after text) returns boolean
    language sql immutable parallel safe
    as $$ select case before
        when 'draft' then after in ('requested', 'entered-in-error')
        when 'requested' then after in ('accepted', 'rejected', 'cancelled', 'entered-in-error')
        when 'accepted' then after in
            ('in-progress', 'on-hold', 'completed', 'failed', 'cancelled', 'entered-in-error')
        when 'in-progress' then after in ('on-hold', 'completed', 'failed', 'cancelled', 'entered-in-error')
        when 'on-hold' then after in ('in-progress', 'completed', 'failed', 'cancelled', 'entered-in-error')
        else false end $$;

create function commonweal.guard_referral() returns trigger language plpgsql as $$
begin
    if commonweal.maintenance() then
        return new;
    end if;
    if old.status <> new.status and not commonweal.may_follow(old.status, new.status) then
        raise exception 'a referral that is % cannot become %', old.status, new.status
            using errcode = 'restrict_violation';
    end if;
    if (old.alliance_id, old.client_id, old.need_id, old.category, old.domain, old.recorded_by_id,
        old.submission, old.reroutes_id, old.parent_id, old.created_at)
       is distinct from
       (new.alliance_id, new.client_id, new.need_id, new.category, new.domain, new.recorded_by_id,
        new.submission, new.reroutes_id, new.parent_id, new.created_at) then
        raise exception 'whom a referral is about and who sent it never changes'
            using errcode = 'restrict_violation';
    end if;
    if old.receiver_id is not null and old.status <> 'draft'
       and new.receiver_id is distinct from old.receiver_id then
        raise exception 'the receiver of a referral never changes; send a new one that points back'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger guard before update on referrals_referral
    for each row execute function commonweal.guard_referral();
"""
UNDO_GUARD = """
drop trigger guard on referrals_referral;
drop function commonweal.guard_referral();
drop function commonweal.may_follow(text, text);
"""

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

REACH = f"""
-- May an organisation see, now and to help, a row of this category about a person? The policy of person rows,
-- asked on behalf of somebody who is not acting.
create function commonweal.receives(organisation uuid, person uuid, recorder uuid, kind text) returns boolean
    language sql stable {DEFINER} as $$
    select organisation = recorder or exists (
        select 1
          from clients_opening o
          join agreements_clause k on k.id = o.clause_id
          join agreements_agreement a on a.id = k.agreement_id and a.version_in_force_id = k.version_id
          join agreements_clauseparty r on r.clause_id = k.id and r.side = 'receives'
          join agreements_clauseparty d on d.clause_id = k.id and d.side = 'discloses'
          join partners_membership m on m.alliance_id = a.alliance_id and m.organisation_id = r.organisation_id
         where o.client_id = receives.person and o.period @> now()
           and r.organisation_id = receives.organisation and r.period @> now()
           and d.organisation_id = receives.recorder and d.period @> now()
           and m.period @> now() and a.in_force @> now()
           and (o.discloser_id is null or o.discloser_id = receives.recorder)
           and (o.recipient_id is null or o.recipient_id = receives.organisation)
           and not (o.excluded @> array[receives.organisation])
           and receives.kind = any (o.categories) and 'care' = any (o.purposes))
    $$;

-- A referral reaches an organisation when it sees the person as registered and the referral as sent.
create function commonweal.referral_reaches(organisation uuid, person uuid, sender uuid, kind text)
    returns boolean language sql stable {DEFINER} as $$
    select commonweal.receives(organisation, person, sender, kind)
       and commonweal.receives(organisation, person,
                               (select c.recorded_by_id from clients_client c where c.id = person), 'identity')
    $$;

-- After a consent fell away: open referrals whose receiver sees them no more are cancelled, with a move, and
-- the receiver gets a notice that names nobody. An open one that reaches nobody any more ends too.
create function commonweal.withdraw_unseen_referrals(person uuid, words text)
    returns table (referral_id uuid, sender_id uuid, taker_id uuid, assigned_id uuid, service uuid, place boolean)
    language plpgsql volatile {DEFINER} as $$
    declare gone record;
    begin
        for gone in
            select r.id, r.alliance_id, r.status, r.recorded_by_id, r.receiver_id, r.assigned_to_id, r.service_id,
                   r.holds_place, r.sent_at, o.name as sender
              from referrals_referral r join partners_organisation o on o.id = r.recorded_by_id
             where r.client_id = person and r.status in ('requested', 'accepted', 'in-progress', 'on-hold')
               and case when r.receiver_id is not null
                        then not commonweal.referral_reaches(r.receiver_id, person, r.recorded_by_id, r.category)
                        else not exists (
                            select 1 from directory_service s join directory_provider p on p.id = s.provider_id
                             where s.alliance_id = r.alliance_id and s.status = 'active'
                               and s.domains @> array[r.domain]::varchar[] and p.partner_id is not null
                               and commonweal.referral_reaches(p.partner_id, person, r.recorded_by_id, r.category))
                   end
               for update of r
        loop
            update referrals_referral
               set status = 'cancelled', reason = words, reason_code = 'consent-withdrawn', status_at = now(),
                   closed_at = now(), holds_place = false, waitlisted = false
             where id = gone.id;
            insert into referrals_move (referral_id, organisation_id, person_name, before, after, note, at)
                values (gone.id, gone.recorded_by_id, '', gone.status, 'cancelled', words, now());
            if gone.receiver_id is not null then
                insert into referrals_notice (alliance_id, organisation_id, text)
                    values (gone.alliance_id, gone.receiver_id,
                            format('%s. A referral that %s sent you on %s has ended and is shown to you no more.',
                                   words, gone.sender, to_char(gone.sent_at, 'FMDD FMMonth YYYY')));
            end if;
            referral_id := gone.id; sender_id := gone.recorded_by_id; taker_id := gone.receiver_id;
            assigned_id := gone.assigned_to_id; service := gone.service_id; place := gone.holds_place;
            return next;
        end loop;
    end $$;

-- The seat in whose name a partner without accounts answers by a signed link; made when it is first needed.
-- None where the organisation is no member of the actor's alliance or has no address to write to.
create function commonweal.link_seat(organisation uuid) returns uuid
    language plpgsql volatile {DEFINER} as $$
    declare found_seat uuid; mine uuid := commonweal.my_alliance();
    begin
        perform 1 from partners_organisation o
          join partners_membership m on m.organisation_id = o.id and m.alliance_id = mine and m.period @> now()
         where o.id = link_seat.organisation and o.contact_email <> '' for update of o;
        if not found then
            return null;
        end if;
        select s.id into found_seat from partners_seat s
         where s.alliance_id = mine and s.organisation_id = link_seat.organisation
           and s.person_id is null and s.roles = '{{link}}' and s.period @> now();
        if found_seat is null then
            insert into partners_seat (alliance_id, organisation_id, person_id, title, roles, purposes, period)
                values (mine, link_seat.organisation, null, '', '{{link}}', '{{care}}', tstzrange(now(), null))
                returning id into found_seat;
        end if;
        return found_seat;
    end $$;

-- A seat without a person opens one person's rows, never all that its organisation may see.
create or replace function commonweal.my_seat() returns partners_seat language sql stable {DEFINER} as $$
    select s.* from partners_seat s
     where s.id = commonweal.setting('commonweal.seat')
       and s.person_id is not distinct from commonweal.setting('commonweal.person')
       and (s.person_id is not null or commonweal.setting('commonweal.only_client') is not null)
       and s.period @> now()
       and exists (select 1 from partners_membership m
                    where m.alliance_id = s.alliance_id and m.organisation_id = s.organisation_id
                      and m.period @> now())
$$;
"""
UNDO_REACH = """
drop function commonweal.link_seat(uuid);
drop function commonweal.withdraw_unseen_referrals(uuid, text);
drop function commonweal.referral_reaches(uuid, uuid, uuid, text);
drop function commonweal.receives(uuid, uuid, uuid, text);
"""

OWN = "organisation_id = (select commonweal.my_organisation())"


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0003_facts_of_work"),
        ("directory", "0002_visibility"),
        ("partners", "0002_identity"),
    ]
    operations = [
        *replace_row_security("referrals_referral", NOW, BEFORE),
        *replace_row_security(
            "referrals_message",
            correspondence("referrals_message"),
            correspondence_before("referrals_message"),
        ),
        *replace_row_security(
            "referrals_attachment",
            correspondence("referrals_attachment"),
            correspondence_before("referrals_attachment"),
        ),
        row_security("referrals_notice", Policy(select=OWN, update=OWN)),
        migrations.RunSQL(GUARD, UNDO_GUARD),
        migrations.RunSQL(REACH, UNDO_REACH),
    ]
