-- Missions from planning to closing (INV-26, X-24, UNC-13), and the evacuation of a duty station as one act.

call sec.add_area('closure');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'closure', 'global', true), ('pcu_officer', 'closure', 'global', true), ('pcu_support', 'closure', 'global', false),
  ('regional_desk', 'closure', 'scope', false), ('designated_official', 'closure', 'scope', true),
  ('senior_security_professional', 'closure', 'scope', true), ('cp_coordinator', 'closure', 'scope', false), ('auditor', 'closure', 'global', false);

-- The list of missions that was read in goes on here. A mission of which nobody said the phase has none.
alter table public.mission
  add column ref text not null default sec.new_ref('MI') constraint mission_ref_once unique,
  add column kind text not null default '' constraint mission_kind_known check (kind in
    ('', 'peacekeeping', 'special_political', 'regional_office', 'support_office', 'hybrid', 'partner_led', 'emergency', 'country_team')),
  add column phase text constraint mission_phase_known check (phase in
    ('planning', 'start_up', 'mandate_implementation', 'drawdown', 'liquidation', 'closed')),
  add column phase_since date,
  add column phase_document text not null default '' constraint mission_phase_document_short check (length(phase_document) <= 160),
  add column phase_by uuid references public.account,
  add column mandate_from date,
  add column mandate_to date,
  add column mandate_document text not null default '' constraint mission_mandate_document_short check (length(mandate_document) <= 160),
  add column successor_id uuid references public.mission,
  add column updated_at timestamptz not null default sec.now(),
  add column updated_by uuid default sec.account_id() references public.account,
  add constraint mission_mandate_ends_after_it_begins check (mandate_to >= mandate_from),
  add constraint mission_mandate_has_document check (mandate_from is null and mandate_to is null or length(btrim(mandate_document)) > 0),
  add constraint mission_succeeded_by_another check (successor_id <> id),
  -- UNC-13
  add constraint mission_phase_has_document check (phase is null or phase_since is not null and phase_by is not null and length(btrim(phase_document)) > 0);
create index mission_by_phase on public.mission (phase, acronym, id);
create index mission_by_successor on public.mission (successor_id);
create index mission_by_phase_setter on public.mission (phase_by);
create index mission_by_updater on public.mission (updated_by);
create trigger mission_signed_by_oneself before insert or update on public.mission
  for each row execute function sec.signature_is_own_or_gone('phase_by');
create or replace view public.visible_mission with (security_invoker) as select * from public.mission where true;

create table public.mission_transition (
  from_phase text not null,
  to_phase text not null,
  primary key (from_phase, to_phase)
);
insert into public.mission_transition (from_phase, to_phase) values
  ('planning', 'start_up'), ('planning', 'closed'), ('start_up', 'mandate_implementation'), ('mandate_implementation', 'drawdown'),
  ('drawdown', 'mandate_implementation'), ('drawdown', 'liquidation'), ('liquidation', 'closed');

-- Which stations a mission has, from when to when.
create table public.mission_station (
  id uuid primary key,
  mission_id uuid not null references public.mission,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  number integer not null,
  from_date date not null,
  to_date date,
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint mission_station_number_once unique (mission_id, number),
  constraint mission_station_ends_after_it_begins check (to_date >= from_date),
  constraint mission_has_station_once exclude using gist (mission_id with =, station_id with =, daterange(from_date, to_date) with &&)
);
create index mission_station_by_station on public.mission_station (station_id);
create index mission_station_by_creator on public.mission_station (created_by);
create trigger mission_station_takes_cell before insert or update of station_id on public.mission_station
  for each row execute function sec.station_cell();
create function sec.guard_mission_station() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if to_jsonb(old) - array['to_date', 'version'] <> to_jsonb(new) - array['to_date', 'version'] or old.to_date is not null and new.to_date is distinct from old.to_date then
    raise exception 'a station leaves, and is not rewritten' using errcode = '23514', constraint = 'mission_station_is_kept', table = 'mission_station';
  end if;
  return new;
end $$;
create trigger mission_station_guarded before update on public.mission_station for each row execute function sec.guard_mission_station();

