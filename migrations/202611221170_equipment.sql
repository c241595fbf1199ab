-- Equipment and kits: what each thing is, until when its armour is good, who has it. Whether it is ready follows from its
-- state and its dates, whether a kit is complete from its contents; neither is stored (INV-25). Issue, return and
-- write-off take two people (INV-23); the ledger of who had what is written by the database alone.

-- UNC-22: where the maker declared no warranty
insert into public.setting (name, value, unit, source) values
  ('armour_life_months', '60', 'months', 'UNC-22'), ('armour_age_months', '72', 'months', 'UNC-22');
call audit.note_migration('setting.create', 'settings of body armour');

-- A set that goes out and comes back as one thing.
create table public.equipment_kit (
  id uuid primary key,
  ref text not null constraint equipment_kit_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  name text not null constraint kit_named check (length(btrim(name)) between 1 and 80),
  armoury_id uuid references public.armoury,
  place text not null default '' constraint kit_place_short check (length(place) <= 80),
  note text not null default '' constraint kit_note_short check (length(note) <= 300),
  state text not null default 'in_use' constraint kit_state_known check (state in ('in_use', 'retired')),
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint kit_has_a_place check (armoury_id is not null or length(btrim(place)) > 0)
);
create unique index kit_named_once on public.equipment_kit (station_id, lower(btrim(name))) where state = 'in_use';
create index equipment_kit_by_cell on public.equipment_kit (cell, name, id);
create index equipment_kit_by_station on public.equipment_kit (station_id);
create index equipment_kit_by_armoury on public.equipment_kit (armoury_id);
create index equipment_kit_by_creator on public.equipment_kit (created_by);
create index equipment_kit_by_updater on public.equipment_kit (updated_by);
create trigger equipment_kit_takes_cell before insert or update of station_id on public.equipment_kit
  for each row execute function sec.station_cell();
create trigger equipment_kit_signed_by_oneself before insert on public.equipment_kit for each row execute function sec.signature_is_own('created_by');

-- What a kit must contain, by kind and number. Nought: no longer.
create table public.equipment_kit_need (
  id uuid primary key,
  kit_id uuid not null references public.equipment_kit,
  cell integer not null,
  kind text not null,
  wanted integer not null constraint kit_need_plausible check (wanted between 0 and 999),
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint kit_need_kind_known check (kind in ('soft_armour', 'hard_plate', 'helmet', 'shield', 'radio', 'satphone', 'tracker', 'ecm', 'nvg',
    'optics', 'medical_kit', 'cbrn', 'body_camera', 'breaching', 'fire', 'other')),
  constraint kit_need_once unique (kit_id, kind)
);
create index equipment_kit_need_by_creator on public.equipment_kit_need (created_by);
create index equipment_kit_need_by_updater on public.equipment_kit_need (updated_by);

