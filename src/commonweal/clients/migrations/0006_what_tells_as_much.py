"""Acts and consents tell as much as what they are about, and are seen by as few.

“Sent a referral to Harbor Recovery” tells as much as the referral. So an act on a need, a consent, a screening or a
referral is seen where that row is seen; a viewing of the person's page, by the organisation that registered them,
which discloses it. Everybody sees what their own organisation did (audit, 0002).

“Consent: substance use, to Harbor Recovery” tells as much as the need. A consent was seen by everybody who saw the
person; now by who recorded it, and by whoever it lets see something itself. The functions that pass row security ask
the same.
"""

from importlib import import_module

from django.db import migrations

from commonweal.database.embedded import APPLICATION
from commonweal.database.security import Policy, replace_row_security, visible_person_row

first = import_module("commonweal.clients.migrations.0002_visibility")
sight = import_module("commonweal.clients.migrations.0004_revoking_and_sight")


def seen_consent(table: str) -> str:
    """The condition under which a consent may be seen."""
    return f"""({visible_person_row(table, category="'identity'")})
    and ({table}.recorded_by_id = (select commonweal.my_record_organisation())
         or exists (select 1 from clients_opening mine
                     where mine.consent_id = {table}.id and mine.client_id = {table}.client_id
                       and mine.clause_id = any ((select commonweal.my_clauses())::uuid[])
                       and (mine.recipient_id is null or mine.recipient_id = (select commonweal.my_organisation()))
                       and not (mine.excluded @> array[(select commonweal.my_organisation())])
                       and mine.purposes::text[] && (select commonweal.my_purposes())
                       and mine.period @> now()))"""


CONSENT = Policy(
    select=seen_consent("clients_consent"), insert=first.CONSENT.insert, update=first.CONSENT.update
)

FUNCTIONS_BEFORE = sight.FUNCTIONS.replace("create function", "create or replace function")
FUNCTIONS = FUNCTIONS_BEFORE.replace(f"and {sight.SEES_CONSENT}", f"and {seen_consent('c')}")
assert FUNCTIONS.count("mine.consent_id") == 2

ACTS_BEFORE = f"""
drop policy see_client on audit_act;
create policy see_client on audit_act for select to {APPLICATION}
    using (client_id is not null and exists (select 1 from clients_client c where c.id = audit_act.client_id));
"""

ACTS = f"""
drop policy see_client on audit_act;
create policy see_client on audit_act for select to {APPLICATION} using (
    client_id is not null and case subject_type
        when '' then exists (select 1 from clients_client c where c.id = audit_act.client_id
                                and c.recorded_by_id = (select commonweal.my_record_organisation()))
        when 'clients.client' then exists (select 1 from clients_client c where c.id = audit_act.subject_id)
        when 'clients.need' then exists (select 1 from clients_need n where n.id = audit_act.subject_id)
        when 'clients.screening' then exists (select 1 from clients_screening s where s.id = audit_act.subject_id)
        when 'clients.consent' then exists (select 1 from clients_consent a where a.id = audit_act.subject_id)
        when 'referrals.referral' then exists (select 1 from referrals_referral r where r.id = audit_act.subject_id)
        else false end);

-- How many acts there are about a person whom the caller sees, seen by the caller or not; no more is told of them.
create function commonweal.acts_about(client uuid) returns bigint
    language sql stable {sight.DEFINER}
    as $$
    select count(*) from audit_act a
     where a.client_id = acts_about.client
       and exists (select 1 from clients_client c where c.id = acts_about.client and {sight.SEES_CLIENT})
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0005_indexes_for_lists"),
        ("audit", "0002_chain"),
        ("referrals", "0002_visibility"),
    ]
    operations = [
        *replace_row_security("clients_consent", CONSENT, first.CONSENT),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BEFORE),
        migrations.RunSQL(ACTS, ACTS_BEFORE + "drop function commonweal.acts_about(uuid);"),
    ]
