-- The board keeps itself honest: who runs the overdue detector, how open boards hear of a change,
-- and what a signature under a handover may and may not do.

-- The detector is a job with an account of its own: movements everywhere, nothing else.
insert into sec.role (code, scope_kinds) values ('job_detector', '{global}');
insert into sec.role_reach (role, area, breadth, may_write) values ('job_detector', 'movement', 'global', true);

do $$
declare
  job uuid := gen_random_uuid();
  field text;
  body bytea := '\x01';
begin
  insert into public.account (id, username, display_name, kind) values (job, 'job-detector', 'Overdue detector', 'job');
  insert into public.access_grant (id, account_id, role, scope_kind, scope_code, valid_from, state, is_urgent, asked_by, reason)
    values (gen_random_uuid(), job, 'job_detector', 'global', '', clock_timestamp(), 'granted', true, job, 'the overdue detector');
  -- the canonical bytes of src/audit: a length before each field
  foreach field in array array['', '', 'command line', 'account.job', 'job-detector', 'done', '', ''] loop
    body := body || int4send(octet_length(field)) || convert_to(field, 'UTF8');
  end loop;
  perform audit.append(0::smallint, '', 'command line', null, 'account.job', 'job-detector', 'done', '', '', body);
end $$;

create function sec.job_account(in_job text) returns uuid language sql stable security definer
  set search_path = pg_catalog, public
as $$ select id from public.account where username = in_job and kind = 'job' and disabled_at is null $$;

-- A switch for exercises: with the detector stopped every board must turn red.
create table sec.job_switch (
  job text primary key,
  is_stopped boolean not null,
  at timestamptz not null default sec.now()
);
create function sec.job_is_stopped(in_job text) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec
as $$ select coalesce((select is_stopped from sec.job_switch where job = in_job), false) $$;
create function sec.switch_job(in_job text, in_stopped boolean) returns void language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
begin
  if (select kind from sec.installation) not in ('exercise', 'test') then
    raise exception 'jobs are switched in an exercise only' using errcode = '42501';
  end if;
  insert into sec.job_switch (job, is_stopped) values (in_job, in_stopped)
    on conflict (job) do update set is_stopped = excluded.is_stopped, at = sec.now();
end $$;

-- What nobody needs any longer: keys of forms sent a day ago, waits that are over.
create function sec.clean_up() returns void language sql security definer
  set search_path = pg_catalog, sec
as $$
  delete from sec.form_key where used_at < sec.now() - interval '24 hours';
  delete from sec.throttle where last_at < sec.now() - interval '24 hours' and allowed_at < sec.now();
$$;

-- Announcements: topic and cells, never content. Sent when the transaction commits; equal ones are folded.
create function sec.announce(topic text, cells integer[]) returns void language sql security definer
  set search_path = pg_catalog
as $$
  select pg_notify('cordon', topic || ' ' || string_agg(cell::text, ',')) from (
    select cell, row_number() over (order by cell) / 1000 as part from (select distinct unnest(cells) as cell) x where cell is not null) y
  group by part
$$;
create function sec.announce_legs() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
begin
  perform sec.announce('watch', array_agg(cell)) from changed, unnest(array[planning_cell, departure_cell, arrival_cell]) cell;
  return null;
end $$;
create function sec.announce_movements() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  perform sec.announce('watch', array_agg(cell)) from (
    select planning_cell as cell from changed
    union select cell from changed c join public.leg l on l.movement_id = c.id, unnest(array[l.departure_cell, l.arrival_cell]) cell) x;
  return null;
end $$;
create function sec.announce_alerts() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  perform sec.announce('watch', array_agg(cell))
    from changed c join public.leg l on l.movement_id = c.movement_id and (c.leg_id is null or c.leg_id = l.id),
      unnest(array[l.planning_cell, l.departure_cell, l.arrival_cell]) cell;
  return null;
end $$;
create trigger announced_after_insert after insert on public.leg referencing new table as changed
  for each statement execute function sec.announce_legs();
create trigger announced_after_update after update on public.leg referencing new table as changed
  for each statement execute function sec.announce_legs();
-- a leg that leaves a station is news there too
create trigger announced_after_leaving after update on public.leg referencing old table as changed
  for each statement execute function sec.announce_legs();
create trigger announced_after_insert after insert on public.movement referencing new table as changed
  for each statement execute function sec.announce_movements();
create trigger announced_after_update after update on public.movement referencing new table as changed
  for each statement execute function sec.announce_movements();
