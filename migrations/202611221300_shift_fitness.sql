-- Derived fitness is hard at the shift and a dated warning before it (INV-14, INV-15, INV-16; DESIGN 9.2), and a lapse
-- lists the weapons to withdraw (INV-14).

-- What an officer lacks on a day for a seat at a station. Any one weapon the officer is trained with will do for an
-- armed seat; without one, what the nearest lacks is said. What a role takes is the same as for a detail on a journey.
create function sec.seat_lacks(officer uuid, role text, is_armed boolean, station uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce((select nearest.codes from (
      select sec.armed_gaps(officer, w.class, w.model, station, on_day) as codes from (
        select q.weapon_class, q.weapon_model from public.qualification q
        where q.officer_id = officer and q.type in ('firearm', 'weapon_authorization') and q.verified_by is not null and not q.is_void
        union select '', '') w (class, model)
      where is_armed) nearest order by cardinality(nearest.codes), nearest.codes limit 1), '{}')
    || coalesce((select array_agg(t.code order by t.sort) from public.qualification_type t
      where t.code = any (sec.roles_take(array[role])) and sec.first_day_without(officer, array[t.code], null, on_day, on_day) is not null), '{}')
$$;
-- What an officer lacks for a day of duty of an assignment: on that day, or on the day on which it ends there.
create function sec.duty_lacks(assignment uuid, on_day date, ending timestamptz) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce((select lacks.codes
      from (values (on_day), (greatest(on_day, ((ending - interval '1 microsecond') at time zone s.zone)::date))) d (day)
      cross join lateral (select sec.seat_lacks(a.officer_id, p.role, p.is_armed, q.station_id, d.day) as codes) lacks
      where lacks.codes <> '{}' order by d.day limit 1), '{}')
  from public.team_assignment a join public.requirement_post p on p.id = a.post_id
    join public.protection_requirement q on q.id = p.requirement_id join public.duty_station s on s.id = q.station_id
  where a.id = assignment
$$;

-- What is planned stays planned when something lapses; nothing new is planned on it.
create function sec.guard_duty_fitness() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and not old.is_void and (old.day, old.assignment_id, old.officer_id) = (new.day, new.assignment_id, new.officer_id) then
    return new;
  end if;
  if sec.duty_lacks(new.assignment_id, new.day, upper(new.during)) <> '{}' then
    raise exception 'INV-14, INV-15: not fit on %', new.day using errcode = '23514', constraint = 'duty_day_for_the_fit', table = 'duty_day';
  end if;
  return new;
end $$;
create trigger duty_day_worked_by_the_fit before insert or update on public.duty_day
  for each row when (not new.is_void) execute function sec.guard_duty_fitness();

-- Who plans a team, leads it or is the officer may know what the officer lacks for the seat.
create function sec.knows_fitness_on(assignment uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from public.team_assignment a where a.id = assignment
    and (a.cell = any ((select sec.cells_requirement())::integer[]) or a.portfolio_cell = any ((select sec.cells_requirement())::integer[])
      or a.officer_id = (select sec.own_officer()) or a.team_id = any ((select sec.led_teams())::uuid[])))
$$;
-- The first of these days of duty for which the officer lacks something, and what.
create function sec.unfit_duty(assignment uuid, days date[], endings timestamptz[]) returns table (out_day date, out_lacks text[])
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select d.day, lacks.codes from unnest(days, endings) d (day, ending)
    cross join lateral (select sec.duty_lacks(assignment, d.day, d.ending) as codes) lacks
  where sec.knows_fitness_on(assignment) and lacks.codes <> '{}' order by d.day limit 1
$$;
-- Assignments of a team whose officer lacks something, from which day, and what: to the end of the assignment, or 60
-- days ahead if it is open-ended. Fitness ends on the day after a paper or an agreement ends, and on no other day.
create function sec.unfit_seats(team uuid) returns table (out_assignment uuid, out_day date, out_lacks text[]) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select distinct on (a.id) a.id, d.day, lacks.codes
  from public.team_assignment a join public.requirement_post p on p.id = a.post_id join public.protection_requirement q on q.id = p.requirement_id
    cross join lateral (select greatest(a.from_date, (sec.now() at time zone 'UTC')::date) as first) f
    cross join lateral (select coalesce(a.to_date, f.first + 60) as last) l
    cross join lateral (select f.first
      union select x.valid_until + 1 from public.qualification x where x.officer_id = a.officer_id and x.valid_until >= f.first and x.valid_until < l.last
      union select s.out_until + 1 from sec.armed_spans(a.officer_id) s where s.out_until >= f.first and s.out_until < l.last) d (day)
    cross join lateral (select sec.seat_lacks(a.officer_id, p.role, p.is_armed, q.station_id, d.day) as codes) lacks
  where a.team_id = team and a.state not in ('ended', 'declined') and f.first <= l.last and lacks.codes <> '{}' and sec.knows_fitness_on(a.id)
  order by a.id, d.day
$$;

-- INV-14: what stands against the officer who has this weapon, today. Empty: nothing; null: no officer has it.
create function sec.withdraw_gaps(firearm uuid) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select sec.armed_gaps(k.officer_id, f.class, f.model, f.station_id, (sec.now() at time zone 'UTC')::date)
  from public.firearm f join public.firearm_custody k on k.firearm_id = f.id and k.until is null and k.kind = 'person'
  where f.id = firearm and f.state not in ('lost', 'stolen')
    and (f.cell = any ((select sec.cells_asset())::integer[]) or k.officer_id = (select sec.own_officer()))
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.seat_lacks(uuid, text, boolean, uuid, date), sec.duty_lacks(uuid, date, timestamptz), sec.knows_fitness_on(uuid) from cordon_web;
