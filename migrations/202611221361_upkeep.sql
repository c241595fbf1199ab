-- Upkeep: what is due on a firearm by days and rounds, and on a vehicle by kilometres and months. What is due follows from
-- what was recorded and from the settings, and is stored nowhere. It is told and holds nothing back: what may not be
-- counted as available stands in INV-25, which knows the armour inspection as a paper and no service.

insert into public.setting (name, value, unit, source) values
  ('vehicle_service_km', '10000', 'km', 'default, to be set by the unit'), ('vehicle_service_months', '6', 'months', 'default, to be set by the unit'),
  ('vehicle_tyre_months', '60', 'months', 'default, to be set by the unit'), ('vehicle_run_flat_months', '60', 'months', 'default, to be set by the unit'),
  ('firearm_test_firing_days', '365', 'days', 'default, to be set by the unit'), ('firearm_cleaning_days', '90', 'days', 'default, to be set by the unit'),
  ('firearm_cleaning_rounds', '500', 'rounds', 'default, to be set by the unit'),
  ('upkeep_lead_days', '30', 'days', 'default, to be set by the unit'), ('upkeep_lead_km', '1000', 'km', 'default, to be set by the unit');
call audit.note_migration('setting.create', 'settings of upkeep');

-- What was done on a vehicle, when, at how many kilometres, by whom. A wrong entry is taken back with a reason.
create table public.vehicle_maintenance (
  id uuid primary key,
  vehicle_id uuid not null references public.vehicle,
  cell integer not null,
  number integer not null,
  kind text not null constraint vehicle_maintenance_kind_known check (kind in ('service', 'tyres', 'run_flats', 'repair')),
  done_on date not null,
  odometer_km integer not null constraint vehicle_maintenance_km_plausible check (odometer_km between 0 and 5000000),
  done_by text not null constraint vehicle_maintenance_has_a_workshop check (length(btrim(done_by)) between 1 and 160),
  work text not null constraint vehicle_maintenance_says_what check (length(btrim(work)) between 1 and 1000),
  -- where the workshop says so; else the settings say
  next_due_on date,
  next_due_km integer,
  is_void boolean not null default false,
  void_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  constraint vehicle_maintenance_due_later check (next_due_on > done_on),
  constraint vehicle_maintenance_due_further check (next_due_km > odometer_km),
  constraint vehicle_maintenance_void_has_reason check (not is_void or length(btrim(void_reason)) > 0),
  constraint vehicle_maintenance_number_once unique (vehicle_id, number)
);
create index vehicle_maintenance_by_kind on public.vehicle_maintenance (vehicle_id, kind, done_on) where not is_void;
create index vehicle_maintenance_by_creator on public.vehicle_maintenance (created_by);
create trigger vehicle_maintenance_signed_by_oneself before insert on public.vehicle_maintenance
  for each row execute function sec.signature_is_own('created_by');

create function sec.guard_vehicle_maintenance() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare may_change constant text[] := array['is_void', 'void_reason', 'version'];
begin
  select cell into strict new.cell from public.vehicle where id = new.vehicle_id;
  if tg_op = 'UPDATE' and (old.is_void or to_jsonb(old) - may_change <> to_jsonb(new) - may_change) then
    raise exception 'what was done stays as it was recorded' using errcode = '23514', constraint = 'vehicle_maintenance_is_kept', table = 'vehicle_maintenance';
  end if;
  if tg_op = 'INSERT' and new.done_on > (sec.now() at time zone 'UTC')::date then
    raise exception 'it is not done yet' using errcode = '23514', constraint = 'vehicle_maintenance_done_by_now', table = 'vehicle_maintenance';
  end if;
  return new;
end $$;
create trigger maintenance_of_vehicle before insert or update on public.vehicle_maintenance for each row execute function sec.guard_vehicle_maintenance();

call sec.business_table('vehicle_maintenance', 'id', 'cell = {vehicle} or vehicle_id = any ((select sec.own_vehicles())::uuid[])', 'cell = {vehicle}');
call sec.closes_with_station('vehicle_maintenance');

-- What the odometer last showed, and since when the tyres are on: by the record, or by what was done and not taken back.
create function sec.vehicle_reading(vehicle uuid, out out_km integer, out out_tyres_on date) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select greatest(v.odometer_km, max(m.odometer_km)), greatest(v.tyres_on, max(m.done_on) filter (where m.kind = 'tyres'))
  from public.vehicle v left join public.vehicle_maintenance m on m.vehicle_id = v.id and not m.is_void
  where v.id = vehicle group by v.id
$$;

create function sec.upkeep(wanted text) returns integer language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select value::integer from public.setting where name = wanted
$$;

-- What is due on a vehicle: service, tyres, run-flats, armour inspection. `never`: nothing is recorded to count from.
create function sec.vehicle_due(vehicle uuid, today date) returns table (out_what text, out_due_on date, out_due_km integer, out_standing text)
language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp as $$
  with last as (
    select distinct on (m.kind) m.kind, m.done_on, m.odometer_km, m.next_due_on, m.next_due_km from public.vehicle_maintenance m
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

-- What is due on a firearm: inspection, test firing, cleaning by days or rounds fired since. Of what is lost or left the books nothing is due.
create function sec.firearm_due(firearm uuid, today date) returns table (out_what text, out_due_on date, out_rounds integer, out_standing text)
language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp as $$
  with last as (
    select distinct on (i.kind) i.kind, i.number, i.done_on, i.next_due_on from public.firearm_inspection i
    where i.firearm_id = firearm order by i.kind, i.done_on desc, i.number desc
  ), due as (
    select 1 as sort, 'inspection' as what, f.inspection_due_on as due_on, null::integer as rounds, f.inspected_on is not null as is_known
    from public.firearm f where f.id = firearm
    union all
    select 2, 'test_firing', coalesce(l.next_due_on, l.done_on + sec.upkeep('firearm_test_firing_days')), null, l.done_on is not null
    from (values (1)) one left join last l on l.kind = 'test_firing'
    union all
    select 3, 'cleaning', coalesce(l.next_due_on, l.done_on + sec.upkeep('firearm_cleaning_days')),
      case when l.number is not null then (select coalesce(sum(i.rounds_fired), 0)::integer from public.firearm_inspection i
        where i.firearm_id = firearm and (i.done_on, i.number) > (l.done_on, l.number)) end, l.done_on is not null
    from (values (1)) one left join last l on l.kind = 'cleaning'
  )
  select d.what, d.due_on, d.rounds, case
    when not d.is_known and d.due_on is null then 'never'
    when d.due_on < today or d.rounds >= sec.upkeep('firearm_cleaning_rounds') then 'overdue'
    when d.due_on <= today + sec.upkeep('upkeep_lead_days') then 'soon'
    else 'later' end
  from due d join public.firearm f on f.id = firearm and f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out') order by d.sort
$$;
revoke execute on all functions in schema sec from public;
