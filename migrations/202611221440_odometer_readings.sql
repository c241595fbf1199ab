-- What the odometer of a vehicle shows. A slip of the hand is caught where it is typed: what no vehicle drives in the time
-- is asked again of a plan and contested of a fact. A fact that runs against the odometer may stand all the same; its
-- reading then counts for nothing. A reading that is wrong is put right by two people, also downwards, and nothing else
-- takes kilometres back.

-- More than 200 km/h on the mean is not driven. Of fifty kilometres minutes do not matter.
create function sec.is_driven(km integer, lasted interval) returns boolean language sql immutable set search_path = pg_catalog, pg_temp
as $$ select km <= 50 or km <= 200 * extract(epoch from lasted) / 3600 $$;

-- A reading that is put right. One person says what it truly is, since when, and why; another confirms.
create table public.odometer_correction (
  id uuid primary key,
  vehicle_id uuid not null references public.vehicle,
  cell integer not null,
  number integer not null,
  reading_km integer not null constraint odometer_correction_plausible check (reading_km between 0 and 5000000),
  since timestamptz not null,
  reason text not null constraint odometer_correction_has_reason check (length(btrim(reason)) between 10 and 300),
  -- what the odometer showed by the record when this was proposed
  was_km integer not null,
  state text not null default 'proposed' constraint odometer_correction_state_known check (state in ('proposed', 'confirmed', 'withdrawn')),
  proposed_by uuid not null default sec.account_id() references public.account,
  proposed_at timestamptz not null default sec.now(),
  settled_by uuid references public.account,
  settled_at timestamptz,
  version integer not null default 1,
  constraint odometer_correction_changes_it check (reading_km <> was_km),
  constraint odometer_correction_settled_at_a_time check ((state = 'proposed') = (settled_by is null) and (settled_by is null) = (settled_at is null)),
  constraint odometer_corrected_by_another check (state <> 'confirmed' or settled_by <> proposed_by),
  constraint odometer_correction_number_once unique (vehicle_id, number)
);
create unique index odometer_correction_one_at_a_time on public.odometer_correction (vehicle_id) where state = 'proposed';
create index odometer_correction_by_first on public.odometer_correction (proposed_by);
create index odometer_correction_by_second on public.odometer_correction (settled_by);
create trigger odometer_correction_signed_by_oneself before insert on public.odometer_correction
  for each row execute function sec.signature_is_own('proposed_by');
create trigger odometer_correction_settled_by_oneself before update on public.odometer_correction
  for each row execute function sec.signature_is_own_or_gone('settled_by');

alter table public.vehicle
  -- number of the correction on which its reading rests; 0: none
  add column correction_no integer not null default 0 constraint vehicle_correction_no_counts check (correction_no >= 0);
alter table public.vehicle_reservation
  -- a reading beyond what is plausible that somebody said is right
  add column affirmed_km integer,
  -- it stands although its reading runs against what is recorded, which therefore counts for nothing
  add column reading_counts boolean not null default true,
  drop constraint reservation_km_grow,
  -- of a plan a correction on the way is known as well, by its trigger
  add constraint reservation_km_grow check (returned_km >= taken_km or not is_fact),
  add constraint reading_of_a_plan_counts check (reading_counts or is_fact);
alter table public.contested_fact
  drop constraint contested_fact_clash_known,
  add constraint contested_fact_clash_known check (clash in ('', 'overlap', 'odometer', 'distance'));
-- Columns of a view are those of the day on which it was made.
do $$
declare name text; wall text;
begin
  foreach name in array array['vehicle', 'vehicle_reservation'] loop
    wall := pg_get_viewdef(('public.visible_' || name)::regclass);
    execute format('create or replace view public.visible_%I with (security_invoker) as select *', name) || substr(wall, position(' FROM' in wall));
  end loop;
end $$;