create trigger announced_after_insert after insert on public.alert referencing new table as changed
  for each statement execute function sec.announce_alerts();
create trigger announced_after_update after update on public.alert referencing new table as changed
  for each statement execute function sec.announce_alerts();

-- A session that ended, or that reaches other cells now, is told to its open streams at once.
create function sec.announce_session() returns trigger language plpgsql security definer
  set search_path = pg_catalog
as $$
begin
  perform pg_notify('cordon', 'session:' || new.id || ' 0');
  return null;
end $$;
create trigger session_change_announced after update of ended_at, cells_movement, cells_watch on sec.session
  for each row when (new.ended_at is distinct from old.ended_at or new.cells_movement <> old.cells_movement or new.cells_watch <> old.cells_watch)
  execute function sec.announce_session();

-- Cells whose changes concern the reader's board: those in reach, and those of movements reached by tasking.
create function sec.board_cells() returns integer[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select sec.union_cells(sec.cells_movement(), (
    select coalesce(array_agg(distinct cell), '{}') from public.leg l, unnest(array[l.planning_cell, l.departure_cell, l.arrival_cell]) cell
    where l.movement_id = any (sec.own_movements())))
$$;

-- The board's own paths to open legs at either end, and to calls for assistance.
create index leg_open_departing on public.leg (departure_cell, departs_at) where state in ('planned', 'under_way', 'diverted') and not is_void;
create index leg_open_arriving on public.leg (arrival_cell, departs_at) where state in ('planned', 'under_way', 'diverted') and not is_void;
create index station_number_always_on on public.station_number (cell) where is_always_on and not is_void;
create index movement_assistance on public.movement_event (movement_id, received_at) where kind = 'assistance';

-- The number that answers for everybody, day and night: headquarters' own.
create function sec.duty_number() returns text language sql stable security definer
  set search_path = pg_catalog, public
as $$
  select n.number from public.station_number n join public.duty_station s on s.id = n.station_id
  where s.is_headquarters and n.is_always_on and not n.is_void order by s.code, n.id limit 1
$$;

-- Movements hidden from the reader that use people of the reader's station: that they exist is known
-- from the people's absence, nothing more of them is.
create function sec.hidden_taskings(until timestamptz) returns bigint language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select count(distinct t.leg_id) from public.tasking t join public.leg l on l.id = t.leg_id
  where t.officer_cell = any (sec.cells_people()) and t.state in ('planned', 'active')
    and lower(t.during) < until and upper(t.during) > sec.now() - interval '1 day' and not l.is_void
    and not (l.planning_cell = any (sec.cells_movement())
      or (l.departure_cell = any (sec.cells_movement()) or l.arrival_cell = any (sec.cells_movement()))
        and l.visible_from <= sec.now() and l.visible_until > sec.now()
      or l.movement_id = any (sec.own_movements()))
$$;

-- The watch: what no page may walk around (DESIGN 9.4) -----------------------------------------------

-- Cells over which this account may hold a watch.
create function sec.watchable_cells() returns integer[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct c.cell), '{}')
  from public.access_grant g join sec.cell_scope c
    on c.scope_kind = case when g.role in ('pcu_chief', 'pcu_officer') then 'global' else g.scope_kind end
   and c.scope_code = case when g.role in ('pcu_chief', 'pcu_officer') then '' else g.scope_code end
  where g.account_id = sec.account_id() and g.state = 'granted'
    and g.role in ('pcu_chief', 'pcu_officer', 'regional_desk', 'senior_security_professional', 'cp_coordinator')
    and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now())
$$;
-- Scopes that a watch can be kept over by this account.
create function sec.watchable_scopes() returns table (scope_kind text, scope_code text, cells integer[]) language sql stable security definer
  set search_path = pg_catalog, sec
as $$
  select s.scope_kind, s.scope_code, array_agg(s.cell order by s.cell)
  from sec.cell_scope s where s.scope_kind in ('global', 'portfolio', 'region', 'station')
  group by s.scope_kind, s.scope_code having array_agg(s.cell) <@ sec.watchable_cells()
  order by array_position(array['global', 'portfolio', 'region', 'station'], s.scope_kind), s.scope_code
$$;