create table public.equipment (
  id uuid primary key,
  ref text not null constraint equipment_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  kit_id uuid references public.equipment_kit,
  kind text not null constraint equipment_kind_known check (kind in ('soft_armour', 'hard_plate', 'helmet', 'shield', 'radio', 'satphone', 'tracker',
    'ecm', 'nvg', 'optics', 'medical_kit', 'cbrn', 'body_camera', 'breaching', 'fire', 'other')),
  label text not null constraint equipment_labelled check (length(btrim(label)) between 1 and 80),
  -- as marked; compared without case, space and hyphen
  serial text not null default '' constraint equipment_serial_short check (length(serial) <= 40),
  serial_key text not null generated always as (upper(regexp_replace(serial, '[\s-]', '', 'g'))) stored,
  quantity integer not null default 1 constraint equipment_quantity_plausible check (quantity between 1 and 100000),
  size text not null default '' constraint equipment_size_short check (length(size) <= 20),
  cut text not null default '' constraint equipment_cut_known check (cut in ('', 'unisex', 'female', 'male')),
  maker text not null default '' constraint equipment_maker_short check (length(maker) <= 80),
  maker_key text not null generated always as (upper(regexp_replace(maker, '[\s-]', '', 'g'))) stored,
  model text not null default '' constraint equipment_model_short check (length(model) <= 80),
  model_key text not null generated always as (upper(regexp_replace(model, '[\s-]', '', 'g'))) stored,
  armour_standard text not null default '' constraint equipment_armour_known check (armour_standard in ('', 'nij_0101_06', 'nij_0101_07', 'other')),
  armour_level text not null default '',
  made_on date,
  in_service_on date,
  -- the warranty or shelf life that the maker declared
  expires_on date,
  ownership text not null constraint equipment_ownership_known check (ownership in ('un_owned', 'contingent_owned', 'member_state_owned', 'host_loan')),
  armoury_id uuid references public.armoury,
  place text not null default '' constraint equipment_place_short check (length(place) <= 80),
  state text not null default 'serviceable' constraint equipment_state_known check (state in
    ('serviceable', 'unserviceable', 'in_repair', 'lost', 'stolen', 'written_off')),
  state_since timestamptz not null default sec.now(),
  state_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  -- what has no serial number is counted, what has one is one thing
  constraint equipment_counted_or_marked check (case when serial_key = '' then kind in ('medical_kit', 'cbrn', 'breaching', 'fire', 'other') else quantity = 1 end),
  constraint equipment_only_armour_has_level check (armour_standard = '' or kind in ('soft_armour', 'hard_plate', 'helmet', 'shield')),
  -- names of the old standard and of the new one stay apart
  constraint equipment_armour_level_known check (case armour_standard when '' then armour_level = ''
    when 'nij_0101_06' then armour_level in ('IIA', 'II', 'IIIA', 'III', 'IV') when 'nij_0101_07' then armour_level in ('HG1', 'HG2', 'RF1', 'RF2', 'RF3')
    else length(btrim(armour_level)) between 1 and 20 end),
  constraint equipment_days_in_order check (in_service_on >= made_on and expires_on >= made_on),
  constraint equipment_has_a_place check (armoury_id is not null or length(btrim(place)) > 0),
  constraint equipment_state_has_reason check (state = 'serviceable' or length(btrim(state_reason)) > 0)
);
create unique index equipment_serial_once on public.equipment (kind, serial_key, maker_key, model_key) where serial_key <> '';
create index equipment_by_cell on public.equipment (cell, ref, id);
create index equipment_by_station on public.equipment (station_id);
create index equipment_by_kit on public.equipment (kit_id);
create index equipment_by_armoury on public.equipment (armoury_id);
create index equipment_by_serial on public.equipment (serial_key);
create index equipment_by_creator on public.equipment (created_by);
create index equipment_by_updater on public.equipment (updated_by);
create trigger equipment_takes_cell before insert or update of station_id on public.equipment
  for each row execute function sec.station_cell();
create trigger equipment_signed_by_oneself before insert on public.equipment for each row execute function sec.signature_is_own('created_by');

-- The ledger: who has a thing from when to when; what is in store is in no one's hands. A kit has a line of its own
-- and one for each thing that went with it.
create table public.equipment_custody (
  id uuid primary key,
  equipment_id uuid references public.equipment,
  kit_id uuid references public.equipment_kit,
  cell integer not null,
  officer_id uuid not null references public.officer,
  since timestamptz not null,
  until timestamptz,
  act_id uuid not null,
  version integer not null default 1,
  constraint equipment_custody_of_something check (coalesce(equipment_id, kit_id) is not null),
  constraint equipment_custody_ends_after_it_begins check (until >= since)
);
create unique index equipment_in_one_custody on public.equipment_custody (equipment_id) where until is null and equipment_id is not null;
create unique index kit_in_one_custody on public.equipment_custody (kit_id) where until is null and equipment_id is null;
create index equipment_custody_by_thing on public.equipment_custody (equipment_id, since);
create index equipment_custody_by_kit on public.equipment_custody (kit_id, since);
create index equipment_custody_by_officer on public.equipment_custody (officer_id, since);
create index equipment_custody_by_act on public.equipment_custody (act_id);
create index equipment_custody_open on public.equipment_custody (cell) where until is null;

