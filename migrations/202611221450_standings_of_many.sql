-- What keeps vehicles and things from their work, for as many as a list shows, in one statement. A list, its filter and its
-- workbook ask the same function; what is asked about one record is asked of it too, so that the rule stands once. The
-- settings and what was left behind are read once, papers and works once for all.

-- Of each vehicle: its gaps of that day (INV-25), `what:standing` of all that is due, and what it can do, each reason as
-- `not:…` or `partly:…`; `gone` if it is written off.
create function sec.vehicle_standings(vehicles uuid[], on_day date) returns table (out_vehicle uuid, out_gaps text[], out_due text[], out_capability text[])
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  with rule as materialized (
    select sec.upkeep('vehicle_service_months') as service_months, sec.upkeep('vehicle_service_km') as service_km, sec.upkeep('vehicle_tyre_months') as tyre_months,
      sec.upkeep('vehicle_run_flat_months') as run_flat_months, sec.upkeep('upkeep_lead_days') as lead_days, sec.upkeep('upkeep_lead_km') as lead_km
  ), paper as materialized (
    select p.vehicle_id,
      bool_or(p.kind = 'armour_certificate' and on_day between p.issued_on and p.valid_until) as is_certified,
      bool_or(p.kind = 'armour_inspection' and on_day between p.issued_on and p.valid_until) as is_inspected,
      bool_or(p.kind = 'insurance' and on_day between p.issued_on and p.valid_until) as is_insured,
      max(p.valid_until) filter (where p.kind = 'armour_inspection') as inspected_until,
      array_remove(array[
        case when max(p.valid_until) filter (where p.kind = 'host_permit') < on_day then 'partly:paper:host_permit' end,
        case when max(p.valid_until) filter (where p.kind = 'registration') < on_day then 'partly:paper:registration' end,
        case when max(p.valid_until) filter (where p.kind = 'road_worthiness') < on_day then 'partly:paper:road_worthiness' end], null) as ended
    from unnest(vehicles) asked (id) join public.vehicle_paper p on p.vehicle_id = asked.id where not p.is_void group by p.vehicle_id
  ), work as materialized (
    -- what was read before a correction, and is more than that, counts from the correction
    select m.vehicle_id, m.kind, m.number, m.done_on, m.next_due_on, counted.km as odometer_km, m.next_due_km - m.odometer_km + counted.km as next_due_km,
      case when m.created_at > coalesce(c.settled_at, '-infinity') then m.odometer_km end as read_km
    from unnest(vehicles) asked (id) join public.vehicle v on v.id = asked.id join public.vehicle_maintenance m on m.vehicle_id = v.id
      left join public.odometer_correction c on c.vehicle_id = v.id and c.number = v.correction_no
      cross join lateral (select case when m.created_at <= c.settled_at and m.odometer_km > c.reading_km then c.reading_km else m.odometer_km end as km) counted
    where not m.is_void
  ), last as materialized (
    select distinct on (w.vehicle_id, w.kind) w.vehicle_id, w.kind, w.done_on, w.odometer_km, w.next_due_on, w.next_due_km
    from work w order by w.vehicle_id, w.kind, w.done_on desc, w.number desc
  ), reading as materialized (
    select w.vehicle_id, max(w.read_km) as km, max(w.done_on) filter (where w.kind = 'tyres') as tyres_on from work w group by w.vehicle_id
  ), one as materialized (
    select v.id, v.state, v.armour_standard <> 'none' as is_armoured, greatest(v.odometer_km, r.km) as km, greatest(v.tyres_on, r.tyres_on) as tyres_on
    from unnest(vehicles) asked (id) join public.vehicle v on v.id = asked.id left join reading r on r.vehicle_id = v.id
  ), dated as (
    select o.id, 1 as sort, 'service' as what, o.km, coalesce(l.next_due_on, (l.done_on + rule.service_months * interval '1 month')::date) as due_on,
      coalesce(l.next_due_km, l.odometer_km + rule.service_km) as due_km
    from one o cross join rule left join last l on l.vehicle_id = o.id and l.kind = 'service' where o.state <> 'written_off'
    union all
    select o.id, 2, 'tyres', o.km, coalesce(case when l.done_on >= o.tyres_on then l.next_due_on end, (o.tyres_on + rule.tyre_months * interval '1 month')::date), null
    from one o cross join rule left join last l on l.vehicle_id = o.id and l.kind = 'tyres' where o.state <> 'written_off' and o.tyres_on is not null
    union all
    select o.id, 3, 'run_flats', o.km, coalesce(l.next_due_on, (l.done_on + rule.run_flat_months * interval '1 month')::date), l.next_due_km
    from one o cross join rule join last l on l.vehicle_id = o.id and l.kind = 'run_flats' where o.state <> 'written_off'
    union all
    select o.id, 4, 'armour_inspection', o.km, p.inspected_until, null
    from one o left join paper p on p.vehicle_id = o.id where o.state <> 'written_off' and o.is_armoured
  ), due as materialized (
    select d.id, array_agg(d.what || ':' || d.standing order by d.sort) as due,
      array_agg('partly:due:' || d.what order by d.sort) filter (where d.standing = 'overdue' and d.what <> 'armour_inspection') as overdue
    from (select t.id, t.sort, t.what, case
        when t.due_on is null and t.due_km is null then 'never'
        when t.due_on < on_day or t.km >= t.due_km then 'overdue'
        when t.due_on <= on_day + rule.lead_days or t.km >= t.due_km - rule.lead_km then 'soon'
        else 'later' end as standing
      from dated t cross join rule) d
    group by d.id
  ), gap as materialized (
    select o.id, array_remove(array[
      case when o.state <> 'available' then 'state' end,
      case when o.is_armoured and p.is_certified is not true then 'armour_certificate' end,
      case when o.is_armoured and p.is_inspected is not true then 'armour_inspection' end,
      case when p.is_insured is not true then 'insurance' end], null) as gaps
    from one o left join paper p on p.vehicle_id = o.id
  )
  select o.id, g.gaps, coalesce(d.due, '{}'), case when o.state = 'written_off' then array['gone'] else
    case when o.id in (select i.item from public.evacuation_item i join public.station_evacuation e on e.id = i.evacuation_id where e.ended_at is null)
      then array['not:left_behind'] else '{}'::text[] end
    || array(select 'not:' || said.gap from unnest(g.gaps) with ordinality said (gap, place) order by said.place)
    || coalesce(d.overdue, '{}') || coalesce(p.ended, '{}') end
  from one o join gap g on g.id = o.id left join due d on d.id = o.id left join paper p on p.vehicle_id = o.id
