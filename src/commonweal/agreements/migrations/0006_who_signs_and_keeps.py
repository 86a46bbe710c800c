"""Who may add what to an agreement, and when a version that only brings parties in is signed by enough.

An accession needs no new signature of those whom the terms in force do not ask: they signed these very terms, which say
whose consent a new party needs. The database checks that nothing but the circle of parties differs.
"""

from django.db import migrations

from commonweal.database.security import Policy, append_only, replace_row_security, row_security

WRITER = "(select commonweal.my_roles()) && '{convenor,partner_lead}'"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"
ME = "(select commonweal.setting('commonweal.person'))"
MY_ORGANISATION = "(select commonweal.my_organisation())"

DEFINER = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"

FUNCTIONS = f"""
create or replace function commonweal.signed_by_all(version uuid) returns boolean {DEFINER}
    as $$
    select exists (
        select 1 from agreements_version v
         where v.id = signed_by_all.version and v.offered_at is not null and v.withdrawn_at is null
           and cardinality(v.parties) >= 2
           and case when v.accession_rule = '' then
                   not exists (select 1 from unnest(v.parties) as party(id)
                                where not exists (select 1 from agreements_signature s
                                                   where s.version_id = v.id and s.organisation_id = party.id))
               else commonweal.accession_is_agreed(v) end)
$$;
"""

ACCESSION = f"""
-- Does a version bring parties into what is in force, and nothing else, with the consent that its terms ask for?
create function commonweal.accession_is_agreed(v agreements_version) returns boolean {DEFINER}
    as $$
    select exists (
        select 1 from agreements_agreement a join agreements_version base on base.id = a.version_in_force_id
         where a.id = v.agreement_id and base.id <> v.id and a.in_force @> now()
           and v.accession_rule = coalesce(base.terms -> 'changing' ->> 'accession', 'all')
           and v.text = base.text and v.terms = base.terms and v.ends is not distinct from base.ends
           and v.bound <@ v.parties and v.bound <@ base.parties
           and not exists (select 1 from unnest(v.bound) as old(id)
                            where not exists (select 1 from agreements_party p
                                               where p.agreement_id = a.id and p.organisation_id = old.id
                                                 and p.left_at is null))
           and not exists (select 1 from unnest(v.parties) as new(id)
                            where not new.id = any (v.bound)
                              and not exists (select 1 from agreements_signature s
                                               where s.version_id = v.id and s.organisation_id = new.id))
           and case v.accession_rule
               when 'office' then exists (select 1 from agreements_countersignature c where c.version_id = v.id)
               when 'majority' then 2 * (select count(*) from agreements_signature s
                                          where s.version_id = v.id and s.organisation_id = any (v.bound))
                                    > cardinality(v.bound)
               else not exists (select 1 from unnest(v.bound) as old(id)
                                 where not exists (select 1 from agreements_signature s
                                                    where s.version_id = v.id and s.organisation_id = old.id))
               end)
$$;
"""

KEEP = """
create or replace function commonweal.keep_offered_version() returns trigger
    language plpgsql
    as $$ begin
        if old.offered_at is not null
           and (new.agreement_id, new.number, new.text, new.terms, new.parties, new.starts, new.ends, new.offered_at,
                new.accession_rule, new.bound)
               is distinct from
               (old.agreement_id, old.number, old.text, old.terms, old.parties, old.starts, old.ends, old.offered_at,
                old.accession_rule, old.bound)
        then
            raise exception 'a version that was put out for signature is never changed'
                using errcode = 'restrict_violation';
        end if;
        if old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at then
            raise exception 'a withdrawn version stays withdrawn' using errcode = 'restrict_violation';
        end if;
        return new;
    end $$;
"""

VERSION = "exists (select 1 from agreements_version v where v.id = version_id)"
PARTY = f"exists (select 1 from agreements_version v where v.id = version_id and {MY_ORGANISATION} = any (v.parties))"
OWN = f"person_id = {ME} and organisation_id = {MY_ORGANISATION}"
OFFERED = """exists (select 1 from agreements_version v
                      where v.id = version_id and v.offered_at is not null and v.withdrawn_at is null
                        and agreements_signature.organisation_id = any (v.parties))"""
# On paper, and nobody of that organisation signs here: the office records the scanned copy.
ON_PAPER = f"""person_id = {ME} and {CONVENOR} and length(scan_digest) = 64
    and not exists (select 1 from partners_seat s
                     where s.organisation_id = agreements_signature.organisation_id and s.person_id is not null
                       and s.period @> now() and s.roles && '{{convenor,partner_lead}}')"""
SIGNED_HERE = Policy(select=VERSION, insert=f"{OWN} and {WRITER} and {OFFERED}")
SIGNED = Policy(select=VERSION, insert=f"(({OWN} and {WRITER}) or ({ON_PAPER})) and {OFFERED}")

SCAN_SEEN = f"""exists (select 1 from agreements_signature s join agreements_version v on v.id = s.version_id
                        where s.id = signature_id
                          and ({MY_ORGANISATION} = any (v.parties) or {CONVENOR}))"""
AGREEMENT = "exists (select 1 from agreements_agreement a where a.id = agreement_id)"
WAS_PARTY = f"""exists (select 1 from agreements_party p
                        where p.agreement_id = agreements_exittask.agreement_id and p.organisation_id = {MY_ORGANISATION})"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_kinds_and_work")]
    operations = [
        migrations.RunSQL(ACCESSION, "drop function commonweal.accession_is_agreed(agreements_version)"),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        *replace_row_security("agreements_signature", SIGNED, before=SIGNED_HERE),
        row_security(
            "agreements_scan",
            Policy(
                select=SCAN_SEEN,
                insert=f"exists (select 1 from agreements_signature s where s.id = signature_id and s.person_id = {ME})",
            ),
        ),
        append_only("agreements_scan"),
        row_security(
            "agreements_countersignature",
            Policy(
                select=VERSION,
                insert=f"""person_id = {ME} and {CONVENOR}
                    and exists (select 1 from agreements_version v
                                 where v.id = version_id and v.offered_at is not null and v.withdrawn_at is null)""",
            ),
        ),
        append_only("agreements_countersignature"),
        row_security(
            "agreements_remark",
            Policy(
                select=VERSION,
                insert=f"{OWN} and ({PARTY} or {CONVENOR})",
                update=f"{VERSION} and {WRITER}",
            ),
        ),
        row_security("agreements_dutyreport", Policy(select=VERSION, insert=f"{OWN} and {PARTY}")),
        append_only("agreements_dutyreport"),
        row_security(
            "agreements_exittask",
            Policy(
                select=AGREEMENT,
                insert=f"{AGREEMENT} and {WRITER}",
                update=f"""{AGREEMENT} and (organisation_id = {MY_ORGANISATION} or {CONVENOR}
                                            or organisation_id is null and {WAS_PARTY})""",
            ),
        ),
    ]