-- The act: an issue is prepared by one and done when the officer signs; a return is recorded as it happens and signed
-- within a day; a write-off is done by the second signature (DESIGN 9.10).
create table public.equipment_act (
  id uuid primary key,
  ref text not null constraint equipment_act_ref_once unique,
  cell integer not null,
  kind text not null constraint equipment_act_kind_known check (kind in ('issue', 'return', 'write_off')),
  equipment_id uuid references public.equipment,
  kit_id uuid references public.equipment_kit,
  -- who takes it, or gives it back
  officer_id uuid references public.officer,
  purpose text not null default '' constraint equipment_act_purpose_short check (length(purpose) <= 300),
  due_back_at timestamptz,
  condition text not null default 'good' constraint equipment_act_condition_known check (condition in ('good', 'worn', 'damaged')),
  note text not null default '' constraint equipment_act_note_short check (length(note) <= 1000),
  -- references of what came back damaged with a kit, and of what did not come back with it
  damaged text[] not null default '{}',
  missing text[] not null default '{}',
  occurred_at timestamptz not null,
  state text not null constraint equipment_act_state_known check (state in ('prepared', 'done', 'withdrawn')),
  is_fact boolean not null default false,
  -- what stood against it when it was done (INV-25)
  gaps text[] not null default '{}',
  first_by uuid not null default sec.account_id() references public.account,
  first_at timestamptz not null default sec.now(),
  second_by uuid references public.account,
  second_at timestamptz,
  withdraw_reason text not null default '',
  version integer not null default 1,
  constraint equipment_act_of_one_thing check (num_nonnulls(equipment_id, kit_id) = 1),
  constraint equipment_act_by_two_people check (second_by <> first_by),
  constraint equipment_act_signed_at_a_time check ((second_by is null) = (second_at is null)),
  constraint equipment_act_done_with_two_signatures check (state <> 'done' or is_fact or second_by is not null),
  constraint equipment_act_withdrawn_with_reason check (state <> 'withdrawn' or length(btrim(withdraw_reason)) > 0),
  constraint equipment_act_names_the_officer check ((kind = 'write_off') = (officer_id is null)),
  constraint equipment_issue_has_purpose check (kind <> 'issue' or length(btrim(purpose)) > 0),
  constraint equipment_issue_ends_after_it_begins check (due_back_at is null or kind = 'issue' and due_back_at > occurred_at),
  constraint equipment_return_is_a_fact check (kind <> 'return' or is_fact),
  constraint equipment_damage_is_said check (condition <> 'damaged' or length(btrim(note)) > 0),
  constraint equipment_write_off_is_of_a_thing check (kind <> 'write_off' or equipment_id is not null and not is_fact and length(btrim(note)) > 0)
);
alter table public.equipment_custody add constraint equipment_custody_act foreign key (act_id) references public.equipment_act;
create unique index equipment_offered_once on public.equipment_act (equipment_id) where state = 'prepared';
create unique index kit_offered_once on public.equipment_act (kit_id) where state = 'prepared';
create index equipment_act_by_cell on public.equipment_act (cell, first_at desc, id);
create index equipment_act_open on public.equipment_act (cell, first_at) where state = 'prepared' or state = 'done' and second_by is null;
create index equipment_act_by_thing on public.equipment_act (equipment_id, first_at);
create index equipment_act_by_kit on public.equipment_act (kit_id, first_at);
create index equipment_act_by_officer on public.equipment_act (officer_id);
create index equipment_act_by_first on public.equipment_act (first_by);
create index equipment_act_by_second on public.equipment_act (second_by);
create trigger equipment_act_signed_by_oneself before insert or update on public.equipment_act
  for each row execute function sec.signature_is_own('first_by', 'second_by');

