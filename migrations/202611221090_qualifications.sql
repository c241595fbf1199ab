-- Qualifications of officers, the arming of stations, and what stands against an armed duty (INV-14 to 16).
-- Expiry follows from dates and is stored nowhere; fitness is derived from these rows and never typed in.

call sec.add_area('qualification');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'qualification', 'global', false),
  ('pcu_officer', 'qualification', 'global', false), ('pcu_officer', 'qualification', 'scope', true),
  ('pcu_support', 'qualification', 'global', false), ('designated_official', 'qualification', 'scope', false),
  ('senior_security_professional', 'qualification', 'scope', true), ('cp_coordinator', 'qualification', 'scope', true),
  ('training_coordinator', 'qualification', 'scope', true), ('auditor', 'qualification', 'global', false);

-- What may be recorded, what it blocks, how long it lasts (domain.md 3.1). Periods have a source and may be changed.
create table public.qualification_type (
  code text primary key constraint qualification_type_code_shape check (code ~ '^[a-z][a-z_]{1,39}$'),
  sort integer not null constraint qualification_type_sort_once unique,
  blocks text not null constraint qualification_type_blocks_known check (blocks in
    ('nothing', 'deployment', 'cp_duty', 'armed_duty', 'driving', 'av_driving', 'medic')),
  -- what a row of this type names besides the person
  names text not null default '' constraint qualification_type_names_known check (names in ('', 'class', 'model', 'country')),
  -- none: it does not expire, or it ends as printed on the paper
  validity_days integer constraint qualification_type_validity_plausible check (validity_days between 1 and 3660),
  is_printed boolean not null default false,
  lead_days integer not null default 60 constraint qualification_type_lead_plausible check (lead_days between 0 and 366),
  source text not null,
  version integer not null default 1,
  updated_at timestamptz not null default sec.now(),
  constraint qualification_type_ends_in_one_way check (not is_printed or validity_days is null)
);
insert into public.qualification_type (sort, code, blocks, names, validity_days, is_printed, source) values
  (10, 'firearm', 'armed_duty', 'class', 180, false, 'UNC-07'),
  (20, 'weapon_authorization', 'armed_duty', 'model', 365, false, 'domain.md 3.1'),
  (30, 'use_of_force', 'armed_duty', '', 365, false, 'domain.md 3.1'),
  (40, 'medical_fitness', 'armed_duty', '', 365, false, 'domain.md 3.1'),
  (50, 'host_weapon_permit', 'armed_duty', 'country', null, true, 'domain.md 3.1'),
  (60, 'psych_clearance', 'nothing', '', 730, false, 'domain.md 3.1'),
  (70, 'cpoc', 'cp_duty', '', null, false, 'UNC-08'),
  (80, 'physical_fitness', 'cp_duty', '', 365, false, 'domain.md 3.1'),
  (90, 'ifak', 'cp_duty', '', 730, false, 'UNC-08'),
  (100, 'etb', 'medic', '', 730, false, 'UNC-08'),
  (110, 'un_driver_permit', 'driving', '', null, true, 'domain.md 3.1'),
  (120, 'av_driver', 'av_driving', '', 730, false, 'domain.md 3.1'),
  (130, 'bsafe', 'deployment', '', null, false, 'domain.md 3.1'),
  (140, 'ssafe', 'nothing', '', 1095, false, 'UNC-08'),
  (150, 'scp', 'nothing', '', null, false, 'domain.md 3.1'),
  (160, 'cp_external', 'nothing', '', null, false, 'domain.md 3.1'),
  (170, 'eore', 'nothing', '', 730, false, 'domain.md 3.1'),
  (180, 'hostage_survival', 'nothing', '', 1095, false, 'domain.md 3.1'),
  (190, 'radio', 'nothing', '', 1095, false, 'domain.md 3.1'),
  (200, 'trainer_tdc', 'nothing', '', 1095, false, 'domain.md 3.1'),
  (210, 'wam_custodian', 'nothing', '', 1095, false, 'domain.md 3.1');

-- Which personnel categories may be armed (UNC-18, UNC-19). Not listed: not allowed.
create table public.armed_category (
  category text primary key,
  -- armed only where the station says so as well (UNC-18)
  by_station boolean not null,
  source text not null
);
insert into public.armed_category (category, by_station, source) values
  ('FS', false, 'UNC-19'), ('SS', false, 'UNC-19'), ('mscpu_member', false, 'UNC-19'), ('GPP', false, 'UNC-19'), ('P', true, 'UNC-18');

-- Whether officers of a station may be armed, and on whose word. Without a row nobody has said so.
create table public.station_arming (
  id uuid primary key,
  station_id uuid not null constraint station_arming_once unique references public.duty_station,
  cell integer not null,
  allows boolean not null,
  allows_professionals boolean not null default false,
  authority text not null constraint station_arming_has_authority check (length(btrim(authority)) between 3 and 300),
  decided_on date not null,
  version integer not null default 1,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint professionals_armed_only_where_arms_are check (allows or not allows_professionals)
);
create index station_arming_by_updater on public.station_arming (updated_by);
create function sec.station_cell() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select cell into strict new.cell from public.duty_station where id = new.station_id;
  return new;
