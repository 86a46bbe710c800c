"""Every table with alliances' or people's rows is under forced row security, and the application owns nothing."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

OUTSIDE = {
    "access_person": "sign-in must find a person before anybody is known; a name and an address at work",
}
"""Tables of ours without row security, each with its reason."""


def our_tables() -> list[str]:
    return sorted(
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("commonweal.")
        for model in config.get_models(include_auto_created=True)
    )


@pytest.mark.parametrize("table", our_tables())
def test_row_security_is_forced(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = to_regclass(%s)", [table]
        )
        enabled, forced = cursor.fetchone()
        cursor.execute(
            "select count(*) from pg_policies where tablename = %s and roles = '{commonweal_app}'", [table]
        )
        (policies,) = cursor.fetchone()
    if table in OUTSIDE:
        assert not enabled, f"{table} is under row security after all: take it off the list"
    else:
        assert enabled and forced, f"{table} needs a row policy (database/security.py)"
        assert policies, f"{table} has no policy for the application"


def test_the_application_owns_nothing_and_passes_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'commonweal_app'"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("select relname from pg_class where pg_get_userbyid(relowner) = 'commonweal_app'")
        assert cursor.fetchall() == []
        cursor.execute("select pg_has_role('commonweal_app', 'commonweal_owner', 'member')")
        assert cursor.fetchone() == (False,)


def test_owner_functions_name_their_search_path() -> None:
    """A security-definer function without one could be made to run somebody else's code."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'commonweal' and p.prosecdef
               and not exists (select 1 from unnest(p.proconfig) c where c like 'search_path=%')
            """
        )
        assert cursor.fetchall() == []