$$;
create or replace function sec.vehicle_capability(vehicle uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$ select s.out_capability from sec.vehicle_standings(array[vehicle], on_day) s $$;

-- Of each thing: its gaps of that day (INV-25), until when it is good, and what it can do. It is worn if it came back so and
-- nobody has changed its state since.
create function sec.equipment_standings(items uuid[], on_day date) returns table (out_item uuid, out_gaps text[], out_ends_on date, out_capability text[])
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  with rule as materialized (
    select make_interval(months => sec.upkeep('armour_life_months')) as life, make_interval(months => sec.upkeep('armour_age_months')) as age
  ), one as materialized (
    select e.id, e.state, e.state_since, e.kind in ('soft_armour', 'hard_plate') as is_armour, e.armour_standard, e.in_service_on,
      case when e.expires_on is not null then e.expires_on
        when e.kind in ('soft_armour', 'hard_plate') then least((e.in_service_on + rule.life)::date, (e.made_on + rule.age)::date) end as ends_on
    from unnest(items) asked (id) join public.equipment e on e.id = asked.id cross join rule
  ), gap as materialized (
    select o.id, array_remove(array[
      case when o.state <> 'serviceable' then 'state' end,
      case when o.in_service_on > on_day then 'not_yet' end,
      case when o.is_armour and o.armour_standard = '' then 'level' end,
      case when o.is_armour and o.ends_on is null then 'undated' end,
      case when o.ends_on < on_day then 'expired' end], null) as gaps
    from one o
  ), back as materialized (
    select distinct on (a.equipment_id) a.equipment_id, a.condition, a.occurred_at
    from unnest(items) asked (id) join public.equipment_act a on a.equipment_id = asked.id
    where a.kind = 'return' and a.state = 'done' order by a.equipment_id, a.occurred_at desc, a.id desc
  )
  select o.id, g.gaps, o.ends_on, case when o.state = 'written_off' then array['gone'] else
    case when o.id in (select i.item from public.evacuation_item i join public.station_evacuation e on e.id = i.evacuation_id where e.ended_at is null)
      then array['not:left_behind'] else '{}'::text[] end
    || array(select 'not:' || said.gap from unnest(g.gaps) with ordinality said (gap, place) order by said.place)
    || case when b.condition = 'worn' and b.occurred_at >= o.state_since then array['partly:worn'] else '{}'::text[] end end
  from one o join gap g on g.id = o.id left join back b on b.equipment_id = o.id
$$;
create or replace function sec.equipment_capability(item uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$ select s.out_capability from sec.equipment_standings(array[item], on_day) s $$;

-- Of each weapon that is on the books: the standings of its inspection, its test firing and its cleaning, as
-- `sec.firearm_due` says them one by one.
create function sec.firearm_standings(firearms uuid[], today date) returns table (out_firearm uuid, out_standings text[])
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  with rule as materialized (
    select sec.upkeep('firearm_test_firing_days') as firing_days, sec.upkeep('firearm_cleaning_days') as cleaning_days,
      sec.upkeep('firearm_cleaning_rounds') as cleaning_rounds, sec.upkeep('upkeep_lead_days') as lead_days
  ), one as materialized (
    select f.id, f.inspected_on, f.inspection_due_on from unnest(firearms) asked (id) join public.firearm f on f.id = asked.id
    where f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out')
  ), act as materialized (
    select i.firearm_id, i.kind, i.done_on, i.number, i.next_due_on, i.rounds_fired from one o join public.firearm_inspection i on i.firearm_id = o.id
  ), last as materialized (
    select distinct on (a.firearm_id, a.kind) a.firearm_id, a.kind, a.done_on, a.number, a.next_due_on
    from act a where a.kind in ('test_firing', 'cleaning') order by a.firearm_id, a.kind, a.done_on desc, a.number desc
  ), fired as materialized (
    select a.firearm_id, sum(a.rounds_fired) as rounds from act a join last l on l.firearm_id = a.firearm_id and l.kind = 'cleaning'
    where (a.done_on, a.number) > (l.done_on, l.number) group by a.firearm_id
  ), dated as (
    select o.id, o.inspection_due_on as due_on, null::bigint as rounds, o.inspected_on is not null as is_known from one o
    union all
    select o.id, coalesce(l.next_due_on, l.done_on + rule.firing_days), null, l.done_on is not null
    from one o cross join rule left join last l on l.firearm_id = o.id and l.kind = 'test_firing'
    union all
    select o.id, coalesce(l.next_due_on, l.done_on + rule.cleaning_days), case when l.number is not null then coalesce(r.rounds, 0) end, l.done_on is not null
    from one o cross join rule left join last l on l.firearm_id = o.id and l.kind = 'cleaning' left join fired r on r.firearm_id = o.id
  )
  select d.id, array_agg(distinct case
    when not d.is_known and d.due_on is null then 'never'
    when d.due_on < today or d.rounds >= rule.cleaning_rounds then 'overdue'
    when d.due_on <= today + rule.lead_days then 'soon'
    else 'later' end)
  from dated d cross join rule group by d.id
$$;
revoke execute on all functions in schema sec from public;
