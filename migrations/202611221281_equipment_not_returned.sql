-- WF-7 for equipment: a thing or a kit that was lent until a day and is not back stands in the register of exceptions
-- until all of it is back.

create or replace function sec.settle_late_returns() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare late record; patience constant interval := make_interval(hours => (select value::integer from public.setting where name = 'late_return_hours'));
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for late in
    select told.* from (
      select 'firearm_not_returned' as code, h.ref, h.cell, h.first_by as owner, h.due_back_at as due
      from public.firearm_custody k join public.handover h on h.id = k.handover_id where k.until is null and h.due_back_at is not null
      union all
      select 'vehicle_not_returned', r.ref, r.cell, r.created_by, upper(r.during) from public.vehicle_reservation r where r.state = 'out'
      union all
      select 'transfer_late', t.ref, t.cell, t.dispatch_by, (t.planned_on + 1)::timestamp at time zone 'UTC' from public.transfer t where t.state = 'in_transit'
      union all
      select distinct 'equipment_not_returned', a.ref, a.cell, a.first_by, a.due_back_at
      from public.equipment_custody k join public.equipment_act a on a.id = k.act_id where k.until is null and a.due_back_at is not null) told
    where told.due + patience <= sec.now()
      and not exists (select from public.exception e where e.code = told.code and e.detail = told.ref and e.closed_at is null)
    order by told.due, told.ref limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := late.cell;
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, late.cell, 'WF-7', late.code, late.ref, late.owner);
    return next;
  end loop;
end $$;

create function sec.equipment_came_back() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if not exists (select from public.equipment_custody k where k.act_id = new.act_id and k.until is null) then
    perform sec.settle_return('equipment_not_returned', (select a.ref from public.equipment_act a where a.id = new.act_id));
  end if;
  return null;
end $$;
create trigger equipment_back after update on public.equipment_custody
  for each row when (old.until is null and new.until is not null) execute function sec.equipment_came_back();
revoke execute on all functions in schema sec from public;