-- Where what is open goes when a mission closes, and by when.
create table public.closing_plan (
  id uuid primary key,
  mission_id uuid not null references public.mission,
  cell integer not null,
  kind text not null constraint closing_kind_known check (kind in
    ('custody', 'ammunition', 'team', 'assignment', 'deployment', 'exception', 'equipment', 'vehicle', 'grant')),
  item uuid not null,
  destination_kind text not null constraint closing_destination_known check (destination_kind in
    ('other_operation', 'other_un', 'sold', 'commercial', 'government', 'owner', 'destroyed', 'ended')),
  destination text not null constraint closing_destination_said check (length(btrim(destination)) between 1 and 160),
  due_on date not null,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_by uuid default sec.account_id() references public.account,
  constraint closing_planned_once unique (mission_id, kind, item),
  -- domain.md 3.1: firearms and ammunition are neither sold nor left behind
  constraint closing_arms_stay_in_good_hands check (kind not in ('custody', 'ammunition') or destination_kind in ('other_operation', 'other_un', 'owner', 'destroyed'))
);
create index closing_plan_by_creator on public.closing_plan (created_by);
create index closing_plan_by_updater on public.closing_plan (updated_by);

-- Everything that is open at these cells: what the rule of closing asks, as the system.
create function sec.open_matters(cells integer[]) returns table (
    out_kind text, out_item uuid, out_ref text, out_cell integer, out_about text, out_since timestamptz)
  language sql stable set search_path = pg_catalog, public, sec, pg_temp
as $$
  select 'custody', f.id, f.ref, k.cell, f.make || ' ' || f.model || ', ' || k.kind, k.since
    from public.firearm_custody k join public.firearm f on f.id = k.firearm_id where k.cell = any (cells) and k.until is null
  union all
  select 'ammunition', a.id, l.ref, a.cell, a.quantity || ' × ' || l.calibre || ', ' || a.kind, null
    from public.ammunition_account a join public.ammunition_lot l on l.id = a.lot_id
    where a.cell = any (cells) and a.kind in ('armoury', 'person') and a.quantity > 0
  union all
  select 'team', t.id, t.ref, t.cell, t.name, t.created_at from public.protection_team t where t.cell = any (cells) and t.state <> 'ended'
  union all
  select 'assignment', s.id, t.ref, s.cell, coalesce(o.ref, ''), s.created_at
    from public.team_assignment s join public.protection_team t on t.id = s.team_id left join public.officer o on o.id = s.officer_id
    where s.cell = any (cells) and s.state not in ('ended', 'declined') and (s.to_date is null or s.to_date >= (sec.now() at time zone 'UTC')::date)
  union all
  select 'deployment', p.id, p.ref, c.no, p.activated_count || ' × ' || p.category, p.state_since
    from public.standby_pledge p join sec.cell c on c.kind = 'station' and c.code = sec.station_code(p.activated_to)
    where c.no = any (cells) and p.state = 'activated' and p.activated_until >= (sec.now() at time zone 'UTC')::date
  union all
  select 'deployment', v.id, coalesce(o.ref, ''), c.no, v.kind, null
    from public.availability v join sec.cell c on c.kind = 'station' and c.code = sec.station_code(v.station_id) left join public.officer o on o.id = v.officer_id
    where c.no = any (cells) and v.kind = 'temporary_duty' and not v.is_void and v.to_date > (sec.now() at time zone 'UTC')::date
  union all
  select 'exception', e.id, e.ref, e.cell, e.rule || ' ' || e.code, e.opened_at from public.exception e where e.cell = any (cells) and e.closed_at is null
  union all
  select 'equipment', e.id, e.ref, c.cell, e.label, c.since
    from public.equipment_custody c join public.equipment e on e.id = c.equipment_id where c.cell = any (cells) and c.until is null
  union all
  select 'vehicle', v.id, v.ref, v.cell, v.make || ' ' || v.model, null from public.vehicle v where v.cell = any (cells) and v.state <> 'written_off'
  union all
  select 'grant', g.id, g.ref, c.no, g.role, g.valid_from
    from public.access_grant g join sec.cell c on c.kind = 'station' and g.scope_kind = 'station' and c.code = g.scope_code
    where c.no = any (cells) and g.state = 'granted' and (g.valid_to is null or g.valid_to > sec.now())
