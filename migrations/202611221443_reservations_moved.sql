-- A reservation is shortened or lengthened: its end as long as it is not over, its start as long as it has not begun and
-- nobody took the vehicle. Days that it did not have before are days on which the vehicle is ready and its driver may
-- drive it; that nobody else has it then is the exclusion's to say.

create function sec.guard_reservation_times() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare v public.vehicle; from_day date; to_day date; moment timestamptz := sec.now();
  may_change constant text[] := array['during', 'version', 'updated_at', 'updated_by'];
begin
  -- whoever reserves or takes this vehicle waits for whoever began before
  select * into strict v from public.vehicle where id = new.vehicle_id for update;
  if to_jsonb(old) - may_change <> to_jsonb(new) - may_change or old.state not in ('reserved', 'out') then
    raise exception 'this does not follow' using errcode = '23514', constraint = 'reservation_follows', table = 'vehicle_reservation';
  end if;
  if lower(new.during) <> lower(old.during) and (old.state = 'out' or lower(old.during) <= moment) then
    raise exception 'it has begun' using errcode = '23514', constraint = 'begun_reservation_keeps_its_start', table = 'vehicle_reservation';
  end if;
  if upper(new.during) <= moment then
    raise exception 'it is over' using errcode = '23514', constraint = 'reservation_is_to_come', table = 'vehicle_reservation';
  end if;
  if new.during <@ old.during then
    return new;
  end if;
  from_day := (case when old.state = 'out' then moment else lower(new.during) end at time zone 'UTC')::date;
  to_day := (upper(new.during) at time zone 'UTC')::date;
  -- INV-25
  if sec.vehicle_gaps(v.id, from_day, to_day) <> '{}' then
    raise exception 'not ready on all these days' using errcode = '23514', constraint = 'only_a_ready_vehicle_is_used', table = 'vehicle_reservation';
  end if;
  -- INV-15
  if new.driver_id is not null and sec.driver_gaps(new.driver_id, v.armour_standard <> 'none', from_day, to_day) <> '{}' then
    raise exception 'may not drive it on all these days' using errcode = '23514', constraint = 'driver_is_qualified', table = 'vehicle_reservation';
  end if;
  return new;
end $$;
drop trigger reservation_guarded on public.vehicle_reservation;
create trigger reservation_guarded before insert on public.vehicle_reservation
  for each row when (not new.is_fact) execute function sec.guard_reservation();
create trigger reservation_kept before update on public.vehicle_reservation
  for each row when (not new.is_fact and old.during = new.during) execute function sec.guard_reservation();
create trigger reservation_moved before update on public.vehicle_reservation
  for each row when (not new.is_fact and old.during <> new.during) execute function sec.guard_reservation_times();

revoke execute on all functions in schema sec from public;
