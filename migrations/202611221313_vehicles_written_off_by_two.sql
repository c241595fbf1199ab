-- INV-23: two people write a vehicle off. The first says why and takes it out of use, the second confirms; until then it
-- is unserviceable, and any other change of its state takes the proposal back.

alter table public.vehicle
  add column write_off_by uuid references public.account,
  add column write_off_at timestamptz,
  add column written_off_by uuid references public.account,
  add constraint vehicle_write_off_waits_unserviceable check (write_off_by is null or state in ('unserviceable', 'written_off')),
  add constraint vehicle_written_off_by_another check (written_off_by <> write_off_by),
  add constraint vehicle_write_off_signed_at_a_time check ((write_off_by is null) = (write_off_at is null));
create index vehicle_by_write_off_first on public.vehicle (write_off_by);
create index vehicle_by_write_off_second on public.vehicle (written_off_by);
do $$
begin
  execute 'create or replace view public.visible_vehicle with (security_invoker) as select * from public.vehicle where '
    || sec.wall_text('cell = {vehicle} or id = any ((select sec.own_vehicles())::uuid[])', '');
end $$;

create or replace function sec.guard_vehicle() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare is_proposed boolean := new.write_off_by is not null and old.write_off_by is null; is_written_off boolean := new.state = 'written_off' and old.state <> new.state;
begin
  if old.state = 'written_off' and new.state <> old.state then
    raise exception 'written off is for good' using errcode = '23514', constraint = 'written_off_is_for_good', table = 'vehicle';
  end if;
  if new.odometer_km < old.odometer_km then
    raise exception 'kilometres are not taken back' using errcode = '23514', constraint = 'odometer_only_grows', table = 'vehicle';
  end if;
  if new.station_id <> old.station_id then
    raise exception 'another station takes it over by a transfer' using errcode = '23514', constraint = 'vehicle_stays_with_its_station', table = 'vehicle';
  end if;
  if (is_proposed or is_written_off)
      and exists (select from public.vehicle_reservation r where r.vehicle_id = new.id and r.state in ('reserved', 'out')) then
    raise exception 'somebody counts on it' using errcode = '23514', constraint = 'written_off_without_reservations', table = 'vehicle';
  end if;
  -- INV-23
  if is_written_off and (old.write_off_by is null or new.written_off_by is null) then
    raise exception 'by two people' using errcode = '23514', constraint = 'vehicle_written_off_by_two', table = 'vehicle';
  end if;
  if not is_written_off and new.written_off_by is distinct from old.written_off_by
      or old.write_off_by is not null and new.write_off_by is not null and (new.write_off_by, new.write_off_at) is distinct from (old.write_off_by, old.write_off_at)
      or (is_written_off or old.state = 'written_off') and (new.write_off_by, new.state_reason) is distinct from (old.write_off_by, old.state_reason) then
    raise exception 'what was signed stays' using errcode = '23514', constraint = 'vehicle_write_off_is_kept', table = 'vehicle';
  end if;
  if is_proposed then
    new.write_off_at := sec.now();
  elsif old.state <> 'written_off' and not is_written_off and (old.state, old.state_reason) is distinct from (new.state, new.state_reason) then
    new.write_off_by := null;
  end if;
  if new.write_off_by is null then
    new.write_off_at := null;
  end if;
  if old.state <> new.state then
    new.state_since := sec.now();
  end if;
  return new;
end $$;
create trigger vehicle_write_off_signed_by_oneself before update on public.vehicle
  for each row execute function sec.signature_is_own_or_gone('write_off_by', 'written_off_by');
create function sec.vehicle_begins_in_use() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  raise exception 'by two people' using errcode = '23514', constraint = 'vehicle_written_off_by_two', table = 'vehicle';
end $$;
create trigger vehicle_begins_in_use before insert on public.vehicle
  for each row when (new.state = 'written_off' or new.write_off_by is not null or new.written_off_by is not null) execute function sec.vehicle_begins_in_use();

revoke execute on all functions in schema sec from public;
