-- What a place's country and position are decides who answers for what happens there, as its station does (DESIGN 9.5):
-- nobody moves a place into their reach, or out of another's, and nobody withdraws what others answer for.
-- A list of places that is read again is no decision of a person and says what it says.

create function sec.cell_answering(of_station uuid, in_country text, at_latitude double precision, at_longitude double precision)
  returns integer language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(
    (select cell from public.duty_station where id = of_station),
    (select s.cell from public.duty_station s
      where s.country = in_country and abs(s.latitude - at_latitude) < 1.4 and abs(s.longitude - at_longitude) < 1.4
      order by (s.latitude - at_latitude) ^ 2 + (s.longitude - at_longitude) ^ 2 limit 1),
    sec.cell_of_country(in_country))
$$;

create or replace function sec.cell_of_place(wanted uuid) returns integer language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce((select sec.cell_answering(station_id, country, latitude, longitude) from public.place where id = wanted), sec.cell_of_country(null))
$$;

create function sec.guard_who_answers() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare
  before_cell integer := sec.cell_answering(old.station_id, old.country, old.latitude, old.longitude);
  after_cell integer := sec.cell_answering(new.station_id, new.country, new.latitude, new.longitude);
begin
  if sec.account_id() is not null and (before_cell <> after_cell or old.state <> new.state) and not array[before_cell, after_cell] <@ sec.cells_station() then
    raise exception 'another station answers for it' using errcode = '23514', constraint = 'place_answered_for_within_reach', table = 'place';
  end if;
  return new;
end $$;
create trigger place_answered_for before update of country, latitude, longitude, station_id, state on public.place
  for each row when (old.kind <> 'duty_station' and new.kind <> 'duty_station' and (new.said_name, new.said_country, new.said_latitude, new.said_longitude)
    is not distinct from (old.said_name, old.said_country, old.said_latitude, old.said_longitude)) execute function sec.guard_who_answers();
revoke execute on all functions in schema sec from public;
