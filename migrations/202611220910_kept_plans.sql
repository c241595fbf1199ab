-- What the walls call is written in plpgsql, which keeps its plans as long as the connection lives:
-- in plain SQL each call of each statement would be planned anew, eight times the price.

do $$
declare area text;
begin
  foreach area in array array['station', 'station_write', 'people', 'people_write', 'principal',
    'principal_write', 'movement', 'movement_write', 'sealed', 'sealed_write', 'imports', 'imports_write', 'watch']
  loop
    execute format($f$
      create or replace function sec.cells_%1$s() returns integer[] language plpgsql stable security definer
        set search_path = pg_catalog, sec, pg_temp
      as $b$ begin
        return coalesce((select s.cells_%1$s from sec.session s
          where s.key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'))
            and s.ended_at is null and s.expires_at > sec.now() and s.scopes_until > sec.now()), '{}');
      end $b$ $f$, area);
  end loop;
end $$;

create or replace function sec.now() returns timestamptz language plpgsql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ begin return (select clock_timestamp() + coalesce((select shift from sec.clock_shift), interval '0')); end $$;
create or replace function sec.live_session() returns sec.session language plpgsql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
begin return (
  select s from sec.session s
  where s.key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'))
    and s.ended_at is null and s.expires_at > sec.now()
    and s.scopes_until > sec.now()
); end $$;
create or replace function sec.account_id() returns uuid language plpgsql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ begin return (select (sec.live_session()).account_id); end $$;
create or replace function sec.own_officer() returns uuid language plpgsql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ begin return (select (sec.live_session()).officer_id); end $$;
create or replace function sec.has_role(wanted text[]) returns boolean language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin return (
  select exists (
    select from public.access_grant g
    where g.account_id = sec.account_id() and g.role = any (wanted) and g.state = 'granted'
      and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))
); end $$;
create or replace function sec.account_label(wanted uuid) returns text language plpgsql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ begin return (select display_name from public.account where id = wanted); end $$;
create or replace function sec.cells_of(kind text, code text) returns integer[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ begin return (select coalesce(array_agg(cell), '{}') from sec.cell_scope where scope_kind = kind and scope_code = code); end $$;
-- The end of visibility is compared with the clock itself: of a variable the planner knows nothing, and would
-- read every leg there ever was; the beginning, a filter of few rows, with the clock read once.
create or replace function sec.touched_movements() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare mine integer[] := sec.cells_movement(); moment timestamptz := sec.now();
begin return (
  select coalesce(array_agg(distinct id), '{}') from (
    select l.movement_id as id from public.leg l where l.departure_cell = any (mine)
      and l.visible_until > sec.now() and l.visible_from <= moment
    union all
    select l.movement_id from public.leg l where l.arrival_cell = any (mine)
      and l.visible_until > sec.now() and l.visible_from <= moment
    union all
    select y.movement_id from public.stay y where y.place_cell = any (mine)
      and y.visible_until > sec.now() and y.visible_from <= moment) x
); end $$;
create or replace function sec.touched_movements_write() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare mine integer[] := sec.cells_movement_write(); moment timestamptz := sec.now();
begin return (
  select coalesce(array_agg(distinct id), '{}') from (
    select l.movement_id as id from public.leg l where l.departure_cell = any (mine)
      and l.visible_until > sec.now() and l.visible_from <= moment
    union all
    select l.movement_id from public.leg l where l.arrival_cell = any (mine)
      and l.visible_until > sec.now() and l.visible_from <= moment
    union all
    select y.movement_id from public.stay y where y.place_cell = any (mine)
      and y.visible_until > sec.now() and y.visible_from <= moment) x
); end $$;
create or replace function sec.own_colleagues() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$ begin return (select coalesce(array_agg(distinct officer_id), '{}') from public.tasking where movement_id = any (sec.own_movements())); end $$;
create or replace function sec.own_principals() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$ begin return (select coalesce(array_agg(distinct principal_id), '{}') from public.movement where id = any (sec.own_movements())); end $$;
create or replace function sec.watched_movements() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare watched integer[] := sec.cells_watch();
begin return (
  select coalesce(array_agg(m.id), '{}') from public.movement m
  where m.state in ('under_way', 'diverted', 'suspended') and m.planning_cell = any (watched)
); end $$;
create or replace function sec.requested_movements() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin return (
  select case when sec.cells_movement() <> '{}' or sec.cells_principal() = '{}' then '{}'
    else coalesce((select array_agg(m.id) from public.movement m where m.entity_cell = any (sec.cells_principal())), '{}') end
); end $$;
create or replace function sec.heartbeat_of(in_job text) returns timestamptz language plpgsql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ begin return (select ran_at from sec.heartbeat where job = in_job); end $$;
create or replace function sec.officer_of(wanted uuid) returns uuid language plpgsql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ begin return (select officer_id from public.account where id = wanted); end $$;
create or replace function sec.person_of(wanted uuid) returns uuid language plpgsql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ begin return (select coalesce(officer_id, id) from public.account where id = wanted); end $$;
create or replace function sec.job_is_stopped(in_job text) returns boolean language plpgsql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ begin return (select coalesce((select is_stopped from sec.job_switch where job = in_job), false)); end $$;
create or replace function sec.board_cells() returns integer[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin return (
  select sec.union_cells(sec.cells_movement(), (
    select coalesce(array_agg(distinct cell), '{}') from public.leg l, unnest(array[l.planning_cell, l.departure_cell, l.arrival_cell]) cell
    where l.movement_id = any (sec.own_movements())))
); end $$;
create or replace function sec.duty_number() returns text language plpgsql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin return (
  select n.number from public.station_number n join public.duty_station s on s.id = n.station_id
  where s.is_headquarters and n.is_always_on and not n.is_void order by s.code, n.id limit 1
); end $$;
create or replace function sec.hidden_taskings(until timestamptz) returns bigint language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare mine integer[] := sec.cells_movement(); own uuid[] := sec.own_movements();
  people integer[] := sec.cells_people(); moment timestamptz := sec.now();
begin return (
  select count(distinct t.leg_id) from public.tasking t join public.leg l on l.id = t.leg_id
  where t.officer_cell = any (people) and t.state in ('planned', 'active')
    and lower(t.during) < until and upper(t.during) > moment - interval '1 day' and not l.is_void
    and not (l.planning_cell = any (mine)
      or (l.departure_cell = any (mine) or l.arrival_cell = any (mine)) and l.visible_from <= moment and l.visible_until > moment
      or l.movement_id = any (own))
); end $$;

-- The order of the list of movements: a page of it is read from here whatever lies behind.
create index movement_by_departure on public.movement ((coalesce(starts_at, created_at)) desc, id desc);
