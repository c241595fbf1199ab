-- Vehicles and their reservations: what each one is, with which papers, and who has it when. Whether a vehicle is ready
-- follows from its state and the dates of its papers and is stored nowhere (INV-25).

call sec.add_area('vehicle');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'vehicle', 'global', false), ('pcu_officer', 'vehicle', 'global', false), ('pcu_support', 'vehicle', 'global', false),
  ('designated_official', 'vehicle', 'scope', false), ('senior_security_professional', 'vehicle', 'scope', true),
  ('cp_coordinator', 'vehicle', 'scope', true), ('asset_custodian', 'vehicle', 'scope', true), ('auditor', 'vehicle', 'global', false);

create table public.vehicle (
  id uuid primary key,
  ref text not null constraint vehicle_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  -- as marked; compared without case, space and hyphen
  plate text not null constraint vehicle_plate_present check (length(btrim(plate)) between 1 and 20),
  plate_key text not null generated always as (upper(regexp_replace(plate, '[\s-]', '', 'g'))) stored,
  vin text not null default '' constraint vehicle_vin_short check (length(vin) <= 30),
  vin_key text not null generated always as (upper(regexp_replace(vin, '[\s-]', '', 'g'))) stored,
  make text not null constraint vehicle_make_present check (length(btrim(make)) between 1 and 80),
  model text not null constraint vehicle_model_present check (length(btrim(model)) between 1 and 80),
  seats integer not null constraint vehicle_seats_plausible check (seats between 1 and 60),
  armour_standard text not null constraint vehicle_armour_known check (armour_standard in
    ('none', 'cen_b', 'en1063_br', 'vpam_brv2009_vr', 'erv2010_blast', 'nij', 'other')),
  armour_level text not null default '' constraint vehicle_armour_level_short check (length(armour_level) <= 20),
  tyres_on date,
  communications text not null default '' constraint vehicle_communications_short check (length(communications) <= 160),
  tracker text not null default '' constraint vehicle_tracker_short check (length(tracker) <= 80),
  odometer_km integer not null constraint vehicle_odometer_plausible check (odometer_km between 0 and 5000000),
  state text not null default 'available' constraint vehicle_state_known check (state in ('available', 'workshop', 'unserviceable', 'written_off')),
  state_since timestamptz not null default sec.now(),
  state_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint vehicle_plate_key_present check (length(plate_key) > 0),
  constraint vehicle_armour_has_level check ((armour_standard = 'none') = (btrim(armour_level) = '')),
  constraint vehicle_state_has_reason check (state = 'available' or length(btrim(state_reason)) > 0)
);
create unique index vehicle_plate_once on public.vehicle (station_id, plate_key) where state <> 'written_off';
create unique index vehicle_vin_once on public.vehicle (vin_key) where vin_key <> '';
create index vehicle_by_cell on public.vehicle (cell, ref, id);
create index vehicle_by_station on public.vehicle (station_id);
create index vehicle_by_creator on public.vehicle (created_by);
create index vehicle_by_updater on public.vehicle (updated_by);
create trigger vehicle_takes_cell before insert or update of station_id on public.vehicle
  for each row execute function sec.station_cell();
create trigger vehicle_signed_by_oneself before insert on public.vehicle for each row execute function sec.signature_is_own('created_by');

-- Certificates, inspections and permits: each stays as it was recorded; a wrong one is voided with a reason.
create table public.vehicle_paper (
  id uuid primary key,
  vehicle_id uuid not null references public.vehicle,
  cell integer not null,
  number integer not null,
  kind text not null constraint vehicle_paper_kind_known check (kind in
    ('armour_certificate', 'armour_inspection', 'insurance', 'registration', 'road_worthiness', 'host_permit')),
  document text not null constraint vehicle_paper_has_document check (length(btrim(document)) between 1 and 160),
  issued_on date not null,
  valid_until date not null,
  is_void boolean not null default false,
  void_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  constraint vehicle_paper_ends_after_it_begins check (valid_until >= issued_on),
  constraint vehicle_paper_void_has_reason check (not is_void or length(btrim(void_reason)) > 0),
  constraint vehicle_paper_number_once unique (vehicle_id, number)
);
create index vehicle_paper_by_end on public.vehicle_paper (cell, valid_until) where not is_void;
create index vehicle_paper_by_kind on public.vehicle_paper (vehicle_id, kind, valid_until) where not is_void;
create index vehicle_paper_by_creator on public.vehicle_paper (created_by);

