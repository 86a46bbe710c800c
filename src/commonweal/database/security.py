"""Row-level security for migrations: who sees which rows, said once and kept by the database.

A table gets exactly one of these. `tests/repository` refuses a table with alliances' or people's rows
that has none.

    operations = [
        migrations.CreateModel(...),
        alliance_rows("partners_membership"),
        person_rows("clients_need"),
    ]

Policies are for the application's role. The owner passes only where a transaction says so by name
(`identity.maintenance`), because row security is *forced* on owners too.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import migrations

from commonweal.database.embedded import APPLICATION, OWNER


@dataclass(frozen=True)
class Policy:
    """What the application's role may do with rows: each an SQL condition; None: never."""

    select: str
    insert: str | None = None
    update: str | None = None
    delete: str | None = None
    update_check: str | None = None
    """What must hold of a row after a change; None: the same as before it."""


def row_security(table: str, policy: Policy) -> migrations.RunSQL:
    """Force row security on a table, with these conditions for the application and none for anybody else."""
    return migrations.RunSQL(*_statements(table, policy))


def _statements(table: str, policy: Policy) -> tuple[str, str]:
    """What lays a policy, and what takes it away."""
    statements = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy maintenance on {table} to {OWNER} "
        "using (commonweal.maintenance()) with check (commonweal.maintenance())",
        f"create policy see on {table} for select to {APPLICATION} using ({policy.select})",
    ]
    if policy.insert is not None:
        statements.append(
            f"create policy add on {table} for insert to {APPLICATION} with check ({policy.insert})"
        )
    if policy.update is not None:
        statements.append(
            f"create policy change on {table} for update to {APPLICATION} "
            f"using ({policy.update}) with check ({policy.update_check or policy.update})"
        )
    if policy.delete is not None:
        statements.append(
            f"create policy remove on {table} for delete to {APPLICATION} using ({policy.delete})"
        )
    undo = [
        f"drop policy if exists {name} on {table}"
        for name in ("maintenance", "see", "add", "change", "remove")
    ]
    undo += [
        f"alter table {table} no force row level security",
        f"alter table {table} disable row level security",
    ]
    return ";\n".join(statements), ";\n".join(undo)


def replace_row_security(table: str, policy: Policy, before: Policy) -> list[migrations.RunSQL]:
    """Another policy in the place of the one that stands."""
    lay, drop = _statements(table, before)
    return [migrations.RunSQL(drop, lay), row_security(table, policy)]


MY_ALLIANCE = "(select commonweal.my_alliance())"
MY_ORGANISATION = "(select commonweal.my_organisation())"


def alliance_rows(table: str, column: str = "alliance_id", *, delete: bool = False) -> migrations.RunSQL:
    """Rows of an alliance: seen and written by people with a seat in it."""
    mine = f"{column} = {MY_ALLIANCE}"
    return row_security(table, Policy(select=mine, insert=mine, update=mine, delete=mine if delete else None))


def child_rows(table: str, parent: str, column: str, *, delete: bool = False) -> migrations.RunSQL:
    """Rows that belong to another row: seen and written where that row is seen."""
    visible = f"exists (select 1 from {parent} parent where parent.id = {table}.{column})"
    return row_security(
        table, Policy(select=visible, insert=visible, update=visible, delete=visible if delete else None)
    )


def organisation_rows(table: str, column: str = "organisation_id") -> migrations.RunSQL:
    """Rows of one organisation: seen and written by its own people only."""
    mine = f"{column} = {MY_ORGANISATION}"
    return row_security(table, Policy(select=mine, insert=mine, update=mine))


def visible_person_row(table: str, *, client: str = "client_id", category: str = "category") -> str:
    """The condition under which a row about a person served may be seen.

    The organisation that recorded it sees it. Another one sees it while a consent that is not revoked
    names it (or the network whose participant it is), this category and its purpose, *and* the data-sharing
    clause through which that consent works is in force with the recording organisation on the disclosing and
    the viewer on the receiving side.
    """
    recorder = f"{table}.recorded_by_id"
    return f"""
    ((select commonweal.setting('commonweal.only_client')) is null
     or {table}.{client} = (select commonweal.setting('commonweal.only_client')))
    and (
      {recorder} = (select commonweal.my_record_organisation())
      or exists (
        select 1
          from clients_opening o
          join agreements_clauseparty d
            on d.clause_id = o.clause_id and d.organisation_id = {recorder}
           and d.side = 'discloses' and d.period @> now()
         where o.client_id = {table}.{client}
           and o.clause_id = any ((select commonweal.my_clauses())::uuid[])
           and (o.discloser_id is null or o.discloser_id = {recorder})
           and (o.recipient_id is null or o.recipient_id = (select commonweal.my_organisation()))
           and not (o.excluded @> array[(select commonweal.my_organisation())])
           and {table + "." + category if not category.startswith("'") else category} = any (o.categories)
           and o.purposes::text[] && (select commonweal.my_purposes())
           and o.period @> now()
      )
    )"""


def person_rows(table: str, *, client: str = "client_id", category: str = "category") -> migrations.RunSQL:
    """Rows about a person served; see `visible_person_row`.

    They are added and changed only in the name of the organisation that recorded them, which is the
    actor's own.
    """
    own = "recorded_by_id = (select commonweal.my_record_organisation())"
    seen = visible_person_row(table, client=client, category=category)
    return row_security(table, Policy(select=seen, insert=own, update=own))


def append_only(table: str) -> migrations.RunSQL:
    """No row of this table is ever changed or deleted, by anybody, the owner included."""
    return migrations.RunSQL(
        f"""
        create trigger append_only before update or delete on {table}
            for each row execute function commonweal.refuse_change();
        create trigger append_only_all before truncate on {table}
            for each statement execute function commonweal.refuse_change();
        """,
        f"drop trigger append_only on {table}; drop trigger append_only_all on {table};",
    )
