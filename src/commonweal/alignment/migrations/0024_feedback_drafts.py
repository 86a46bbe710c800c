"""What somebody has answered about a leader so far, until they send it: theirs alone, and gone with sending."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

from commonweal.database.security import Policy, row_security

PERSON = "(select commonweal.setting('commonweal.person'))"
DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"
OWN = f"""person_id = {PERSON} and exists (
    select 1 from alignment_feedbackrequest r join alignment_feedback f on f.id = r.feedback_id
     where r.id = request_id and r.person_id = {PERSON} and f.closed_at is null)"""

FUNCTIONS = f"""
-- Give feedback: that one answered and what one answered part here, and nothing leads from one to the other. What was kept
-- of it on the way is deleted in the same breath.
create or replace function commonweal.give_feedback(feedback uuid, answers jsonb) returns boolean
    language plpgsql {DEFINER} as $$
declare
    asked uuid;
    me uuid := commonweal.setting('commonweal.person');
begin
    perform 1 from alignment_feedback f join partners_alliance a on a.id = f.alliance_id
      where f.id = give_feedback.feedback and f.closed_at is null and f.alliance_id = commonweal.my_alliance()
        and (now() at time zone a.timezone)::date <= f.closes_on
      for update of f;
    if not found then
        return false;
    end if;
    select r.id into asked from alignment_feedbackrequest r
     where r.feedback_id = give_feedback.feedback and r.person_id = me;
    if asked is null or exists (select 1 from alignment_feedbackgiven g where g.request_id = asked) then
        return false;
    end if;
    delete from alignment_feedbackdraft d where d.request_id = asked;
    insert into alignment_feedbackgiven (request_id, person_id) values (asked, me);
    insert into alignment_feedbackanswer (feedback_id, item, value)
        select give_feedback.feedback, key, value::int from jsonb_each_text(answers);
    return true;
end $$;
-- What nobody sent until the round was closed counts for nothing, and is not kept.
create function commonweal.wipe_feedback_drafts() returns trigger language plpgsql {DEFINER} as $$
begin
    delete from alignment_feedbackdraft d using alignment_feedbackrequest r
     where r.id = d.request_id and r.feedback_id = new.id;
    return new;
end $$;
create trigger wipe_drafts after update of closed_at on alignment_feedback
    for each row when (old.closed_at is null and new.closed_at is not null)
    execute function commonweal.wipe_feedback_drafts();
"""


class Migration(migrations.Migration):
    dependencies = [("alignment", "0023_words_and_close_rounds")]
    operations = [
        migrations.CreateModel(
            "FeedbackDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True, serialize=False, editable=False, db_default=RandomUUID()
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="alignment.feedbackrequest",
                    ),
                ),
            ],
        ),
        row_security(
            "alignment_feedbackdraft",
            Policy(select=f"person_id = {PERSON}", insert=OWN, update=OWN, delete=f"person_id = {PERSON}"),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
