"""The schema `commonweal`: the functions that row policies ask."""

from django.db import migrations

FORWARD = """
create schema commonweal;

-- A setting of this transaction as an identifier; null where nobody has said who is acting.
create function commonweal.setting(name text) returns uuid
    language sql stable parallel safe
    as $$ select nullif(current_setting(name, true), '')::uuid $$;

create function commonweal.maintenance() returns boolean
    language sql stable parallel safe
    as $$ select coalesce(current_setting('commonweal.maintenance', true), '') = 'on' $$;

create function commonweal.refuse_change() returns trigger
    language plpgsql
    as $$ begin
        raise exception 'rows of % are never changed or deleted', tg_table_name
            using errcode = 'restrict_violation';
    end $$;

-- Who is acting, as the row policies ask it. Answered by nobody here; the rooms that know (partners,
-- agreements) put their own bodies in these places.
create function commonweal.my_alliance() returns uuid language sql stable as $$ select null::uuid $$;
create function commonweal.my_alliances() returns uuid[] language sql stable as $$ select '{}'::uuid[] $$;
create function commonweal.my_organisation() returns uuid language sql stable as $$ select null::uuid $$;
create function commonweal.my_record_organisation() returns uuid language sql stable as $$ select null::uuid $$;
create function commonweal.my_roles() returns text[] language sql stable as $$ select '{}'::text[] $$;
create function commonweal.my_purposes() returns text[] language sql stable as $$ select '{}'::text[] $$;
create function commonweal.my_clauses() returns uuid[] language sql stable as $$ select '{}'::uuid[] $$;
create function commonweal.is_operator() returns boolean language sql stable as $$ select false $$;

-- unaccent() is only stable; an index needs a function that promises to stay the same.
create function commonweal.plain(text) returns text
    language sql immutable strict parallel safe
    as $$ select public.unaccent('public.unaccent'::regdictionary, lower($1)) $$;
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, "drop schema commonweal cascade")]
