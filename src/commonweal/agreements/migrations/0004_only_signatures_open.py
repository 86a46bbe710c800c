"""What opens access is refused by the database itself unless every party has signed exactly that.

Until now any seat of the alliance could have written a clause; the actions alone stood between. The actions stay as
they are; below them the rows now hold by themselves: a clause needs all signatures and may say no more than
the signed terms, a side is never moved back in time or made longer, an offered text never changes.
"""

from django.db import migrations

from commonweal.database.security import Policy, replace_row_security

WRITER = "(select commonweal.my_roles()) && '{convenor,partner_lead}'"

FUNCTIONS = """
-- Has every party signed this version, and does it still stand?
create function commonweal.signed_by_all(version uuid) returns boolean
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    select exists (
        select 1 from agreements_version v
         where v.id = signed_by_all.version and v.offered_at is not null and v.withdrawn_at is null
           and cardinality(v.parties) >= 2
           and not exists (select 1 from unnest(v.parties) as party(id)
                            where not exists (select 1 from agreements_signature s
                                               where s.version_id = v.id and s.organisation_id = party.id)))
$$;

-- Do the signed terms of a version say this much: these categories for these purposes and, where an
-- organisation is given, with it on this side?
create function commonweal.terms_say(version uuid, categories text[], purposes text[],
                                     organisation uuid default null, side text default null) returns boolean
    language sql stable security definer set search_path = public set commonweal.maintenance = 'on'
    as $$
    select exists (
        select 1
          from agreements_version v, jsonb_array_elements(v.terms -> 'sharing') as said,
               coalesce(said -> case side when 'discloses' then 'disclosers' else 'recipients' end, '[]') as named
         where v.id = terms_say.version
           and said -> 'categories' @> to_jsonb(terms_say.categories)
           and said -> 'purposes' @> to_jsonb(terms_say.purposes)
           and (organisation is null
                or organisation = any (v.parties) and (named = '[]'::jsonb or named ? organisation::text)))
$$;

-- What was put out for signature stays as it was seen.
create function commonweal.keep_offered_version() returns trigger
    language plpgsql
    as $$ begin
        if old.offered_at is not null
           and (new.agreement_id, new.number, new.text, new.terms, new.parties, new.starts, new.ends, new.offered_at)
               is distinct from
               (old.agreement_id, old.number, old.text, old.terms, old.parties, old.starts, old.ends, old.offered_at)
        then
            raise exception 'a version that was put out for signature is never changed'
                using errcode = 'restrict_violation';
        end if;
        if old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at then
            raise exception 'a withdrawn version stays withdrawn' using errcode = 'restrict_violation';
        end if;
        return new;
    end $$;
create trigger keep_offered before update on agreements_version
    for each row execute function commonweal.keep_offered_version();

-- A side of a clause may end sooner, never later, and nothing else about it changes.
create function commonweal.only_shorten_side() returns trigger
    language plpgsql
    as $$ begin
        if current_user = 'commonweal_owner' then return new; end if;
        if (new.clause_id, new.organisation_id, new.side) is distinct from
           (old.clause_id, old.organisation_id, old.side) or not new.period <@ old.period then
            raise exception 'the side of a clause can only end sooner' using errcode = 'restrict_violation';
        end if;
        return new;
    end $$;
create trigger only_shorten before update on agreements_clauseparty
    for each row execute function commonweal.only_shorten_side();
"""

UNDO = """
drop trigger keep_offered on agreements_version;
drop trigger only_shorten on agreements_clauseparty;
drop function commonweal.keep_offered_version();
drop function commonweal.only_shorten_side();
drop function commonweal.terms_say(uuid, text[], text[], uuid, text);
drop function commonweal.signed_by_all(uuid);
"""

MINE = "alliance_id = (select commonweal.my_alliance())"


def _child(table: str, parent: str, column: str) -> Policy:
    visible = f"exists (select 1 from {parent} parent where parent.id = {table}.{column})"
    return Policy(select=visible, insert=visible, update=visible)


def _written(table: str, parent: str, column: str) -> Policy:
    visible = f"exists (select 1 from {parent} parent where parent.id = {table}.{column})"
    written = f"{visible} and {WRITER}"
    return Policy(select=visible, insert=written, update=written)


CLAUSE_SEEN = (
    "exists (select 1 from agreements_agreement parent where parent.id = agreements_clause.agreement_id)"
)
SIDE_SEEN = "exists (select 1 from agreements_clause c where c.id = agreements_clauseparty.clause_id)"
VERSION_SEEN = "exists (select 1 from agreements_version v where v.id = version_id)"
OWN = (
    "person_id = (select commonweal.setting('commonweal.person')) "
    "and organisation_id = (select commonweal.my_organisation())"
)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_parties_of_a_version"), ("partners", "0002_identity")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        *replace_row_security(
            "agreements_agreement",
            Policy(select=MINE, insert=f"{MINE} and {WRITER}", update=f"{MINE} and {WRITER}"),
            before=Policy(select=MINE, insert=MINE, update=MINE),
        ),
        *replace_row_security(
            "agreements_party",
            _written("agreements_party", "agreements_agreement", "agreement_id"),
            before=_child("agreements_party", "agreements_agreement", "agreement_id"),
        ),
        *replace_row_security(
            "agreements_version",
            _written("agreements_version", "agreements_agreement", "agreement_id"),
            before=_child("agreements_version", "agreements_agreement", "agreement_id"),
        ),
        *replace_row_security(
            "agreements_signature",
            Policy(
                select=VERSION_SEEN,
                insert=f"""{OWN} and {WRITER}
                    and exists (select 1 from agreements_version v
                                 where v.id = version_id and v.offered_at is not null and v.withdrawn_at is null
                                   and agreements_signature.organisation_id = any (v.parties))""",
            ),
            before=Policy(select=VERSION_SEEN, insert=OWN),
        ),
        *replace_row_security(
            "agreements_clause",
            Policy(
                select=CLAUSE_SEEN,
                insert=f"""{CLAUSE_SEEN} and {WRITER}
                    and exists (select 1 from agreements_version v
                                 where v.id = version_id and v.agreement_id = agreements_clause.agreement_id)
                    and commonweal.signed_by_all(version_id)
                    and commonweal.terms_say(version_id, categories::text[], purposes::text[])""",
            ),
            before=_child("agreements_clause", "agreements_agreement", "agreement_id"),
        ),
        *replace_row_security(
            "agreements_clauseparty",
            Policy(
                select=SIDE_SEEN,
                insert=f"""{WRITER} and lower(period) >= now()
                    and exists (select 1 from agreements_clause c
                                 where c.id = clause_id
                                   and commonweal.terms_say(c.version_id, c.categories::text[], c.purposes::text[],
                                                            agreements_clauseparty.organisation_id,
                                                            agreements_clauseparty.side))""",
                update=f"{SIDE_SEEN} and {WRITER}",
            ),
            before=Policy(select=SIDE_SEEN, insert=SIDE_SEEN, update=SIDE_SEEN),
        ),
    ]