$$;
-- The same through the visible relations, for the pages: each reader sees the matters of their own reach.
do $$
begin
  execute format('create function sec.visible_matters(cells integer[]) returns table (
      out_kind text, out_item uuid, out_ref text, out_cell integer, out_about text, out_since timestamptz)
    language sql stable set search_path = pg_catalog, public, sec, pg_temp as %L',
    (select replace(prosrc, 'public.', 'public.visible_') from pg_proc where oid = 'sec.open_matters(integer[])'::regprocedure));
end $$;
-- Cells of the stations a mission has today.
create function sec.mission_cells(mission uuid) returns integer[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(distinct s.cell), '{}') from public.mission_station s
  where s.mission_id = mission and (s.to_date is null or s.to_date > (sec.now() at time zone 'UTC')::date)
$$;
-- Phases of the missions that have a station today, of those whose phase is known.
create function sec.phases_at(wanted uuid) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(distinct m.phase), '{}') from public.mission_station s join public.mission m on m.id = s.mission_id and m.phase is not null
  where s.station_id = wanted and (s.to_date is null or s.to_date > (sec.now() at time zone 'UTC')::date)
$$;

create function sec.guard_mission() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare before text := case when tg_op = 'UPDATE' then old.phase end; hindered text;
begin
  if new.phase is not distinct from before then
    if tg_op = 'UPDATE' and (old.phase_since, old.phase_document, old.phase_by) is distinct from (new.phase_since, new.phase_document, new.phase_by) then
      raise exception 'a phase changes with its paper' using errcode = '23514', constraint = 'mission_phase_is_kept', table = 'mission';
    end if;
    return new;
  end if;
  if new.phase is null or before is not null and not exists (select from public.mission_transition where from_phase = before and to_phase = new.phase) then
    raise exception '% does not follow %', new.phase, before using errcode = '23514', constraint = 'mission_phase_follows', table = 'mission';
  end if;
  -- UNC-13
  if sec.account_id() is not null and not sec.has_role(array['pcu_chief']) then
    raise exception 'the chief decides' using errcode = '23514', constraint = 'mission_phase_by_the_chief', table = 'mission';
  end if;
  if new.phase_since > (sec.now() at time zone 'UTC')::date then
    raise exception 'it has not begun' using errcode = '23514', constraint = 'mission_phase_begun_by_now', table = 'mission';
  end if;
  -- INV-26
  if new.phase = 'closed' then
    select string_agg(distinct out_kind, ' ') into hindered from sec.open_matters(sec.mission_cells(new.id))
      where out_kind in ('custody', 'equipment', 'ammunition', 'team', 'assignment', 'deployment', 'exception');
    if hindered is not null then
      raise exception 'open: %', hindered using errcode = '23514', constraint = 'mission_closes_with_nothing_open', table = 'mission';
    end if;
  end if;
  return new;
end $$;
create trigger mission_guarded before insert or update on public.mission for each row execute function sec.guard_mission();

-- INV-26: in planning no firearm is issued. A fact is kept.
create function sec.no_issue_in_planning() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare phases text[];
begin
  phases := sec.phases_at((select station_id from public.firearm where id = new.firearm_id));
  if phases <> '{}' and phases <@ array['planning'] then
    raise exception 'the mission is being planned' using errcode = '23514', constraint = 'no_firearm_issued_in_planning', table = 'handover';
  end if;
  return new;
end $$;
create trigger handover_after_planning before insert or update on public.handover
  for each row when (new.kind = 'issue' and new.state in ('prepared', 'done') and not new.is_fact) execute function sec.no_issue_in_planning();
-- INV-26: in liquidation only closing, guard and withdrawal start; where everything is closed, nothing does.
create function sec.deployment_fits_phase() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare phases text[] := sec.phases_at(new.activated_to);
begin
  if phases <> '{}' and phases <@ array['closed'] then
    raise exception 'the mission is closed' using errcode = '23514', constraint = 'mission_is_closed', table = 'standby_pledge';
  end if;
  if phases <> '{}' and phases <@ array['liquidation', 'closed'] and new.activation_purpose = 'surge' then
    raise exception 'only what closes starts' using errcode = '23514', constraint = 'mission_in_liquidation', table = 'standby_pledge';
  end if;
  return new;
