"""Referrals that run when an agreement ends: given back, or seen by their receiver up to a day, as its exit terms say.

The database reads the signed terms itself, so that nobody is shown a row by saying that an agreement lets them. A consent
must still cover the receiver: whoever takes it back is seen no more, at that moment.
"""

from django.db import migrations

from commonweal.database.security import Policy, row_security

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
-- Does a consent of the person, not revoked, let an organisation see rows of a category that a recorder holds, to help?
create function commonweal.consent_covers(person uuid, recorder uuid, organisation uuid, kind text) returns boolean
    language sql stable {DEFINER} as $$
    select organisation = recorder or exists (
        select 1 from clients_consent c
         where c.client_id = consent_covers.person and c.revoked_at is null and c.period @> now()
           and (c.discloser_id is null or c.discloser_id = consent_covers.recorder)
           and consent_covers.kind = any (c.categories) and 'care' = any (c.purposes)
           and case when c.network
                    then not exists (select 1 from clients_consentrecipient r
                                      where r.consent_id = c.id and r.organisation_id = consent_covers.organisation
                                        and r.revoked_at is not null)
                    else exists (select 1 from clients_consentrecipient r
                                  where r.consent_id = c.id and r.organisation_id = consent_covers.organisation
                                    and r.revoked_at is null) end)
    $$;

create function commonweal.winding_is_covered(r referrals_referral) returns boolean
    language sql stable {DEFINER} as $$
    select commonweal.consent_covers(r.client_id, r.recorded_by_id, r.receiver_id, r.category)
       and commonweal.consent_covers(r.client_id, n.recorded_by_id, r.receiver_id, n.category)
       and commonweal.consent_covers(r.client_id, c.recorded_by_id, r.receiver_id, 'identity')
      from clients_client c, clients_need n where c.id = r.client_id and n.id = r.need_id
    $$;

-- The people, needs or referrals that the actor's organisation goes on seeing after an agreement ended.
create function commonweal.my_winding(what text) returns uuid[]
    language sql stable {DEFINER} as $$
    select coalesce(array_agg(distinct case my_winding.what when 'person' then r.client_id
                                       when 'need' then r.need_id else r.id end), '{{}}')
      from referrals_winding w
      join referrals_referral r on r.id = w.referral_id and r.receiver_id = w.organisation_id
      join commonweal.my_seat() s on s.organisation_id = w.organisation_id and s.alliance_id = r.alliance_id
     where w.until > now() and r.status <> 'entered-in-error' and 'care' = any (s.purposes)
       and (commonweal.setting('commonweal.only_client') is null
            or commonweal.setting('commonweal.only_client') = w.client_id)
       and commonweal.winding_is_covered(r)
    $$;