end $$;
create trigger station_arming_takes_cell before insert or update of station_id on public.station_arming
  for each row execute function sec.station_cell();

create table public.qualification (
  id uuid primary key,
  ref text not null constraint qualification_ref_once unique,
  officer_id uuid not null references public.officer,
  officer_cell integer not null,
  type text not null references public.qualification_type,
  weapon_class text not null default '' constraint qualification_class_known check (weapon_class in
    ('', 'pistol', 'smg', 'carbine', 'rifle', 'shotgun', 'lmg', 'other')),
  weapon_model text not null default '' constraint qualification_model_short check (length(weapon_model) <= 80),
  country text references public.country,
  obtained_on date not null,
  -- null: does not expire
  valid_until date,
  issued_by text not null default '' constraint qualification_issuer_short check (length(issued_by) <= 160),
  evidence text not null constraint qualification_has_evidence check (length(btrim(evidence)) between 1 and 300),
  entered_by uuid default sec.account_id() references public.account,
  entered_at timestamptz not null default sec.now(),
  verified_by uuid references public.account,
  verified_at timestamptz,
  is_void boolean not null default false,
  void_reason text not null default '',
  voided_by uuid references public.account,
  version integer not null default 1,
  constraint qualification_ends_after_it_begins check (valid_until >= obtained_on),
  constraint qualification_verified_at_a_time check ((verified_by is null) = (verified_at is null)),
  constraint qualification_void_has_reason check (not is_void or length(btrim(void_reason)) > 0)
);
create index qualification_by_officer on public.qualification (officer_id, type, obtained_on desc);
create index qualification_by_end on public.qualification (officer_cell, valid_until) where not is_void;
create index qualification_by_type on public.qualification (type);
create index qualification_by_country on public.qualification (country);
create index qualification_by_enterer on public.qualification (entered_by);
create index qualification_by_verifier on public.qualification (verified_by);
create index qualification_by_voider on public.qualification (voided_by);
create trigger qualification_signed_by_oneself before insert or update on public.qualification
  for each row execute function sec.signature_is_own('entered_by', 'verified_by', 'voided_by');

create function sec.guard_qualification() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kind public.qualification_type; kept constant text[] := array['is_void', 'void_reason', 'voided_by', 'version'];
begin
  select cell into strict new.officer_cell from public.officer where id = new.officer_id;
  select * into strict kind from public.qualification_type where code = new.type;
  if tg_op = 'UPDATE' and (old.is_void and to_jsonb(old) - 'officer_cell' <> to_jsonb(new) - 'officer_cell'
      or old.verified_by is not null and to_jsonb(old) - kept - 'officer_cell' <> to_jsonb(new) - kept - 'officer_cell') then
    raise exception 'what was verified stays' using errcode = '23514', constraint = 'verified_qualification_is_frozen', table = 'qualification';
  end if;
  if (kind.names in ('class', 'model')) <> (new.weapon_class <> '') or (kind.names = 'model') <> (btrim(new.weapon_model) <> '')
      or (kind.names = 'country') <> (new.country is not null) then
    raise exception 'the type says what must be named' using errcode = '23514', constraint = 'qualification_names_what_its_type_says', table = 'qualification';
  end if;
  if kind.is_printed and new.valid_until is null then
    raise exception 'its end is printed on the paper' using errcode = '23514', constraint = 'qualification_states_its_end', table = 'qualification';
  end if;
  -- UNC-08: stricter than the rule, never looser
  if kind.validity_days is not null and (tg_op = 'INSERT' or old.valid_until is distinct from new.valid_until) then
    new.valid_until := coalesce(new.valid_until, new.obtained_on + kind.validity_days);
    if new.valid_until > new.obtained_on + kind.validity_days then
      raise exception 'valid for % days at most', kind.validity_days
        using errcode = '23514', constraint = 'qualification_not_longer_than_rule', table = 'qualification';
    end if;
  end if;
  if new.obtained_on > (sec.now() at time zone 'UTC')::date + 1 then
    raise exception 'it was not obtained in the future' using errcode = '23514', constraint = 'qualification_obtained_by_now', table = 'qualification';
  end if;
  if new.verified_by is not null and (tg_op = 'INSERT' or old.verified_by is null) then
    -- INV-16
    if exists (select from public.account where id = new.verified_by and officer_id = new.officer_id) then
      raise exception 'verified by its holder' using errcode = '23514', constraint = 'qualification_verified_by_another', table = 'qualification';
    end if;
    if new.type = 'weapon_authorization' and not exists (select from public.qualification q
        where q.officer_id = new.officer_id and q.type = 'firearm' and q.weapon_class = new.weapon_class and q.verified_by is not null and not q.is_void
          and q.obtained_on <= new.obtained_on and q.valid_until >= new.obtained_on) then
      raise exception 'an authorization follows a qualification' using errcode = '23514', constraint = 'authorization_follows_qualification', table = 'qualification';
    end if;
  end if;
  return new;