end $$;
create trigger standby_activation_fits_phase before update on public.standby_pledge
  for each row when (new.state = 'activated' and old.state <> 'activated') execute function sec.deployment_fits_phase();

-- Evacuation: one act that relocates the people, marks the kit as left behind and uncounted, and closes the armoury
-- for issue. It ends by another act, the return; nothing is deleted and nothing waits for a count.
create table public.station_evacuation (
  id uuid primary key,
  ref text not null constraint evacuation_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  to_station_id uuid not null references public.duty_station,
  relocated_until date not null,
  reason text not null constraint evacuation_has_reason check (length(btrim(reason)) between 1 and 1000),
  -- INV-37: who decided, who may have no account, and the paper that says so
  decider_name text not null constraint evacuation_names_decider check (length(btrim(decider_name)) between 1 and 120),
  decider_capacity text not null constraint evacuation_names_capacity check (length(btrim(decider_capacity)) between 1 and 120),
  decided_on date not null,
  document_ref text not null constraint evacuation_has_document check (length(btrim(document_ref)) between 1 and 160),
  started_at timestamptz not null default sec.now(),
  created_by uuid not null default sec.account_id() references public.account,
  ended_at timestamptz,
  ended_by uuid references public.account,
  return_decider text not null default '' constraint evacuation_return_decider_short check (length(return_decider) <= 240),
  return_document text not null default '' constraint evacuation_return_document_short check (length(return_document) <= 160),
  version integer not null default 1,
  constraint evacuation_leads_elsewhere check (to_station_id <> station_id),
  constraint evacuation_until_later check (relocated_until >= decided_on),
  constraint evacuation_ends_with_paper check ((ended_at is null) = (ended_by is null)
    and (ended_at is null or length(btrim(return_decider)) > 0 and length(btrim(return_document)) > 0))
);
create unique index station_evacuated_once on public.station_evacuation (station_id) where ended_at is null;
create index evacuation_by_cell on public.station_evacuation (cell, started_at desc, id);
create index evacuation_by_station on public.station_evacuation (station_id);
create index evacuation_by_destination on public.station_evacuation (to_station_id);
create index evacuation_by_creator on public.station_evacuation (created_by);
create index evacuation_by_ender on public.station_evacuation (ended_by);
create trigger evacuation_takes_cell before insert or update of station_id on public.station_evacuation
  for each row execute function sec.station_cell();
create trigger evacuation_signed_by_oneself before insert or update on public.station_evacuation
  for each row execute function sec.signature_is_own_or_gone('created_by', 'ended_by');

-- Who was there, and what became of their whereabouts. Written by the act alone.
create table public.evacuation_person (
  id uuid primary key,
  evacuation_id uuid not null references public.station_evacuation,
  cell integer not null,
  officer_id uuid not null references public.officer,
  outcome text not null constraint evacuation_outcome_known check (outcome in ('relocated', 'away')),
  spans uuid[] not null default '{}',
  version integer not null default 1,
  constraint evacuated_once_each unique (evacuation_id, officer_id)
);
create index evacuation_person_by_officer on public.evacuation_person (officer_id);
-- What was left behind, uncounted, as the ledgers had it. Written by the act alone.
create table public.evacuation_item (
  id uuid primary key,
  evacuation_id uuid not null references public.station_evacuation,
  cell integer not null,
  kind text not null constraint evacuation_item_kind_known check (kind in ('firearm', 'ammunition', 'vehicle')),
  item uuid not null,
  ref text not null,
  place text not null default '',
  quantity integer not null default 1,
  version integer not null default 1,
  constraint left_behind_once_each unique (evacuation_id, kind, item, place)
);
create index evacuation_item_by_item on public.evacuation_item (item);

