-- Journeys of senior officials: movements, their legs and stays, posts and taskings, and what happened.

-- Posture templates: names and posts are settings (UNC-05); check-in interval 0 means none.
create table public.posture (
  code text primary key constraint posture_code_shape check (code ~ '^P[0-9]$'),
  name text not null,
  check_in_minutes integer not null,
  watch_level text not null constraint posture_watch_known check (watch_level in ('none', 'departure_arrival', 'check_ins')),
  source text not null,
  version integer not null default 1
);
insert into public.posture (code, name, check_in_minutes, watch_level, source) values
  ('P0', 'Awareness and advice', 0, 'none', 'domain 3.1, UNC-05'),
  ('P1', 'Liaison with host police only', 0, 'departure_arrival', 'domain 3.1, UNC-05'),
  ('P2', 'Escort for travel only', 60, 'check_ins', 'domain 3.1, UNC-05'),
  ('P3', 'Working-hours close protection', 60, 'check_ins', 'domain 3.1, UNC-05'),
  ('P4', 'Close protection round the clock', 30, 'check_ins', 'domain 3.1, UNC-05'),
  ('P5', 'Close protection round the clock with counter assault team', 30, 'check_ins', 'domain 3.1, UNC-05');
create table public.posture_post (
  posture text not null references public.posture,
  role text not null constraint posture_post_role_known check (role in
    ('team_leader', 'second_in_command', 'ppo', 'pes', 'advance', 'driver', 'cat', 'rst', 'medic', 'comms', 'liaison_interpreter')),
  count integer not null constraint posture_post_count_positive check (count > 0),
  is_required boolean not null default true,
  primary key (posture, role)
);
insert into public.posture_post (posture, role, count, is_required) values
  ('P2', 'team_leader', 1, true), ('P2', 'driver', 1, true),
  ('P3', 'team_leader', 1, true), ('P3', 'ppo', 1, true), ('P3', 'driver', 1, true),
  ('P4', 'team_leader', 1, true), ('P4', 'ppo', 1, true), ('P4', 'pes', 2, true), ('P4', 'driver', 1, true), ('P4', 'medic', 1, false),
  ('P5', 'team_leader', 1, true), ('P5', 'ppo', 1, true), ('P5', 'pes', 2, true), ('P5', 'driver', 2, true), ('P5', 'cat', 4, true), ('P5', 'medic', 1, true);

create table public.movement (
  id uuid primary key,
  ref text not null constraint movement_ref_once unique,
  principal_id uuid not null references public.principal,
  codename text not null default '',
  planning_station_id uuid not null references public.duty_station,
  planning_cell integer not null,
  entity_cell integer,
  state text not null constraint movement_state_known check (state in
    ('notified', 'planning', 'clearance_pending', 'cleared', 'cleared_with_conditions', 'refused', 'ready',
     'under_way', 'diverted', 'suspended', 'completed', 'closed', 'cancelled')),
  state_reason text not null default '',
  posture text references public.posture,
  watch_level text not null default 'none' constraint movement_watch_known
    check (watch_level in ('none', 'departure_arrival', 'check_ins')),
  is_late_notice boolean not null default false,
  is_recorded_afterwards boolean not null default false,
  is_void boolean not null default false,
  batch_id uuid,
  lead_id uuid references public.account,
  itinerary_version integer not null default 1,
  starts_at timestamptz,
  ends_at timestamptz,
  owner_id uuid references public.account,
  owned_at timestamptz,
  alert_again_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account
);
create index movement_by_principal on public.movement (principal_id, starts_at);
create index movement_by_cell on public.movement (planning_cell, starts_at desc, id);
create index movement_by_start on public.movement (starts_at desc nulls last, id);
create index movement_open on public.movement (planning_cell, starts_at) where state not in ('closed', 'cancelled') and not is_void;
create index movement_by_entity on public.movement (entity_cell);
create index movement_by_station on public.movement (planning_station_id);
create index movement_by_posture on public.movement (posture);
create index movement_by_batch on public.movement (batch_id);
create index movement_by_lead on public.movement (lead_id);
create index movement_by_owner on public.movement (owner_id);
create index movement_by_creator on public.movement (created_by);
create index movement_by_updater on public.movement (updated_by);

