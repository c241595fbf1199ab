-- What facts need beyond the walls of whoever reports them: a collision is with somebody else's
-- record, the last arrival may be on a leg one does not see, and a person in need may call every
-- station of the journey. Each function looks first whether the session reaches the movement.

-- A cancelled journey that sets out all the same is recorded (INV-38); nobody can plan this step.
insert into public.movement_transition (from_state, to_state) values ('cancelled', 'under_way');

create function sec.demand_movement(wanted uuid) returns void language plpgsql stable security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  if not exists (select from public.movement m where m.id = wanted and (
      m.planning_cell = any (sec.cells_movement_write()) or m.id = any (sec.own_movements()) or m.id = any (sec.touched_movements_write())))
  then
    raise exception 'this movement is out of reach' using errcode = '42501';
  end if;
end $$;

-- One open exception for the same rule on the same leg: a second report does not open a second one.
create function sec.put_exception(in_movement uuid, in_leg uuid, in_other_leg uuid, in_cell integer,
  in_rule text, in_code text, in_detail text, in_owner uuid) returns text language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare made text;
begin
  select e.ref into made from public.exception e
    where e.movement_id is not distinct from in_movement and e.leg_id is not distinct from in_leg
      and e.other_leg_id is not distinct from in_other_leg and e.code = in_code and e.closed_at is null;
  if made is null then
    made := sec.new_ref('X');
    insert into public.exception (id, ref, movement_id, leg_id, other_leg_id, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), made, in_movement, in_leg, in_other_leg,
        coalesce((select m.planning_cell from public.movement m where m.id = in_movement), in_cell),
        in_rule, in_code, in_detail,
        coalesce(in_owner, (select m.lead_id from public.movement m where m.id = in_movement), sec.account_id()));
  end if;
  return made;
end $$;

create function sec.open_exception(in_movement uuid, in_leg uuid, in_cell integer,
  in_rule text, in_code text, in_detail text, in_owner uuid) returns text language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  if in_movement is not null then
    perform sec.demand_movement(in_movement);
  elsif not coalesce(in_cell = any (sec.cells_movement_write()), false) then
    raise exception 'this cell is out of reach' using errcode = '42501';
  end if;
  return sec.put_exception(in_movement, in_leg, null, in_cell, in_rule, in_code, in_detail, in_owner);
end $$;

-- Two legs collide when, by what was reported, the same official or the same officer was on both
-- at once. A missing arrival inside one movement is no collision.
create function sec.collisions(wanted uuid) returns table (other_leg uuid, code text, officer uuid)
language sql stable security definer set search_path = pg_catalog, sec, public
as $$
  with happened as (
    select l.id, l.movement_id, l.principal_id, tstzrange(l.departed_at, greatest(l.departed_at, coalesce(l.arrived_at, 'infinity'))) as span
    from public.leg l where l.departed_at is not null and not l.is_void and l.state <> 'cancelled'),
  this as (select * from happened where id = wanted)
  select k.id, 'principal_elsewhere', null::uuid from this l
    join happened k on k.principal_id = l.principal_id and k.movement_id <> l.movement_id and k.span && l.span
  union
  select k.id, 'officer_elsewhere', a.officer_id from this l
    join public.tasking a on a.leg_id = l.id and a.state <> 'released'
    join public.tasking b on b.officer_id = a.officer_id and b.formation_id <> a.formation_id and b.state <> 'released'
    join happened k on k.id = b.leg_id and k.movement_id <> l.movement_id and k.span && l.span
$$;

