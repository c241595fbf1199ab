-- Stations and places as people keep them: numbers that are voided with a reason, hardship with its
-- date, reference lists of others (cities, countries, missions, entities) beside our own records.

-- A number belongs to the cell of its station; nobody types it (INV-09).
create function sec.station_number_cell() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public
as $$
begin
  select cell into strict new.cell from public.duty_station where id = new.station_id;
  return new;
end $$;
create trigger station_number_takes_cell before insert or update of station_id on public.station_number
  for each row execute function sec.station_number_cell();

alter table public.station_number add column void_reason text not null default '';
alter table public.station_number add constraint station_number_voided_with_reason
  check (not is_void or length(btrim(void_reason)) > 0);
alter table public.duty_station add column hardship_as_of date;
alter table public.duty_station add constraint duty_station_latitude_possible check (latitude between -90 and 90);
alter table public.duty_station add constraint duty_station_longitude_possible check (longitude between -180 and 180);
alter table public.duty_station add constraint duty_station_position_whole check ((latitude is null) = (longitude is null));
alter table public.place add constraint place_position_whole check ((latitude is null) = (longitude is null));

-- The views were made before these columns.
create or replace view public.visible_station_number with (security_invoker) as
  select * from public.station_number where cell = any ((select sec.cells_station())::integer[]);
create or replace view public.visible_duty_station with (security_invoker) as
  select * from public.duty_station where cell = any ((select sec.cells_station())::integer[]);

-- The name and the clock of a station are those of its place.
create function sec.place_follows_station() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public
as $$
begin
  update public.place set name = new.name, city = new.name, zone = new.zone, latitude = new.latitude,
    longitude = new.longitude, version = version + 1 where station_id = new.id and kind = 'duty_station';
  return null;
end $$;
create trigger station_moves_place after update of name, zone, latitude, longitude on public.duty_station
  for each row when ((old.name, old.zone, old.latitude, old.longitude) is distinct from (new.name, new.zone, new.latitude, new.longitude))
  execute function sec.place_follows_station();

-- A station is made before its cell can be in anybody's scope.
alter policy wall_insert on public.duty_station with check ((select sec.has_role('{pcu_chief,system_admin}')));

-- Whoever makes a cell goes on in the same transaction: their scopes are expanded at once, those of
-- all others at their next request.
create or replace function sec.expire_scopes() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
declare own uuid := (select id from sec.session where ended_at is null
  and key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex')));
begin
  update sec.session set scopes_until = '-infinity' where ended_at is null and id is distinct from own;
  if own is not null then
    perform sec.refresh_session(own);
  end if;
  return null;
end $$;

-- Names are searched without accents and letter case.
create function sec.plain(text) returns text language sql immutable parallel safe strict
  set search_path = public, pg_catalog
as $$ select lower(unaccent('unaccent'::regdictionary, $1)) $$;
grant execute on function sec.plain(text) to cordon_web, cordon_backup;
create index place_by_plain_name on public.place using gin (sec.plain(name || ' ' || city) gin_trgm_ops);
create index place_alias_by_plain on public.place_alias using gin (sec.plain(alias) gin_trgm_ops);
create index place_entered on public.place (name, id) where kind <> 'airport';

-- Places, aliases and countries are read by all and kept by those who plan.
alter policy wall_insert on public.place
  with check ((select sec.has_role('{pcu_chief,pcu_officer,senior_security_professional,cp_coordinator}')));
alter policy wall_update on public.place
  using ((select sec.has_role('{pcu_chief,pcu_officer,senior_security_professional,cp_coordinator}')))
  with check ((select sec.has_role('{pcu_chief,pcu_officer,senior_security_professional,cp_coordinator}')));
call sec.business_table('place_alias', 'alias', 'true',
  '(select sec.has_role(''{pcu_chief,pcu_officer,senior_security_professional,cp_coordinator}''))');
call sec.business_table('country', 'iso2', 'true', '(select sec.has_role(''{pcu_chief,pcu_officer}''))');
call sec.business_table('entity', 'code', 'true', '(select sec.has_role(''{pcu_chief,pcu_officer}''))');
revoke insert, update on public.station_cover from cordon_web;
alter table public.entity add column synonym text not null default '';
create or replace view public.visible_entity with (security_invoker) as select * from public.entity;

-- Lists of others, kept as they were read: nothing operates on them.
create table public.un_country (
  code text primary key,
  iso2 text references public.country,
  iso3 text not null default '',
  name text not null constraint un_country_name_present check (length(btrim(name)) > 0),
  is_obsolete boolean,
  version integer not null default 1
);
create index un_country_by_iso2 on public.un_country (iso2);

-- A city code alone is no key: code, country and name together are.
create table public.un_city (
  id uuid primary key,
  code text not null,
  country_code text not null,
  country_name text not null,
  name text not null constraint un_city_name_present check (length(btrim(name)) > 0),
  common_name text not null default '',
  latitude double precision constraint un_city_latitude_possible check (latitude between -90 and 90),
  longitude double precision constraint un_city_longitude_possible check (longitude between -180 and 180),
  is_obsolete boolean,
  -- the station we operate in that city, only where name and country are exactly the same
  station_id uuid references public.duty_station,
  version integer not null default 1,
  constraint un_city_once unique (code, country_code, name)
);
create index un_city_by_name on public.un_city (lower(name), lower(country_name));
create index un_city_by_common_name on public.un_city (lower(common_name), lower(country_name));
create index un_city_by_station on public.un_city (station_id);

-- Hardship classes are reviewed: each keeps the day from which it was known.
create table public.hardship_rating (
  id uuid primary key,
  city_id uuid not null references public.un_city,
  class text not null constraint hardship_rating_class_known check (class in ('H', 'A', 'B', 'C', 'D', 'E')),
  as_of date not null,
  version integer not null default 1,
  constraint hardship_rated_once_a_day unique (city_id, as_of)
);

create table public.mission (
  id uuid primary key,
  acronym text not null constraint mission_acronym_once unique,
  name text not null constraint mission_name_present check (length(btrim(name)) > 0),
  lead text not null default '',
  is_active boolean,
  started_on date,
  ended_on date,
  location text not null default '',
  latitude double precision constraint mission_latitude_possible check (latitude between -90 and 90),
  longitude double precision constraint mission_longitude_possible check (longitude between -180 and 180),
  version integer not null default 1,
  constraint mission_ends_after_it_begins check (ended_on >= started_on)
);

call sec.business_table('un_country', 'code', 'true', '(select sec.has_role(''{pcu_chief,pcu_officer}''))');
call sec.business_table('un_city', 'id', 'true', '(select sec.has_role(''{pcu_chief,pcu_officer}''))');
call sec.business_table('hardship_rating', 'id', 'true', '(select sec.has_role(''{pcu_chief,pcu_officer}''))');
call sec.business_table('mission', 'id', 'true', '(select sec.has_role(''{pcu_chief,pcu_officer}''))');

-- What the status page may know: when jobs last ran, how many sessions live, how large it all is.
create function sec.heartbeats() returns table (job text, ran_at timestamptz, interval_seconds integer, detail text)
language sql stable security definer set search_path = pg_catalog, sec
as $$ select job, ran_at, interval_seconds, detail from sec.heartbeat order by job $$;
create function sec.live_sessions() returns table (kind text, sessions bigint)
language sql stable security definer set search_path = pg_catalog, sec
as $$ select kind, count(*) from sec.session where ended_at is null and expires_at > sec.now()
  and last_seen_at + idle_limit > sec.now() group by kind order by kind $$;
grant execute on function sec.heartbeats(), sec.live_sessions() to cordon_web;
