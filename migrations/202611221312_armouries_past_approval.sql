-- INV-22: an armoury whose approval has ended, or was refused, while weapons or rounds lie in it stands in the register
-- of exceptions, once, until it is approved again or empty. Whoever closes it with words is not told of the same end again.

create function sec.armoury_is_empty(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select not exists (select from public.firearm_custody k where k.armoury_id = wanted and k.until is null)
    and not exists (select from public.ammunition_account a where a.armoury_id = wanted and a.quantity > 0)
$$;
create function sec.settle_armouries() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare store record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for store in
    select told.* from (
      select a.id, a.ref, a.cell, coalesce(a.decided_by, a.created_by) as owner,
        case when a.approval = 'refused' then a.decided_at when a.approval in ('approved', 'conditional') then (a.approved_until + 1)::timestamp at time zone 'UTC' end as ended
      from public.armoury a) told
    where told.ended <= sec.now() and not sec.armoury_is_empty(told.id)
      and not exists (select from public.exception e where e.code = 'armoury_past_approval' and e.detail = told.ref
        and (e.closed_at is null or e.opened_at >= told.ended and e.resolution not in ('settled-by-approval', 'settled-by-emptying')))
    order by told.ended, told.ref limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := store.cell;
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, store.cell, 'INV-22', 'armoury_past_approval', store.ref, store.owner);
    return next;
  end loop;
end $$;

create function sec.armoury_is_approved_again() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.settle_exceptions(new.ref, '{armoury_past_approval}', 'settled-by-approval');
  return null;
end $$;
create trigger armoury_approval_settles after update on public.armoury
  for each row when (new.approval in ('approved', 'conditional')
    and (new.approval, new.approved_until) is distinct from (old.approval, old.approved_until) and new.approved_until >= (sec.now() at time zone 'UTC')::date)
  execute function sec.armoury_is_approved_again();
create function sec.armoury_is_emptied() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if sec.armoury_is_empty(old.armoury_id) then
    perform sec.settle_exceptions((select ref from public.armoury where id = old.armoury_id), '{armoury_past_approval}', 'settled-by-emptying');
  end if;
  return null;
end $$;
create trigger weapon_left_armoury after update on public.firearm_custody
  for each row when (old.armoury_id is not null and old.until is null and new.until is not null) execute function sec.armoury_is_emptied();
create trigger rounds_left_armoury after update on public.ammunition_account
  for each row when (old.armoury_id is not null and old.quantity > 0 and new.quantity = 0) execute function sec.armoury_is_emptied();

revoke execute on all functions in schema sec from public;
revoke execute on function sec.armoury_is_empty(uuid) from cordon_web;
