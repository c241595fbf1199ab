-- The protection profile (WF-1): one per official, in sections with a page, a version and a due date each.
-- Residence, family, medical, routine and documents are compartments (domain 6.3, K1 to K3): tables of
-- their own with walls of their own. What is sealed is bytea: the key lies outside the database.

call sec.add_area('residence');
call sec.add_area('family');
call sec.add_area('medical');
call sec.add_area('routine');
call sec.add_area('documents');
insert into sec.role_reach (role, area, breadth, may_write)
  select 'pcu_chief', area, 'global', false from unnest(array['residence', 'family', 'routine', 'documents']) area
  union all select 'pcu_officer', area, 'scope', true from unnest(array['residence', 'family', 'medical', 'routine', 'documents']) area
  union all select 'cp_coordinator', area, 'scope', area = 'residence' from unnest(array['residence', 'family', 'routine', 'documents']) area;

insert into public.setting (name, value, unit, source) values
  ('profile_review_months', '6', 'months', 'UNC-10'), ('profile_review_months_high', '3', 'months', 'UNC-10'),
  ('profile_review_months_low', '12', 'months', 'WF-1'), ('profile_overdue_days', '30', 'days', 'WF-1'),
  ('attestation_code_days', '14', 'days', 'ux 3.3'),
  ('emergency_hours', '4', 'hours', 'domain 6.3 c'), ('emergency_review_hours', '24', 'hours', 'DESIGN 9.7');
call audit.note_migration('setting.create', 'settings of profiles and emergency reading');

-- Emergency reading (DESIGN 9.7): opens at once, with the alarm in the same transaction. Its terms never change.
create table public.emergency_reading (
  id uuid primary key,
  ref text not null constraint emergency_reading_ref_once unique,
  account_id uuid not null references public.account,
  opened_by uuid not null references public.account,
  principal_id uuid not null references public.principal,
  movement_id uuid references public.movement,
  portfolio_cell integer not null,
  reason text not null constraint emergency_reason_known check (reason in ('attack', 'medical', 'missing', 'accident', 'evacuation', 'lost_contact', 'other')),
  sentence text not null constraint emergency_says_why check (length(btrim(sentence)) >= 5),
  opened_at timestamptz not null default sec.now(),
  until timestamptz not null,
  closed_at timestamptz,
  closed_by uuid references public.account,
  reviewed_at timestamptz,
  reviewed_by uuid references public.account,
  finding text not null default '',
  version integer not null default 1,
  constraint emergency_ends_after_it_begins check (until > opened_at),
  constraint emergency_reviewed_with_words check (reviewed_at is null or length(btrim(finding)) > 0),
  constraint emergency_reviewed_by_another check (reviewed_by <> account_id and reviewed_by <> opened_by)
);
create index emergency_reading_by_account on public.emergency_reading (account_id, until) where closed_at is null;
create index emergency_reading_by_reader on public.emergency_reading (account_id);
create index emergency_reading_by_opener on public.emergency_reading (opened_by);
create index emergency_reading_by_principal on public.emergency_reading (principal_id);
create index emergency_reading_by_movement on public.emergency_reading (movement_id);
create index emergency_reading_by_closer on public.emergency_reading (closed_by);
create index emergency_reading_by_reviewer on public.emergency_reading (reviewed_by);
create index emergency_reading_by_age on public.emergency_reading (opened_at desc, id);

-- Whom the alarm goes to: chiefs, and the officers of the portfolio, who own the record.
create table public.emergency_alarm (
  id uuid primary key default gen_random_uuid(),
  reading_id uuid not null references public.emergency_reading,
  account_id uuid not null references public.account,
  seen_at timestamptz,
  version integer not null default 1,
  constraint emergency_alarm_once unique (reading_id, account_id)
);
create index emergency_alarm_by_account on public.emergency_alarm (account_id) where seen_at is null;
create index emergency_alarm_by_person on public.emergency_alarm (account_id);

-- Officials opened to the reader by an emergency that is not over: what the walls of compartments ask.
create function sec.opened_principals() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(e.principal_id), '{}') from public.emergency_reading e
  where e.account_id = sec.account_id() and e.closed_at is null and e.until > sec.now()
$$;

create function sec.sees_principal(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select exists (select from public.principal p where p.id = wanted and (p.cell = any (sec.cells_principal())
    or p.entity_cell = any (sec.cells_principal()) or p.portfolio_cell = any (sec.cells_principal()) or p.id = any (sec.own_principals())))
$$;

-- The officers who answer for a portfolio.
create function sec.officers_of_portfolio(wanted text) returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct a.id), '{}') from public.access_grant g join public.account a on a.id = g.account_id
  where g.role = 'pcu_officer' and g.scope_kind = 'portfolio' and g.scope_code = wanted and g.state = 'granted' and a.disabled_at is null
    and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now())