-- Purpose and notes: the compartment of the movement (K4).
create table public.movement_plan (
  movement_id uuid primary key references public.movement,
  planning_cell integer not null,
  purpose text not null default '',
  notes text not null default '',
  version integer not null default 1
);

create table public.leg (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  number integer not null,
  principal_id uuid not null references public.principal,
  mode text not null default 'road' constraint leg_mode_known check (mode in
    ('road', 'un_air', 'commercial_air', 'charter_air', 'helicopter', 'rail', 'sea', 'foot', 'not_stated')),
  carrier text not null default '',
  precision text not null default 'minute' constraint leg_precision_known check (precision in ('minute', 'day')),
  departure_place_id uuid references public.place,
  departure_text text not null,
  departs_local timestamp not null,
  departs_zone text not null,
  departs_at timestamptz not null,
  arrival_place_id uuid references public.place,
  arrival_text text not null,
  arrives_local timestamp not null,
  arrives_zone text not null,
  arrives_at timestamptz not null,
  zone_version text not null default '',
  during tstzrange not null generated always as (
    case when precision = 'minute' and state = 'diverted' then tstzrange(departs_at, greatest(departs_at, least(arrives_at, arrived_at)), '[)')
      when precision = 'minute' then tstzrange(departs_at, arrives_at, '[)')
      else tstzrange((departs_local::date + time '12:00') at time zone 'UTC', (arrives_local::date + time '12:00') at time zone 'UTC', '[)') end) stored,
  planning_cell integer not null,
  departure_cell integer not null,
  arrival_cell integer not null,
  asked_at timestamptz,
  visible_from timestamptz not null default 'infinity',
  visible_until timestamptz not null default 'infinity',
  state text not null default 'planned' constraint leg_state_known check (state in
    ('planned', 'under_way', 'arrived', 'diverted', 'cancelled')),
  is_contested boolean not null default false,
  contested_reason text not null default '',
  is_void boolean not null default false,
  departed_at timestamptz,
  arrived_at timestamptz,
  next_due_at timestamptz,
  last_contact_at timestamptz,
  last_contact_channel text,
  posts_required integer not null default 0,
  posts_filled integer not null default 0,
  batch_id uuid,
  version integer not null default 1,
  constraint leg_arrives_after_it_departs check (arrives_at > departs_at or precision = 'day' and arrives_local >= departs_local),
  constraint leg_number_once unique (movement_id, number) deferrable initially deferred,
  -- INV-08: an official's journeys follow one another. A contested record stands outside until corrected (DESIGN 9.1).
  constraint principal_in_one_place exclude using gist (principal_id with =, during with &&)
    where (not is_contested and not is_void and state <> 'cancelled')
);
create index leg_by_movement on public.leg (movement_id, number);
create index leg_by_principal on public.leg (principal_id, departs_at);
create index leg_by_departure_place on public.leg (departure_place_id);
create index leg_by_arrival_place on public.leg (arrival_place_id);
create index leg_touching_departure on public.leg (departure_cell, visible_until);
create index leg_touching_arrival on public.leg (arrival_cell, visible_until);
create index leg_open on public.leg (planning_cell, departs_at) where state in ('planned', 'under_way', 'diverted') and not is_void;
create index leg_by_batch on public.leg (batch_id);

