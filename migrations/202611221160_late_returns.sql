-- WF-7: what was lent for a time and is not back stands in the register of exceptions until it is back.

insert into public.setting (name, value, unit, source) values ('late_return_hours', '12', 'hours', 'WF-7');
call audit.note_migration('setting.create', 'setting of late returns');

create function sec.settle_late_returns() returns table (out_reference text, out_cell integer) language plpgsql security definer
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
      select 'vehicle_not_returned', r.ref, r.cell, r.created_by, upper(r.during) from public.vehicle_reservation r where r.state = 'out') told
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

-- It is back: the exception is settled by that.
create function sec.settle_return(wanted text, about text) returns void language sql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = 'settled-by-return', version = version + 1
    where code = wanted and detail = about and closed_at is null
$$;
create function sec.firearm_came_back() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.settle_return('firearm_not_returned', (select ref from public.handover where id = new.handover_id));
  return null;
end $$;
create trigger firearm_back after update on public.firearm_custody
  for each row when (old.until is null and new.until is not null and new.kind = 'person') execute function sec.firearm_came_back();
create function sec.vehicle_came_back() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.settle_return('vehicle_not_returned', new.ref);
  return null;
end $$;
create trigger vehicle_settles after update on public.vehicle_reservation
  for each row when (old.state = 'out' and new.state = 'returned') execute function sec.vehicle_came_back();

revoke execute on all functions in schema sec from public;
revoke execute on function sec.settle_return(text, text) from cordon_web;