$$;

-- The profile ---------------------------------------------------------------------------------------------

create table public.protection_profile (
  id uuid primary key,
  principal_id uuid not null constraint profile_per_official_once unique references public.principal,
  state text not null default 'draft' constraint profile_state_known check (state in
    ('draft', 'in_review', 'active', 'review_due', 'suspended', 'archived')),
  state_reason text not null default '',
  edition integer not null default 1,
  classification text not null default '' constraint profile_classification_known
    check (classification in ('', 'unclassified', 'confidential', 'strictly_confidential')),
  -- the day on which the official was told what is held, and why
  notice_on date not null,
  author_id uuid not null default sec.account_id() references public.account,
  reviewer_id uuid references public.account,
  approved_by uuid references public.account,
  approved_at timestamptz,
  next_review date,
  due_cause text not null default '' constraint profile_due_cause_known check (due_cause in
    ('', 'interval', 'function', 'station', 'residence', 'family', 'incident', 'threat', 'assessment')),
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  -- INV-05
  constraint profile_reviewed_by_another check (reviewer_id <> author_id),
  constraint profile_approved_by_another check (approved_by <> author_id),
  constraint profile_active_is_classified check (state not in ('active', 'review_due') or classification <> '' and approved_by is not null and next_review is not null)
);
create index profile_by_author on public.protection_profile (author_id);
create index profile_by_reviewer on public.protection_profile (reviewer_id);
create index profile_by_approver on public.protection_profile (approved_by);
create index profile_by_creator on public.protection_profile (created_by);
create index profile_by_updater on public.protection_profile (updated_by);
create index profile_due on public.protection_profile (next_review) where state in ('active', 'review_due');

create table public.profile_transition (
  from_state text not null,
  to_state text not null,
  roles text[] not null,
  needs_reason boolean not null,
  primary key (from_state, to_state)
);
insert into public.profile_transition (from_state, to_state, roles, needs_reason) values
  ('draft', 'in_review', '{pcu_officer}', false), ('in_review', 'draft', '{pcu_officer,pcu_chief}', true),
  ('in_review', 'active', '{pcu_chief}', false), ('active', 'review_due', '{}', false),
  ('review_due', 'in_review', '{pcu_officer}', false),
  ('active', 'suspended', '{pcu_chief}', true), ('review_due', 'suspended', '{pcu_chief}', true),
  -- WF-1 names no way back from suspended; without one it could only be archived
  ('suspended', 'in_review', '{pcu_officer}', false),
  ('draft', 'archived', '{pcu_chief}', true), ('in_review', 'archived', '{pcu_chief}', true), ('active', 'archived', '{pcu_chief}', true),
  ('review_due', 'archived', '{pcu_chief}', true), ('suspended', 'archived', '{pcu_chief}', true);

-- Sections ------------------------------------------------------------------------------------------------