create function sec.guard_odometer_correction() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare v public.vehicle; may_change constant text[] := array['state', 'settled_by', 'settled_at', 'version'];
begin
  -- whoever takes or brings back this vehicle waits for whoever began before
  select * into strict v from public.vehicle where id = new.vehicle_id for update;
  new.cell := v.cell;
  -- it goes with its vehicle
  if tg_op = 'UPDATE' and to_jsonb(old) - array['cell', 'version'] = to_jsonb(new) - array['cell', 'version'] then
    return new;
  end if;
  if tg_op = 'UPDATE' and (to_jsonb(old) - may_change <> to_jsonb(new) - may_change or old.state <> 'proposed' or new.state = 'proposed')
      or tg_op = 'INSERT' and new.state <> 'proposed' then
    raise exception 'this does not follow' using errcode = '23514', constraint = 'odometer_correction_follows', table = 'odometer_correction';
  end if;
  if tg_op = 'INSERT' then
    new.proposed_at := sec.now();
    new.was_km := (sec.vehicle_reading(v.id)).out_km;
    if v.state = 'written_off' then
      raise exception 'it is written off' using errcode = '23514', constraint = 'odometer_of_a_vehicle_in_use', table = 'odometer_correction';
    end if;
    if new.since > sec.now() then
      raise exception 'it is still to come' using errcode = '23514', constraint = 'odometer_corrected_by_now', table = 'odometer_correction';
    end if;
    return new;
  end if;
  if new.state = 'confirmed' and new.was_km <> (sec.vehicle_reading(v.id)).out_km then
    raise exception 'it has moved on' using errcode = '23514', constraint = 'odometer_correction_meets_its_reading', table = 'odometer_correction';
  end if;
  new.settled_at := sec.now();
  return new;
end $$;
create trigger odometer_correction_guarded before insert or update on public.odometer_correction
  for each row execute function sec.guard_odometer_correction();
create function sec.correct_odometer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.vehicle set odometer_km = new.reading_km, correction_no = new.number, version = version + 1, updated_at = sec.now(), updated_by = new.settled_by
    where id = new.vehicle_id;
  return null;
end $$;
create trigger odometer_corrected after update on public.odometer_correction
  for each row when (old.state = 'proposed' and new.state = 'confirmed') execute function sec.correct_odometer();

call sec.business_table('odometer_correction', 'id', 'cell = {vehicle} or vehicle_id = any ((select sec.own_vehicles())::uuid[])', 'cell = {vehicle}');
call sec.closes_with_station('odometer_correction');

create or replace function sec.guard_vehicle() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare is_proposed boolean := new.write_off_by is not null and old.write_off_by is null; is_written_off boolean := new.state = 'written_off' and old.state <> new.state;
begin
  if old.state = 'written_off' and new.state <> old.state then
    raise exception 'written off is for good' using errcode = '23514', constraint = 'written_off_is_for_good', table = 'vehicle';
  end if;
  if new.correction_no <> old.correction_no and (new.correction_no < old.correction_no or not exists (select from public.odometer_correction c
      where c.vehicle_id = new.id and c.number = new.correction_no and c.state = 'confirmed' and c.reading_km = new.odometer_km)) then
    raise exception 'by two people' using errcode = '23514', constraint = 'odometer_corrected_by_two', table = 'vehicle';
  end if;
  if new.odometer_km < old.odometer_km and new.correction_no = old.correction_no then
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

-- What the odometer last showed, and since when the tyres are on: by the record, or by what was done and not taken back.
-- What the workshop read before a correction was corrected with it.
create or replace function sec.vehicle_reading(vehicle uuid, out out_km integer, out out_tyres_on date) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select greatest(v.odometer_km, max(m.odometer_km) filter (where m.created_at > coalesce(c.settled_at, '-infinity'))),
    greatest(v.tyres_on, max(m.done_on) filter (where m.kind = 'tyres'))
  from public.vehicle v left join public.odometer_correction c on c.vehicle_id = v.id and c.number = v.correction_no
    left join public.vehicle_maintenance m on m.vehicle_id = v.id and not m.is_void
  where v.id = vehicle group by v.id, c.settled_at
$$;