-- A stay of a date-only programme: a place from a date to a date.
create table public.stay (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  number integer not null,
  principal_id uuid not null references public.principal,
  place_id uuid references public.place,
  place_text text not null,
  country_text text not null default '',
  from_date date not null,
  to_date date not null,
  during tstzrange not null generated always as (
    tstzrange((from_date + time '12:00') at time zone 'UTC', (to_date + time '12:00') at time zone 'UTC', '[)')) stored,
  planning_cell integer not null,
  place_cell integer not null,
  visible_from timestamptz not null default 'infinity',
  visible_until timestamptz not null default 'infinity',
  is_contested boolean not null default false,
  contested_reason text not null default '',
  is_void boolean not null default false,
  batch_id uuid,
  version integer not null default 1,
  constraint stay_ends_after_it_begins check (to_date >= from_date),
  constraint stay_number_once unique (movement_id, number) deferrable initially deferred,
  constraint principal_stays_apart exclude using gist (principal_id with =, during with &&)
    where (not is_contested and not is_void)
);
create index stay_by_movement on public.stay (movement_id, number);
create index stay_by_principal on public.stay (principal_id, from_date);
create index stay_by_place on public.stay (place_id);
create index stay_touching on public.stay (place_cell, visible_until);
create index stay_by_batch on public.stay (batch_id);

-- What happens at a place between legs: site, address, content (K4, sealed).
create table public.stop (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  number integer not null,
  place_id uuid references public.place,
  planning_cell integer not null,
  place_cell integer not null,
  site text not null constraint stop_site_present check (length(btrim(site)) between 1 and 200),
  from_local timestamp not null,
  to_local timestamp not null,
  zone text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  notes text not null default '',
  is_void boolean not null default false,
  version integer not null default 1,
  constraint stop_ends_after_it_begins check (to_at > from_at)
);
create index stop_by_movement on public.stop (movement_id, number);
create index stop_by_place on public.stop (place_id);

create table public.formation (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  planning_cell integer not null,
  name text not null default 'A'
);
create index formation_by_movement on public.formation (movement_id);

create table public.post (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  leg_id uuid not null references public.leg,
  planning_cell integer not null,
  role text not null constraint post_role_known check (role in
    ('team_leader', 'second_in_command', 'ppo', 'pes', 'advance', 'driver', 'cat', 'rst', 'medic', 'comms', 'liaison_interpreter')),
  number integer not null,
  is_required boolean not null default true,
  reason text not null default '',
  is_void boolean not null default false,
  version integer not null default 1,
  constraint post_once unique (leg_id, role, number)
);
create index post_by_leg on public.post (leg_id);
create index post_by_movement on public.post (movement_id);

create table public.tasking (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  leg_id uuid not null references public.leg,
  post_id uuid not null references public.post,
  formation_id uuid not null references public.formation,
  officer_id uuid not null references public.officer,
  planning_cell integer not null,
  officer_cell integer not null,
  during tstzrange not null,
  state text not null default 'planned' constraint tasking_state_known check (state in ('planned', 'active', 'done', 'released')),
  is_contested boolean not null default false,
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account
);
create unique index post_filled_once on public.tasking (post_id) where state in ('planned', 'active') and not is_contested;
create index tasking_by_officer on public.tasking (officer_id, state);
create index tasking_by_leg on public.tasking (leg_id);
create index tasking_by_post on public.tasking (post_id);
create index tasking_by_movement on public.tasking (movement_id);
create index tasking_by_formation on public.tasking (formation_id);
create index tasking_by_creator on public.tasking (created_by);

-- The log of a movement: facts, contacts, notes, decisions. Never changed; a wrong entry is corrected by another.
create table public.movement_event (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  leg_id uuid references public.leg,
  kind text not null constraint event_kind_known check (kind in
    ('departed', 'arrived', 'check_in', 'late', 'diverted', 'assistance', 'note', 'taken', 'taken_over', 'escalated',
     'state', 'plan_changed', 'cover_changed', 'correction')),
  channel text not null default '' constraint event_channel_known check (channel in
    ('', 'radio', 'phone', 'satellite', 'message', 'app', 'in_person', 'other')),
  well boolean,
  reported_by text not null default '',
  occurred_at timestamptz not null,
  received_at timestamptz not null default sec.now(),
  next_due_at timestamptz,
  note text not null default '',
  account_id uuid not null default sec.account_id() references public.account,
  device_key text constraint event_reported_once unique,
  version integer not null default 1,
  constraint event_not_in_the_future check (occurred_at <= received_at + interval '1 minute')
);
create index movement_event_by_movement on public.movement_event (movement_id, occurred_at desc);
create index movement_event_by_leg on public.movement_event (leg_id);
create index movement_event_by_account on public.movement_event (account_id);