end $$;
create trigger qualification_guarded before insert or update on public.qualification
  for each row execute function sec.guard_qualification();
-- Whoever moves to another station takes the papers along.
create function sec.qualifications_follow_officer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.qualification set officer_cell = new.cell where officer_id = new.id;
  update public.armed_suspension set officer_cell = new.cell where officer_id = new.id;
  return null;
end $$;
create trigger qualifications_follow after update of station_id on public.officer
  for each row when (old.cell <> new.cell) execute function sec.qualifications_follow_officer();

-- INV-14: nobody suspended is armed. One person suspends, another lifts.
create table public.armed_suspension (
  id uuid primary key,
  officer_id uuid not null references public.officer,
  officer_cell integer not null,
  reason text not null constraint suspension_has_reason check (length(btrim(reason)) between 1 and 300),
  from_at timestamptz not null default sec.now(),
  ordered_by uuid not null default sec.account_id() references public.account,
  lifted_at timestamptz,
  lifted_by uuid references public.account,
  lift_reason text not null default '',
  version integer not null default 1,
  constraint suspension_lifted_by_another check (lifted_by <> ordered_by),
  constraint suspension_lifted_with_words check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null or length(btrim(lift_reason)) > 0))
);
create unique index suspension_once_at_a_time on public.armed_suspension (officer_id) where lifted_at is null;
create index armed_suspension_by_officer on public.armed_suspension (officer_id, from_at);
create index armed_suspension_by_orderer on public.armed_suspension (ordered_by);
create index armed_suspension_by_lifter on public.armed_suspension (lifted_by);
create trigger suspension_signed_by_oneself before insert or update on public.armed_suspension
  for each row execute function sec.signature_is_own('ordered_by', 'lifted_by');
create function sec.guard_suspension() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  select cell into strict new.officer_cell from public.officer where id = new.officer_id;
  if tg_op = 'UPDATE' and (old.lifted_at is not null and to_jsonb(old) - 'officer_cell' <> to_jsonb(new) - 'officer_cell' or old.officer_id <> new.officer_id
      or old.from_at <> new.from_at or old.reason <> new.reason or old.ordered_by <> new.ordered_by) then
    raise exception 'a suspension is lifted, not rewritten' using errcode = '23514', constraint = 'suspension_is_kept', table = 'armed_suspension';
  end if;
  if new.lifted_by is not null and exists (select from public.account where id = new.lifted_by and officer_id = new.officer_id) then
    raise exception 'lifted by the suspended' using errcode = '23514', constraint = 'suspension_not_lifted_by_oneself', table = 'armed_suspension';
  end if;
  return new;
end $$;
create trigger suspension_guarded before insert or update on public.armed_suspension
  for each row execute function sec.guard_suspension();

-- INV-14: what stands against arming this officer with this class and model at a station, on a day. Empty: nothing.
-- The same answer as the program's own function gives; a test holds the two together.
create function sec.armed_gaps(officer uuid, class text, model text, station uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with held as (
    select q.type, q.weapon_class, q.weapon_model, q.country from public.qualification q
    where q.officer_id = officer and q.verified_by is not null and not q.is_void
      and q.obtained_on <= on_day and (q.valid_until is null or q.valid_until >= on_day)
  )
  select array_remove(array[
    case when c.category is null then 'category' end,
    case when a.allows is null then 'station_unknown' when not a.allows then 'station'
      when c.by_station and not a.allows_professionals then 'station_category' end,
    case when exists (select from public.armed_suspension x where x.officer_id = officer and x.lifted_at is null) then 'suspended' end,
    case when not exists (select from held where type = 'firearm' and weapon_class = class) then 'firearm' end,
    case when not exists (select from held where type = 'weapon_authorization' and weapon_class = class and lower(btrim(weapon_model)) = lower(btrim(model)))
      then 'weapon_authorization' end,
    case when not exists (select from held where type = 'use_of_force') then 'use_of_force' end,
    case when not exists (select from held where type = 'medical_fitness') then 'medical_fitness' end,
    case when not exists (select from held where type = 'host_weapon_permit' and country = s.country) then 'host_weapon_permit' end
  ], null)
  from public.officer o join public.duty_station s on s.id = station
  left join public.armed_category c on c.category = o.category
  left join public.station_arming a on a.station_id = s.id
  where o.id = officer
$$;

call sec.business_table('qualification_type', 'code', 'true', '(select sec.has_role(array[''pcu_chief'']))');
call sec.business_table('station_arming', 'id', 'cell = {qualification} or cell = {station}', 'cell = {qualification}');
call sec.business_table('qualification', 'id', 'officer_cell = {qualification} or officer_id = (select sec.own_officer())');
call sec.business_table('armed_suspension', 'id', 'officer_cell = {qualification} or officer_id = (select sec.own_officer())', 'officer_cell = {qualification}');

revoke insert, update on public.armed_category from cordon_web;
revoke execute on all functions in schema sec from public;
update sec.session set scopes_until = '-infinity' where ended_at is null;
