-- Firearms: what each one is, in what state, with which permits and inspections. Where it is stands in the
-- ledger of custody beside it: place and state are two facts.

create table public.firearm (
  id uuid primary key,
  ref text not null constraint firearm_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  -- as marked on the weapon; compared without case, space and hyphen (INV-18)
  serial text not null constraint firearm_serial_present check (length(btrim(serial)) between 1 and 40),
  serial_key text not null generated always as (upper(regexp_replace(serial, '[\s-]', '', 'g'))) stored,
  make text not null constraint firearm_make_present check (length(btrim(make)) between 1 and 80),
  make_key text not null generated always as (upper(regexp_replace(make, '[\s-]', '', 'g'))) stored,
  model text not null constraint firearm_model_present check (length(btrim(model)) between 1 and 80),
  model_key text not null generated always as (upper(regexp_replace(model, '[\s-]', '', 'g'))) stored,
  class text not null constraint firearm_class_known check (class in ('pistol', 'smg', 'carbine', 'rifle', 'shotgun', 'lmg', 'other')),
  calibre text not null constraint firearm_calibre_present check (length(btrim(calibre)) between 1 and 40),
  country_of_make text references public.country,
  ownership text not null constraint firearm_ownership_known check (ownership in ('un_owned', 'contingent_owned', 'member_state_owned', 'host_loan')),
  marks text not null default '' constraint firearm_marks_short check (length(marks) <= 300),
  acquired_on date,
  document text not null default '' constraint firearm_document_short check (length(document) <= 160),
  state text not null default 'serviceable' constraint firearm_state_known check (state in
    ('serviceable', 'limited', 'unserviceable', 'in_repair', 'quarantined', 'lost', 'stolen')),
  state_since timestamptz not null default sec.now(),
  state_reason text not null default '',
  round_count integer not null default 0 constraint firearm_round_count_not_negative check (round_count >= 0),
  inspected_on date,
  inspection_due_on date,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint firearm_serial_key_present check (length(serial_key) > 0),
  constraint firearm_state_has_reason check (state in ('serviceable', 'limited') or length(btrim(state_reason)) > 0)
);
create unique index firearm_serial_once on public.firearm (serial_key, make_key, model_key);
create index firearm_by_cell on public.firearm (cell, ref, id);
create index firearm_by_station on public.firearm (station_id);
create index firearm_by_due on public.firearm (cell, inspection_due_on);
create index firearm_by_country on public.firearm (country_of_make);
create index firearm_by_creator on public.firearm (created_by);
create index firearm_by_updater on public.firearm (updated_by);
create trigger firearm_takes_cell before insert or update of station_id on public.firearm
  for each row execute function sec.station_cell();

create table public.firearm_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
-- INV-24: what was lost or stolen comes back through quarantine and an inspection, by no other way.
insert into public.firearm_transition (from_state, to_state)
  select a, b from unnest(array['serviceable', 'limited', 'unserviceable', 'in_repair', 'quarantined']) a,
    unnest(array['serviceable', 'limited', 'unserviceable', 'in_repair', 'quarantined', 'lost', 'stolen']) b where a <> b
  union all values ('lost', 'quarantined'), ('stolen', 'quarantined'), ('lost', 'stolen');

create function sec.guard_firearm() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if old.state <> new.state and not exists (select from public.firearm_transition where from_state = old.state and to_state = new.state) then
    raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'firearm_state_follows', table = 'firearm';
  end if;
  if old.state <> new.state and old.state = 'quarantined' and new.state in ('serviceable', 'limited')
      and not exists (select from public.firearm_inspection i where i.firearm_id = new.id and i.recorded_at >= old.state_since and i.result <> 'unfit') then
    raise exception 'out of quarantine by an inspection' using errcode = '23514', constraint = 'quarantine_ends_by_inspection', table = 'firearm';
  end if;
  if old.state <> new.state then
    new.state_since := sec.now();
  end if;
  if new.round_count < old.round_count then
    raise exception 'rounds are not taken back' using errcode = '23514', constraint = 'round_count_only_grows', table = 'firearm';
  end if;
  if new.station_id <> old.station_id then
    raise exception 'another station takes it over by a transfer' using errcode = '23514', constraint = 'firearm_stays_with_its_station', table = 'firearm';
  end if;
  return new;