-- Open exceptions: a fact that broke a rule, with an owner (INV-38, DESIGN 9.1).
create table public.exception (
  id uuid primary key,
  ref text not null constraint exception_ref_once unique,
  movement_id uuid references public.movement,
  leg_id uuid references public.leg,
  other_leg_id uuid references public.leg,
  cell integer not null,
  rule text not null,
  code text not null,
  detail text not null default '',
  opened_at timestamptz not null default sec.now(),
  opened_by uuid default sec.account_id() references public.account,
  owner_id uuid references public.account,
  closed_at timestamptz,
  closed_by uuid references public.account,
  resolution text not null default '',
  version integer not null default 1,
  constraint exception_closed_with_words check (closed_at is null or length(btrim(resolution)) > 0)
);
create index exception_open on public.exception (cell, opened_at) where closed_at is null;
create index exception_by_movement on public.exception (movement_id);
create index exception_by_leg on public.exception (leg_id);
create index exception_by_other_leg on public.exception (other_leg_id);
create index exception_by_opener on public.exception (opened_by);
create index exception_by_owner on public.exception (owner_id);
create index exception_by_closer on public.exception (closed_by);

-- Alerts the overdue detector raised; cleared, never deleted.
create table public.alert (
  id uuid primary key,
  movement_id uuid not null references public.movement,
  leg_id uuid references public.leg,
  kind text not null constraint alert_kind_known check (kind in
    ('overdue_check_in', 'overdue_arrival', 'departure_not_reported', 'uncovered', 'not_ready', 'assistance', 'contested')),
  class text not null constraint alert_class_known check (class in ('warning', 'caution', 'advisory')),
  raised_at timestamptz not null default sec.now(),
  cleared_at timestamptz,
  version integer not null default 1
);
create unique index alert_open_once on public.alert (movement_id, coalesce(leg_id, movement_id), kind) where cleared_at is null;
create index alert_by_movement on public.alert (movement_id);
create index alert_by_leg on public.alert (leg_id);

-- States and transitions of WF-4, refused by the database even if the program is skipped.
create table public.movement_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into public.movement_transition (from_state, to_state) values
  ('notified', 'planning'), ('planning', 'clearance_pending'),
  ('clearance_pending', 'cleared'), ('clearance_pending', 'cleared_with_conditions'), ('clearance_pending', 'refused'),
  ('refused', 'planning'), ('cleared', 'ready'), ('cleared_with_conditions', 'ready'),
  ('cleared', 'clearance_pending'), ('cleared_with_conditions', 'clearance_pending'), ('ready', 'clearance_pending'),
  ('ready', 'under_way'), ('under_way', 'diverted'), ('under_way', 'suspended'), ('diverted', 'under_way'),
  ('suspended', 'under_way'), ('suspended', 'diverted'), ('diverted', 'suspended'),
  ('under_way', 'completed'), ('diverted', 'completed'), ('suspended', 'completed'), ('completed', 'closed'),
  ('notified', 'cancelled'), ('planning', 'cancelled'), ('clearance_pending', 'cancelled'), ('cleared', 'cancelled'),
  ('cleared_with_conditions', 'cancelled'), ('refused', 'cancelled'), ('ready', 'cancelled'),
  -- facts are kept (INV-38): a departure is recorded from any state before it
  ('notified', 'under_way'), ('planning', 'under_way'), ('clearance_pending', 'under_way'), ('cleared', 'under_way'),
  ('cleared_with_conditions', 'under_way'), ('refused', 'under_way'), ('completed', 'under_way');

