-- INV-38 for vehicles: a trip that has happened is entered afterwards, with both times and both readings of the odometer.
-- If it fits, it stands as a reservation that was taken and brought back. If somebody else had the vehicle then, or its
-- odometer runs against what is recorded, it is kept as contested: it moves nothing, stands outside the exclusion and on
-- the records of both, and opens an exception until two people settle it. A plan is refused as before.

alter table public.vehicle_reservation
  add column is_fact boolean not null default false,
  -- what stood against the trip on its days (INV-15, INV-25)
  add column gaps text[] not null default '{}',
  drop constraint reservation_state_known,
  add constraint reservation_state_known check (state in ('reserved', 'out', 'returned', 'cancelled', 'contested', 'withdrawn')),
  drop constraint reservation_taken_with_km,
  add constraint reservation_taken_with_km check ((state in ('out', 'returned', 'contested', 'withdrawn')) = (taken_at is not null and taken_km is not null)),
  drop constraint reservation_returned_with_km,
  add constraint reservation_returned_with_km
    check ((state in ('returned', 'contested', 'withdrawn')) = (returned_at is not null and returned_km is not null and condition <> '')),
  drop constraint reservation_cancelled_with_reason,
  add constraint reservation_cancelled_with_reason check (state not in ('cancelled', 'withdrawn') or length(btrim(cancel_reason)) > 0),
  add constraint contested_trip_is_a_fact check (state not in ('contested', 'withdrawn') or is_fact),
  add constraint trip_lasts_as_it_happened check (not is_fact or taken_at < returned_at and during = tstzrange(taken_at, returned_at)),
  add constraint trip_has_a_driver check (not is_fact or driver_id is not null);
create index vehicle_reservation_contested on public.vehicle_reservation (vehicle_id) where state = 'contested';

-- Why a trip does not fit what is recorded: `overlap`, `odometer`, or nothing. What was read off the odometer stands in
-- trips, in entries of the workshop, and in the record of the vehicle as it was saved before the trip.
create function sec.trip_clash(trip public.vehicle_reservation) returns text language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with reading as (
    select r.taken_at as earliest, r.taken_at as latest, r.taken_km as km from public.vehicle_reservation r
      where r.vehicle_id = trip.vehicle_id and r.id <> trip.id and r.state in ('out', 'returned')
    union all
    select r.returned_at, r.returned_at, r.returned_km from public.vehicle_reservation r
      where r.vehicle_id = trip.vehicle_id and r.id <> trip.id and r.state = 'returned'
    union all
    -- a day of the workshop is one of its own zone
    select m.done_on::timestamp at time zone 'UTC' - interval '14 hours', (m.done_on + 1)::timestamp at time zone 'UTC' + interval '14 hours', m.odometer_km
      from public.vehicle_maintenance m where m.vehicle_id = trip.vehicle_id and not m.is_void
  )
  select case
    when exists (select from public.vehicle_reservation r where r.vehicle_id = trip.vehicle_id and r.id <> trip.id and case r.state
        when 'reserved' then r.driver_id is distinct from trip.driver_id and r.during && trip.during
        when 'out' then r.during && trip.during or r.taken_at < trip.returned_at
        when 'returned' then tstzrange(r.taken_at, r.returned_at) && trip.during else false end) then 'overlap'
    when trip.taken_km < (select max(km) from reading where latest <= trip.taken_at)
      or trip.returned_km > (select min(km) from reading where earliest >= trip.returned_at)
      or trip.taken_km < (select max((h.content ->> 'odometer_km')::integer) from history.vehicle h where h.record_id = trip.vehicle_id and h.at <= trip.taken_at) then 'odometer'
    else '' end
$$;
-- What stood against a trip on its days: papers of the vehicle (its state of today says nothing of then), permits of the driver.
create function sec.trip_gaps(trip public.vehicle_reservation) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select array_remove(sec.vehicle_gaps(v.id, days.first, days.last), 'state') || coalesce(sec.driver_gaps(trip.driver_id, v.armour_standard <> 'none', days.first, days.last), '{}')
  from public.vehicle v, lateral (select (trip.taken_at at time zone 'UTC')::date as first, (trip.returned_at at time zone 'UTC')::date as last) days
  where v.id = trip.vehicle_id
$$;

create function sec.guard_trip() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kept constant text[] := array['state', 'cancel_reason', 'version', 'updated_at', 'updated_by'];
begin
  -- whoever reserves or takes this vehicle waits for whoever began before
  perform from public.vehicle where id = new.vehicle_id for update;
  if tg_op = 'INSERT' then
    select cell into strict new.cell from public.vehicle where id = new.vehicle_id;
    if new.state <> 'returned' then
      raise exception 'it has happened' using errcode = '23514', constraint = 'reservation_follows', table = 'vehicle_reservation';
    end if;
    if new.returned_at > sec.now() then
      raise exception 'it is not over' using errcode = '23514', constraint = 'trip_has_happened', table = 'vehicle_reservation';
    end if;
    new.gaps := sec.trip_gaps(new);
    if sec.trip_clash(new) <> '' then
      new.state := 'contested';
    end if;
    return new;
  end if;
  if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state <> 'contested' or new.state not in ('returned', 'withdrawn') then
    raise exception 'what was entered stays' using errcode = '23514', constraint = 'reservation_follows', table = 'vehicle_reservation';
  end if;
  -- INV-38: two people settle what is contested, and nothing else does
  if not exists (select from public.contested_fact c where c.id = new.id and c.state = case new.state when 'returned' then 'upheld' else new.state end) then
    raise exception 'it is contested' using errcode = '23514', constraint = 'contested_act_settled_by_two', table = 'vehicle_reservation';
  end if;
  if new.state = 'returned' then
    perform sec.refuse_misfit(sec.trip_clash(new));
  end if;
  return new;