-- What is due on a vehicle: service, tyres, run-flats, armour inspection. `never`: nothing is recorded to count from.
create or replace function sec.vehicle_due(vehicle uuid, today date) returns table (out_what text, out_due_on date, out_due_km integer, out_standing text)
language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp as $$
  with last as (
    -- what was read before a correction, and is more than that, counts from the correction
    select distinct on (m.kind) m.kind, m.done_on, m.next_due_on, m.next_due_km - m.odometer_km + counted.km as next_due_km, counted.km as odometer_km
    from public.vehicle_maintenance m join public.vehicle v on v.id = m.vehicle_id
      left join public.odometer_correction c on c.vehicle_id = v.id and c.number = v.correction_no
      cross join lateral (select case when m.created_at <= c.settled_at and m.odometer_km > c.reading_km then c.reading_km else m.odometer_km end as km) counted
    where m.vehicle_id = vehicle and not m.is_void order by m.kind, m.done_on desc, m.number desc
  ), due as (
    select 1 as sort, 'service' as what, coalesce(l.next_due_on, (l.done_on + sec.upkeep('vehicle_service_months') * interval '1 month')::date) as due_on,
      coalesce(l.next_due_km, l.odometer_km + sec.upkeep('vehicle_service_km')) as due_km
    from (values (1)) one left join last l on l.kind = 'service'
    union all
    select 2, 'tyres', coalesce((select l.next_due_on from last l where l.kind = 'tyres' and l.done_on >= r.out_tyres_on),
      (r.out_tyres_on + sec.upkeep('vehicle_tyre_months') * interval '1 month')::date), null
    from sec.vehicle_reading(vehicle) r where r.out_tyres_on is not null
    union all
    select 3, 'run_flats', coalesce(l.next_due_on, (l.done_on + sec.upkeep('vehicle_run_flat_months') * interval '1 month')::date), l.next_due_km
    from last l where l.kind = 'run_flats'
    union all
    select 4, 'armour_inspection', (select max(p.valid_until) from public.vehicle_paper p where p.vehicle_id = vehicle and p.kind = 'armour_inspection' and not p.is_void), null
    from public.vehicle v where v.id = vehicle and v.armour_standard <> 'none'
  )
  select d.what, d.due_on, d.due_km, case
    when d.due_on is null and d.due_km is null then 'never'
    when d.due_on < today or r.out_km >= d.due_km then 'overdue'
    when d.due_on <= today + sec.upkeep('upkeep_lead_days') or r.out_km >= d.due_km - sec.upkeep('upkeep_lead_km') then 'soon'
    else 'later' end
  from due d join public.vehicle v on v.id = vehicle and v.state <> 'written_off' cross join sec.vehicle_reading(vehicle) r order by d.sort
$$;

-- With how many kilometres a vehicle left, as they count now: what it left with, or what was put right since.
create function sec.left_with_km(vehicle uuid, since timestamptz, km integer) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce((select c.reading_km from public.odometer_correction c
    where c.vehicle_id = vehicle and c.state = 'confirmed' and c.settled_at > since order by c.number desc limit 1), km)
$$;

create or replace function sec.guard_reservation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare v public.vehicle; from_day date; to_day date; lacks text[]; left_km integer; moment timestamptz := sec.now();
  kept constant text[] := array['state', 'taken_at', 'taken_km', 'returned_at', 'returned_km', 'condition', 'note', 'cancel_reason', 'affirmed_km', 'version', 'updated_at', 'updated_by'];
