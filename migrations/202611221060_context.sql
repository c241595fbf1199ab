-- Country context: public lists that are read beside an assessment and are never a score. A file is one
-- set with its source, its licence and the day its data ends; a newer one supersedes it. No rule of this
-- schema reads these tables.

create table public.context_set (
  id uuid primary key,
  ref text not null default sec.new_ref('K') constraint context_set_ref_once unique,
  kind text not null constraint context_kind_known check (kind in ('events', 'risk-index', 'advisories')),
  source text not null constraint context_source_named check (length(btrim(source)) between 1 and 200),
  licence text not null constraint context_licence_named check (length(btrim(licence)) between 1 and 200),
  -- the last day that the data speaks about
  as_of date not null,
  file_name text not null default '',
  file_digest bytea not null,
  rows integer not null constraint context_rows_not_negative check (rows >= 0),
  kept integer not null constraint context_kept_of_rows check (kept between 0 and rows),
  refused integer not null constraint context_refused_of_rows check (refused between 0 and rows),
  read_at timestamptz not null default sec.now(),
  read_by uuid not null default sec.account_id() references public.account,
  superseded_at timestamptz,
  -- rows come in the transaction that made the set, and never afterwards
  made_in xid8 not null default pg_current_xact_id(),
  version integer not null default 1,
  constraint context_file_read_once unique (kind, file_digest)
);
create unique index context_set_in_use_once on public.context_set (kind) where superseded_at is null;
create index context_set_by_reader on public.context_set (read_by);
create index context_set_by_age on public.context_set (read_at desc, id desc);

-- A set is a file as it was read: only its place in the row of sets changes, once.
create function sec.guard_context_set() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if to_jsonb(old) - '{superseded_at,version}'::text[] <> to_jsonb(new) - '{superseded_at,version}'::text[] or old.superseded_at is not null then
    raise exception 'a set is kept as it was read' using errcode = '23514', constraint = 'context_set_is_kept', table = 'context_set';
  end if;
  return new;
end $$;
create trigger context_set_guarded before update on public.context_set for each row execute function sec.guard_context_set();

create table public.context_event (
  set_id uuid not null references public.context_set,
  row integer not null,
  year integer not null constraint event_year_possible check (year between 1900 and 2100),
  latitude double precision not null constraint event_latitude_possible check (latitude between -90 and 90),
  longitude double precision not null constraint event_longitude_possible check (longitude between -180 and 180),
  place text not null,
  deaths integer not null constraint event_deaths_not_negative check (deaths >= 0),
  deaths_civilians integer constraint event_civilians_not_negative check (deaths_civilians >= 0),
  primary key (set_id, row)
);
-- serves the box around a position
create index context_event_by_position on public.context_event (set_id, latitude, longitude);

create table public.context_index (
  set_id uuid not null references public.context_set,
  row integer not null,
  iso3 text not null constraint index_iso3_shape check (iso3 ~ '^[A-Z]{3}$'),
  country text not null,
  value double precision not null constraint index_value_of_ten check (value between 0 and 10),
  class text not null constraint index_class_named check (length(class) between 1 and 40),
  rank integer,
  hazard double precision,
  vulnerability double precision,
  coping double precision,
  primary key (set_id, row),
  constraint index_country_once unique (set_id, iso3)
);

-- Several lines of one country stand side by side; a level that is not a plain one stays empty, its words stay.
create table public.context_advisory (
  set_id uuid not null references public.context_set,
  row integer not null,
  iso3 text not null constraint advisory_iso3_shape check (iso3 ~ '^[A-Z]{3}$'),
  country text not null,
  level integer constraint advisory_level_of_four check (level between 1 and 4),
  words text not null,
  published date not null,
  primary key (set_id, row)
);
create index context_advisory_by_country on public.context_advisory (set_id, iso3);

-- What could not be read, or was read with a remark: by row and column, never guessed in silence.
create table public.context_remark (
  set_id uuid not null references public.context_set,
  number integer not null,
  row integer not null,
  column_name text not null,
  code text not null,
  value text not null,
  is_refused boolean not null,
  primary key (set_id, number)
);

-- Kilometres on a sphere of 6,371.0088 km, by the haversine.
create function sec.km_between(latitude_1 double precision, longitude_1 double precision, latitude_2 double precision, longitude_2 double precision)
  returns double precision language sql immutable parallel safe
as $$
  select 2 * 6371.0088 * asin(least(1, sqrt(
    sind((latitude_2 - latitude_1) / 2) ^ 2 + cosd(latitude_1) * cosd(latitude_2) * sind((longitude_2 - longitude_1) / 2) ^ 2)))
$$;

-- Who reads risk reads its context; the lists themselves are public.
call sec.business_table('context_set', 'id', 'cardinality((select sec.cells_risk())) > 0', '(select sec.has_role(''{pcu_chief,pcu_officer}''))');
do $$
declare part text;
begin
  foreach part in array array['context_event', 'context_index', 'context_advisory', 'context_remark'] loop
    execute format('alter table public.%I enable row level security', part);
    execute format('alter table public.%I force row level security', part);
    execute format('create policy wall_read on public.%I for select using (cardinality((select sec.cells_risk())) > 0)', part);
    execute format('create policy wall_insert on public.%I for insert with check (
      set_id in (select s.id from public.context_set s where s.made_in = pg_current_xact_id() and s.read_by = sec.account_id()))', part);
    execute format('revoke update on public.%I from cordon_web', part);
    execute format('create view public.visible_%1$s with (security_invoker) as
      select * from public.%1$I where cardinality((select sec.cells_risk())) > 0', part);
  end loop;
end $$;

-- Events of a set around a position: a box on the index, then the distance.
create function sec.events_near(wanted_set uuid, at_latitude double precision, at_longitude double precision, within_km double precision)
  returns setof public.context_event language sql stable
as $$
  select e.set_id, e.row, e.year, e.latitude, e.longitude, e.place, e.deaths, e.deaths_civilians
  from public.visible_context_event e
  where e.set_id = wanted_set
    and e.latitude between at_latitude - within_km / 111 and at_latitude + within_km / 111
    and (abs(at_latitude) + within_km / 111 >= 89
      or abs(e.longitude - at_longitude) <= within_km / 111 / cosd(abs(at_latitude) + within_km / 111)
      or abs(e.longitude - at_longitude) >= 360 - within_km / 111 / cosd(abs(at_latitude) + within_km / 111))
    and sec.km_between(at_latitude, at_longitude, e.latitude, e.longitude) <= within_km
$$;

revoke execute on all functions in schema sec from public;
