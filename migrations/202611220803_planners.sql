-- Who planned a movement, as people and not as accounts, so that nobody approves their own plan (INV-05);
-- and what a focal point of an entity has asked for.

create function sec.person_of(wanted uuid) returns uuid language sql stable security definer
  set search_path = pg_catalog, public
as $$ select coalesce(officer_id, id) from public.account where id = wanted $$;

-- Whoever asked for it, leads it, or changed its plan.
create function sec.planners_of(wanted uuid) returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct sec.person_of(x.account_id)), '{}') from (
    select m.created_by as account_id from public.movement m where m.id = wanted
    union all select m.lead_id from public.movement m where m.id = wanted
    union all select e.account_id from public.movement_event e where e.movement_id = wanted and e.kind = 'plan_changed') x
  where x.account_id is not null
$$;

grant execute on function sec.person_of(uuid), sec.planners_of(uuid) to cordon_web;

-- The station that plans when a request names none: the official's home station, else headquarters.
create function sec.planning_station(wanted uuid) returns table (station_id uuid, cell integer)
language sql stable security definer set search_path = pg_catalog, sec, public
as $$
  select s.id, s.cell from public.duty_station s
  where s.id = (select home_station_id from public.principal where id = wanted) or s.is_headquarters
  order by s.id = (select home_station_id from public.principal where id = wanted) desc nulls last, s.code limit 1
$$;
grant execute on function sec.planning_station(uuid) to cordon_web;