create function sec.movement_rules() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  select cell into strict new.planning_cell from public.duty_station where id = new.planning_station_id;
  select p.entity_cell, p.codename into strict new.entity_cell, new.codename from public.principal p where p.id = new.principal_id;
  if tg_op = 'UPDATE' and new.state <> old.state
    and not exists (select from public.movement_transition where from_state = old.state and to_state = new.state) then
    raise exception 'movement: % to % is no transition of WF-4', old.state, new.state
      using errcode = '23514', constraint = 'movement_transition_allowed', table = 'movement';
  end if;
  if tg_op = 'UPDATE' and old.state in ('closed', 'cancelled') and new.is_void = old.is_void
    and (new.principal_id, new.posture) is distinct from (old.principal_id, old.posture) then
    raise exception 'movement: % is final', old.state
      using errcode = '23514', constraint = 'movement_final_is_final', table = 'movement';
  end if;
  -- INV-12: a closed movement has an actual arrival for each leg
  if tg_op = 'UPDATE' and new.state = 'closed' and old.state <> 'closed' and exists (
    select from public.leg l where l.movement_id = new.id and not l.is_void and l.state not in ('cancelled', 'diverted')
      and l.precision = 'minute' and l.arrived_at is null) then
    raise exception 'movement: a leg has no actual arrival'
      using errcode = '23514', constraint = 'closed_movement_has_arrivals', table = 'movement';
  end if;
  return new;
end $$;
create trigger movement_obeys before insert or update on public.movement
  for each row execute function sec.movement_rules();

-- Cells and window of visibility of a leg (DESIGN 5.7, 9.5).
create function sec.leg_rules() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare notice integer; m public.movement;
begin
  select * into strict m from public.movement where id = new.movement_id;
  new.planning_cell := m.planning_cell;
  new.principal_id := m.principal_id;
  if tg_op = 'INSERT' or new.departure_place_id is distinct from old.departure_place_id or new.departure_cell is null then
    new.departure_cell := coalesce(case when new.departure_place_id is not null then sec.cell_of_place(new.departure_place_id) end,
      new.departure_cell, sec.cell_of_country(null));
  end if;
  if tg_op = 'INSERT' or new.arrival_place_id is distinct from old.arrival_place_id or new.arrival_cell is null then
    new.arrival_cell := coalesce(case when new.arrival_place_id is not null then sec.cell_of_place(new.arrival_place_id) end,
      new.arrival_cell, sec.cell_of_country(null));
  end if;
  if tg_op = 'INSERT' or new.departs_at <> old.departs_at or new.asked_at is distinct from old.asked_at
    or new.arrival_cell <> old.arrival_cell or new.departure_cell <> old.departure_cell then
    select greatest((select value::int from public.setting where name = 'visible_before_days'), coalesce(max(c.notice_days), 0)) into notice
      from public.place p join public.country c on c.iso2 = p.country
      where p.id in (new.departure_place_id, new.arrival_place_id);
    new.visible_from := least(new.departs_at - make_interval(days => notice), coalesce(new.asked_at, 'infinity'));
  end if;
  new.visible_until := case
    when new.is_void then sec.now()
    when m.state in ('closed', 'cancelled') or new.state = 'cancelled'
      then greatest(new.arrives_at, coalesce(new.arrived_at, new.arrives_at)) + make_interval(days => (select value::int from public.setting where name = 'visible_after_days'))
    else 'infinity' end;
  -- INV-12: an actual time in the future is refused
  if greatest(new.departed_at, new.arrived_at) > sec.now() + interval '1 minute' then
    raise exception 'leg: an actual time lies in the future'
      using errcode = '23514', constraint = 'leg_actual_not_in_future', table = 'leg';
  end if;
  return new;