create table public.profile_identity (
  id uuid primary key,
  full_name text not null default '', known_as text not null default '', born_on date, nationality text not null default '',
  gender text not null default '' constraint identity_gender_known check (gender in ('', 'female', 'male', 'other')),
  marks text not null default '',
  is_complete boolean not null generated always as (full_name <> '' and nationality <> '') stored
);
create table public.profile_contacts (
  id uuid primary key,
  mobile_phone text not null default '', office_phone text not null default '', satellite_phone text not null default '',
  email text not null default '', assistant_name text not null default '', assistant_phone text not null default '',
  focal_name text not null default '', focal_phone text not null default '', communications text not null default '',
  is_complete boolean not null generated always as (mobile_phone <> '' and focal_name <> '' and focal_phone <> '') stored
);
create table public.profile_work (
  id uuid primary key,
  job text not null default '',
  job_kind text not null default '' constraint work_kind_known check (job_kind in ('', 'head_of_department', 'head_of_agency', 'srsg', 'dsrsg', 'special_envoy',
    'personal_envoy', 'special_coordinator', 'special_adviser', 'resident_coordinator', 'force_commander', 'police_commissioner',
    'tribunal_official', 'former_official', 'other')),
  rank text not null default '' constraint work_rank_known check (rank in ('', 'SG', 'DSG', 'USG', 'ASG', 'D2', 'other')),
  rank_reason text not null default '',
  appointment_start date, appointment_end date,
  office_address text not null default '',
  exposure text not null default '' constraint work_exposure_known check (exposure in ('', 'low', 'medium', 'high')),
  exposure_note text not null default '',
  threat_history text not null default '',
  is_complete boolean not null generated always as (job <> '' and rank <> '' and exposure <> '') stored,
  -- UNC-09: any other rank is on the list by decision of the chief, with its reason
  constraint work_other_rank_has_reason check (rank not in ('D2', 'other') or length(btrim(rank_reason)) > 0),
  constraint work_ends_after_it_begins check (appointment_end >= appointment_start)
);
create table public.profile_arrangements (
  id uuid primary key,
  protection_status text not null default '' constraint arrangements_status_known check (protection_status in
    ('', 'not_assessed', 'no_cp', 'potential_risk', 'actual_risk', 'cp_active', 'cp_suspended', 'ended')),
  arrangements text not null default '', host_protection text not null default '', vehicles text not null default '',
  staff text not null default '', limits text not null default '',
  is_complete boolean not null generated always as (protection_status <> '' and arrangements <> '') stored
);
create table public.profile_preferences (
  id uuid primary key,
  languages text not null default '',
  officer_gender text not null default '' constraint preferences_officer_known check (officer_gender in ('', 'no_preference', 'female', 'male')),
  diet text not null default '', faith text not null default '', mobility text not null default '', wishes text not null default '',
  is_complete boolean not null generated always as (languages <> '' and officer_gender <> '') stored
);
create table public.profile_routine (
  id uuid primary key,
  habits text not null default '', places text not null default '', vehicles_used text not null default '', regular_times text not null default '',
  is_complete boolean not null generated always as (habits <> '' and places <> '') stored
);
create table public.profile_documents (
  id uuid primary key,
  laissez_passer text not null default '', laissez_passer_until date, passport_country text not null default '',
  passport text not null default '', passport_until date, visas text not null default '',
  is_complete boolean not null generated always as (laissez_passer <> '' and laissez_passer_until is not null) stored,
  constraint documents_passport_names_country check (passport = '' or passport_country <> '')
);
create table public.profile_residence (
  id uuid primary key,
  address_sealed bytea not null default '',
  kind text not null default '' constraint residence_kind_known check (kind in ('', 'house', 'apartment', 'compound', 'hotel', 'other')),
  perimeter text not null default '', access_control text not null default '', locks text not null default '',
  alarm text not null default '', guards text not null default '', safe_room text not null default '',
  survey_date date,
  compliance text not null default '' constraint residence_compliance_known check (compliance in ('', 'not_surveyed', 'compliant', 'partly', 'not_compliant')),
  is_complete boolean not null generated always as (octet_length(address_sealed) > 0 and kind <> '' and compliance <> '') stored,
  constraint residence_measures_known check (array[perimeter, access_control, locks, alarm, guards, safe_room] <@ array['', 'in_place', 'partly', 'missing']),
  constraint residence_compliance_is_surveyed check (compliance in ('', 'not_surveyed') or survey_date is not null)
);
create table public.profile_family (
  id uuid primary key,
  members_sealed bytea not null default '', schools_sealed bytea not null default '', contacts_sealed bytea not null default '',
  is_complete boolean not null generated always as (octet_length(members_sealed) > 0 and octet_length(contacts_sealed) > 0) stored
);
create table public.profile_medical (
  id uuid primary key,
  blood_group_sealed bytea not null default '', allergies_sealed bytea not null default '', medication_sealed bytea not null default '',
  hospital_limits_sealed bytea not null default '', doctor_sealed bytea not null default '',
  is_complete boolean not null generated always as (octet_length(blood_group_sealed) > 0 and octet_length(allergies_sealed) > 0) stored
);

create function sec.months(name text) returns integer language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select s.value::integer from public.setting s where s.name = months.name $$;

-- UNC-10: the interval follows the residual risk in force.
create function sec.profile_interval(principal uuid) returns interval language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select make_interval(months => sec.months(case
      when sec.level_rank(a.residual_level) >= 3 then 'profile_review_months_high'
      when a.residual_level = 'low' then 'profile_review_months_low' else 'profile_review_months' end))
  from (select 1) one left join public.risk_assessment a on a.id = sec.assessment_of(principal, (sec.now() at time zone 'UTC')::date)
$$;

-- A trigger of WF-1 turns an active profile to review due.
create function sec.profile_falls_due(in_principal uuid, in_cause text) returns void language sql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  update public.protection_profile set state = 'review_due', due_cause = in_cause, version = version + 1, updated_at = sec.now(),
    next_review = least(next_review, (sec.now() at time zone 'UTC')::date)
  where principal_id = in_principal and state = 'active'
$$;

-- What was said about a section is confirmed until it is changed; the confirmation says when it is due again.
create function sec.keep_section() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare meta constant text[] := array['verified_by', 'verified_at', 'next_review', 'version', 'updated_at', 'updated_by', 'source', 'unable_reason', 'is_complete'];
  changed boolean := tg_op = 'INSERT';