begin
  -- whoever reserves or takes this vehicle waits for whoever began before
  select * into strict v from public.vehicle where id = new.vehicle_id for update;
  new.cell := v.cell;
  from_day := (lower(new.during) at time zone 'UTC')::date;
  to_day := (upper(new.during) at time zone 'UTC')::date;
  if tg_op = 'UPDATE' and (to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state in ('returned', 'cancelled')
      or old.state <> new.state and (old.state, new.state) not in (('reserved', 'out'), ('reserved', 'cancelled'), ('out', 'returned'))
      or old.state = new.state and to_jsonb(old) <> to_jsonb(new)) then
    raise exception 'this does not follow' using errcode = '23514', constraint = 'reservation_follows', table = 'vehicle_reservation';
  end if;
  if tg_op = 'INSERT' and new.state <> 'reserved' then
    raise exception 'it begins reserved' using errcode = '23514', constraint = 'reservation_follows', table = 'vehicle_reservation';
  end if;
  if tg_op = 'INSERT' and upper(new.during) <= moment then
    raise exception 'it is over' using errcode = '23514', constraint = 'reservation_is_to_come', table = 'vehicle_reservation';
  end if;
  if tg_op = 'INSERT' then
    new.affirmed_km := null;
  end if;
  if new.state = 'out' then
    new.taken_at := moment;
    from_day := (moment at time zone 'UTC')::date;
    to_day := greatest(to_day, from_day);
    if new.taken_km < v.odometer_km then
      raise exception 'kilometres are not taken back' using errcode = '23514', constraint = 'odometer_only_grows', table = 'vehicle_reservation';
    end if;
    if new.taken_km > (sec.vehicle_reading(v.id)).out_km + 1000 and new.affirmed_km is distinct from new.taken_km then
      raise exception 'far beyond what it showed last' using errcode = '23514', constraint = 'taken_near_its_reading', table = 'vehicle_reservation';
    end if;
  end if;
  if new.state in ('reserved', 'out') then
    -- INV-25
    if sec.vehicle_gaps(v.id, from_day, to_day) <> '{}' then
      raise exception 'not ready on all these days' using errcode = '23514', constraint = 'only_a_ready_vehicle_is_used', table = 'vehicle_reservation';
    end if;
    -- INV-15
    lacks := sec.driver_gaps(new.driver_id, v.armour_standard <> 'none', from_day, to_day);
    if new.driver_id is not null and lacks <> '{}' then
      raise exception 'may not drive it on all these days' using errcode = '23514', constraint = 'driver_is_qualified', table = 'vehicle_reservation';
    end if;
    if new.state = 'out' and new.driver_id is null then
      raise exception 'nobody drives it' using errcode = '23514', constraint = 'taken_by_a_driver', table = 'vehicle_reservation';
    end if;
  end if;
  if new.state = 'returned' then
    new.returned_at := moment;
    left_km := sec.left_with_km(v.id, new.taken_at, new.taken_km);
    if new.returned_km < left_km then
      raise exception 'kilometres are not taken back' using errcode = '23514', constraint = 'reservation_km_grow', table = 'vehicle_reservation';
    end if;
    if not sec.is_driven(new.returned_km - left_km, moment - new.taken_at) and new.affirmed_km is distinct from new.returned_km then
      raise exception 'nobody drives so far' using errcode = '23514', constraint = 'return_is_driven', table = 'vehicle_reservation';
    end if;
  end if;
  return new;
end $$;

