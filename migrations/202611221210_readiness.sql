-- Readiness of a detail (peers 95; INV-10, 14, 15, 16, 21, 25): the facts from which the program judges whether the
-- officers of a movement are current on what they carry, whether permits, vehicles and rounds hold, and whether rest
-- is kept. Who may not read a record gets its answer and the day of it, never what it says.

insert into public.setting (name, value, unit, source) values ('maximum_duty_hours', '12', 'hours', 'INV-10');
call audit.note_migration('setting.create', 'setting of the longest duty');

-- The vehicles that a movement counts on: reservations, each at most once a movement.
create table public.movement_vehicle (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  planning_cell integer not null,
  number integer not null,
  reservation_id uuid not null references public.vehicle_reservation,
  is_void boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  constraint movement_vehicle_number_once unique (movement_id, number)
);
create unique index vehicle_counted_once on public.movement_vehicle (movement_id, reservation_id) where not is_void;
create index movement_vehicle_by_reservation on public.movement_vehicle (reservation_id);
create index movement_vehicle_by_creator on public.movement_vehicle (created_by);

create function sec.guard_movement_vehicle() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare may_change constant text[] := array['is_void', 'version'];
begin
  select planning_cell into strict new.planning_cell from public.movement where id = new.movement_id;
  if tg_op = 'INSERT' and not exists (select from public.vehicle_reservation r where r.id = new.reservation_id and r.state in ('reserved', 'out')) then
    raise exception 'nobody has it reserved' using errcode = '23514', constraint = 'vehicle_counted_while_reserved', table = 'movement_vehicle';
  end if;
  if tg_op = 'UPDATE' and (old.is_void or to_jsonb(old) - may_change <> to_jsonb(new) - may_change) then
    raise exception 'taken off, not rewritten' using errcode = '23514', constraint = 'counted_vehicle_is_kept', table = 'movement_vehicle';
  end if;
  return new;
end $$;
create trigger movement_vehicle_guarded before insert or update on public.movement_vehicle
  for each row execute function sec.guard_movement_vehicle();
create trigger movement_vehicle_signed_by_oneself before insert on public.movement_vehicle
  for each row execute function sec.signature_is_own('created_by');

call sec.business_table('movement_vehicle', 'id', 'planning_cell = {movement} or movement_id = any ((select sec.own_movements())::uuid[])', 'planning_cell = {movement}');

