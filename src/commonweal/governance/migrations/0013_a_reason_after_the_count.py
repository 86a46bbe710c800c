"""A vote that its deadline counted leaves no reason: whoever runs it writes it down later, once."""

from django.db import migrations

BEFORE = """
create or replace function commonweal.keep_decision() returns trigger language plpgsql set search_path = public as $$
begin
    if (old.alliance_id, old.number, old.body_id, old.proposal_id, old.kind, old.question, old.subject, old.amount,
        old.carried, old.chosen, old.rule, old.reason, old.dissent, old.decided_at, old.supersedes_id)
       is distinct from
       (new.alliance_id, new.number, new.body_id, new.proposal_id, new.kind, new.question, new.subject, new.amount,
        new.carried, new.chosen, new.rule, new.reason, new.dissent, new.decided_at, new.supersedes_id)
    then
        raise exception 'the record of a decision is not changed; a new decision can supersede it'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
"""
AFTER = """
create or replace function commonweal.keep_decision() returns trigger language plpgsql set search_path = public as $$
begin
    if (old.alliance_id, old.number, old.body_id, old.proposal_id, old.kind, old.question, old.subject, old.amount,
        old.carried, old.chosen, old.rule, old.reason, old.dissent, old.decided_at, old.supersedes_id)
       is distinct from
       (new.alliance_id, new.number, new.body_id, new.proposal_id, new.kind, new.question, new.subject, new.amount,
        new.carried, new.chosen, new.rule, case when old.reason = '' then '' else new.reason end, new.dissent,
        new.decided_at, new.supersedes_id)
    then
        raise exception 'the record of a decision is not changed; a new decision can supersede it'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0012_who_sees_conflicts")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