-- Looks at a leg after a report or a correction: opens what now collides on both records, settles
-- what no longer does. Answers the reference of the exception on this leg's own movement.
create function sec.judge_leg(wanted uuid) returns text language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare l public.leg; k record; e record; freed uuid; made text; found text;
begin
  select * into strict l from public.leg where id = wanted;
  perform sec.demand_movement(l.movement_id);
  for e in select x.* from public.exception x where x.closed_at is null and x.other_leg_id is not null
      and (x.leg_id = wanted or x.other_leg_id = wanted) loop
    if not exists (select from sec.collisions(e.leg_id) c where c.other_leg = e.other_leg_id and c.code = e.code) then
      update public.exception set closed_at = sec.now(), closed_by = sec.account_id(),
        resolution = 'settled-by-correction', version = version + 1 where id = e.id;
    end if;
  end loop;
  for freed in select c.id from public.leg c where c.is_contested and c.contested_reason in ('principal_elsewhere', 'officer_elsewhere')
      and (c.id = wanted or c.id in (select x.leg_id from public.exception x where x.other_leg_id = wanted))
      and not exists (select from public.exception x where x.leg_id = c.id and x.closed_at is null and x.other_leg_id is not null) loop
    begin
      update public.leg set is_contested = false, contested_reason = '', version = version + 1 where id = freed;
      update public.tasking set is_contested = false, version = version + 1 where leg_id = freed and is_contested;
      update public.alert set cleared_at = sec.now(), version = version + 1 where leg_id = freed and kind = 'contested' and cleared_at is null;
    exception when exclusion_violation or unique_violation then
      null; -- the plans still overlap: it stays contested until the desk changes one of them
    end;
  end loop;
  for k in select c.*, o.movement_id from sec.collisions(wanted) c join public.leg o on o.id = c.other_leg order by c.code desc loop
    continue when exists (select from public.exception x where x.closed_at is null and x.code = k.code and x.leg_id = k.other_leg and x.other_leg_id = wanted)
      and not l.is_contested;
    found := sec.put_exception(l.movement_id, l.id, k.other_leg, null, 'INV-08', k.code, '', null);
    made := coalesce(made, found);
    perform sec.put_exception(k.movement_id, k.other_leg, l.id, null, 'INV-08', k.code, '', null);
    update public.leg set is_contested = true, contested_reason = k.code, version = version + 1 where id = l.id and not is_contested;
    update public.tasking set is_contested = true, version = version + 1 where leg_id = l.id and officer_id = k.officer and not is_contested;
    insert into public.alert (id, movement_id, leg_id, kind, class) values (gen_random_uuid(), l.movement_id, l.id, 'contested', 'warning')
      on conflict do nothing;
  end loop;
  return made;
end $$;

-- True once no leg and no stay is ahead or under way, seen or not.
create function sec.movement_is_over(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select exists (select from public.leg l where l.movement_id = wanted and not l.is_void and l.state in ('arrived', 'diverted'))
    and not exists (select from public.leg l where l.movement_id = wanted and not l.is_void and l.state in ('planned', 'under_way'))
    and not exists (select from public.stay s where s.movement_id = wanted and not s.is_void and s.to_date > (sec.now() at time zone 'UTC')::date)
$$;

-- Makes room for a leg after another: those behind it move up by one, seen or not.
create function sec.make_room(in_movement uuid, in_after integer) returns integer language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  perform sec.demand_movement(in_movement);
  update public.leg set number = number + 1, version = version + 1 where movement_id = in_movement and number > in_after;
  return in_after + 1;
end $$;

-- Whom a person may call at any hour: their own station, the stations of their journeys, and headquarters.
create function sec.call_list() returns table (station text, label text, number text, as_of date, is_own boolean, is_headquarters boolean)
language sql stable security definer set search_path = pg_catalog, sec, public
as $$
  with mine as (
    select o.cell from public.officer o where o.id = sec.own_officer()
    union select unnest(sec.cells_station()) where cardinality(sec.cells_station()) <= 3),
  near as (
    select unnest(array[l.departure_cell, l.arrival_cell]) as cell from public.leg l
    where l.movement_id = any (sec.own_movements()) and not l.is_void
      and l.departs_at < sec.now() + interval '2 days' and l.arrives_at > sec.now() - interval '1 day')
  select s.name, n.label, n.number, n.as_of, s.cell in (select cell from mine), s.is_headquarters
  from public.station_number n join public.duty_station s on s.id = n.station_id
  where n.is_always_on and not n.is_void
    and (s.is_headquarters or s.cell in (select cell from mine) or s.cell in (select cell from near))
  order by s.cell in (select cell from mine) desc, s.is_headquarters, s.name, n.label, n.id
  limit 8
$$;

revoke execute on function sec.put_exception(uuid, uuid, uuid, integer, text, text, text, uuid) from public, cordon_web;
revoke execute on function sec.collisions(uuid) from public, cordon_web;
grant execute on function sec.demand_movement(uuid), sec.open_exception(uuid, uuid, integer, text, text, text, uuid), sec.judge_leg(uuid),
  sec.movement_is_over(uuid), sec.make_room(uuid, integer), sec.call_list() to cordon_web;
