"""A referral is a row about a person; its moves, messages and files are seen where it is seen."""

from django.db import migrations

from commonweal.database.security import Policy, row_security, visible_person_row

ME = "(select commonweal.my_record_organisation())"

REFERRAL = Policy(
    select=f"({visible_person_row('referrals_referral')}) and (status <> 'draft' or recorded_by_id = {ME})",
    insert=f"recorded_by_id = {ME}",
    update=f"recorded_by_id = {ME} or receiver_id = {ME} or receiver_id is null and status = 'requested'",
    update_check=f"recorded_by_id = {ME} or receiver_id = {ME}",
)


def beside(table: str) -> Policy:
    """Seen with the referral; added in the name of one's own organisation, which is a side of it."""
    parent = f"select 1 from referrals_referral r where r.id = {table}.referral_id"
    return Policy(
        select=f"exists ({parent})",
        insert=f"organisation_id = {ME} and exists ({parent} and (r.recorded_by_id = {ME} or r.receiver_id = {ME}))",
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("clients", "0002_visibility")]
    operations = [
        row_security("referrals_referral", REFERRAL),
        row_security("referrals_move", beside("referrals_move")),
        row_security("referrals_message", beside("referrals_message")),
        row_security("referrals_attachment", beside("referrals_attachment")),
    ]
