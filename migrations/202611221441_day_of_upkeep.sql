-- What was done on a vehicle was done by today at its duty station: ahead of UTC the morning is there before.

create or replace function sec.guard_vehicle_maintenance() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date; may_change constant text[] := array['is_void', 'void_reason', 'version'];
begin
  select v.cell, (sec.now() at time zone coalesce(s.zone, 'UTC'))::date into strict new.cell, today
    from public.vehicle v join public.duty_station s on s.id = v.station_id where v.id = new.vehicle_id;
  if tg_op = 'UPDATE' and (old.is_void or to_jsonb(old) - may_change <> to_jsonb(new) - may_change) then
    raise exception 'what was done stays as it was recorded' using errcode = '23514', constraint = 'vehicle_maintenance_is_kept', table = 'vehicle_maintenance';
  end if;
  if tg_op = 'INSERT' and new.done_on > today then
    raise exception 'it is not done yet' using errcode = '23514', constraint = 'vehicle_maintenance_done_by_now', table = 'vehicle_maintenance';
  end if;
  return new;
end $$;

revoke execute on all functions in schema sec from public;