-- Why a trip does not fit what is recorded: `overlap`, `odometer`, `distance`, or nothing. What was read off the odometer
-- stands in trips whose reading counts, in entries of the workshop, in corrections, and in the record of the vehicle as it
-- was saved before the trip. Across a correction readings say nothing of each other, and what was recorded before it says
-- nothing of what came after.
create or replace function sec.trip_clash(trip public.vehicle_reservation) returns text language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with corrected as (
    select c.since, c.settled_at, c.reading_km from public.odometer_correction c where c.vehicle_id = trip.vehicle_id and c.state = 'confirmed'
  ), told as (
    select r.taken_at as earliest, r.taken_at as latest, r.taken_km as km, case when r.is_fact then r.created_at else r.taken_at end as recorded_at
      from public.vehicle_reservation r where r.vehicle_id = trip.vehicle_id and r.id <> trip.id and r.state in ('out', 'returned') and r.reading_counts
    union all
    select r.returned_at, r.returned_at, r.returned_km, case when r.is_fact then r.created_at else r.returned_at end
      from public.vehicle_reservation r where r.vehicle_id = trip.vehicle_id and r.id <> trip.id and r.state = 'returned' and r.reading_counts
    union all
    -- a day of the workshop is one of its own zone
    select m.done_on::timestamp at time zone 'UTC' - interval '14 hours', (m.done_on + 1)::timestamp at time zone 'UTC' + interval '14 hours', m.odometer_km, m.created_at
      from public.vehicle_maintenance m where m.vehicle_id = trip.vehicle_id and not m.is_void
    union all
    select c.since, c.since, c.reading_km, c.settled_at from corrected c
    union all
    -- a record says no less than what was read, and nothing of what is read later
    select null, h.at, (h.content ->> 'odometer_km')::integer, h.at from history.vehicle h where h.record_id = trip.vehicle_id
  )
  select case
    when exists (select from public.vehicle_reservation r where r.vehicle_id = trip.vehicle_id and r.id <> trip.id and case r.state
        when 'reserved' then r.driver_id is distinct from trip.driver_id and r.during && trip.during
        when 'out' then r.during && trip.during or r.taken_at < trip.returned_at
        when 'returned' then tstzrange(r.taken_at, r.returned_at) && trip.during else false end) then 'overlap'
    when trip.taken_km < (select max(t.km) from told t where t.latest <= trip.taken_at and not exists (select from corrected c
        where c.since <= trip.taken_at and (t.latest < c.since or t.recorded_at < c.settled_at)))
      or trip.returned_km > (select min(t.km) from told t where t.earliest >= trip.returned_at and not exists (select from corrected c
        where c.since <= t.earliest and (c.since > trip.returned_at or t.recorded_at < c.settled_at))) then 'odometer'
    when not sec.is_driven(trip.returned_km - trip.taken_km, trip.returned_at - trip.taken_at) then 'distance'
    else '' end
$$;
create or replace function sec.guard_trip() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kept constant text[] := array['state', 'cancel_reason', 'reading_counts', 'version', 'updated_at', 'updated_by']; clash text;
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
    new.affirmed_km := null;
    new.reading_counts := true;
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
  new.reading_counts := true;
  if new.state = 'returned' then
    clash := sec.trip_clash(new);
    perform sec.refuse_misfit(clash);
    new.reading_counts := clash = '';
  end if;
  return new;
end $$;

-- Somebody else cannot have had it at the same time. What the odometer shows may have been mistyped then or since, and
-- keeps no trip from standing.
create or replace function sec.refuse_misfit(clash text) returns void language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if clash = 'overlap' then
    raise exception 'somebody else has it' using errcode = '23514', constraint = 'trip_fits_the_reservations', table = 'vehicle_reservation';
  end if;
end $$;

-- A trip that stands: what was driven and what was broken stand on the vehicle, unless a later trip says otherwise. What
-- broke a rule is told.
create or replace function sec.keep_trip() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare breaks boolean := new.condition = 'damaged' and not exists (select from public.vehicle_reservation r
    where r.vehicle_id = new.vehicle_id and r.state in ('out', 'returned') and r.taken_at >= new.returned_at);
  -- what was put right since is not moved by what came before
  moves boolean := new.reading_counts and not exists (select from public.odometer_correction c
    where c.vehicle_id = new.vehicle_id and c.state = 'confirmed' and c.since > new.returned_at);
begin
  update public.vehicle set odometer_km = case when moves then greatest(odometer_km, new.returned_km) else odometer_km end, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id(),
      state = case when breaks and state = 'available' then 'unserviceable' else state end,
      state_reason = case when breaks and state = 'available' then new.ref || ': ' || new.note else state_reason end
    where id = new.vehicle_id and (moves and odometer_km < new.returned_km or breaks and state = 'available');
  if new.gaps <> '{}' then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), sec.new_ref('X'), new.cell,
        case when new.gaps && array['insurance', 'armour_certificate', 'armour_inspection'] then 'INV-25' else 'INV-15' end, 'trip_unfit', new.ref, new.created_by);
  end if;
  return null;
end $$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.is_driven(integer, interval), sec.trip_clash(public.vehicle_reservation), sec.refuse_misfit(text) from cordon_web;