end $$;
create trigger leg_obeys before insert or update on public.leg
  for each row execute function sec.leg_rules();

create function sec.stay_rules() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare m public.movement;
begin
  select * into strict m from public.movement where id = new.movement_id;
  new.planning_cell := m.planning_cell;
  new.principal_id := m.principal_id;
  new.place_cell := coalesce(case when new.place_id is not null then sec.cell_of_place(new.place_id) end,
    new.place_cell, sec.cell_of_country(null));
  new.visible_from := (new.from_date - (select value::int from public.setting where name = 'visible_before_days'))::timestamp at time zone 'UTC';
  new.visible_until := case when new.is_void then sec.now()
    when m.state in ('closed', 'cancelled') then (new.to_date + (select value::int from public.setting where name = 'visible_after_days'))::timestamp at time zone 'UTC'
    else 'infinity' end;
  return new;
end $$;
create trigger stay_obeys before insert or update on public.stay
  for each row execute function sec.stay_rules();

-- The movement spans its legs and stays; when it ends, its legs leave other stations' boards in time.
create function sec.span_of_movement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  with span as (
    select movement_id, min(starts) as starts, max(ends) as ends from (
      select l.movement_id, l.departs_at as starts, l.arrives_at as ends from public.leg l
        where l.movement_id in (select distinct movement_id from changed) and not l.is_void and l.state <> 'cancelled'
      union all
      select s.movement_id, s.from_date::timestamp at time zone 'UTC', (s.to_date + 1)::timestamp at time zone 'UTC' from public.stay s
        where s.movement_id in (select distinct movement_id from changed) and not s.is_void) x
    group by movement_id)
  update public.movement m set starts_at = span.starts, ends_at = span.ends from span
    where m.id = span.movement_id and (m.starts_at, m.ends_at) is distinct from (span.starts, span.ends);
  return null;
end $$;
create trigger legs_span_after_insert after insert on public.leg referencing new table as changed
  for each statement execute function sec.span_of_movement();
create trigger legs_span_after_update after update on public.leg referencing new table as changed
  for each statement execute function sec.span_of_movement();
create trigger stays_span_after_insert after insert on public.stay referencing new table as changed
  for each statement execute function sec.span_of_movement();
create trigger stays_span_after_update after update on public.stay referencing new table as changed
  for each statement execute function sec.span_of_movement();

create function sec.legs_follow_movement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  update public.leg set visible_until = visible_until where movement_id = new.id;
  update public.stay set visible_until = visible_until where movement_id = new.id;
  return null;
end $$;
create trigger movement_end_closes_window after update of state on public.movement
  for each row when (new.state is distinct from old.state and new.state in ('closed', 'cancelled'))
  execute function sec.legs_follow_movement();

-- Taskings: inherit the leg's span, occupy the officer, count on the leg.
create function sec.tasking_rules() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare l public.leg;
begin
  select * into strict l from public.leg where id = new.leg_id;
  new.movement_id := l.movement_id;
  new.planning_cell := l.planning_cell;
  select cell into strict new.officer_cell from public.officer where id = new.officer_id;
  if new.state in ('planned', 'active') then
    new.during := l.during;
  end if;
  delete from sec.occupation where source_id = new.id;
  if new.state in ('planned', 'active', 'done') and not new.is_contested then
    insert into sec.occupation (source_id, officer_id, formation_id, during)
      values (new.id, new.officer_id, new.formation_id, new.during);
  end if;
  return new;
end $$;
create trigger tasking_occupies before insert or update on public.tasking
  for each row execute function sec.tasking_rules();

create function sec.taskings_follow_leg() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  update public.tasking set state = case when new.is_void or new.state = 'cancelled' then 'released' when new.state = 'arrived' then 'done' else state end
    where leg_id = new.id and state in ('planned', 'active');
  return null;