end $$;
create trigger trip_guarded before insert or update on public.vehicle_reservation
  for each row when (new.is_fact) execute function sec.guard_trip();
drop trigger reservation_guarded on public.vehicle_reservation;
create trigger reservation_guarded before insert or update on public.vehicle_reservation
  for each row when (not new.is_fact) execute function sec.guard_reservation();

-- A trip that stands: what was driven and what was broken stand on the vehicle, unless a later trip says otherwise. What
-- broke a rule is told.
create function sec.keep_trip() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare breaks boolean := new.condition = 'damaged' and not exists (select from public.vehicle_reservation r
    where r.vehicle_id = new.vehicle_id and r.state in ('out', 'returned') and r.taken_at >= new.returned_at);
begin
  update public.vehicle set odometer_km = greatest(odometer_km, new.returned_km), version = version + 1, updated_at = sec.now(), updated_by = sec.account_id(),
      state = case when breaks and state = 'available' then 'unserviceable' else state end,
      state_reason = case when breaks and state = 'available' then new.ref || ': ' || new.note else state_reason end
    where id = new.vehicle_id and (odometer_km < new.returned_km or breaks and state = 'available');
  if new.gaps <> '{}' then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), sec.new_ref('X'), new.cell,
        case when new.gaps && array['insurance', 'armour_certificate', 'armour_inspection'] then 'INV-25' else 'INV-15' end, 'trip_unfit', new.ref, new.created_by);
  end if;
  return null;
end $$;
create trigger trip_entered after insert on public.vehicle_reservation
  for each row when (new.is_fact and new.state = 'returned') execute function sec.keep_trip();
create trigger trip_upheld after update on public.vehicle_reservation
  for each row when (old.state = 'contested' and new.state = 'returned') execute function sec.keep_trip();
create function sec.contest_trip() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.contested_fact (id, ref, cell, reservation_id, clash, entered_by)
    values (new.id, 'CF-' || split_part(new.ref, '-', 2), new.cell, new.id, sec.trip_clash(new), new.created_by);
  insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
    values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-38', 'trip_contested', new.ref, new.created_by);
  return null;
end $$;
create trigger trip_contested after insert on public.vehicle_reservation
  for each row when (new.state = 'contested') execute function sec.contest_trip();

-- A contested trip among the contested facts.
alter table public.contested_fact
  add column reservation_id uuid references public.vehicle_reservation,
  -- of a trip, what it did not fit when it was entered
  add column clash text not null default '' constraint contested_fact_clash_known check (clash in ('', 'overlap', 'odometer')),
  add constraint contested_trip_says_why check ((reservation_id is not null) = (clash <> '')),
  drop constraint contested_fact_of_one_act,
  add constraint contested_fact_of_one_act check (num_nonnulls(handover_id, ammunition_act_id, reservation_id) = 1
    and coalesce(handover_id, ammunition_act_id, reservation_id) = id);
create index contested_fact_by_reservation on public.contested_fact (reservation_id);

