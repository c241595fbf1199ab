-- How much of its work a vehicle, a thing or a kit can do today: fully, partly or not, with the reasons. It follows from
-- what is recorded and is stored nowhere. INV-25 decides what is not; what is overdue or worn makes it partly, and holds
-- nothing back.

-- What stands against a vehicle, each as `not:…` or `partly:…`. Empty: it does all its work. `gone`: it is written off.
create function sec.vehicle_capability(vehicle uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select case when v.state = 'written_off' then array['gone'] else
    case when sec.is_left_behind(v.id) then array['not:left_behind'] else '{}'::text[] end
    || array(select 'not:' || said.gap from unnest(sec.vehicle_gaps(v.id, on_day, on_day)) with ordinality said (gap, place) order by said.place)
    || array(select 'partly:due:' || d.out_what from sec.vehicle_due(v.id, on_day) d where d.out_standing = 'overdue' and d.out_what <> 'armour_inspection')
    || array(select 'partly:paper:' || p.kind from public.vehicle_paper p
      where p.vehicle_id = v.id and not p.is_void and p.kind in ('registration', 'road_worthiness', 'host_permit')
      group by p.kind having max(p.valid_until) < on_day order by p.kind) end
  from public.vehicle v where v.id = vehicle
$$;
-- What stands against a thing. It is worn if it came back so and nobody has changed its state since.
create function sec.equipment_capability(item uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select case when e.state = 'written_off' then array['gone'] else
    case when sec.is_left_behind(e.id) then array['not:left_behind'] else '{}'::text[] end
    || array(select 'not:' || said.gap from unnest(sec.equipment_gaps(e.id, on_day, on_day)) with ordinality said (gap, place) order by said.place)
    || case when (select a.condition = 'worn' and a.occurred_at >= e.state_since from public.equipment_act a
        where a.equipment_id = e.id and a.kind = 'return' and a.state = 'done' order by a.occurred_at desc, a.id desc limit 1)
      then array['partly:worn'] else '{}'::text[] end end
  from public.equipment e where e.id = item
$$;
-- What stands against a kit: not, if nobody said what belongs into it or none of a kind is ready; partly, if fewer are.
create function sec.kit_capability(kit uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select case when k.state = 'retired' then array['gone'] else
    case when sec.is_left_behind(k.id) then array['not:left_behind'] else '{}'::text[] end
    || array(select case when said.gap = 'contents' or said.gap like 'lacks:%' and split_part(said.gap, ':', 3) = '0' then 'not:' else 'partly:' end || said.gap
      from unnest(sec.kit_gaps(k.id, on_day, on_day)) with ordinality said (gap, place) order by said.place) end
  from public.equipment_kit k where k.id = kit
$$;
-- `fully`, `partly`, `not`; empty for what is gone. The program's own function says the same; a test holds the two together.
create function sec.capability(reasons text[]) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when reasons = array['gone'] then '' when exists (select from unnest(reasons) reason where reason like 'not:%') then 'not'
    when reasons <> '{}' then 'partly' else 'fully' end
$$;

revoke execute on all functions in schema sec from public;
