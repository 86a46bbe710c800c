"""What a row policy cannot say: revoking where a consent is seen, who sees a person, that something is hidden."""

from django.db import migrations

from commonweal.database.security import visible_person_row

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

# Inside these functions row security is passed, so each asks the policy's own condition by name.
SEES_CLIENT = visible_person_row("c", client="id", category="'identity'")
SEES_CONSENT = visible_person_row("c", category="'identity'")

FUNCTIONS = f"""
-- A person may take a consent back wherever it is seen, wholly (recipient null) or towards one organisation.
-- Returns the person concerned; null where the caller sees no such consent that is still open to revoking.
create function commonweal.revoke_consent(consent uuid, recipient uuid, reason text) returns uuid
    language plpgsql {DEFINER}
    as $$
    declare
        found_consent clients_consent%rowtype;
    begin
        select * into found_consent from clients_consent c
         where c.id = revoke_consent.consent and c.revoked_at is null and {SEES_CONSENT}
           for update;
        if not found then return null; end if;
        if revoke_consent.recipient is null then
            update clients_consent set revoked_at = now(), revoked_reason = reason where id = found_consent.id;
        elsif found_consent.network then
            insert into clients_consentrecipient (consent_id, organisation_id, revoked_at)
            values (found_consent.id, revoke_consent.recipient, now())
            on conflict (consent_id, organisation_id) do update set revoked_at = now()
             where clients_consentrecipient.revoked_at is null;
            if not found then return null; end if;
        else
            update clients_consentrecipient r set revoked_at = now()
             where r.consent_id = found_consent.id and r.organisation_id = revoke_consent.recipient
               and r.revoked_at is null;
            if not found then return null; end if;
            -- Nobody named is left: nothing of it stands.
            update clients_consent set revoked_at = now(), revoked_reason = reason
             where id = found_consent.id and not exists (
                select 1 from clients_consentrecipient r where r.consent_id = found_consent.id and r.revoked_at is null);
        end if;
        perform commonweal.rework_openings(found_consent.client_id, null);
        return found_consent.client_id;
    end $$;

-- Would an organisation, for a purpose, see rows of a category that the caller's organisation records about a
-- person now? The same questions as the row policy asks, from the other side.
create function commonweal.may_disclose(client uuid, recipient uuid, category text, purpose text) returns boolean
    language sql stable {DEFINER}
    as $$
    select exists (select 1 from clients_client c where c.id = may_disclose.client and {SEES_CLIENT})
       and exists (select 1 from partners_membership m
                    where m.organisation_id = may_disclose.recipient
                      and m.alliance_id = commonweal.my_alliance() and m.period @> now())
       and (may_disclose.recipient = commonweal.my_record_organisation() or exists (
        select 1
          from clients_opening o
          join agreements_clause cl on cl.id = o.clause_id
          join agreements_agreement a on a.id = cl.agreement_id and a.version_in_force_id = cl.version_id
          join agreements_clauseparty d on d.clause_id = cl.id and d.side = 'discloses'
           and d.organisation_id = commonweal.my_record_organisation() and d.period @> now()
          join agreements_clauseparty r on r.clause_id = cl.id and r.side = 'receives'
           and r.organisation_id = may_disclose.recipient and r.period @> now()
         where o.client_id = may_disclose.client and a.in_force @> now() and o.period @> now()
           and a.alliance_id = commonweal.my_alliance()
           and (o.discloser_id is null or o.discloser_id = d.organisation_id)
           and (o.recipient_id is null or o.recipient_id = r.organisation_id)
           and not (o.excluded @> array[r.organisation_id])
           and may_disclose.category = any (o.categories)
           and may_disclose.purpose = any (o.purposes)))
    $$;

-- Which organisations see what about a person now, by the consents that the caller sees: what other consents
-- open stays unsaid, because a category alone may say too much.
create function commonweal.who_sees(client uuid)
    returns table (consent_id uuid, organisation_id uuid, organisation_name text, categories text[],
                   purposes text[], until timestamptz)
    language sql stable {DEFINER}
    as $$
    select o.consent_id, r.organisation_id, g.name, o.categories::text[], o.purposes::text[],
           least(upper(o.period), upper(r.period), upper(a.in_force))
      from clients_consent c
      join clients_opening o on o.consent_id = c.id
      join agreements_clause cl on cl.id = o.clause_id
      join agreements_agreement a on a.id = cl.agreement_id and a.version_in_force_id = cl.version_id
      join agreements_clauseparty r on r.clause_id = cl.id and r.side = 'receives' and r.period @> now()
      join partners_membership m on m.organisation_id = r.organisation_id and m.alliance_id = a.alliance_id
       and m.period @> now()
      join partners_organisation g on g.id = r.organisation_id
     where c.client_id = who_sees.client and {SEES_CONSENT}
       and o.period @> now() and a.in_force @> now()
       and (o.recipient_id is null or o.recipient_id = r.organisation_id)
       and not (o.excluded @> array[r.organisation_id])
       -- Somebody who discloses to nobody but themselves opens nothing.
       and exists (select 1 from agreements_clauseparty d
                    where d.clause_id = cl.id and d.side = 'discloses' and d.period @> now()
                      and d.organisation_id <> r.organisation_id
                      and (o.discloser_id is null or o.discloser_id = d.organisation_id))
    $$;

-- Is there anything about a person whom the caller sees that the caller does not see? Yes or no and
-- nothing else: neither what it is about nor whose it is.
create function commonweal.more_is_hidden(client uuid) returns boolean
    language sql stable {DEFINER}
    as $$
    select exists (select 1 from clients_client c where c.id = more_is_hidden.client and {SEES_CLIENT})
       and (exists (select 1 from clients_need n where n.client_id = more_is_hidden.client
                       and n.status <> 'error' and ({visible_person_row("n")}) is not true)
         or exists (select 1 from clients_screening s where s.client_id = more_is_hidden.client
                       and ({visible_person_row("s")}) is not true)
         or exists (select 1 from referrals_referral r where r.client_id = more_is_hidden.client
                       and r.status not in ('draft', 'entered-in-error')
                       and ({visible_person_row("r")}) is not true))
    $$;
"""

UNDO = """
drop function commonweal.revoke_consent(uuid, uuid, text);
drop function commonweal.may_disclose(uuid, uuid, text, text);
drop function commonweal.who_sees(uuid);
drop function commonweal.more_is_hidden(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0003_keys_to_find_people_by"),
        ("agreements", "0002_visibility"),
        ("partners", "0002_identity"),
        ("referrals", "0002_visibility"),
    ]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