-- After an agreement of the actor's alliance ended, lapsed or lost a party: what becomes of the open referrals between
-- those it bound that their receiver sees no more, by the exit terms they signed.
create function commonweal.settle_running_referrals(agreement uuid, words text)
    returns table (referral_id uuid, client_id uuid, sender_id uuid, taker_id uuid, goes_on boolean, service uuid,
                   place boolean)
    language plpgsql volatile {DEFINER} as $$
    declare
        signed record;
        gone referrals_referral;
        sender text;
        parted_at timestamptz;
        goes_until timestamptz;
    begin
        select a.*, v.parties, v.terms, v.terms -> 'leaving' as leaving into signed
          from agreements_agreement a join agreements_version v on v.id = a.version_in_force_id
         where a.id = settle_running_referrals.agreement and a.alliance_id = commonweal.my_alliance()
           and a.kind = 'data_sharing';
        if not found then return; end if;
        -- An end closes the period of the agreement; what had lapsed before parted on the day it lapsed.
        select case when upper(signed.in_force) <= now() then upper(signed.in_force)
                    when signed.ended_at is not null then signed.ended_at else max(p.left_at) end
          into parted_at from agreements_party p where p.agreement_id = signed.id;
        if parted_at is null then return; end if;
        -- What never was in force opened nothing that could go on.
        if signed.leaving ->> 'running' = 'finish' and not isempty(signed.in_force) and lower(signed.in_force) <= now()
        then
            goes_until := parted_at + make_interval(days => coalesce((signed.leaving ->> 'transition_days')::int, 0));
        end if;
        for gone in
            select * from referrals_referral r
             where r.alliance_id = signed.alliance_id and r.receiver_id = any (signed.parties)
               and r.recorded_by_id = any (signed.parties)
               and r.status in ('requested', 'accepted', 'in-progress', 'on-hold')
               and not exists (select 1 from referrals_winding w where w.referral_id = r.id)
               and not commonweal.referral_reaches(r.receiver_id, r.client_id, r.recorded_by_id, r.category)
             order by r.id for update
        loop
            -- What the agreement never opened does not go on under it either.
            goes_on := coalesce(goes_until > now() and commonweal.winding_is_covered(gone) and exists (
                select 1 from jsonb_array_elements(signed.terms -> 'sharing') as said, clients_client c, clients_need n
                 where c.id = gone.client_id and n.id = gone.need_id
                   and said -> 'categories' @> to_jsonb(array['identity', gone.category, n.category]::text[])
                   and said -> 'purposes' ? 'care'
                   and (coalesce(said -> 'recipients', '[]') = '[]' or said -> 'recipients' ? gone.receiver_id::text)
                   and (coalesce(said -> 'disclosers', '[]') = '[]'
                        or said -> 'disclosers' ?& array[gone.recorded_by_id::text, c.recorded_by_id::text,
                                                         n.recorded_by_id::text])), false);
            if goes_on then
                insert into referrals_winding (referral_id, client_id, organisation_id, until)
                    values (gone.id, gone.client_id, gone.receiver_id, goes_until);
            else
                select o.name into sender from partners_organisation o where o.id = gone.recorded_by_id;
                update referrals_referral
                   set status = 'cancelled', reason = words, reason_code = 'agreement-ended', status_at = now(),
                       closed_at = now(), holds_place = false, waitlisted = false
                 where id = gone.id;
                insert into referrals_move (referral_id, organisation_id, person_name, before, after, note, at)
                    values (gone.id, gone.recorded_by_id, '', gone.status, 'cancelled', words, now());
                insert into referrals_notice (alliance_id, organisation_id, text)
                    values (gone.alliance_id, gone.receiver_id,
                            format('%s. A referral that %s sent you on %s was given back and is shown to you no more.',
                                   words, sender, to_char(gone.sent_at, 'FMDD FMMonth YYYY')));
            end if;
            referral_id := gone.id; client_id := gone.client_id; sender_id := gone.recorded_by_id;
            taker_id := gone.receiver_id; service := gone.service_id; place := gone.holds_place;
            return next;
        end loop;
    end $$;

-- How many people's consents work through an agreement of the actor's alliance, and how many open referrals run
-- between those it binds. Numbers only.
create function commonweal.agreement_reach(agreement uuid) returns table (people bigint, running bigint)
    language sql stable {DEFINER} as $$
    select (select count(distinct o.client_id) from clients_opening o join agreements_clause k on k.id = o.clause_id
             where k.agreement_id = a.id and k.version_id = a.version_in_force_id and o.period @> now()),
           (select count(*) from referrals_referral r
             where r.alliance_id = a.alliance_id and r.receiver_id = any (v.parties)
               and r.recorded_by_id = any (v.parties) and r.receiver_id <> r.recorded_by_id
               and r.status in ('requested', 'accepted', 'in-progress', 'on-hold'))
      from agreements_agreement a join agreements_version v on v.id = a.version_in_force_id
     where a.id = agreement_reach.agreement and a.alliance_id = commonweal.my_alliance()
    $$;
"""
UNDO = """
drop function commonweal.agreement_reach(uuid);
drop function commonweal.settle_running_referrals(uuid, text);
drop function commonweal.my_winding(text);
drop function commonweal.winding_is_covered(referrals_referral);
drop function commonweal.consent_covers(uuid, uuid, uuid, text);
"""


def goes_on(table: str, what: str) -> migrations.RunSQL:
    """One more reason to see rows, beside the policy that stands."""
    return migrations.RunSQL(
        f"create policy see_going_on on {table} for select to commonweal_app "
        f"using (id = any ((select commonweal.my_winding('{what}'))::uuid[]))",
        f"drop policy see_going_on on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0009_winding"),
        ("clients", "0004_revoking_and_sight"),
        ("agreements", "0006_who_signs_and_keeps"),
    ]
    operations = [
        row_security(
            "referrals_winding",
            Policy(select="organisation_id = (select commonweal.my_organisation())"),
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
        goes_on("referrals_referral", "referral"),
        goes_on("clients_client", "person"),
        goes_on("clients_need", "need"),
    ]
