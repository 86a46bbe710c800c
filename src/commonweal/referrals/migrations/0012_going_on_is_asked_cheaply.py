"""Whether referrals go on after an agreement ended is asked by every statement about people, and hardly ever true.

The question was worked out in full each time, which took longer than most of those statements. Now it ends where the
organisation has no such referral, and its plan is kept for the session. What it answers is the same.
"""

from django.db import migrations

DEFINER = "security definer set search_path = public set commonweal.maintenance = 'on'"

QUICKLY = f"""
create or replace function commonweal.my_winding(what text) returns uuid[]
    language plpgsql stable {DEFINER} as $$
    begin
        if not exists (select 1 from referrals_winding w
                        where w.organisation_id = commonweal.my_organisation() and w.until > now()) then
            return '{{}}';
        end if;
        return (
            select coalesce(array_agg(distinct case my_winding.what when 'person' then r.client_id
                                               when 'need' then r.need_id else r.id end), '{{}}')
              from referrals_winding w
              join referrals_referral r on r.id = w.referral_id and r.receiver_id = w.organisation_id
              join commonweal.my_seat() s on s.organisation_id = w.organisation_id and s.alliance_id = r.alliance_id
             where w.until > now() and r.status <> 'entered-in-error' and 'care' = any (s.purposes)
               and (commonweal.setting('commonweal.only_client') is null
                    or commonweal.setting('commonweal.only_client') = w.client_id)
               and commonweal.winding_is_covered(r));
    end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_identity_is_counted_only")]
    # Undone, the faster function stays: what it answers is the same.
    operations = [migrations.RunSQL(QUICKLY, migrations.RunSQL.noop)]
