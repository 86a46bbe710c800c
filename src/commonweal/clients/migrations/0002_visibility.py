"""Who sees whom: openings worked out from consents and agreements, and the row policies that ask them."""

from django.db import migrations

from commonweal.database.security import (
    Policy,
    child_rows,
    person_rows,
    row_security,
    visible_person_row,
)

REWORK = """
-- Work out anew what consents open through the data-sharing clauses in force, for the consents of some
-- people or of one agreement. Openings that no longer follow are closed now; nothing is deleted.
create function commonweal.rework_openings(client uuid default null, agreement uuid default null) returns void
    language sql security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    with wanted as (
        select c.id as consent_id, c.client_id, cl.id as clause_id, c.discloser_id, named.organisation_id as recipient_id,
               case when c.network then array(
                    select r.organisation_id from clients_consentrecipient r
                     where r.consent_id = c.id and r.revoked_at is not null) else '{}'::uuid[] end as excluded,
               array(select unnest(c.categories) intersect select unnest(cl.categories) order by 1) as categories,
               array(select unnest(c.purposes) intersect select unnest(cl.purposes) order by 1) as purposes,
               c.period
          from clients_consent c
          join agreements_agreement a on a.alliance_id = c.alliance_id
          join agreements_clause cl on cl.agreement_id = a.id and cl.version_id = a.version_in_force_id
          left join clients_consentrecipient named
            on named.consent_id = c.id and not c.network and named.revoked_at is null
         where c.revoked_at is null and upper(c.period) is distinct from lower(c.period)
           and (c.network or named.id is not null)
           and (rework_openings.client is null or c.client_id = rework_openings.client)
           and (rework_openings.agreement is null or a.id = rework_openings.agreement)
           and (named.id is null or exists (
                select 1 from agreements_clauseparty p where p.clause_id = cl.id
                   and p.side = 'receives' and p.organisation_id = named.organisation_id))
           and (c.discloser_id is null or exists (
                select 1 from agreements_clauseparty p where p.clause_id = cl.id
                   and p.side = 'discloses' and p.organisation_id = c.discloser_id))
    ),
    closed as (
        update clients_opening o
           set period = case when lower(o.period) < now() then tstzrange(lower(o.period), now()) else 'empty' end
         where not isempty(o.period) and (upper_inf(o.period) or upper(o.period) > now())
           and (rework_openings.client is null or o.client_id = rework_openings.client)
           and (rework_openings.agreement is null or o.clause_id in (
                select k.id from agreements_clause k where k.agreement_id = rework_openings.agreement))
           and not exists (select 1 from wanted w
                            where w.consent_id = o.consent_id and w.clause_id = o.clause_id
                              and w.recipient_id is not distinct from o.recipient_id)
    )
    insert into clients_opening (client_id, consent_id, clause_id, discloser_id, recipient_id, excluded,
                                 categories, purposes, period)
    select client_id, consent_id, clause_id, discloser_id, recipient_id, excluded, categories, purposes, period
      from wanted where categories <> '{}' and purposes <> '{}'
    on conflict (consent_id, clause_id, recipient_id) do update
       set discloser_id = excluded.discloser_id, excluded = excluded.excluded,
           categories = excluded.categories, purposes = excluded.purposes, period = excluded.period
     where (clients_opening.discloser_id, clients_opening.excluded, clients_opening.categories,
            clients_opening.purposes, clients_opening.period)
           is distinct from (excluded.discloser_id, excluded.excluded, excluded.categories,
                             excluded.purposes, excluded.period)
    $$;
"""

# Asked by every policy about a person, so it must not ask back.
OPENING = Policy(select="clause_id = any ((select commonweal.my_clauses())::uuid[])")

# A consent is seen by who recorded it, and by whoever it lets see the person.
CONSENT = Policy(
    select=visible_person_row("clients_consent", category="'identity'"),
    insert="recorded_by_id = (select commonweal.my_record_organisation())",
    update="recorded_by_id = (select commonweal.my_record_organisation())",
)

IDENTITY = Policy(
    select=visible_person_row("clients_clientidentity", category="'identity'"),
    insert="recorded_by_id = (select commonweal.my_record_organisation())",
    update="recorded_by_id = (select commonweal.my_record_organisation())",
)

DISCLOSURES = """
create policy see_client on audit_act for select to commonweal_app
    using (client_id is not null and exists (select 1 from clients_client c where c.id = audit_act.client_id));
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial"), ("agreements", "0002_visibility"), ("audit", "0002_chain")]
    operations = [
        migrations.RunSQL(REWORK, "drop function commonweal.rework_openings(uuid, uuid)"),
        person_rows("clients_client", client="id", category="'identity'"),
        row_security("clients_clientidentity", IDENTITY),
        person_rows("clients_need"),
        child_rows("clients_needchange", "clients_need", "need_id"),
        person_rows("clients_screening"),
        row_security("clients_consent", CONSENT),
        child_rows("clients_consentrecipient", "clients_consent", "consent_id"),
        row_security("clients_opening", OPENING),
        migrations.RunSQL(DISCLOSURES, "drop policy see_client on audit_act"),
    ]