-- Until when a thing is good: as the maker declared; armour without a declaration by its time in service and its age.
create function sec.equipment_end(kind text, declared date, in_service date, made date) returns date language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select case when declared is not null then declared when kind in ('soft_armour', 'hard_plate') then least(
    (in_service + make_interval(months => (select s.value::integer from public.setting s where s.name = 'armour_life_months')))::date,
    (made + make_interval(months => (select s.value::integer from public.setting s where s.name = 'armour_age_months')))::date) end
$$;
-- INV-25: what stands against using a thing on every day from one to another. Empty: nothing. Armour of which nobody
-- knows the level, or until when it is good, is not counted on.
create function sec.equipment_gaps(item uuid, from_day date, to_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select array_remove(array[
    case when e.state <> 'serviceable' then 'state' end,
    case when e.in_service_on > from_day then 'not_yet' end,
    case when e.kind in ('soft_armour', 'hard_plate') and e.armour_standard = '' then 'level' end,
    case when e.kind in ('soft_armour', 'hard_plate') and sec.equipment_end(e.kind, e.expires_on, e.in_service_on, e.made_on) is null then 'undated' end,
    case when sec.equipment_end(e.kind, e.expires_on, e.in_service_on, e.made_on) < to_day then 'expired' end], null)
  from public.equipment e where e.id = item
$$;
-- True if a thing is with somebody although the kit it belongs to is not.
create function sec.equipment_is_away(item uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select exists (select from public.equipment_custody c where c.equipment_id = item and c.until is null
    and not exists (select from public.equipment_custody k where k.kit_id = c.kit_id and k.equipment_id is null and k.until is null and k.act_id = c.act_id))
$$;
-- INV-25: what a kit lacks on every day from one to another: `retired`, `contents` (nobody said what belongs into it),
-- `lacks:kind:ready:wanted`, `part:reference:gap`. Empty: it is complete.
create function sec.kit_gaps(kit uuid, from_day date, to_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with part as (
    select e.ref, e.kind, e.quantity, sec.equipment_gaps(e.id, from_day, to_day)
      || case when sec.equipment_is_away(e.id) then array['away'] else '{}'::text[] end as gaps
    from public.equipment e where e.kit_id = kit),
  need as (
    select n.kind, n.wanted, coalesce((select sum(p.quantity) from part p where p.kind = n.kind and p.gaps = '{}'), 0) as ready
    from public.equipment_kit_need n where n.kit_id = kit and n.wanted > 0)
  select array_remove(array[(select 'retired' from public.equipment_kit k where k.id = kit and k.state <> 'in_use'),
      case when not exists (select from need) then 'contents' end], null)
    || coalesce((select array_agg('lacks:' || n.kind || ':' || n.ready || ':' || n.wanted order by n.kind) from need n where n.ready < n.wanted), '{}')
    || coalesce((select array_agg('part:' || p.ref || ':' || g order by p.ref, g) from part p cross join unnest(p.gaps) g), '{}')
$$;
-- Whether a kit is complete on every day from one to another, for whoever plans with it.
create function sec.kit_is_complete(kit uuid, from_day date, to_day date) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$ select sec.kit_gaps(kit, from_day, to_day) = '{}' $$;

create function sec.guard_kit() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if new.armoury_id is not null and not exists (select from public.armoury a where a.id = new.armoury_id and a.cell = new.cell) then
    raise exception 'an armoury of another station' using errcode = '23514', constraint = 'kit_armoury_of_its_station', table = 'equipment_kit';
  end if;
  if tg_op = 'UPDATE' and new.station_id <> old.station_id then
    raise exception 'a kit stays' using errcode = '23514', constraint = 'kit_stays_with_its_station', table = 'equipment_kit';
  end if;
  if tg_op = 'UPDATE' and new.state = 'retired' and old.state <> 'retired' and (exists (select from public.equipment e where e.kit_id = new.id)
      or exists (select from public.equipment_custody c where c.kit_id = new.id and c.equipment_id is null and c.until is null)
      or exists (select from public.equipment_act a where a.kit_id = new.id and a.state = 'prepared')) then
    raise exception 'something is in it' using errcode = '23514', constraint = 'retired_kit_is_empty', table = 'equipment_kit';
  end if;
  return new;
end $$;
-- after equipment_kit_takes_cell, by its name
create trigger equipment_kit_then_guarded before insert or update on public.equipment_kit for each row execute function sec.guard_kit();

create function sec.part_of_kit() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select cell into strict new.cell from public.equipment_kit where id = new.kit_id;
  if tg_op = 'UPDATE' and (new.kit_id, new.kind) is distinct from (old.kit_id, old.kind) then
    raise exception 'another line' using errcode = '23514', constraint = 'kit_need_is_kept', table = 'equipment_kit_need';
  end if;
  return new;
end $$;
create trigger need_of_kit before insert or update on public.equipment_kit_need for each row execute function sec.part_of_kit();

create function sec.guard_equipment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if new.armoury_id is not null and not exists (select from public.armoury a where a.id = new.armoury_id and a.cell = new.cell) then
    raise exception 'an armoury of another station' using errcode = '23514', constraint = 'equipment_armoury_of_its_station', table = 'equipment';
  end if;
  if new.kit_id is not null and (tg_op = 'INSERT' or new.kit_id is distinct from old.kit_id)
      and not exists (select from public.equipment_kit k where k.id = new.kit_id and k.cell = new.cell and k.state = 'in_use' for share) then
    raise exception 'a kit of another station, or retired' using errcode = '23514', constraint = 'kit_of_the_same_station', table = 'equipment';
  end if;
  if tg_op = 'INSERT' then
    if new.state = 'written_off' then
      raise exception 'by two people' using errcode = '23514', constraint = 'equipment_written_off_by_two', table = 'equipment';
    end if;
    return new;
  end if;
  if old.state = 'written_off' and new.state <> old.state then
    raise exception 'written off is for good' using errcode = '23514', constraint = 'equipment_written_off_for_good', table = 'equipment';
  end if;
  -- INV-23
  if new.state = 'written_off' and old.state <> new.state and not exists (select from public.equipment_act a
      where a.equipment_id = new.id and a.kind = 'write_off' and a.state = 'done' and a.second_by is not null) then
    raise exception 'by two people' using errcode = '23514', constraint = 'equipment_written_off_by_two', table = 'equipment';
  end if;
  -- INV-24
  if old.state in ('lost', 'stolen') and new.state not in ('lost', 'stolen', 'unserviceable', 'written_off') then
    raise exception 'looked at first' using errcode = '23514', constraint = 'equipment_found_is_looked_at', table = 'equipment';
  end if;
  if new.station_id <> old.station_id then
    raise exception 'another station takes it over by a transfer' using errcode = '23514', constraint = 'equipment_stays_with_its_station', table = 'equipment';
  end if;
  -- a kit that is out, or about to go, is what was signed for
  if new.kit_id is distinct from old.kit_id and new.state <> 'written_off' and (
      exists (select from public.equipment_custody c where c.until is null and (c.equipment_id = new.id or c.equipment_id is null and c.kit_id in (old.kit_id, new.kit_id)))
      or exists (select from public.equipment_act a where a.state = 'prepared' and (a.equipment_id = new.id or a.kit_id in (old.kit_id, new.kit_id)))) then
    raise exception 'not while it is out' using errcode = '23514', constraint = 'kit_changes_at_home', table = 'equipment';
  end if;
  if old.state <> new.state then
    new.state_since := sec.now();
  end if;
  return new;
end $$;
-- after equipment_takes_cell, by its name
create trigger equipment_then_guarded before insert or update on public.equipment for each row execute function sec.guard_equipment();
-- INV-24: loss and theft alert at once; the exception stays until somebody closes it with words.
create function sec.equipment_is_missed() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.exception (id, ref, cell, rule, code, detail)
    values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-24', 'equipment_' || new.state, new.ref);
  return null;
end $$;
create trigger equipment_missed after update of state on public.equipment
  for each row when (old.state <> new.state and new.state in ('lost', 'stolen')) execute function sec.equipment_is_missed();

create function sec.guard_equipment_act() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare thing public.equipment; kit public.equipment_kit; holds public.equipment_custody; moment timestamptz := sec.now(); is_now boolean; becomes_done boolean;
  sides uuid[]; from_day date; to_day date;
  kept constant text[] := array['state', 'gaps', 'second_by', 'second_at', 'withdraw_reason', 'version', 'occurred_at'];
begin
  -- whoever hands this over waits for whoever began before; a kit is locked before its parts
  if new.kit_id is not null then
    select * into strict kit from public.equipment_kit where id = new.kit_id for update;
    perform from public.equipment where kit_id = new.kit_id order by id for update;
    new.cell := kit.cell;
    select * into holds from public.equipment_custody where kit_id = new.kit_id and equipment_id is null and until is null;
  else
    select * into strict thing from public.equipment where id = new.equipment_id for update;
    new.cell := thing.cell;
    select * into holds from public.equipment_custody where equipment_id = new.equipment_id and until is null;
  end if;
  if tg_op = 'INSERT' then
    new.first_at := moment;
    if new.state = 'withdrawn' or new.second_by is not null then
      raise exception 'an act begins with one signature' using errcode = '23514', constraint = 'equipment_act_begins_with_one_signature', table = 'equipment_act';
    end if;
  else
    if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state = 'withdrawn' or old.second_by is not null and to_jsonb(old) <> to_jsonb(new)
        or old.state = 'done' and (new.state <> 'done' or new.occurred_at <> old.occurred_at or new.gaps <> old.gaps) then
      raise exception 'what was signed stays' using errcode = '23514', constraint = 'equipment_act_is_kept', table = 'equipment_act';
    end if;
    new.second_at := case when new.second_by is null then null else coalesce(old.second_at, moment) end;
  end if;
  becomes_done := new.state = 'done' and (tg_op = 'INSERT' or old.state = 'prepared');
  is_now := becomes_done or tg_op = 'INSERT';
  if becomes_done and not new.is_fact then
    new.occurred_at := moment;
  end if;
  if new.occurred_at > moment then
    raise exception 'it has not happened yet' using errcode = '23514', constraint = 'equipment_act_happened_by_now', table = 'equipment_act';
  end if;
  if is_now and ((new.kind = 'issue') = (holds.id is not null) and new.kind <> 'write_off' or coalesce(thing.state, kit.state) in ('written_off', 'retired')) then
    raise exception 'it is somewhere else by now' using errcode = '23514', constraint = 'equipment_is_where_it_was', table = 'equipment_act';
  end if;
  if is_now and (thing.kit_id is not null and (new.kind = 'issue' or new.kind = 'return' and not sec.equipment_is_away(thing.id))) then
    raise exception 'a kit goes as one' using errcode = '23514', constraint = 'kit_goes_as_one', table = 'equipment_act';
  end if;
  if tg_op = 'INSERT' and new.kind = 'return' then
    new.officer_id := holds.officer_id;
    if not new.damaged || new.missing <@ coalesce((select array_agg(e.ref) from public.equipment_custody c join public.equipment e on e.id = c.equipment_id
        where c.act_id = holds.act_id and c.kit_id = new.kit_id and c.until is null), '{}') or new.damaged && new.missing then
      raise exception 'not of this kit' using errcode = '23514', constraint = 'returned_parts_are_of_the_kit', table = 'equipment_act';
    end if;
  end if;
  -- the officer who takes or gives back signs it; without a sign-in, a witness does
  if new.second_by is not null and (tg_op = 'INSERT' or old.second_by is null) and new.officer_id is not null then
    select array_agg(a.id) into sides from public.account a where a.officer_id = new.officer_id and a.disabled_at is null;
    if sides is not null and not new.first_by = any (sides) and not new.second_by = any (sides) then
      raise exception 'the officer signs' using errcode = '23514', constraint = 'equipment_act_signed_by_the_officer', table = 'equipment_act';
    end if;
  end if;
  if becomes_done and (holds.since > new.occurred_at or new.kind = 'issue' and exists (select from public.equipment_custody c
      left join public.equipment e on e.id = c.equipment_id
      where c.until > new.occurred_at and (c.equipment_id = new.equipment_id or c.kit_id = new.kit_id and c.equipment_id is null or e.kit_id = new.kit_id))) then
    raise exception 'it was elsewhere then' using errcode = '23514', constraint = 'equipment_custody_in_order', table = 'equipment_act';
  end if;
  -- INV-25
  if is_now and new.kind = 'issue' then
    from_day := (new.occurred_at at time zone 'UTC')::date;
    to_day := greatest(from_day, coalesce((new.due_back_at at time zone 'UTC')::date, from_day));
    new.gaps := case when new.kit_id is null then sec.equipment_gaps(new.equipment_id, from_day, to_day) else sec.kit_gaps(new.kit_id, from_day, to_day) end;
    if new.gaps <> '{}' and not new.is_fact then
      raise exception 'not ready on all these days' using errcode = '23514', constraint = 'only_ready_equipment_is_issued', table = 'equipment_act';
    end if;
  end if;
  return new;
end $$;
create trigger equipment_act_then_guarded before insert or update on public.equipment_act for each row execute function sec.guard_equipment_act();

-- The ledger and the state follow from the act.
create function sec.keep_equipment_custody() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare taken uuid; broken text[];
begin
  if tg_op = 'INSERT' or old.state = 'prepared' then
    if new.kind = 'issue' then
      if new.kit_id is not null then
        insert into public.equipment_custody (id, equipment_id, kit_id, cell, officer_id, since, act_id)
          values (gen_random_uuid(), null, new.kit_id, new.cell, new.officer_id, new.occurred_at, new.id);
      end if;
      insert into public.equipment_custody (id, equipment_id, kit_id, cell, officer_id, since, act_id)
        select gen_random_uuid(), e.id, new.kit_id, new.cell, new.officer_id, new.occurred_at, new.id from public.equipment e
        where (e.id = new.equipment_id or e.kit_id = new.kit_id)
          and not exists (select from public.equipment_custody c where c.equipment_id = e.id and c.until is null);
    else
      select act_id into taken from public.equipment_custody where until is null
        and (equipment_id = new.equipment_id or equipment_id is null and kit_id = new.kit_id);
      update public.equipment_custody c set until = new.occurred_at, version = version + 1
        where c.until is null and (c.equipment_id = new.equipment_id or c.kit_id = new.kit_id and c.act_id = taken
          and not exists (select from public.equipment e where e.id = c.equipment_id and e.ref = any (new.missing)));
    end if;
    broken := case when new.kind = 'return' and new.condition = 'damaged' and new.equipment_id is not null
      then array(select ref from public.equipment where id = new.equipment_id) else new.damaged end;
    update public.equipment set state = 'unserviceable', state_reason = left(new.ref || ': ' || new.note, 300), version = version + 1, updated_at = sec.now(),
        updated_by = sec.account_id()
      where ref = any (broken) and state = 'serviceable';
    if new.kind = 'write_off' then
      update public.equipment set state = 'written_off', state_reason = left(new.ref || ': ' || new.note, 300), kit_id = null, version = version + 1,
          updated_at = sec.now(), updated_by = sec.account_id()
        where id = new.equipment_id;
    end if;
    if new.gaps <> '{}' or new.missing <> '{}' then
      insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
        values (gen_random_uuid(), sec.new_ref('X'), new.cell, case when new.kind = 'issue' then 'INV-25' else 'INV-23' end,
          case when new.kind = 'issue' then 'equipment_issued_unready' else 'kit_came_back_short' end, new.ref, new.first_by);
    end if;
  end if;
  if new.second_by is not null then
    update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = 'settled-by-confirmation', version = version + 1
      where code = 'equipment_unsigned' and detail = new.ref and closed_at is null;
  end if;
  return null;
end $$;
create trigger equipment_act_moves_custody after insert or update on public.equipment_act
  for each row when (new.state = 'done') execute function sec.keep_equipment_custody();

-- The ledger is closed once and not rewritten, also by its owner.
create function sec.guard_equipment_custody() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if old.until is not null or to_jsonb(old) - array['until', 'version'] <> to_jsonb(new) - array['until', 'version'] then
    raise exception 'the ledger is not rewritten' using errcode = '23514', constraint = 'equipment_custody_is_kept', table = 'equipment_custody';
  end if;
  return new;
end $$;
create trigger equipment_custody_guarded before update on public.equipment_custody for each row execute function sec.guard_equipment_custody();

-- One signature alone for more than a day stands in the register of exceptions (DESIGN 9.10); the detector asks.
create function sec.settle_equipment_acts() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare a record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for a in select * from public.equipment_act x where x.state = 'done' and x.second_by is null and x.first_at <= sec.now() - interval '24 hours'
      and not exists (select from public.exception e where e.code = 'equipment_unsigned' and e.detail = x.ref)
    order by x.first_at, x.ref limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := a.cell;
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, a.cell, 'INV-23', 'equipment_unsigned', a.ref, a.first_by);
    return next;
  end loop;
end $$;

-- Kits and things that the reader holds, or is about to take.
create function sec.own_kits() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct kit_id), '{}') from (
    select c.kit_id from public.equipment_custody c where c.officer_id = (select sec.own_officer()) and c.until is null and c.kit_id is not null
    union all select a.kit_id from public.equipment_act a where a.officer_id = (select sec.own_officer()) and a.state = 'prepared' and a.kit_id is not null) mine
