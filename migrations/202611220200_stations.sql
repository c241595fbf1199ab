-- Regions, countries, duty stations and places. Countries, regions, portfolios, entities and
-- places are reference data that every signed-in person may read; a duty station with its
-- numbers belongs to its own cell.

create table public.region (
  code text primary key,
  name text not null
);
create table public.portfolio (
  code text primary key,
  name text not null,
  regions text[] not null,
  cell integer not null constraint portfolio_cell_once unique references sec.cell
);
create table public.country (
  iso2 text primary key constraint country_iso2_shape check (iso2 ~ '^[A-Z]{2}$'),
  iso3 text not null constraint country_iso3_once unique,
  name text not null,
  name_fr text not null,
  region text references public.region,
  notice_days integer constraint country_notice_possible check (notice_days between 0 and 365),
  version integer not null default 1
);
create index country_by_region on public.country (region);
create table public.entity (
  code text primary key,
  name text not null,
  cell integer not null constraint entity_cell_once unique references sec.cell,
  version integer not null default 1
);

create table public.duty_station (
  id uuid primary key,
  code text not null constraint duty_station_code_once unique
    constraint duty_station_code_shape check (code ~ '^[A-Z]{3}$'),
  name text not null constraint duty_station_name_present check (length(btrim(name)) between 1 and 120),
  country text not null references public.country,
  region text not null references public.region,
  zone text not null,
  latitude double precision,
  longitude double precision,
  hardship_class text not null default 'unclassified'
    constraint duty_station_hardship_known check (hardship_class in ('H', 'A', 'B', 'C', 'D', 'E', 'unclassified')),
  family_status text not null default 'family'
    constraint duty_station_family_known check (family_status in ('family', 'non_family')),
  is_headquarters boolean not null default false,
  cell integer not null constraint duty_station_cell_once unique references sec.cell,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  updated_at timestamptz not null default sec.now()
);
create index duty_station_by_country on public.duty_station (country);
create index duty_station_by_region on public.duty_station (region);

-- The station that answers for a country in which a place has no station of its own.
create table public.station_cover (
  country text primary key references public.country,
  station_id uuid not null references public.duty_station
);
create index station_cover_by_station on public.station_cover (station_id);

create table public.station_number (
  id uuid primary key,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  label text not null constraint station_number_label_present check (length(btrim(label)) between 1 and 80),
  number text not null constraint station_number_shape check (number ~ '^\+?[0-9 ()./-]{3,40}$'),
  is_always_on boolean not null default false,
  as_of date not null,
  is_void boolean not null default false,
  version integer not null default 1
);
create index station_number_by_station on public.station_number (station_id);

create table public.place (
  id uuid primary key,
  kind text not null constraint place_kind_known check (kind in ('airport', 'duty_station', 'other')),
  name text not null constraint place_name_present check (length(btrim(name)) between 1 and 160),
  city text not null default '',
  country text references public.country,
  icao text constraint place_icao_once unique,
  iata text,
  station_id uuid references public.duty_station,
  latitude double precision constraint place_latitude_possible check (latitude between -90 and 90),
  longitude double precision constraint place_longitude_possible check (longitude between -180 and 180),
  zone text not null,
  source text not null default 'entered',
  version integer not null default 1
);
create index place_by_iata on public.place (iata) where iata is not null;
create index place_by_country on public.place (country);
create index place_by_station on public.place (station_id);
create index place_by_name on public.place using gin ((lower(name || ' ' || city)) gin_trgm_ops);
create table public.place_alias (
  alias text primary key,
  place_id uuid not null references public.place
);
create index place_alias_by_place on public.place_alias (place_id);

-- A new station takes its cell and enters every wider scope that contains it.
create function sec.enrol_station() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  insert into sec.cell (kind, code) values ('station', new.code) returning no into new.cell;
  insert into sec.cell_scope (cell, scope_kind, scope_code) values
    (new.cell, 'global', ''), (new.cell, 'station', new.code),
    (new.cell, 'country', new.country), (new.cell, 'region', new.region);
  insert into sec.cell_scope (cell, scope_kind, scope_code)
    select new.cell, 'portfolio', p.code from public.portfolio p where new.region = any (p.regions);
  return new;
end $$;
create trigger station_takes_cell before insert on public.duty_station
  for each row when (new.cell is null) execute function sec.enrol_station();

create function sec.enrol_wide_cell() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  insert into sec.cell (kind, code) values (tg_argv[0], new.code) returning no into new.cell;
  insert into sec.cell_scope (cell, scope_kind, scope_code)
    values (new.cell, 'global', ''), (new.cell, tg_argv[0], new.code);
  return new;
end $$;
create trigger entity_takes_cell before insert on public.entity
  for each row when (new.cell is null) execute function sec.enrol_wide_cell('entity');
create trigger portfolio_takes_cell before insert on public.portfolio
  for each row when (new.cell is null) execute function sec.enrol_wide_cell('portfolio');

-- A station is at once a place people travel to.
create function sec.place_of_station() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  insert into public.place (id, kind, name, city, country, station_id, latitude, longitude, zone, source)
    values (gen_random_uuid(), 'duty_station', new.name, new.name, new.country, new.id, new.latitude, new.longitude, new.zone, 'duty station');
  insert into public.station_cover (country, station_id) values (new.country, new.id) on conflict do nothing;
  return null;
end $$;
create trigger station_is_a_place after insert on public.duty_station
  for each row execute function sec.place_of_station();

-- The station that answers for a place: its own, else the nearest of its country within 150 km,
-- else the one that covers the country, else headquarters (DESIGN 9.5).
create function sec.cell_of_place(wanted uuid) returns integer language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(
    (select s.cell from public.place p join public.duty_station s on s.id = p.station_id where p.id = wanted),
    (select s.cell from public.place p join public.duty_station s on s.country = p.country
      where p.id = wanted and abs(s.latitude - p.latitude) < 1.4 and abs(s.longitude - p.longitude) < 1.4
      order by (s.latitude - p.latitude) ^ 2 + (s.longitude - p.longitude) ^ 2 limit 1),
    (select s.cell from public.place p join public.station_cover c on c.country = p.country
      join public.duty_station s on s.id = c.station_id where p.id = wanted),
    (select cell from public.duty_station where is_headquarters order by code limit 1))
$$;
create function sec.cell_of_country(wanted text) returns integer language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(
    (select s.cell from public.station_cover c join public.duty_station s on s.id = c.station_id where c.country = wanted),
    (select cell from public.duty_station where is_headquarters order by code limit 1))
$$;

call sec.business_table('duty_station', 'id', 'cell = {station}');
call sec.business_table('station_number', 'id', 'cell = {station}');
call sec.business_table('place', 'id', 'true', '(select sec.account_id()) is not null');
