"""Budgets and rates are seen where their pool is; who asked for a payment does not approve it; deliveries are counted."""

from django.db import migrations

from commonweal.database.security import Policy, append_only, replace_row_security, row_security

ORGANISATION = "(select commonweal.my_organisation())"
PERSON = "(select commonweal.setting('commonweal.person'))"
CONVENOR = "'convenor' = any ((select commonweal.my_roles())::text[])"
POOLS = "any ((select commonweal.my_pools())::uuid[])"
DEFINER = "language sql stable security definer set search_path = public set commonweal.maintenance = 'on'"

NO_OVERLAP = """
alter table payments_poolbudget add constraint budgets_of_a_purpose_do_not_overlap
    exclude using gist (pool_id with =, purpose with =, daterange(starts, ends, '[]') with &&);
"""
# A count of what one's own organisation completed. Who was helped is not in it, and a consent that was withdrawn
# since does not make the work undone: this is why it is counted past the row policies, and of nobody else.
DELIVERED = f"""
create function commonweal.delivered(since date, until date, need text, helped boolean) returns bigint {DEFINER} as $$
    select count(*)
      from referrals_referral r join partners_alliance a on a.id = r.alliance_id
     where r.alliance_id = commonweal.my_alliance() and r.receiver_id = commonweal.my_organisation()
       and r.status = 'completed' and (need = '' or r.domain = need) and (not helped or r.outcome = 'helped')
       and (r.closed_at at time zone a.timezone)::date between since and until
$$;
"""
PAYMENT = "exists (select 1 from payments_poolpayment p where p.id = payment_id"
ANSWER_BEFORE = Policy(
    select=f"{PAYMENT})",
    insert=f"""organisation_id = {ORGANISATION} and person_id = {PERSON} and {PAYMENT}
            and exists (select 1 from payments_poolmember m
                         where m.pool_id = p.pool_id and m.organisation_id = {ORGANISATION} and m.approves))""",
)
ANSWER = Policy(
    select=f"{PAYMENT})",
    insert=f"""organisation_id = {ORGANISATION} and person_id = {PERSON} and {PAYMENT} and p.person_id <> {PERSON}
            and exists (select 1 from payments_poolmember m
                         where m.pool_id = p.pool_id and m.organisation_id = {ORGANISATION} and m.approves))""",
)
BUDGET = "exists (select 1 from payments_poolbudget b where b.id = budget_id)"
FIGURE = "exists (select 1 from payments_figure f where f.id = figure_id"
POLICIES = {
    "poolbudget": Policy(select=f"pool_id = {POOLS}", insert=f"pool_id = {POOLS} and {CONVENOR}"),
    "poolbudgetamount": Policy(select=BUDGET, insert=f"{BUDGET} and person_id = {PERSON} and {CONVENOR}"),
    "poolrate": Policy(
        select=f"pool_id = {POOLS}", insert=f"pool_id = {POOLS} and person_id = {PERSON} and {CONVENOR}"
    ),
    "figureindicator": Policy(
        select=f"{FIGURE})",
        insert=f"{FIGURE} and exists (select 1 from payments_figuresource s "
        f"where s.id = f.source_id and s.person_id = {PERSON} and s.kind = 'indicator'))",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_budgets_and_indicators"), ("referrals", "0010_going_on")]
    operations = [
        migrations.RunSQL(
            NO_OVERLAP, "alter table payments_poolbudget drop constraint budgets_of_a_purpose_do_not_overlap"
        ),
        migrations.RunSQL(DELIVERED, "drop function commonweal.delivered(date, date, text, boolean)"),
        *(row_security(f"payments_{table}", policy) for table, policy in POLICIES.items()),
        *replace_row_security("payments_poolanswer", ANSWER, ANSWER_BEFORE),
        *(append_only(f"payments_{table}") for table in POLICIES),
    ]