-- What a contested trip does not fit now; nothing: it fits.
create function sec.clash_of_trip(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$ select sec.trip_clash(r) from public.vehicle_reservation r where r.id = wanted and r.state = 'contested' $$;
create function sec.refuse_misfit(clash text) returns void language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if clash = 'overlap' then
    raise exception 'somebody else has it' using errcode = '23514', constraint = 'trip_fits_the_reservations', table = 'vehicle_reservation';
  elsif clash = 'odometer' then
    raise exception 'kilometres are not taken back' using errcode = '23514', constraint = 'trip_fits_the_odometer', table = 'vehicle_reservation';
  end if;
end $$;
-- Trips of the reader, as driver.
create function sec.own_trips() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(id), '{}') from public.vehicle_reservation where driver_id = (select sec.own_officer()) and is_fact
$$;
do $$
declare wall constant text := sec.wall_text('cell = {asset} or handover_id = any ((select sec.own_handovers())::uuid[])
  or ammunition_act_id = any ((select sec.own_ammunition_acts())::uuid[]) or reservation_id = any ((select sec.own_trips())::uuid[])', '');
begin
  execute format('alter policy wall_read on public.contested_fact using (%s)', wall);
  execute format('create or replace view public.visible_contested_fact with (security_invoker) as select * from public.contested_fact where %s', wall);
  execute 'create or replace view public.visible_vehicle_reservation with (security_invoker) as select * from public.vehicle_reservation where '
    || sec.wall_text('cell = {vehicle} or driver_id = (select sec.own_officer())', '');
end $$;

create or replace function sec.guard_contested_fact() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kept constant text[] := array['state', 'way', 'reason', 'proposed_by', 'proposed_at', 'settled_by', 'settled_at', 'version'];
begin
  if tg_op = 'INSERT' then
    if not exists (select from public.handover h where h.id = new.handover_id and h.state = 'contested'
        union all select from public.ammunition_act x where x.id = new.ammunition_act_id and x.state = 'contested'
        union all select from public.vehicle_reservation r where r.id = new.reservation_id and r.state = 'contested') then
      raise exception 'nothing is contested' using errcode = '23514', constraint = 'contested_fact_of_contested_act', table = 'contested_fact';
    end if;
    new.opened_at := sec.now();
    return new;
  end if;
  if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state in ('withdrawn', 'upheld') then
    raise exception 'what was settled stays' using errcode = '23514', constraint = 'settled_fact_is_kept', table = 'contested_fact';
  end if;
  if (old.state, new.state) not in (('open', 'proposed'), ('proposed', 'open'), ('proposed', 'withdrawn'), ('proposed', 'upheld'))
      or new.state in ('withdrawn', 'upheld') and (old.way, old.reason, old.proposed_by) is distinct from (new.way, new.reason, new.proposed_by) then
    raise exception 'this does not follow' using errcode = '23514', constraint = 'contested_fact_follows', table = 'contested_fact';
  end if;
  -- a trip stands only where it fits: what is in its way is shortened or cancelled first
  if new.reservation_id is not null and new.way = 'uphold' and new.state <> 'upheld' then
    perform sec.refuse_misfit(sec.clash_of_trip(new.reservation_id));
  end if;
  new.proposed_at := case when new.proposed_by is null then null else coalesce(old.proposed_at, sec.now()) end;
  new.settled_at := case when new.settled_by is null then null else sec.now() end;
  return new;
end $$;
create or replace function sec.settle_contested_fact() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare about text; is_upheld boolean := new.state = 'upheld';
begin
  if new.handover_id is not null then
    update public.handover set state = case when is_upheld then 'done' else 'withdrawn' end, second_by = case when is_upheld then new.settled_by end,
      withdraw_reason = case when is_upheld then '' else new.reason end, version = version + 1
      where id = new.handover_id returning ref into about;
  elsif new.ammunition_act_id is not null then
    update public.ammunition_act set state = case when is_upheld then 'done' else 'withdrawn' end, second_by = case when is_upheld then new.settled_by end,
      withdraw_reason = case when is_upheld then '' else new.reason end, version = version + 1
      where id = new.ammunition_act_id returning ref into about;
  else
    update public.vehicle_reservation set state = case when is_upheld then 'returned' else 'withdrawn' end, cancel_reason = case when is_upheld then '' else new.reason end,
      version = version + 1, updated_at = sec.now(), updated_by = new.settled_by
      where id = new.reservation_id returning ref into about;
  end if;
  perform sec.settle_exceptions(about, '{custody_contested,rounds_contested,trip_contested}', 'settled-by-two');
  return null;
end $$;
create or replace function sec.guard_exception_of_contest() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.handover h where h.ref = new.detail and h.state = 'contested'
      union all select from public.ammunition_act x where x.ref = new.detail and x.state = 'contested'
      union all select from public.vehicle_reservation r where r.ref = new.detail and r.state = 'contested') then
    raise exception 'it is contested' using errcode = '23514', constraint = 'contested_act_settled_by_two', table = 'exception';
  end if;
  return new;
end $$;
drop trigger exception_of_contest_guarded on public.exception;
create trigger exception_of_contest_guarded before update on public.exception
  for each row when (old.code in ('custody_contested', 'rounds_contested', 'trip_contested') and old.closed_at is null and new.closed_at is not null)
  execute function sec.guard_exception_of_contest();

-- The vehicle that somebody means who keeps the vehicles of its station or serves there, by its reference or its plate.
-- One that was written off may have been driven before.
create function sec.vehicle_of_trip(wanted text) returns table (out_id uuid, out_ref text, out_cell integer, out_zone text, out_is_kept boolean)
language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select v.id, v.ref, v.cell, coalesce(s.zone, 'UTC'), v.cell = any (sec.cells_vehicle_write()) from public.vehicle v join public.duty_station s on s.id = v.station_id
  where (v.ref = upper(btrim(wanted)) or v.state <> 'written_off' and v.plate_key = upper(regexp_replace(wanted, '[\s-]', '', 'g')))
    and (v.cell = any (sec.cells_vehicle_write()) or exists (select from public.officer o where o.id = (select sec.own_officer()) and (o.cell = v.cell
      or exists (select from public.availability a where a.officer_id = o.id and not a.is_void and a.kind = 'temporary_duty' and a.station_id = v.station_id))))
  order by v.ref limit 2
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.trip_clash(public.vehicle_reservation), sec.trip_gaps(public.vehicle_reservation), sec.refuse_misfit(text) from cordon_web;