begin
  if tg_op = 'UPDATE' then
    if old.principal_id <> new.principal_id then
      raise exception 'a section stays with its official' using errcode = '23514', constraint = 'section_stays_with_its_official', table = tg_table_name;
    end if;
    changed := to_jsonb(old) - meta <> to_jsonb(new) - meta;
    if changed and new.verified_at is not distinct from old.verified_at then
      new.verified_by := null; new.verified_at := null; new.next_review := null;
    end if;
  end if;
  if new.verified_at is not null and (tg_op = 'INSERT' or new.verified_at is distinct from old.verified_at) then
    new.next_review := ((sec.now() at time zone 'UTC')::date + sec.profile_interval(new.principal_id))::date;
  end if;
  if exists (select from public.protection_profile p where p.principal_id = new.principal_id and p.state = 'archived') then
    raise exception 'an archived profile is kept as it is' using errcode = '23514', constraint = 'archived_profile_is_frozen', table = tg_table_name;
  end if;
  if changed and tg_op = 'UPDATE' and tg_argv[0] <> '' then
    perform sec.profile_falls_due(new.principal_id, tg_argv[0]);
  end if;
  return new;
end $$;

do $$
declare section text; compartment boolean;
begin
  foreach section in array array['identity', 'contacts', 'work', 'arrangements', 'preferences', 'routine', 'documents', 'residence', 'family', 'medical'] loop
    compartment := section in ('routine', 'documents', 'residence', 'family', 'medical');
    execute format($f$
      alter table public.profile_%1$s
        add column principal_id uuid not null constraint profile_%1$s_of_official references public.principal constraint profile_%1$s_once unique,
        add column source text not null default '',
        add column unable_reason text not null default '',
        add column verified_by uuid constraint profile_%1$s_verified references public.account,
        add column verified_at timestamptz,
        add column next_review date,
        add column version integer not null default 1,
        add column created_at timestamptz not null default sec.now(),
        add column updated_at timestamptz not null default sec.now(),
        add column updated_by uuid default sec.account_id() constraint profile_%1$s_updated references public.account,
        add constraint profile_%1$s_verified_by_another check (verified_by <> updated_by);
      create index profile_%1$s_by_verifier on public.profile_%1$s (verified_by);
      create index profile_%1$s_by_updater on public.profile_%1$s (updated_by);
      create trigger section_kept before insert or update on public.profile_%1$s for each row execute function sec.keep_section(%2$L);
      create trigger section_verified_by_oneself before insert or update on public.profile_%1$s
        for each row execute function sec.signature_is_own('verified_by')$f$,
      section, case section when 'work' then 'function' when 'residence' then 'residence' when 'family' then 'family' else '' end);
    if compartment then
      execute format('call sec.business_table(%L, ''id'', %L, %L)', 'profile_' || section,
        format('exists (select from public.principal p where p.id = principal_id and (p.cell = {%1$s} or p.portfolio_cell = {%1$s}))
          or principal_id = any ((select sec.opened_principals())::uuid[])', section),
        format('exists (select from public.principal p where p.id = principal_id and (p.cell = {%1$s} or p.portfolio_cell = {%1$s}))', section));
    else
      execute format('call sec.business_table(%L, ''id'', %L, %L)', 'profile_' || section,
        'exists (select from public.visible_principal p where p.id = principal_id)',
        'exists (select from public.principal p where p.id = principal_id and (p.cell = {principal} or p.portfolio_cell = {principal}))');
    end if;
  end loop;
end $$;

-- How the sections of an official stand; of a compartment that the reader may not open, only that it is there.
create function sec.profile_sections(wanted uuid)
returns table (section text, may_open boolean, is_started boolean, is_complete boolean, unable_reason text, verified_at timestamptz,
  next_review date, updated_at timestamptz, updated_by text)
language plpgsql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
declare name text; p public.principal; area text; reached integer[];
begin
  if not sec.sees_principal(wanted) then return; end if;
  select * into p from public.principal where id = wanted;
  foreach name in array array['identity', 'contacts', 'work', 'arrangements', 'preferences', 'routine', 'documents', 'residence', 'family', 'medical'] loop
    may_open := true;
    if name in ('routine', 'documents', 'residence', 'family', 'medical') then
      execute format('select sec.cells_%s()', name) into reached;
      may_open := coalesce(p.cell = any (reached), false) or p.portfolio_cell = any (reached) or wanted = any (sec.opened_principals());
    end if;
    section := name; is_started := false; is_complete := false; unable_reason := ''; verified_at := null; next_review := null; updated_at := null; updated_by := '';
    if may_open then
      execute format('select true, s.is_complete, s.unable_reason, s.verified_at, s.next_review, s.updated_at, coalesce(sec.account_label(s.updated_by), '''')
        from public.profile_%s s where s.principal_id = $1', name) using wanted
        into is_started, is_complete, unable_reason, verified_at, next_review, updated_at, updated_by;
      is_started := coalesce(is_started, false); is_complete := coalesce(is_complete, false);
      unable_reason := coalesce(unable_reason, ''); updated_by := coalesce(updated_by, '');
    end if;
    return next;
  end loop;
end $$;

-- Sections that keep a profile out of review: who, how to reach, what they do; of the others, those without a word why.
create function sec.profile_missing(wanted uuid) returns text[] language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare name text; fine boolean; missing text[] := '{}';
begin
  foreach name in array array['identity', 'contacts', 'work', 'arrangements', 'preferences', 'residence', 'medical'] loop
    execute format('select exists (select from public.profile_%s s where s.principal_id = $1 and (s.is_complete or $2 and s.unable_reason <> ''''))', name)
      using wanted, name not in ('identity', 'contacts', 'work') into fine;
    if not fine then missing := missing || name; end if;
  end loop;
  return missing;
end $$;
-- The same for those who see the official.
create function sec.profile_lacks(wanted uuid) returns text[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$ select case when sec.sees_principal(wanted) then sec.profile_missing(wanted) else '{}' end $$;

-- Who answers for a section: whoever saved it last, else the officers of the portfolio. A name to ask, no content.
create function sec.section_owner(wanted uuid, section text) returns text language plpgsql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare found text;
begin
  if not sec.sees_principal(wanted)
      or section not in ('identity', 'contacts', 'work', 'arrangements', 'preferences', 'routine', 'documents', 'residence', 'family', 'medical') then
    return '';
  end if;
  execute format('select sec.account_label(s.updated_by) from public.profile_%s s where s.principal_id = $1', section) using wanted into found;
  return coalesce(found, (select string_agg(sec.account_label(x), ', ') from public.principal p, unnest(sec.officers_of_portfolio(p.portfolio_code)) x where p.id = wanted), '');
end $$;

-- Attestation: the focal point says of each value whether it is right; a second person accepts. ---------------

create table public.profile_attestation (
  id uuid primary key,
  principal_id uuid not null references public.principal,
  number integer not null,
  channel text not null constraint attestation_channel_known check (channel in ('signed_in', 'code', 'phone', 'mail')),
  -- who said so, and who entered it; nobody entered what came with a code
  attested_by text not null constraint attestation_names_person check (length(btrim(attested_by)) > 0),
  attested_on date not null,
  account_id uuid references public.account,
  state text not null default 'waiting' constraint attestation_state_known check (state in ('waiting', 'approved', 'refused')),
  approved_by uuid references public.account,
  approved_at timestamptz,
  note text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  constraint attestation_numbered_once unique (principal_id, number),
  -- INV-05
  constraint attestation_approved_by_another check (approved_by <> account_id),
  constraint attestation_decided_by_somebody check (state = 'waiting' or approved_by is not null),
  constraint attestation_refused_with_words check (state <> 'refused' or length(btrim(note)) > 0)
);
create index attestation_by_account on public.profile_attestation (account_id);
create index attestation_by_approver on public.profile_attestation (approved_by);
create index attestation_waiting on public.profile_attestation (principal_id) where state = 'waiting';

create table public.profile_answer (
  id uuid primary key,
  attestation_id uuid not null references public.profile_attestation,
  section text not null constraint answer_section_known check (section in ('identity', 'contacts', 'work', 'arrangements', 'preferences')),
  field text not null,
  answer text not null constraint answer_known check (answer in ('right', 'change', 'unknown')),
  proposed text not null default '',
  decision text not null default '' constraint answer_decision_known check (decision in ('', 'accepted', 'refused')),
  version integer not null default 1,
  constraint answer_once unique (attestation_id, section, field),
  constraint answer_change_proposes check (answer <> 'change' or length(btrim(proposed)) between 1 and 2000)
);

create function sec.guard_attestation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    new.state := 'waiting'; new.approved_by := null; new.approved_at := null;
    perform pg_advisory_xact_lock(hashtextextended('attestation ' || new.principal_id, 0));
    select coalesce(max(number), 0) + 1 into new.number from public.profile_attestation where principal_id = new.principal_id;
    if new.attested_on > (sec.now() at time zone 'UTC')::date + 1 then
      raise exception 'an attestation was given by now' using errcode = '23514', constraint = 'attestation_is_not_ahead', table = 'profile_attestation';
    end if;
  elsif old.state <> 'waiting' then
    raise exception 'a decided attestation stays' using errcode = '23514', constraint = 'decided_attestation_is_frozen', table = 'profile_attestation';
  end if;
  return new;
end $$;
create trigger attestation_guarded before insert or update on public.profile_attestation
  for each row execute function sec.guard_attestation();
create trigger attestation_signed_by_oneself before insert or update on public.profile_attestation
  for each row execute function sec.signature_is_own('account_id', 'approved_by');
create function sec.guard_answer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if (select state from public.profile_attestation where id = new.attestation_id) <> 'waiting' then
    raise exception 'a decided attestation stays' using errcode = '23514', constraint = 'decided_attestation_is_frozen', table = 'profile_answer';
  end if;
  if tg_op = 'UPDATE' and to_jsonb(old) - 'decision' - 'version' <> to_jsonb(new) - 'decision' - 'version' then
    raise exception 'what was attested stays as it was said' using errcode = '23514', constraint = 'answer_stays_as_said', table = 'profile_answer';
  end if;
  return new;
end $$;
create trigger answer_guarded before insert or update on public.profile_answer for each row execute function sec.guard_answer();

-- One-use codes that open one attestation; hashed, reached through the functions below only.
create table sec.attestation_code (
  code_hash bytea primary key,
  principal_id uuid not null references public.principal,
  for_name text not null,
  issued_by uuid not null references public.account,
  issued_at timestamptz not null default sec.now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index attestation_code_by_principal on sec.attestation_code (principal_id);
create index attestation_code_by_issuer on sec.attestation_code (issued_by);

create function sec.issue_attestation_code(in_principal uuid, in_hash bytea, in_name text) returns void language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin
  if not sec.has_role('{pcu_officer}') or not exists (select from public.principal p where p.id = in_principal and p.state = 'active'
      and (p.cell = any (sec.cells_principal_write()) or p.portfolio_cell = any (sec.cells_principal_write()))) then
    raise exception 'codes are issued by the officers of the portfolio' using errcode = '42501';
  end if;
  -- a new code ends the one before
  update sec.attestation_code set expires_at = sec.now() where principal_id = in_principal and used_at is null and expires_at > sec.now();
  insert into sec.attestation_code (code_hash, principal_id, for_name, issued_by, expires_at)
    values (in_hash, in_principal, in_name, sec.account_id(),
      sec.now() + make_interval(days => (select value::integer from public.setting where name = 'attestation_code_days')));
end $$;
-- What a good code opens: the unsealed sections, nothing else. Null: no such code.
create function sec.attestation_of_code(in_hash bytea) returns jsonb language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select jsonb_build_object('ref', p.ref, 'for_name', c.for_name, 'office', p.office,
    'identity', (select to_jsonb(s) from public.profile_identity s where s.principal_id = p.id),
    'contacts', (select to_jsonb(s) from public.profile_contacts s where s.principal_id = p.id),
    'work', (select to_jsonb(s) - 'threat_history' from public.profile_work s where s.principal_id = p.id),
    'preferences', (select to_jsonb(s) from public.profile_preferences s where s.principal_id = p.id))
  from sec.attestation_code c join public.principal p on p.id = c.principal_id
  where c.code_hash = in_hash and c.used_at is null and c.expires_at > sec.now() and p.state = 'active'
$$;
-- Uses a code: answers the reference of the official, or null. `answers` is [{section, field, answer, proposed}].
create function sec.attest_by_code(in_hash bytea, in_name text, in_answers jsonb) returns text language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare used sec.attestation_code; made uuid := gen_random_uuid();
begin
  update sec.attestation_code c set used_at = sec.now() from public.principal p
    where c.code_hash = in_hash and c.used_at is null and c.expires_at > sec.now() and p.id = c.principal_id and p.state = 'active'
    returning c.* into used;
  if not found then return null; end if;
  insert into public.profile_attestation (id, principal_id, number, channel, attested_by, attested_on)
    values (made, used.principal_id, 0, 'code', in_name, (sec.now() at time zone 'UTC')::date);
  insert into public.profile_answer (id, attestation_id, section, field, answer, proposed)
    select gen_random_uuid(), made, a.section, a.field, a.answer, coalesce(a.proposed, '')
    from jsonb_to_recordset(in_answers) as a (section text, field text, answer text, proposed text)
    where a.section in ('identity', 'contacts', 'work', 'preferences');
  return (select ref from public.principal where id = used.principal_id);
end $$;

-- WF-1: states follow one another, each step by its role, on its guard ------------------------------------------

create function sec.guard_profile() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare step public.profile_transition; today date := (sec.now() at time zone 'UTC')::date;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then
      raise exception 'a profile begins as a draft' using errcode = '23514', constraint = 'profile_begins_as_draft', table = 'protection_profile';
    end if;
    if new.notice_on > today then
      raise exception 'the information notice is given first' using errcode = '23514', constraint = 'profile_notice_is_given', table = 'protection_profile';
    end if;
    return new;
  end if;
  if old.principal_id <> new.principal_id then
    raise exception 'a profile stays with its official' using errcode = '23514', constraint = 'section_stays_with_its_official', table = 'protection_profile';
  end if;
  if old.state = new.state then
    if old.state = 'archived' then
      raise exception 'an archived profile is kept as it is' using errcode = '23514', constraint = 'archived_profile_is_frozen', table = 'protection_profile';
    end if;
    return new;
  end if;
  select * into step from public.profile_transition where from_state = old.state and to_state = new.state;
  if not found then
    raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'profile_state_follows', table = 'protection_profile';
  end if;
  if step.needs_reason and length(btrim(new.state_reason)) = 0 then
    raise exception 'this step needs its reason' using errcode = '23514', constraint = 'profile_step_has_reason', table = 'protection_profile';
  end if;
  if new.state = 'in_review' then
    if sec.profile_missing(new.principal_id) <> '{}' then
      raise exception 'required sections are filled first' using errcode = '23514', constraint = 'profile_sections_filled', table = 'protection_profile';
    end if;
    if not exists (select from public.profile_attestation a where a.principal_id = new.principal_id and a.state = 'approved'
        and a.attested_on > today - 92) then
      raise exception 'the focal point attests first' using errcode = '23514', constraint = 'profile_attested_first', table = 'protection_profile';
    end if;
    new.approved_by := null; new.approved_at := null; new.reviewer_id := null;
    if old.state <> 'draft' then new.edition := old.edition + 1; end if;
  elsif new.state = 'active' then
    if new.classification = '' then
      raise exception 'the classification is set first' using errcode = '23514', constraint = 'profile_active_is_classified', table = 'protection_profile';
    end if;
    new.approved_at := sec.now(); new.due_cause := '';
    new.next_review := (today + sec.profile_interval(new.principal_id))::date;
  elsif new.state = 'archived' then
    if not exists (select from public.principal p left join public.profile_work w on w.principal_id = p.id
        where p.id = new.principal_id and (p.state <> 'active' or w.appointment_end < today)) then
      raise exception 'the appointment has ended first' using errcode = '23514', constraint = 'profile_archived_after_appointment', table = 'protection_profile';
    end if;
    if exists (select from public.protection_requirement r where r.principal_id = new.principal_id
        and r.state in ('approved', 'resourced', 'active', 'under_review', 'reduced', 'assessment_lapsed')) then
      raise exception 'a requirement is still in force' using errcode = '23514', constraint = 'profile_archived_without_requirement', table = 'protection_profile';
    end if;
  end if;
  return new;
end $$;
create trigger profile_guarded before insert or update on public.protection_profile for each row execute function sec.guard_profile();
-- A new edition takes back the signatures of the last; who signs does so by their own hand (INV-05).
create function sec.signature_is_own_or_gone() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
declare me uuid := sec.account_id(); signed text; before jsonb := '{}'; after jsonb := to_jsonb(new);
begin
  if me is null then return new; end if;
  if tg_op = 'UPDATE' then before := to_jsonb(old); end if;
  foreach signed in array tg_argv loop
    if after ->> signed is not null and after ->> signed is distinct from before ->> signed and after ->> signed is distinct from me::text then
      raise exception '%: % is another person', tg_table_name, signed
        using errcode = '23514', constraint = 'signature_is_own', table = tg_table_name;
    end if;
  end loop;
  return new;
end $$;
create trigger profile_signed_by_oneself before insert or update on public.protection_profile
  for each row execute function sec.signature_is_own_or_gone('author_id', 'reviewer_id', 'approved_by');

-- Runs as whoever makes the statement: the program must hold the role; the functions of this file are the system.
create function sec.profile_step_is_theirs() returns trigger language plpgsql
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare allowed text[] := '{pcu_officer}';
begin
  if current_user <> 'cordon_web' then return new; end if;
  if tg_op = 'UPDATE' then
    if old.state = new.state then return new; end if;
    select roles into allowed from public.profile_transition where from_state = old.state and to_state = new.state;
  end if;
  if not sec.has_role(coalesce(allowed, '{}')) then
    raise exception 'this step of a profile belongs to another role' using errcode = '23514', constraint = 'profile_step_is_theirs', table = 'protection_profile';
  end if;
  if tg_op = 'UPDATE' and (new.state = 'active' and new.approved_by is distinct from sec.account_id()
      or new.state = 'in_review' and new.author_id is distinct from sec.account_id()
      or new.state = 'draft' and new.reviewer_id is distinct from sec.account_id()) then
    raise exception 'a step is signed by who takes it' using errcode = '23514', constraint = 'profile_step_is_signed', table = 'protection_profile';
  end if;
  return new;
end $$;
create trigger a_step_is_theirs before insert or update on public.protection_profile for each row execute function sec.profile_step_is_theirs();

-- A decided attestation needs the officer of the portfolio, also below the program.
create function sec.attestation_step_is_theirs() returns trigger language plpgsql
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if current_user = 'cordon_web' and new.state <> old.state and not sec.has_role('{pcu_officer}') then
    raise exception 'an attestation is decided by an officer of the portfolio' using errcode = '23514', constraint = 'profile_step_is_theirs', table = 'profile_attestation';
  end if;
  return new;
end $$;
create trigger a_step_is_theirs before update on public.profile_attestation for each row execute function sec.attestation_step_is_theirs();

-- Other triggers of WF-1: a new station, a new assessment.
create function sec.profile_follows_official() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.profile_falls_due(new.id, case when new.home_station_id is distinct from old.home_station_id then 'station' else 'function' end);
  return null;
end $$;
create trigger official_makes_profile_due after update of home_station_id, office on public.principal
  for each row when (new.home_station_id is distinct from old.home_station_id or new.office is distinct from old.office)
  execute function sec.profile_follows_official();
create function sec.profile_follows_assessment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if new.state = 'approved' and new.kind = 'personal' and new.principal_id is not null then
    perform sec.profile_falls_due(new.principal_id, 'assessment');
  end if;
  return null;
end $$;
create trigger approved_assessment_makes_profile_due after insert on public.risk_assessment
  for each row execute function sec.profile_follows_assessment();
create trigger assessment_makes_profile_due after update of state on public.risk_assessment
  for each row when (new.state is distinct from old.state) execute function sec.profile_follows_assessment();

-- For the expiry job: profiles whose interval is over. Answers the references; the job writes the entry.
create function sec.mark_profiles_due() returns text[] language sql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with due as (
    update public.protection_profile set state = 'review_due', due_cause = 'interval', version = version + 1, updated_at = sec.now()
    where state = 'active' and next_review <= (sec.now() at time zone 'UTC')::date returning principal_id)
  select coalesce(array_agg(p.ref order by p.ref), '{}') from due join public.principal p on p.id = due.principal_id
$$;
-- Days by which the profile behind a movement is past due, if more than the setting allows; 0 otherwise.
create function sec.movement_profile_overdue(wanted uuid) returns integer language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce((select (sec.now() at time zone 'UTC')::date - f.next_review
    from public.movement m join public.protection_profile f on f.principal_id = m.principal_id
    where m.id = wanted and f.state in ('active', 'review_due')
      and (sec.now() at time zone 'UTC')::date - f.next_review > (select value::integer from public.setting where name = 'profile_overdue_days')), 0)
$$;

-- Who opened what of an official, when and why: for the owner and oversight, and for whoever manages the profile.
create function sec.profile_readings(wanted uuid, most integer) returns table (at timestamptz, who text, action text, why text)
language sql stable security definer set search_path = pg_catalog, audit, sec, public, pg_temp
as $$
  select e.at, coalesce(sec.account_label(e.account_id), ''), e.action, e.detail
  from public.principal p join audit.entry e on e.subject = p.ref and e.outcome = 'read'
  where p.id = wanted and sec.sees_principal(wanted) and sec.has_role('{pcu_chief,pcu_officer,auditor}')
  order by e.at desc, e.chain, e.position desc limit least(most, 500)
$$;

call sec.business_table('protection_profile', 'id', 'exists (select from public.visible_principal p where p.id = principal_id)',
  'exists (select from public.principal p where p.id = principal_id and (p.cell = {principal} or p.portfolio_cell = {principal}))');
call sec.business_table('profile_attestation', 'id', 'exists (select from public.visible_principal p where p.id = principal_id)',
  'exists (select from public.principal p where p.id = principal_id and (p.cell = {principal} or p.portfolio_cell = {principal} or p.entity_cell = {principal}))');
call sec.business_table('profile_answer', 'id', 'exists (select from public.visible_profile_attestation a where a.id = attestation_id)',
  'exists (select from public.profile_attestation a join public.principal p on p.id = a.principal_id
    where a.id = attestation_id and (p.cell = {principal} or p.portfolio_cell = {principal} or p.entity_cell = {principal}))');
revoke insert, update on public.profile_transition from cordon_web;

revoke execute on function sec.profile_missing(uuid), sec.profile_falls_due(uuid, text) from cordon_web;
revoke execute on all functions in schema sec from public;