-- Who judges the detail of a movement: its planning side and those who are on it. Not whoever asked for it.
create function sec.judges_detail(movement uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select exists (select from public.movement m where m.id = movement
    and (m.planning_cell = any ((select sec.cells_movement())::integer[]) or m.id = any ((select sec.own_movements())::uuid[])))
$$;

-- The officers of a movement, each with the time and the countries of the legs that are still theirs.
create function sec.detail_of(movement uuid) returns table (officer uuid, roles text[], starts timestamptz[], ends timestamptz[], from_day date,
  to_day date, is_timed boolean, countries text[], has_unknown_place boolean) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select t.officer_id, array_agg(distinct p.role), array_agg(distinct lower(l.during)), array_agg(distinct upper(l.during)),
    (min(lower(l.during)) at time zone 'UTC')::date, (max(upper(l.during)) at time zone 'UTC')::date, bool_and(l.precision = 'minute'),
    coalesce(array_agg(distinct x.country) filter (where x.country is not null), '{}'), bool_or(x.country is null)
  from public.leg l join public.tasking t on t.leg_id = l.id join public.post p on p.id = t.post_id
    cross join lateral (values (l.departure_place_id), (l.arrival_place_id)) e (place) left join public.place x on x.id = e.place
  where l.movement_id = movement and not l.is_void and l.state in ('planned', 'under_way', 'diverted')
    and t.state in ('planned', 'active') and not t.is_contested and not isempty(l.during) and (select sec.judges_detail(movement))
  group by t.officer_id
$$;

-- The first day of a span on which one of these qualifications does not hold; null: all hold throughout.
create function sec.first_day_without(officer uuid, types text[], in_country text, from_day date, to_day date) returns date language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select min(lower(gap)) from unnest(types) wanted, unnest(datemultirange(daterange(from_day, to_day, '[]')) - coalesce(
    (select range_agg(daterange(q.obtained_on, q.valid_until, '[]')) from public.qualification q
     where q.officer_id = officer and q.type = wanted and q.verified_by is not null and not q.is_void and (in_country is null or q.country = in_country)),
    '{}'::datemultirange)) gap
$$;
-- What the roles of a detail take (INV-15). The program's own function says the same; a test holds the two together.
create function sec.roles_take(roles text[]) returns text[] language sql immutable
as $$
  select coalesce(array_agg(distinct wanted), '{}') from unnest(roles) role, unnest(case
    when role = 'driver' then array['un_driver_permit'] when role = 'medic' then array['etb', 'ifak']
    when role in ('comms', 'liaison_interpreter') then '{}' else array['cpoc', 'physical_fitness', 'ifak'] end) wanted
$$;
-- INV-14 over a span: the first day on which the officer may not carry this class and model in one of these countries.
create function sec.first_unarmed_day(officer uuid, class text, model text, station uuid, countries text[], from_day date, to_day date) returns date
  language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select least(
    (select min(day) from (select from_day union select q.valid_until + 1 from public.qualification q
        where q.officer_id = officer and q.valid_until >= from_day and q.valid_until < to_day) days (day)
      where array_remove(sec.armed_gaps(officer, class, model, station, day), 'host_weapon_permit') <> '{}'),
    (select min(sec.first_day_without(officer, array['host_weapon_permit'], c, from_day, to_day)) from unnest(countries) c))
$$;
-- The first day of a span on which no permit lets the weapon be carried in a country.
create function sec.first_day_uncarried(firearm uuid, in_country text, from_day date, to_day date) returns date language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select min(lower(gap)) from unnest(datemultirange(daterange(from_day, to_day, '[]')) - coalesce(
    (select range_agg(daterange(p.issued_on, p.valid_until, '[]')) from public.firearm_permit p
     where p.firearm_id = firearm and p.kind = 'carry' and p.country = in_country and not p.is_void), '{}'::datemultirange)) gap
$$;
-- INV-25 over a span: the first day on which a vehicle is not ready.
create function sec.first_unready_day(vehicle uuid, from_day date, to_day date) returns date language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select min(day) from (select from_day union select p.valid_until + 1 from public.vehicle_paper p
      where p.vehicle_id = vehicle and not p.is_void and p.valid_until >= from_day and p.valid_until < to_day) days (day)
    where sec.vehicle_gaps(vehicle, day, day) <> '{}'
$$;

-- When the officer is on duty besides this movement: taskings of others, and days on a team.
create function sec.duties_besides(officer uuid, movement uuid, from_day date, to_day date) returns table (during tstzrange) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select t.during from public.tasking t
  where t.officer_id = officer and t.movement_id <> movement and t.state in ('planned', 'active', 'done') and not t.is_contested
    and t.during && tstzrange(from_day::timestamp at time zone 'UTC' - interval '3 days', to_day::timestamp at time zone 'UTC' + interval '4 days')
  union all
  select d.during from public.duty_day d
  where d.officer_id = officer and not d.is_void and d.day between from_day - 3 and to_day + 3
$$;

create function sec.detail_officers(movement uuid) returns table (out_officer uuid, out_reference text, out_name text, out_roles text[],
  out_starts timestamptz[], out_ends timestamptz[], out_from date, out_to date, out_is_timed boolean, out_has_unknown_place boolean, out_countries text[],
  out_rested_since timestamptz, out_wanted_from timestamptz, out_is_open boolean, out_unfit_on date) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select d.officer, v.ref, v.name, d.roles, d.starts, d.ends, d.from_day, d.to_day, d.is_timed, d.has_unknown_place, d.countries,
    (select max(upper(o.during)) from sec.duties_besides(d.officer, movement, d.from_day, d.to_day) o where upper(o.during) <= d.starts[1]),
    (select min(lower(o.during)) from sec.duties_besides(d.officer, movement, d.from_day, d.to_day) o where lower(o.during) >= d.ends[cardinality(d.ends)]),
    p.cell = any ((select sec.cells_qualification())::integer[]) or coalesce(p.id = (select sec.own_officer()), false),
    sec.first_day_without(d.officer, sec.roles_take(d.roles), null, d.from_day, d.to_day)
  from sec.detail_of(movement) d join public.officer p on p.id = d.officer left join public.visible_officer v on v.id = d.officer
  order by v.name nulls last, d.officer
$$;

-- What the officers of a detail carry: who may not see the weapon reads neither which it is nor why it fails.
create function sec.detail_weapons(movement uuid) returns table (out_officer uuid, out_reference text, out_class text, out_model text,
  out_state text, out_inspection_due date, out_is_open boolean, out_by_station boolean, out_is_armed_category boolean, out_allows boolean,
  out_allows_professionals boolean, out_is_suspended boolean, out_unarmed_on date, out_uncarried_on date, out_uncarried_in text, out_was_permitted boolean)
  language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select d.officer, case when seen.weapon then f.ref end, case when seen.weapon then f.class end,
    case when seen.weapon then f.model end,
    case when seen.weapon then f.state when f.state in ('serviceable', 'limited') then 'serviceable' else 'unserviceable' end, f.inspection_due_on,
    seen.papers, case when seen.papers then c.by_station end, case when seen.papers then c.category is not null end,
    case when seen.papers then a.allows end, case when seen.papers then a.allows_professionals end,
    case when seen.papers then exists (select from public.armed_suspension x where x.officer_id = d.officer and x.lifted_at is null) end,
    sec.first_unarmed_day(d.officer, f.class, f.model, f.station_id, d.countries, d.from_day, d.to_day), bare.day, bare.country,
    exists (select from public.firearm_permit p where p.firearm_id = f.id and p.kind = 'carry' and p.country = bare.country and not p.is_void)
  from sec.detail_of(movement) d join public.firearm_custody k on k.officer_id = d.officer and k.until is null
    join public.firearm f on f.id = k.firearm_id join public.duty_station s on s.id = f.station_id join public.officer o on o.id = d.officer
    left join public.armed_category c on c.category = o.category left join public.station_arming a on a.station_id = f.station_id
    cross join lateral (select f.cell = any ((select sec.cells_asset())::integer[]) or coalesce(d.officer = (select sec.own_officer()), false) as weapon) w
    cross join lateral (select w.weapon, w.weapon and (o.cell = any ((select sec.cells_qualification())::integer[])
      or coalesce(o.id = (select sec.own_officer()), false)) as papers) seen
    -- at home the permit to carry counts once one was recorded; abroad it is always asked
    left join lateral (select abroad.country, sec.first_day_uncarried(f.id, abroad.country, d.from_day, d.to_day) as day from unnest(d.countries) abroad (country)
      where (abroad.country <> s.country or exists (select from public.firearm_permit p where p.firearm_id = f.id and p.kind = 'carry' and p.country = s.country and not p.is_void))
        and sec.first_day_uncarried(f.id, abroad.country, d.from_day, d.to_day) is not null
      order by 2, 1 limit 1) bare on true
  order by f.ref
$$;

-- The rounds that the officers of a detail hold (INV-21).
create function sec.detail_rounds(movement uuid) returns table (out_officer uuid, out_reference text, out_is_suspended boolean, out_shelf_life_until date,
  out_fits boolean) language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select d.officer, case when k.cell = any ((select sec.cells_asset())::integer[]) or d.officer = (select sec.own_officer()) then l.ref end,
    l.suspended_at is not null and l.lifted_at is null, l.shelf_life_until,
    exists (select from public.firearm_custody h join public.firearm f on f.id = h.firearm_id
      where h.officer_id = d.officer and h.until is null and sec.calibre_key(f.calibre) = l.calibre_key)
  from sec.detail_of(movement) d join public.ammunition_account k on k.officer_id = d.officer and k.kind = 'person' and k.quantity > 0
    join public.ammunition_lot l on l.id = k.lot_id
  order by l.ref
$$;

-- The vehicles that a movement counts on, judged for the days of its legs.
create function sec.detail_vehicles(movement uuid) returns table (out_number integer, out_version integer, out_vehicle uuid, out_reference text, out_called text,
  out_reservation text, out_reservation_state text, out_from timestamptz, out_to timestamptz, out_state text, out_is_armoured boolean, out_unready_on date,
  out_driver_lacks text[], out_has_driver boolean, out_first date, out_last date) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select x.number, x.version, case when seen.it then v.id end, case when seen.it then v.ref end, case when seen.it then v.plate || ' ' || v.make || ' ' || v.model end,
    case when seen.it then r.ref end, r.state, lower(r.during), upper(r.during), case when seen.it or v.state = 'available' then v.state else 'unserviceable' end,
    v.armour_standard <> 'none', sec.first_unready_day(v.id, span.first, span.last),
    case when r.driver_id is null then '{}' else case when seen.it then lacks.codes when lacks.codes = '{}' then '{}' else array['sealed'] end end,
    r.driver_id is not null, span.first, span.last
  from public.movement_vehicle x join public.vehicle_reservation r on r.id = x.reservation_id join public.vehicle v on v.id = r.vehicle_id
    cross join lateral (select coalesce((min(lower(l.during)) at time zone 'UTC')::date, (lower(r.during) at time zone 'UTC')::date) as first,
        coalesce((max(upper(l.during)) at time zone 'UTC')::date, (upper(r.during) at time zone 'UTC')::date) as last
      from public.leg l where l.movement_id = x.movement_id and not l.is_void and l.state in ('planned', 'under_way', 'diverted') and not isempty(l.during)) span
    cross join lateral (select r.cell = any ((select sec.cells_vehicle())::integer[]) or coalesce(r.driver_id = (select sec.own_officer()), false) as it) seen
    cross join lateral (select sec.driver_gaps(r.driver_id, v.armour_standard <> 'none', span.first, span.last) as codes) lacks
  where x.movement_id = movement and not x.is_void and (select sec.judges_detail(movement))
  order by x.number
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.detail_of(uuid), sec.duties_besides(uuid, uuid, date, date), sec.first_day_without(uuid, text[], text, date, date),
  sec.first_unarmed_day(uuid, text, text, uuid, text[], date, date), sec.first_day_uncarried(uuid, text, date, date), sec.first_unready_day(uuid, date, date)
  from cordon_web;