create function sec.watch_turn_rules() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare me uuid := sec.account_id();
begin
  if tg_op = 'INSERT' then
    new.cells := sec.cells_of(new.scope_kind, new.scope_code);
    if me is not null and (new.holder_id <> me or new.ended_at is not null or new.cells = '{}' or not new.cells <@ sec.watchable_cells()) then
      raise exception 'watch: begun by its holder, inside their own scope'
        using errcode = '23514', constraint = 'watch_within_own_scope', table = 'watch_turn';
    end if;
    if me is not null and new.outgoing_id is not null and not exists (
      select from public.watch_handover h join public.watch_turn t on t.id = h.turn_id
      where h.incoming_id = me and h.outgoing_id = new.outgoing_id and t.ended_at is not null
        and (h.scope_kind, h.scope_code) = (new.scope_kind, new.scope_code) and h.incoming_at > sec.now() - interval '1 minute') then
      raise exception 'watch: no signed handover'
        using errcode = '23514', constraint = 'watch_by_signed_handover', table = 'watch_turn';
    end if;
    return new;
  end if;
  if (new.scope_kind, new.scope_code, new.cells, new.holder_id, new.outgoing_id, new.summary, new.began_at, new.due_at)
    is distinct from (old.scope_kind, old.scope_code, old.cells, old.holder_id, old.outgoing_id, old.summary, old.began_at, old.due_at)
    or old.ended_at is not null then
    raise exception 'watch: what was signed stands'
      using errcode = '23514', constraint = 'watch_turn_is_final', table = 'watch_turn';
  end if;
  -- ended by the one who signs for it, or, once it has lapsed, by the one who takes it up anew
  if me is not null and not exists (select from public.watch_handover h where h.turn_id = new.id and h.incoming_id = me)
    and not (old.due_at + interval '2 hours' <= sec.now() and old.cells <@ sec.watchable_cells()) then
    raise exception 'watch: ends with a signature'
      using errcode = '23514', constraint = 'watch_by_signed_handover', table = 'watch_turn';
  end if;
  return new;
end $$;
create trigger watch_turn_obeys before insert or update on public.watch_turn
  for each row execute function sec.watch_turn_rules();

create function sec.handover_rules() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare me uuid := sec.account_id(); t public.watch_turn;
begin
  if tg_op = 'INSERT' then
    select * into strict t from public.watch_turn where id = new.turn_id;
    new.scope_kind := t.scope_kind; new.scope_code := t.scope_code; new.cells := t.cells;
    new.outgoing_at := sec.now();
    if t.ended_at is not null or new.outgoing_id <> t.holder_id or me is not null and me <> t.holder_id or new.incoming_id is not null then
      raise exception 'handover: offered by the holder of the watch'
        using errcode = '23514', constraint = 'handover_by_its_holder', table = 'watch_handover';
    end if;
    return new;
  end if;
  if (new.turn_id, new.scope_kind, new.scope_code, new.cells, new.outgoing_id, new.outgoing_at, new.open_points)
    is distinct from (old.turn_id, old.scope_kind, old.scope_code, old.cells, old.outgoing_id, old.outgoing_at, old.open_points)
    or old.incoming_id is not null or old.is_withdrawn then
    raise exception 'handover: what was signed stands'
      using errcode = '23514', constraint = 'handover_is_final', table = 'watch_handover';
  end if;
  if new.is_withdrawn and me is not null and me <> old.outgoing_id then
    raise exception 'handover: withdrawn by whoever offered it'
      using errcode = '23514', constraint = 'handover_by_its_holder', table = 'watch_handover';
  end if;
  if new.incoming_id is not null then
    -- two people, not two accounts of one
    if new.incoming_id = new.outgoing_id or exists (
      select from public.account a join public.account b on b.officer_id = a.officer_id where a.id = new.incoming_id and b.id = new.outgoing_id) then
      raise exception 'handover: the same person twice'
        using errcode = '23514', constraint = 'handover_by_two_people', table = 'watch_handover';
    end if;
    if me is not null and (new.incoming_id <> me or not new.cells <@ sec.watchable_cells()) then
      raise exception 'handover: signed by the incoming person, inside their own scope'
        using errcode = '23514', constraint = 'watch_within_own_scope', table = 'watch_handover';
    end if;
    new.incoming_at := sec.now();
  end if;
  return new;
end $$;
create trigger handover_obeys before insert or update on public.watch_handover
  for each row execute function sec.handover_rules();

revoke execute on function sec.announce_legs(), sec.announce_movements(), sec.announce_alerts(), sec.announce_session(),
  sec.watch_turn_rules(), sec.handover_rules() from public;