$$;
create function sec.own_equipment() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct thing), '{}') from (
    select c.equipment_id as thing from public.equipment_custody c where c.officer_id = (select sec.own_officer()) and c.until is null and c.equipment_id is not null
    union all select a.equipment_id from public.equipment_act a where a.officer_id = (select sec.own_officer()) and a.state = 'prepared' and a.equipment_id is not null
    union all select e.id from public.equipment e where e.kit_id = any (sec.own_kits())) mine
$$;
-- The name of an officer, for those who see what they took or gave back.
create function sec.equipment_holder_label(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select o.ref || ' ' || o.name from public.officer o where o.id = wanted and (o.id = (select sec.own_officer()) or o.cell = any (sec.cells_people())
    or exists (select from public.equipment_act a where a.officer_id = o.id and a.cell = any (sec.cells_vehicle())))
$$;

call sec.business_table('equipment_kit', 'id', 'cell = {vehicle} or id = any ((select sec.own_kits())::uuid[])', 'cell = {vehicle}');
call sec.business_table('equipment_kit_need', 'id', 'exists (select from public.visible_equipment_kit k where k.id = kit_id)', 'cell = {vehicle}');
call sec.business_table('equipment', 'id', 'cell = {vehicle} or id = any ((select sec.own_equipment())::uuid[])', 'cell = {vehicle}');
-- written by the trigger of the act alone
call sec.business_table('equipment_custody', 'id', 'cell = {vehicle} or officer_id = (select sec.own_officer())', 'false');
call sec.business_table('equipment_act', 'id', 'cell = {vehicle} or officer_id = (select sec.own_officer())', 'cell = {vehicle} or officer_id = (select sec.own_officer())');

revoke execute on all functions in schema sec from public;
revoke execute on function sec.equipment_is_away(uuid) from cordon_web;