end $$;
create trigger leg_moves_taskings after update on public.leg
  for each row when (new.during is distinct from old.during or new.state is distinct from old.state or new.is_void is distinct from old.is_void)
  execute function sec.taskings_follow_leg();

create function sec.count_cover() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  update public.leg l set posts_required = c.required, posts_filled = c.filled
  from (
    select p.leg_id, count(*) filter (where p.is_required and not p.is_void) as required,
      count(t.id) filter (where p.is_required and not p.is_void) as filled
    from public.post p left join public.tasking t on t.post_id = p.id and t.state in ('planned', 'active', 'done') and not t.is_contested
    where p.leg_id in (select distinct leg_id from changed) group by p.leg_id) c
  where l.id = c.leg_id and (l.posts_required, l.posts_filled) is distinct from (c.required, c.filled);
  return null;
end $$;
create trigger posts_counted_after_insert after insert on public.post referencing new table as changed
  for each statement execute function sec.count_cover();
create trigger posts_counted_after_update after update on public.post referencing new table as changed
  for each statement execute function sec.count_cover();
create trigger taskings_counted_after_insert after insert on public.tasking referencing new table as changed
  for each statement execute function sec.count_cover();
create trigger taskings_counted_after_update after update on public.tasking referencing new table as changed
  for each statement execute function sec.count_cover();

create function sec.event_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'the log of a movement is not changed; add a correction'
    using errcode = '23514', constraint = 'movement_log_is_final', table = 'movement_event';
end $$;
create trigger event_stays before update on public.movement_event
  for each row execute function sec.event_is_final();

-- Movements a person reaches through what they do: own taskings (from a week before until a day after),
-- and movements still under way when a grant of theirs ended (DESIGN 9.10).
create function sec.own_movements() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public
as $$
declare s sec.session := sec.live_session(); found uuid[];
begin
  if s.id is null then return '{}'; end if;
  select coalesce(array_agg(distinct x.id), '{}') into found from (
    select t.movement_id as id from public.tasking t
      where t.officer_id = s.officer_id and t.state in ('planned', 'active', 'done')
        and upper(t.during) > sec.now() - interval '1 day' and lower(t.during) < sec.now() + interval '14 days'
    union all
    select m.id from public.access_grant g
      join sec.role_reach r on r.role = g.role and r.area = 'movement'
      join sec.cell_scope c on c.scope_kind = case r.breadth when 'global' then 'global' else g.scope_kind end
        and c.scope_code = case r.breadth when 'global' then '' else g.scope_code end
      join public.leg l on l.planning_cell = c.cell or l.departure_cell = c.cell or l.arrival_cell = c.cell
      join public.movement m on m.id = l.movement_id
      where g.account_id = s.account_id and g.state = 'granted' and g.valid_to <= sec.now() and g.valid_to > sec.now() - interval '14 days'
        and m.state in ('under_way', 'diverted', 'suspended') and l.departed_at < g.valid_to) x;
  return found;
end $$;

create function sec.touched_movements() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct id), '{}') from (
    select l.movement_id as id from public.leg l where l.departure_cell = any (sec.cells_movement())
      and l.visible_until > sec.now() and l.visible_from <= sec.now()
    union all
    select l.movement_id from public.leg l where l.arrival_cell = any (sec.cells_movement())
      and l.visible_until > sec.now() and l.visible_from <= sec.now()
    union all
    select y.movement_id from public.stay y where y.place_cell = any (sec.cells_movement())
      and y.visible_until > sec.now() and y.visible_from <= sec.now()) x
$$;
create function sec.touched_movements_write() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct id), '{}') from (
    select l.movement_id as id from public.leg l where l.departure_cell = any (sec.cells_movement_write())
      and l.visible_until > sec.now() and l.visible_from <= sec.now()
    union all
    select l.movement_id from public.leg l where l.arrival_cell = any (sec.cells_movement_write())
      and l.visible_until > sec.now() and l.visible_from <= sec.now()
    union all
    select y.movement_id from public.stay y where y.place_cell = any (sec.cells_movement_write())
      and y.visible_until > sec.now() and y.visible_from <= sec.now()) x