end $$;
create trigger firearm_guarded before update on public.firearm for each row execute function sec.guard_firearm();
-- INV-24: loss and theft alert at once; the exception stays until somebody closes it with words.
create function sec.firearm_is_missed() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.exception (id, ref, cell, rule, code, detail)
    values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-24', 'firearm_' || new.state, new.ref);
  return null;
end $$;
create trigger firearm_missed after update of state on public.firearm
  for each row when (old.state <> new.state and new.state in ('lost', 'stolen')) execute function sec.firearm_is_missed();

-- Permits, one a country and purpose, and what came in with it.
create table public.firearm_permit (
  id uuid primary key,
  firearm_id uuid not null references public.firearm,
  cell integer not null,
  number integer not null,
  country text not null references public.country,
  kind text not null constraint permit_kind_known check (kind in ('possession', 'carry', 'import', 'export', 'transit')),
  document text not null constraint permit_has_document check (length(btrim(document)) between 1 and 160),
  issued_on date not null,
  valid_until date not null,
  is_void boolean not null default false,
  void_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  constraint permit_ends_after_it_begins check (valid_until >= issued_on),
  constraint permit_void_has_reason check (not is_void or length(btrim(void_reason)) > 0),
  constraint permit_number_once unique (firearm_id, number)
);
create index firearm_permit_by_end on public.firearm_permit (cell, valid_until) where not is_void;
create index firearm_permit_by_country on public.firearm_permit (country);
create index firearm_permit_by_creator on public.firearm_permit (created_by);

-- Inspections, test firing, cleaning: each an event that stays.
create table public.firearm_inspection (
  id uuid primary key,
  firearm_id uuid not null references public.firearm,
  cell integer not null,
  number integer not null,
  kind text not null constraint firearm_inspection_kind_known check (kind in ('inspection', 'test_firing', 'cleaning', 'repair')),
  done_on date not null,
  result text not null constraint firearm_inspection_result_known check (result in ('fit', 'limited', 'unfit')),
  rounds_fired integer not null default 0 constraint firearm_inspection_rounds_not_negative check (rounds_fired between 0 and 100000),
  next_due_on date,
  inspector text not null constraint firearm_inspection_has_inspector check (length(btrim(inspector)) between 1 and 160),
  note text not null default '' constraint firearm_inspection_note_short check (length(note) <= 1000),
  recorded_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  version integer not null default 1,
  constraint firearm_inspection_due_later check (next_due_on > done_on),
  constraint firearm_inspection_number_once unique (firearm_id, number)
);
create index firearm_inspection_by_creator on public.firearm_inspection (created_by);
create trigger firearm_inspection_signed_by_oneself before insert on public.firearm_inspection
  for each row execute function sec.signature_is_own('created_by');

create function sec.part_of_firearm() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  select cell into strict new.cell from public.firearm where id = new.firearm_id;
  if tg_table_name = 'firearm_inspection' then
    if tg_op = 'UPDATE' then
      raise exception 'an inspection stays as it was recorded' using errcode = '23514', constraint = 'firearm_inspection_is_kept', table = 'firearm_inspection';
    end if;
    new.recorded_at := sec.now();
    if new.done_on > (sec.now() at time zone 'UTC')::date + 1 then
      raise exception 'it is not done yet' using errcode = '23514', constraint = 'firearm_inspection_done_by_now', table = 'firearm_inspection';
    end if;
  elsif tg_op = 'UPDATE' and to_jsonb(old) - array['is_void', 'void_reason', 'version'] <> to_jsonb(new) - array['is_void', 'void_reason', 'version'] then
    raise exception 'a permit is voided, not rewritten' using errcode = '23514', constraint = 'permit_is_kept', table = 'firearm_permit';
  end if;
  return new;
end $$;
create trigger permit_of_firearm before insert or update on public.firearm_permit for each row execute function sec.part_of_firearm();
create trigger inspection_of_firearm before insert or update on public.firearm_inspection for each row execute function sec.part_of_firearm();

revoke insert, update on public.firearm_transition from cordon_web;
revoke execute on all functions in schema sec from public;