-- Who has a vehicle when: reserved, taken, brought back. Two at a time cannot be (the exclusion below).
create table public.vehicle_reservation (
  id uuid primary key,
  ref text not null constraint vehicle_reservation_ref_once unique,
  vehicle_id uuid not null references public.vehicle,
  cell integer not null,
  during tstzrange not null,
  purpose text not null constraint reservation_has_purpose check (length(btrim(purpose)) between 1 and 300),
  driver_id uuid references public.officer,
  state text not null default 'reserved' constraint reservation_state_known check (state in ('reserved', 'out', 'returned', 'cancelled')),
  taken_at timestamptz,
  taken_km integer,
  returned_at timestamptz,
  returned_km integer,
  condition text not null default '' constraint reservation_condition_known check (condition in ('', 'good', 'damaged')),
  note text not null default '' constraint reservation_note_short check (length(note) <= 1000),
  cancel_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint reservation_has_bounds check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  constraint reservation_at_most_sixty_days check (upper(during) <= lower(during) + interval '60 days'),
  constraint reservation_taken_with_km check ((state in ('out', 'returned')) = (taken_at is not null and taken_km is not null)),
  constraint reservation_returned_with_km check ((state = 'returned') = (returned_at is not null and returned_km is not null and condition <> '')),
  constraint reservation_km_grow check (returned_km >= taken_km),
  constraint reservation_damage_is_said check (condition <> 'damaged' or length(btrim(note)) > 0),
  constraint reservation_cancelled_with_reason check (state <> 'cancelled' or length(btrim(cancel_reason)) > 0),
  constraint vehicle_reserved_once_at_a_time exclude using gist (vehicle_id with =, during with &&) where (state in ('reserved', 'out'))
);
create unique index vehicle_out_once on public.vehicle_reservation (vehicle_id) where state = 'out';
create index vehicle_reservation_by_cell on public.vehicle_reservation (cell, lower(during), id);
create index vehicle_reservation_by_vehicle on public.vehicle_reservation (vehicle_id, lower(during));
create index vehicle_reservation_by_driver on public.vehicle_reservation (driver_id);
create index vehicle_reservation_by_creator on public.vehicle_reservation (created_by);
create index vehicle_reservation_by_updater on public.vehicle_reservation (updated_by);
create trigger vehicle_reservation_signed_by_oneself before insert on public.vehicle_reservation
  for each row execute function sec.signature_is_own('created_by');

-- True if on any of these days no paper of the kind is valid: a renewal may continue the one before.
create function sec.paper_is_missing(vehicle uuid, wanted text, from_day date, to_day date) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select not (datemultirange(daterange(from_day, to_day, '[]')) <@ coalesce(
    (select range_agg(daterange(p.issued_on, p.valid_until, '[]')) from public.vehicle_paper p where p.vehicle_id = vehicle and p.kind = wanted and not p.is_void),
    '{}'::datemultirange))
$$;
-- INV-25: what stands against using a vehicle on every day from one to another. Empty: nothing.
-- The same answer as the program's own function gives; a test holds the two together.
create function sec.vehicle_gaps(vehicle uuid, from_day date, to_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select array_remove(array[
    case when v.state <> 'available' then 'state' end,
    case when v.armour_standard <> 'none' and sec.paper_is_missing(v.id, 'armour_certificate', from_day, to_day) then 'armour_certificate' end,
    case when v.armour_standard <> 'none' and sec.paper_is_missing(v.id, 'armour_inspection', from_day, to_day) then 'armour_inspection' end,
    case when sec.paper_is_missing(v.id, 'insurance', from_day, to_day) then 'insurance' end
  ], null)
  from public.vehicle v where v.id = vehicle
$$;
-- INV-15: what a driver lacks on any of these days: a permit to drive, and for an armoured vehicle the training for it.
create function sec.driver_gaps(officer uuid, is_armoured boolean, from_day date, to_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select array_remove(array_agg(case when not datemultirange(daterange(from_day, to_day, '[]')) <@ coalesce(
    (select range_agg(daterange(q.obtained_on, q.valid_until, '[]')) from public.qualification q
     where q.officer_id = officer and q.type = t.code and q.verified_by is not null and not q.is_void), '{}'::datemultirange) then t.code end order by t.sort), null)
  from public.qualification_type t
  where t.code = 'un_driver_permit' or is_armoured and t.code = 'av_driver'
$$;

create function sec.guard_vehicle() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
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
  if new.state = 'written_off' and old.state <> new.state
      and exists (select from public.vehicle_reservation r where r.vehicle_id = new.id and r.state in ('reserved', 'out')) then
    raise exception 'somebody counts on it' using errcode = '23514', constraint = 'written_off_without_reservations', table = 'vehicle';
  end if;
  if old.state <> new.state then
    new.state_since := sec.now();
  end if;
  return new;
end $$;
create trigger vehicle_guarded before update on public.vehicle for each row execute function sec.guard_vehicle();

create function sec.part_of_vehicle() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare may_change constant text[] := array['is_void', 'void_reason', 'version'];
begin
  select cell into strict new.cell from public.vehicle where id = new.vehicle_id;
  if tg_op = 'UPDATE' and (old.is_void or to_jsonb(old) - may_change <> to_jsonb(new) - may_change) then
    raise exception 'a paper is voided, not rewritten' using errcode = '23514', constraint = 'vehicle_paper_is_kept', table = 'vehicle_paper';
  end if;
  return new;
end $$;
create trigger paper_of_vehicle before insert or update on public.vehicle_paper for each row execute function sec.part_of_vehicle();

create function sec.guard_reservation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare v public.vehicle; from_day date; to_day date; lacks text[]; moment timestamptz := sec.now();
  kept constant text[] := array['state', 'taken_at', 'taken_km', 'returned_at', 'returned_km', 'condition', 'note', 'cancel_reason', 'version', 'updated_at', 'updated_by'];
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
  if new.state = 'out' then
    new.taken_at := moment;
    from_day := (moment at time zone 'UTC')::date;
    to_day := greatest(to_day, from_day);
    if new.taken_km < v.odometer_km then
      raise exception 'kilometres are not taken back' using errcode = '23514', constraint = 'odometer_only_grows', table = 'vehicle_reservation';
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
  end if;
  return new;
end $$;
create trigger reservation_guarded before insert or update on public.vehicle_reservation for each row execute function sec.guard_reservation();

-- What was driven and what was broken stand on the vehicle at once.
create function sec.vehicle_is_back() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.vehicle set odometer_km = new.returned_km, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id(),
      state = case when new.condition = 'damaged' and state = 'available' then 'unserviceable' else state end,
      state_reason = case when new.condition = 'damaged' and state = 'available' then new.ref || ': ' || new.note else state_reason end
    where id = new.vehicle_id;
  return null;
end $$;
create trigger vehicle_back after update on public.vehicle_reservation
  for each row when (old.state = 'out' and new.state = 'returned') execute function sec.vehicle_is_back();

-- Vehicles that the reader drives, or is about to.
create function sec.own_vehicles() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct vehicle_id), '{}') from public.vehicle_reservation
  where driver_id = (select sec.own_officer()) and state in ('reserved', 'out')