-- Where people are taken may be a station that the reader does not keep.
create function sec.station_by_code(wanted text) returns uuid language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ select id from public.duty_station where code = wanted $$;
create function sec.is_evacuated(station uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ select exists (select from public.station_evacuation e where e.station_id = station and e.ended_at is null) $$;
-- The marker of the registers: left behind, uncounted.
create function sec.is_left_behind(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select exists (select from public.evacuation_item i join public.station_evacuation e on e.id = i.evacuation_id where i.item = wanted and e.ended_at is null)
$$;

create function sec.guard_evacuation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare ending constant text[] := array['ended_at', 'ended_by', 'return_decider', 'return_document', 'version'];
begin
  if tg_op = 'INSERT' then
    new.started_at := sec.now();
    if new.ended_at is not null then
      raise exception 'it begins open' using errcode = '23514', constraint = 'evacuation_is_kept', table = 'station_evacuation';
    end if;
    if new.decided_on > (sec.now() at time zone 'UTC')::date + 1 then
      raise exception 'it is not decided yet' using errcode = '23514', constraint = 'evacuation_decided_by_now', table = 'station_evacuation';
    end if;
    if sec.is_evacuated(new.to_station_id) then
      raise exception 'nobody is taken there' using errcode = '23514', constraint = 'evacuation_leads_to_safety', table = 'station_evacuation';
    end if;
    return new;
  end if;
  if old.ended_at is not null or to_jsonb(old) - ending <> to_jsonb(new) - ending then
    raise exception 'an evacuation ends by a return' using errcode = '23514', constraint = 'evacuation_is_kept', table = 'station_evacuation';
  end if;
  new.ended_at := case when new.ended_by is null then null else sec.now() end;
  return new;
end $$;
create trigger evacuation_guarded before insert or update on public.station_evacuation for each row execute function sec.guard_evacuation();

create function sec.carry_out_evacuation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date := (sec.now() at time zone 'UTC')::date; person record; free datemultirange; piece daterange; made uuid; spans uuid[];
begin
  -- visitors on temporary duty leave with the others
  for person in
    update public.availability v set to_date = greatest(v.from_date, today), version = v.version + 1
      from public.availability before
      where v.id = before.id and v.station_id = new.station_id and v.kind = 'temporary_duty' and not v.is_void and v.from_date <= today and v.to_date > today
      returning v.officer_id, before.to_date as until, v.note
  loop
    made := gen_random_uuid();
    insert into public.availability (id, officer_id, cell, kind, from_date, to_date, station_id, note)
      values (made, person.officer_id, 0, 'temporary_duty', today, person.until, new.to_station_id, new.ref);
    insert into public.evacuation_person (id, evacuation_id, cell, officer_id, outcome, spans)
      values (gen_random_uuid(), new.id, new.cell, person.officer_id, 'relocated', array[made]);
  end loop;
  -- the station's own people: whoever is away stays where they are, and comes to the others afterwards
  for person in select o.id from public.officer o where o.station_id = new.station_id and o.state = 'active' order by o.ref loop
    select datemultirange(daterange(today, greatest(today, new.relocated_until)))
        - coalesce(range_agg(daterange(v.from_date, v.to_date)), '{}'::datemultirange) into free
      from public.availability v where v.officer_id = person.id and not v.is_void and v.kind <> 'stand_by';
    spans := '{}';
    for piece in select unnest(free) loop
      made := gen_random_uuid();
      insert into public.availability (id, officer_id, cell, kind, from_date, to_date, station_id, note)
        values (made, person.id, 0, 'temporary_duty', lower(piece), upper(piece), new.to_station_id, new.ref);
      spans := spans || made;
    end loop;
    insert into public.evacuation_person (id, evacuation_id, cell, officer_id, outcome, spans)
      values (gen_random_uuid(), new.id, new.cell, person.id, case when free @> today then 'relocated' else 'away' end, spans);
  end loop;
  insert into public.evacuation_item (id, evacuation_id, cell, kind, item, ref, place)
    select gen_random_uuid(), new.id, new.cell, 'firearm', f.id, f.ref, coalesce(a.ref, k.workshop)
    from public.firearm_custody k join public.firearm f on f.id = k.firearm_id left join public.armoury a on a.id = k.armoury_id
    where k.cell = new.cell and k.until is null and k.kind in ('armoury', 'workshop');
  insert into public.evacuation_item (id, evacuation_id, cell, kind, item, ref, place, quantity)
    select gen_random_uuid(), new.id, new.cell, 'ammunition', l.id, l.ref, a.ref, k.quantity
    from public.ammunition_account k join public.ammunition_lot l on l.id = k.lot_id join public.armoury a on a.id = k.armoury_id
    where k.cell = new.cell and k.kind = 'armoury' and k.quantity > 0;
  insert into public.evacuation_item (id, evacuation_id, cell, kind, item, ref)
    select gen_random_uuid(), new.id, new.cell, 'vehicle', v.id, v.ref
    from public.vehicle v where v.cell = new.cell and v.state <> 'written_off'
      and not exists (select from public.vehicle_reservation r where r.vehicle_id = v.id and r.state = 'out');
  insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
    values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'X-24', 'station_evacuated', new.ref, new.created_by);
  return null;
end $$;
create trigger evacuation_carried_out after insert on public.station_evacuation for each row execute function sec.carry_out_evacuation();

-- The return: people are where they belong again; what was left is there to be counted, and that is said.
create function sec.carry_out_return() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date := (sec.now() at time zone 'UTC')::date; ours uuid[];
begin
  select coalesce(array_agg(span), '{}') into ours from public.evacuation_person p, unnest(p.spans) span where p.evacuation_id = new.id;
  update public.availability set is_void = true, void_reason = new.ref, version = version + 1 where id = any (ours) and not is_void and from_date > today;
  update public.availability set to_date = greatest(from_date, today), version = version + 1 where id = any (ours) and not is_void and to_date > today;
  perform sec.settle_return('station_evacuated', new.ref);
  if exists (select from public.evacuation_item where evacuation_id = new.id) then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'X-24', 'return_uncounted', new.ref, new.ended_by);
  end if;
  return null;
