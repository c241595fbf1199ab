-- A station under the minimum it set itself, of rounds of a calibre (UNC-20) or of people (ux.md 3.10), stands in the
-- register of exceptions, with whoever set the minimum, as long as that lasts: stock, people or another minimum close
-- it, words do not.

-- Calibres of which less than the minimum lies usable in the armouries of a station. The same figure as the page shows.
create function sec.rounds_short(in_cell integer default null) returns table (out_cell integer, out_about text, out_owner uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select m.cell, s.code || ' ' || m.calibre, m.updated_by
  from public.ammunition_minimum m join public.duty_station s on s.id = m.station_id
  where (in_cell is null or m.cell = in_cell) and not exists (select from public.station_closure c where c.station_id = s.id and c.state = 'closed') and m.minimum > coalesce((
    select sum(k.quantity) from public.ammunition_account k join public.ammunition_lot l on l.id = k.lot_id
    where k.cell = m.cell and k.kind = 'armoury' and k.quantity > 0 and l.calibre_key = m.calibre_key
      and (l.suspended_at is null or l.lifted_at is not null) and coalesce(l.shelf_life_until >= (sec.now() at time zone 'UTC')::date, true)), 0)
$$;

-- Who is present at a station, for the rules that count them; presence_at is the same for those who read people.
create function sec.presence_of(in_cell integer, in_days integer) returns table (out_day date, out_present integer, out_armed integer) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select d.day, count(o.id)::integer, count(o.id) filter (where o.category in (select category from public.armed_category)
      and exists (select from public.qualification q where q.officer_id = o.id and q.type = 'weapon_authorization' and not q.is_void
        and (q.valid_until is null or q.valid_until >= d.day)
        and sec.armed_gaps(o.id, q.weapon_class, q.weapon_model, s.id, d.day) = '{}'))::integer
  from public.duty_station s
  cross join (select (sec.now() at time zone 'UTC')::date + n as day,
      case when n = 0 then sec.now() else ((sec.now() at time zone 'UTC')::date + n + time '12:00') at time zone 'UTC' end as moment
    from generate_series(0, in_days) n) d
  left join public.officer o on o.state = 'active' and (
    o.station_id = s.id and not exists (select from public.availability v
      where v.officer_id = o.id and not v.is_void and v.kind <> 'stand_by' and v.during @> d.moment)
    or o.station_id <> s.id and o.id in (select v.officer_id from public.availability v
      where v.station_id = s.id and v.kind = 'temporary_duty' and not v.is_void and v.during @> d.moment))
  where s.cell = in_cell
  group by d.day order by d.day
$$;
create or replace function sec.presence_at(in_cell integer) returns table (out_day date, out_present integer, out_armed integer) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select p.out_day, p.out_present, p.out_armed from sec.presence_of(in_cell, 14) p where in_cell = any ((select sec.cells_people())::integer[])
$$;

-- Stations with fewer people now than the minimum, or fewer who may be armed.
create function sec.strength_short(in_cell integer default null) returns table (out_cell integer, out_about text, out_owner uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select m.cell, s.code, m.updated_by
  from public.station_strength m join public.duty_station s on s.id = m.station_id cross join lateral sec.presence_of(m.cell, 0) p
  where (in_cell is null or m.cell = in_cell) and m.armed + m.unarmed > 0
    and not exists (select from public.station_closure c where c.station_id = s.id and c.state = 'closed') and (p.out_present < m.armed + m.unarmed or p.out_armed < m.armed)
$$;

create function sec.minimums_missed(in_cell integer default null) returns table (out_cell integer, out_code text, out_rule text, out_about text, out_owner uuid)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select r.out_cell, 'rounds_below_minimum', 'UNC-20', r.out_about, r.out_owner from sec.rounds_short(in_cell) r
  union all
  select s.out_cell, 'strength_below_minimum', 'INV-09', s.out_about, s.out_owner from sec.strength_short(in_cell) s
$$;

-- What is short is opened once, what is short no longer is closed; the detector asks, and records both.
create function sec.settle_minimums() returns table (out_reference text, out_cell integer, out_deed text) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare missed record; open record;
begin
  if not sec.has_role('{job_detector}') then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for missed in select m.* from sec.minimums_missed() m
    where not exists (select from public.exception e where e.code = m.out_code and e.detail = m.out_about and e.closed_at is null)
    order by m.out_code, m.out_about limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := missed.out_cell;
    out_deed := 'exception.open';
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, missed.out_cell, missed.out_rule, missed.out_code, missed.out_about, missed.out_owner);
    return next;
  end loop;
  for open in select e.* from public.exception e
    where e.code in ('rounds_below_minimum', 'strength_below_minimum') and e.closed_at is null
      and not exists (select from sec.minimums_missed(e.cell) m where m.out_code = e.code and m.out_about = e.detail)
    order by e.ref limit 200
  loop
    update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = 'settled-by-minimum', version = version + 1 where id = open.id;
    out_reference := open.ref;
    out_cell := open.cell;
    out_deed := 'exception.settle';
    return next;
  end loop;
end $$;

create function sec.guard_exception_of_minimum() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from sec.minimums_missed(old.cell) m where m.out_code = old.code and m.out_about = old.detail) then
    raise exception 'it is short still' using errcode = '23514', constraint = 'shortage_closes_with_stock', table = 'exception';
  end if;
  return new;
end $$;
create trigger exception_of_minimum_guarded before update on public.exception
  for each row when (old.code in ('rounds_below_minimum', 'strength_below_minimum') and old.closed_at is null and new.closed_at is not null)
  execute function sec.guard_exception_of_minimum();

-- What the reader owns of these, for the page of the day.
create function sec.own_shortages() returns table (out_ref text, out_code text, out_about text) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select e.ref, e.code, e.detail from public.exception e
  where e.owner_id = sec.account_id() and e.closed_at is null and e.code in ('rounds_below_minimum', 'strength_below_minimum')
  order by e.opened_at, e.ref limit 5
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.rounds_short(integer), sec.presence_of(integer, integer), sec.strength_short(integer), sec.minimums_missed(integer) from cordon_web;