$$;
-- Colleagues on my taskings, and principals of my movements.
create function sec.own_colleagues() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct officer_id), '{}') from public.tasking where movement_id = any (sec.own_movements())
$$;
create function sec.own_principals() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct principal_id), '{}') from public.movement where id = any (sec.own_movements())
$$;
-- Movements under way over the scope of a signed watch: their compartments open to the watch (DESIGN 9.4).
create function sec.watched_movements() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(m.id), '{}') from public.movement m
  where m.state in ('under_way', 'diverted', 'suspended') and m.planning_cell = any (sec.cells_watch())
$$;

-- What the focal point of an entity has asked for: the request, its legs and purpose, for accounts whose
-- only way to movements is the entity (DESIGN 9.5 gives everybody else more).
create function sec.requested_movements() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select case when sec.cells_movement() <> '{}' or sec.cells_principal() = '{}' then '{}'
    else coalesce((select array_agg(m.id) from public.movement m where m.entity_cell = any (sec.cells_principal())), '{}') end
$$;

-- Walls ------------------------------------------------------------------------------------------------
call sec.business_table('officer', 'id',
  'cell = {people} or id = (select sec.own_officer()) or id = any ((select sec.own_colleagues())::uuid[])');
call sec.business_table('availability', 'id', 'cell = {people} or officer_id = (select sec.own_officer())');
call sec.business_table('principal', 'id',
  'cell = {principal} or entity_cell = {principal} or portfolio_cell = {principal} or id = any ((select sec.own_principals())::uuid[])',
  'cell = {principal} or entity_cell = {principal} or portfolio_cell = {principal}');
call sec.business_table('movement', 'id',
  'planning_cell = {movement} or entity_cell = {principal} or id = {own} or id = {touched}');
call sec.business_table('movement_plan', 'movement_id',
  'planning_cell = {sealed} or movement_id = {own} or movement_id = any ((select sec.watched_movements())::uuid[])
   or movement_id = any ((select sec.requested_movements())::uuid[])');
call sec.business_table('leg', 'id',
  'planning_cell = {movement} or (departure_cell = {movement} or arrival_cell = {movement}) and visible_from <= {now} and visible_until > {now} or movement_id = {own}
   or movement_id = any ((select sec.requested_movements())::uuid[])');
call sec.business_table('stay', 'id',
  'planning_cell = {movement} or place_cell = {movement} and visible_from <= {now} and visible_until > {now} or movement_id = {own}');
call sec.business_table('stop', 'id',
  'planning_cell = {sealed} or place_cell = {sealed} or movement_id = {own} or movement_id = any ((select sec.watched_movements())::uuid[])');
call sec.business_table('formation', 'id',
  'planning_cell = {movement} or movement_id = {own} or movement_id = {touched}');
call sec.business_table('post', 'id',
  'planning_cell = {movement} or exists (select from public.visible_leg l where l.id = leg_id)');
call sec.business_table('tasking', 'id',
  'planning_cell = {movement} or officer_cell = {people} or officer_id = (select sec.own_officer()) or exists (select from public.visible_leg l where l.id = leg_id)');
call sec.business_table('movement_event', 'id',
  'exists (select from public.visible_leg l where l.id = leg_id) or leg_id is null and exists (select from public.movement m where m.id = movement_id and (m.planning_cell = {movement} or m.id = {own}))');
call sec.business_table('exception', 'id', 'cell = {movement} or movement_id = {own}',
  'cell = {movement} or movement_id = {own} or movement_id = {touched}');
call sec.business_table('alert', 'id',
  'exists (select from public.visible_leg l where l.id = leg_id) or leg_id is null and exists (select from public.movement m where m.id = movement_id and (m.planning_cell = {movement} or m.id = {own}))');