end $$;
create trigger return_carried_out after update on public.station_evacuation
  for each row when (old.ended_at is null and new.ended_at is not null) execute function sec.carry_out_return();

-- Nothing is issued out of an armoury that was left, and nothing left behind is driven; what has happened is recorded.
create function sec.nothing_issued_while_evacuated() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.station_evacuation e where e.cell = new.cell and e.ended_at is null) then
    raise exception 'the station is evacuated' using errcode = '23514', constraint = 'nothing_issued_while_evacuated', table = tg_table_name;
  end if;
  return new;
end $$;
create trigger handover_issued_where_people_are before insert or update on public.handover
  for each row when (new.kind = 'issue' and new.state in ('prepared', 'done') and not new.is_fact) execute function sec.nothing_issued_while_evacuated();
create trigger rounds_issued_where_people_are before insert or update on public.ammunition_act
  for each row when (new.kind = 'issue' and new.state in ('prepared', 'done') and not new.is_fact) execute function sec.nothing_issued_while_evacuated();
create function sec.left_behind_is_not_driven() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if sec.is_left_behind(new.vehicle_id) then
    raise exception 'it was left behind' using errcode = '23514', constraint = 'left_behind_is_not_driven', table = 'vehicle_reservation';
  end if;
  return new;
end $$;
create trigger reservation_of_what_is_there before insert or update on public.vehicle_reservation
  for each row when (new.state in ('reserved', 'out')) execute function sec.left_behind_is_not_driven();

-- A pledge of people who were evacuated never counts.
create or replace function sec.standby_blocks(pledge public.standby_pledge, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select array_remove(array[
    case when pledge.state <> 'ready' then pledge.state end,
    case when pledge.to_date < on_day then 'expired' end,
    case when pledge.from_date > on_day then 'not_yet' end,
    case when pledge.member_state is null and sec.is_evacuated(pledge.station_id) then 'evacuated' end,
    case when last.done_on is null then 'never_checked'
      when last.done_on < on_day - (select value::integer from public.setting where name = 'standby_check_days') then 'check_old' end
  ], null)
  from (select max(k.done_on) as done_on from public.standby_check k where k.pledge_id = pledge.id and k.kind = 'readiness') last
$$;

call sec.business_table('mission_station', 'id', 'cell = {station}', '(select sec.has_role(array[''pcu_chief'', ''pcu_officer'']))');
call sec.business_table('closing_plan', 'id', 'cell = {closure}');
call sec.business_table('station_evacuation', 'id', 'cell = {closure}');
call sec.business_table('evacuation_person', 'id', 'cell = {closure}', 'false');
call sec.business_table('evacuation_item', 'id', 'cell = {closure}', 'false');

revoke insert, update on public.mission_transition from cordon_web;
revoke execute on all functions in schema sec from public;
revoke execute on function sec.open_matters(integer[]) from cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
