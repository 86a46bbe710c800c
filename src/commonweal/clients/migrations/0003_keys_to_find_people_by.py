"""Keys by which people are found beneath the row policies: words of names, birth date, phone, e-mail."""

import django.db.models.deletion
from django.db import migrations, models

from commonweal.database.security import Policy, row_security, visible_person_row

FUNCTIONS = """
-- The words of a name without accents, capitals and apostrophes; hyphens part words.
create function commonweal.name_words(name text) returns text[]
    language sql stable parallel safe
    as $$ select (array_remove(regexp_split_to_array(
            lower(public.unaccent('public.unaccent'::regdictionary,
                                  lower(translate(normalize(name, NFKC), '''’‘`´.', '')))),
            '[[:space:][:punct:]–—]+'), ''))[1:8] $$;

-- The keys of a person, each with the letter of its kind:
--   f: family and given name, the order of lists    l: the same within a language
--   w: one word of any name                         n: one given and one family word, in the alphabet's order,
--   b: birth date                                      so that exchanged names have the same key
--   p: the last ten digits of the phone             e: e-mail address
create function commonweal.client_keys(
    given text, family text, preferred text, birth date, phone text, email text, language text
) returns setof text
    language sql stable parallel safe
    as $$
    -- offset 0: the words are worked out once, not once for each of their uses.
    select k
      from (select commonweal.name_words(given) as g, commonweal.name_words(family) as f,
                   case when preferred = '' then '{}' else commonweal.name_words(preferred) end as p,
                   regexp_replace(phone, '[^0-9]', '', 'g') as digits offset 0) n
     cross join lateral (
        select 'f:' || array_to_string(n.f, ' ') || ', ' || array_to_string(n.g, ' ')
        union all
        select 'l:' || language || ':' || array_to_string(n.f, ' ') || ', ' || array_to_string(n.g, ' ')
         where language <> ''
        union all select 'w:' || w from unnest(n.g || n.f || n.p) w
        union all select 'n:' || least(a, b) || '|' || greatest(a, b)
                    from unnest(n.g[1:3] || n.p[1:3]) a, unnest(n.f[1:3]) b
        union all select 'b:' || to_char(birth, 'YYYYMMDD') where birth is not null
        union all select 'p:' || right(n.digits, 10) where length(n.digits) >= 7
        union all select 'e:' || lower(email) where email <> '') keys (k)
    $$;

-- Whoever adds or changes people, in whatever numbers: their keys follow.
create function commonweal.keep_client_keys() returns trigger
    language plpgsql security definer set search_path = public set commonweal.maintenance = 'on'
    as $$ begin
        if tg_op = 'DELETE' then
            delete from clients_clientkey k using old_rows o where k.client_id = o.id;
            return null;
        end if;
        if tg_op = 'UPDATE' then
            delete from clients_clientkey k using new_rows n, old_rows o
             where n.id = o.id and k.client_id = n.id
               and (o.given_name, o.family_name, o.preferred_name, o.birth_date, o.phone, o.email, o.language)
                   is distinct from
                   (n.given_name, n.family_name, n.preferred_name, n.birth_date, n.phone, n.email, n.language);
        end if;
        insert into clients_clientkey (client_id, alliance_id, recorded_by_id, key)
        select n.id, n.alliance_id, n.recorded_by_id, k
          from new_rows n, commonweal.client_keys(n.given_name, n.family_name, n.preferred_name, n.birth_date,
                                                  n.phone, n.email, n.language) k
        on conflict (client_id, key) do nothing;
        return null;
    end $$;

create trigger keys_of_new after insert on clients_client
    referencing new table as new_rows
    for each statement execute function commonweal.keep_client_keys();
create trigger keys_of_changed after update on clients_client
    referencing old table as old_rows new table as new_rows
    for each statement execute function commonweal.keep_client_keys();
create trigger keys_of_removed after delete on clients_client
    referencing old table as old_rows
    for each statement execute function commonweal.keep_client_keys();

set local commonweal.maintenance = 'on';
insert into clients_clientkey (client_id, alliance_id, recorded_by_id, key)
select n.id, n.alliance_id, n.recorded_by_id, k
  from clients_client n, commonweal.client_keys(n.given_name, n.family_name, n.preferred_name, n.birth_date,
                                                n.phone, n.email, n.language) k
on conflict (client_id, key) do nothing;
set local commonweal.maintenance = '';
"""

UNDO = """
drop trigger keys_of_new on clients_client;
drop trigger keys_of_changed on clients_client;
drop trigger keys_of_removed on clients_client;
drop function commonweal.keep_client_keys();
drop function commonweal.client_keys(text, text, text, date, text, text, text);
drop function commonweal.name_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_visibility"), ("partners", "0002_identity")]
    operations = [
        migrations.CreateModel(
            name="ClientKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.TextField(db_collation="C")),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.alliance",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="clients.client",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["alliance", "key", "client"], name="clientkey_alliance"),
                    models.Index(fields=["recorded_by", "key", "client"], name="clientkey_recorder"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "key"), name="client_key_once"),
                ],
            },
        ),
        # Seen as the person is seen; written by the trigger only.
        row_security(
            "clients_clientkey", Policy(select=visible_person_row("clients_clientkey", category="'identity'"))
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
