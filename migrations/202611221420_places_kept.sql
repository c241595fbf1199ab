-- Places are kept by those who plan. What a list of others said stays beside what somebody corrected, and the correction
-- wins over the next list. A place may belong to a station that answers for it, has a number to call, and is withdrawn
-- with a reason when nobody is to go there any more; journeys that name it keep it.

alter table public.place
  drop constraint place_kind_known,
  add constraint place_kind_known check (kind in
    ('airport', 'border', 'duty_station', 'hospital', 'hotel', 'office', 'other', 'police', 'residence', 'safe_haven')),
  add column phone text not null default '' constraint place_phone_shape check (phone = '' or phone ~ '^[+]?[0-9 ()./-]{3,40}$'),
  add column note text not null default '' constraint place_note_short check (length(note) <= 500),
  add column state text not null default 'active' constraint place_state_known check (state in ('active', 'withdrawn')),
  add column withdrawn_reason text not null default '' constraint place_withdrawn_reason_short check (length(withdrawn_reason) <= 300),
  -- what the source says where somebody says otherwise; all null where nobody does
  add column said_name text,
  add column said_city text,
  add column said_country text,
  add column said_latitude double precision,
  add column said_longitude double precision,
  add column said_zone text,
  add constraint place_withdrawn_with_reason check ((state = 'withdrawn') = (length(btrim(withdrawn_reason)) > 0)),
  add constraint place_said_whole check (num_nonnulls(said_name, said_city, said_zone) in (0, 3)
    and (said_name is not null or num_nonnulls(said_country, said_latitude, said_longitude) = 0)
    and num_nonnulls(said_latitude, said_longitude) in (0, 2)),
  add constraint place_said_by_its_source check (said_name is null or source not in ('entered', 'duty station')),
  add constraint place_of_station_is_plain check (kind <> 'duty_station' or (phone = '' and note = '' and state = 'active'));

create or replace view public.visible_place with (security_invoker) as select * from public.place;

-- The place of a station is what the station says. A place is put under a station, or taken from one, by those who read
-- that station: it decides who answers for what happens there (DESIGN 9.5).
create function sec.guard_place() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare before_id uuid; was_station boolean := false;
begin
  if tg_op = 'UPDATE' then
    before_id := old.station_id;
    was_station := old.kind = 'duty_station';
  end if;
  if was_station <> (new.kind = 'duty_station') and tg_op = 'UPDATE' or new.kind = 'duty_station' and not exists (
    select from public.duty_station s where s.id = new.station_id and s.country = new.country and s.name = new.name and s.zone = new.zone
      and s.latitude is not distinct from new.latitude and s.longitude is not distinct from new.longitude) then
    raise exception 'the place of a station is what the station says'
      using errcode = '23514', constraint = 'place_of_station_follows_it', table = 'place';
  end if;
  if new.kind <> 'duty_station' and new.station_id is distinct from before_id and sec.account_id() is not null and exists (
    select from public.duty_station s where s.id in (new.station_id, before_id) and not s.cell = any (sec.cells_station())) then
    raise exception 'a place belongs to a station within reach'
      using errcode = '23514', constraint = 'place_station_within_reach', table = 'place';
  end if;
  return new;
end $$;
create trigger place_guarded before insert or update of kind, name, country, zone, latitude, longitude, station_id on public.place
  for each row execute function sec.guard_place();

-- A list that is read again says what it says in said_*; a person changes the facts alone. What differs is kept, and what
-- agrees again is forgotten.
create function sec.keep_what_was_said() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if new.source in ('entered', 'duty station') then
    return new;
  end if;
  if old.said_name is null and new.said_name is null and
    (old.name, old.city, old.country, old.latitude, old.longitude, old.zone) is distinct from
    (new.name, new.city, new.country, new.latitude, new.longitude, new.zone) then
    new.said_name := old.name;
    new.said_city := old.city;
    new.said_country := old.country;
    new.said_latitude := old.latitude;
    new.said_longitude := old.longitude;
    new.said_zone := old.zone;
  end if;
  if (new.said_name, new.said_city, new.said_country, new.said_latitude, new.said_longitude, new.said_zone) is not distinct from
    (new.name, new.city, new.country, new.latitude, new.longitude, new.zone) then
    new.said_name := null;
    new.said_city := null;
    new.said_country := null;
    new.said_latitude := null;
    new.said_longitude := null;
    new.said_zone := null;
  end if;
  return new;
end $$;
create trigger place_keeps_what_was_said before update on public.place
  for each row execute function sec.keep_what_was_said();

alter table public.workbook drop constraint workbook_list_known;
alter table public.workbook add constraint workbook_list_known check (list in
  ('ammunition', 'armouries', 'duty-stations', 'employment', 'equipment', 'firearms', 'kits', 'officers', 'places', 'qualifications', 'standby',
   'vehicles'));
