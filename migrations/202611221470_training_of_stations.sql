-- What a duty station asks of everybody on duty there besides what a duty takes (domain.md 3.1): BSAFE everywhere, SSAFE
-- where the designated official says so, risk education where ordnance lies. It warns with its day and blocks nothing.

create table public.station_training (
  id uuid primary key,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  type text not null references public.qualification_type,
  from_date date not null,
  -- last day; none: until further notice
  until_date date,
  authority text not null constraint station_training_has_authority check (length(btrim(authority)) between 3 and 300),
  version integer not null default 1,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint station_training_once unique (station_id, type),
  constraint station_training_ends_after_it_begins check (until_date >= from_date)
);
create index station_training_by_cell on public.station_training (cell);
create index station_training_by_type on public.station_training (type);
create index station_training_by_updater on public.station_training (updated_by);
create trigger station_training_takes_cell before insert or update of station_id on public.station_training
  for each row execute function sec.station_cell();

create function sec.guard_station_training() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and (new.station_id, new.type) is distinct from (old.station_id, old.type) then
    raise exception 'it stays what it is' using errcode = '23514', constraint = 'station_training_stays', table = 'station_training';
  end if;
  -- what blocks deployment is asked everywhere; what names a class, a model or a country is asked by a duty
  if tg_op = 'INSERT' and not exists (select from public.qualification_type k
      where k.code = new.type and k.names = '' and k.blocks <> 'deployment' and not k.is_withdrawn) then
    raise exception 'no station asks for it' using errcode = '23514', constraint = 'station_training_can_be_asked', table = 'station_training';
  end if;
  return new;
end $$;
create trigger station_training_guarded before insert or update on public.station_training
  for each row execute function sec.guard_station_training();

call sec.business_table('station_training', 'id', 'cell = {qualification} or cell = {station}', 'cell = {qualification}');
call sec.closes_with_station('station_training');

-- What a station asks for on some day of a span, and on which of them; no day: always.
create function sec.training_asked(station uuid, from_day date, to_day date) returns table (out_type text, out_from date, out_until date)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select k.code, null::date, null::date from public.qualification_type k where k.blocks = 'deployment'
  union all
  select t.type, t.from_date, t.until_date from public.station_training t join public.qualification_type k on k.code = t.type and not k.is_withdrawn
  where t.station_id = station and t.from_date <= to_day and coalesce(t.until_date, 'infinity') >= from_day
$$;
-- The stations where an officer is on duty in a span: the parent station, and where temporary duty leads.
create function sec.stations_of_duty(officer uuid, from_day date, to_day date) returns setof uuid language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select o.station_id from public.officer o where o.id = officer
  union
  select v.station_id from public.availability v
  where v.officer_id = officer and v.kind = 'temporary_duty' and v.station_id is not null and not v.is_void and v.from_date <= to_day and v.to_date >= from_day
$$;

-- What is asked of an officer on a day, where, and how they stand to it; for who may read their papers.
create function sec.training_of(officer uuid, on_day date) returns table (out_type text, out_name text, out_stations text[], out_state text, out_end date)
  language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select k.code, k.name, asked.stations,
    case when held.ends >= on_day then case when held.ends <= on_day + k.lead_days then 'ending' else 'kept' end
      when held.ends is not null then 'expired' when held.waits then 'waiting' else 'missing' end,
    nullif(held.ends, 'infinity')
  from (select a.out_type, array_agg(distinct s.code order by s.code) as stations
      from public.officer o cross join lateral sec.stations_of_duty(o.id, on_day, on_day) d (station) join public.duty_station s on s.id = d.station
        cross join lateral sec.training_asked(s.id, on_day, on_day) a
      where o.id = officer and (o.cell = any ((select sec.cells_qualification())::integer[]) or o.id = (select sec.own_officer()))
      group by a.out_type) asked
    join public.qualification_type k on k.code = asked.out_type
    cross join lateral (select max(coalesce(q.valid_until, 'infinity')) filter (where q.verified_by is not null) as ends, bool_or(q.verified_by is null) as waits
      from public.qualification q where q.officer_id = officer and q.type = k.code and not q.is_void and q.obtained_on <= on_day) held
  order by k.sort
$$;
-- Whether something asked is missing on a day, or ends soon.
create function sec.training_stands(officer uuid, on_day date, states text[]) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ select exists (select from sec.training_of(officer, on_day) t where t.out_state = any (states)) $$;

-- What is asked of the officers of a detail on the days of their legs, at their stations and at the one that plans: the
-- first day without it. Who may not read the papers gets the day alone.
create function sec.detail_training(movement uuid) returns table (out_officer uuid, out_type text, out_name text, out_stations text[], out_missing_on date,
  out_end date, out_is_open boolean) language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select d.officer, case when seen.papers then k.code end, case when seen.papers then k.name end, case when seen.papers then asked.stations end,
    sec.first_day_without(d.officer, array[k.code], null, asked.from_day, asked.to_day),
    case when seen.papers then (select nullif(max(coalesce(q.valid_until, 'infinity')), 'infinity') from public.qualification q
      where q.officer_id = d.officer and q.type = k.code and q.verified_by is not null and not q.is_void) end, seen.papers
  from sec.detail_of(movement) d join public.movement m on m.id = movement join public.officer o on o.id = d.officer
    cross join lateral (select o.cell = any ((select sec.cells_qualification())::integer[]) or coalesce(o.id = (select sec.own_officer()), false) as papers) seen
    cross join lateral (select a.out_type, array_agg(distinct s.code order by s.code) as stations,
        greatest(d.from_day, min(coalesce(a.out_from, d.from_day))) as from_day, least(d.to_day, max(coalesce(a.out_until, d.to_day))) as to_day
      from public.duty_station s cross join lateral sec.training_asked(s.id, d.from_day, d.to_day) a
      where s.id = m.planning_station_id or s.id in (select sec.stations_of_duty(d.officer, d.from_day, d.to_day)) group by a.out_type) asked
    join public.qualification_type k on k.code = asked.out_type
  order by k.sort, d.officer
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.training_asked(uuid, date, date), sec.stations_of_duty(uuid, date, date) from cordon_web;