$$;
-- Who may be named as driver: officers of the stations whose vehicles one keeps, and those there on temporary duty.
create function sec.drivers_to_name(wanted text) returns table (out_id uuid, out_ref text, out_name text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select o.id, o.ref, o.name from public.officer o
  where o.state = 'active' and (o.ref = upper(wanted) or o.name ilike '%' || replace(replace(replace(wanted, '\', '\\'), '%', '\%'), '_', '\_') || '%')
    and (o.cell = any (sec.cells_vehicle_write()) or exists (select from public.availability v join public.duty_station s on s.id = v.station_id
      where v.officer_id = o.id and not v.is_void and v.kind = 'temporary_duty' and v.during @> sec.now() and s.cell = any (sec.cells_vehicle_write())))
  order by o.name, o.id limit 16
$$;
create function sec.driver_label(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select o.ref || ' ' || o.name from public.officer o where o.id = wanted and (o.id = (select sec.own_officer()) or o.cell = any (sec.cells_people())
    or exists (select from public.vehicle_reservation r where r.driver_id = o.id and r.cell = any (sec.cells_vehicle())))
$$;

call sec.business_table('vehicle', 'id', 'cell = {vehicle} or id = any ((select sec.own_vehicles())::uuid[])', 'cell = {vehicle}');
call sec.business_table('vehicle_paper', 'id', 'exists (select from public.visible_vehicle v where v.id = vehicle_id)', 'cell = {vehicle}');
call sec.business_table('vehicle_reservation', 'id', 'cell = {vehicle} or driver_id = (select sec.own_officer())',
  'cell = {vehicle} or driver_id = (select sec.own_officer())');

-- Names in the history.
create or replace function history.name_of(wanted uuid) returns text language sql stable
as $$
  select coalesce(
    (select s.code from public.visible_duty_station s where s.id = wanted),
    (select p.name from public.visible_place p where p.id = wanted),
    (select o.ref from public.visible_officer o where o.id = wanted),
    (select p.ref from public.visible_principal p where p.id = wanted),
    (select m.ref from public.visible_movement m where m.id = wanted),
    (select l.number::text from public.visible_leg l where l.id = wanted),
    (select p.role from public.visible_post p where p.id = wanted),
    (select f.name from public.visible_formation f where f.id = wanted),
    (select a.ref from public.visible_risk_assessment a where a.id = wanted),
    (select q.ref from public.visible_protection_requirement q where q.id = wanted),
    (select t.ref from public.visible_protection_team t where t.id = wanted),
    (select p.number::text from public.visible_requirement_post p where p.id = wanted),
    (select f.ref from public.visible_firearm f where f.id = wanted),
    (select a.ref from public.visible_armoury a where a.id = wanted),
    (select l.ref from public.visible_ammunition_lot l where l.id = wanted),
    (select x.ref from public.visible_ammunition_act x where x.id = wanted),
    (select b.ref from public.visible_property_book b where b.id = wanted),
    (select v.ref from public.visible_vehicle v where v.id = wanted),
    sec.account_label(wanted))
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.paper_is_missing(uuid, text, date, date) from cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
