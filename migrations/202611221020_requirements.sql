-- Protection requirements, teams and days of duty (WF-3), and interim protection (DESIGN 9.3).
-- INV-01: no day of duty without an approved requirement resting on an assessment in force that day,
-- or interim protection.

call sec.add_area('requirement');
-- Protect now is for any security role of the station (DESIGN 9.3), wider than requirements.
call sec.add_area('interim');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'interim', 'global', true), ('pcu_officer', 'interim', 'global', false), ('pcu_officer', 'interim', 'scope', true),
  ('pcu_support', 'interim', 'global', false), ('regional_desk', 'interim', 'scope', false),
  ('designated_official', 'interim', 'scope', true), ('senior_security_professional', 'interim', 'scope', true),
  ('cp_coordinator', 'interim', 'scope', true), ('team_leader', 'interim', 'scope', true), ('auditor', 'interim', 'global', false);
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'requirement', 'global', true), ('pcu_officer', 'requirement', 'global', false), ('pcu_officer', 'requirement', 'scope', true),
  ('pcu_support', 'requirement', 'global', false), ('regional_desk', 'requirement', 'scope', false),
  ('designated_official', 'requirement', 'scope', true), ('senior_security_professional', 'requirement', 'scope', true),
  ('cp_coordinator', 'requirement', 'scope', true), ('auditor', 'requirement', 'global', false);

-- Expiry of assessments, lapse of requirements, overdue confirmations: a job of its own.
call sec.add_job('expiry', 'Expiry of assessments');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('job_expiry', 'risk', 'global', true), ('job_expiry', 'requirement', 'global', true), ('job_expiry', 'interim', 'global', false), ('job_expiry', 'principal', 'global', false),
  ('job_expiry', 'movement', 'global', true), ('job_expiry', 'people', 'global', false);

-- Interim protection: one person, one page, at once, for 72 hours.
create table public.interim_protection (
  id uuid primary key,
  ref text not null constraint interim_ref_once unique,
  principal_id uuid not null references public.principal,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  portfolio_cell integer,
  level text not null constraint interim_level_known check (sec.level_rank(level) is not null),
  posture text not null references public.posture,
  threat text not null constraint interim_threat_told check (length(btrim(threat)) between 1 and 2000),
  started_at timestamptz not null default sec.now(),
  until timestamptz not null,
  started_by uuid not null default sec.account_id() references public.account,
  confirmed_by uuid references public.account,
  confirmed_at timestamptz,
  ended_at timestamptz,
  ended_by uuid references public.account,
  end_reason text not null default '',
  version integer not null default 1,
  constraint interim_is_short check (until > started_at and until <= started_at + interval '72 hours'),
  constraint interim_confirmed_by_another check (confirmed_by <> started_by),
  constraint interim_end_has_reason check (ended_at is null or length(btrim(end_reason)) > 0)
);
create unique index interim_once_at_a_time on public.interim_protection (principal_id, station_id) where ended_at is null;
create index interim_by_cell on public.interim_protection (cell, until);
create index interim_by_portfolio on public.interim_protection (portfolio_cell, until);
create index interim_by_principal on public.interim_protection (principal_id, started_at desc);
create index interim_by_station on public.interim_protection (station_id);
create index interim_by_posture on public.interim_protection (posture);
create index interim_by_starter on public.interim_protection (started_by);
create index interim_by_confirmer on public.interim_protection (confirmed_by);
create index interim_by_ender on public.interim_protection (ended_by);
create trigger interim_takes_cells before insert or update of station_id, principal_id on public.interim_protection
  for each row execute function sec.risk_assessment_cells();
create trigger interim_signed_by_oneself before insert or update on public.interim_protection
  for each row execute function sec.signature_is_own('started_by', 'confirmed_by', 'ended_by');

create table public.protection_requirement (
  id uuid primary key,
  ref text not null constraint requirement_ref_once unique,
  principal_id uuid not null references public.principal,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  portfolio_cell integer,
  -- INV-01: the assessment it was written on; later ones it was carried over to stand in requirement_basis
  risk_assessment_id uuid not null references public.risk_assessment,
  posture text not null references public.posture,
  from_date date not null,
  to_date date,
  places text not null default '',
  equipment text not null default '',
  vehicles integer not null default 0 constraint requirement_vehicles_not_negative check (vehicles >= 0),
  armour_level text not null default '',
  source_of_protection text not null constraint requirement_source_known check (source_of_protection in
    ('host_government', 'member_state', 'un_sss', 'un_cpu', 'mscpu', 'formed_unit_support', 'armed_private_security')),
  source_reason text not null default '',
  -- officers asked for, from the hours of the posts; and the hours one officer gives in a year
  productive_hours integer not null constraint productive_hours_plausible check (productive_hours between 200 and 3000),
  head_count integer constraint head_count_not_negative check (head_count >= 0),
  state text not null default 'draft' constraint requirement_state_known check (state in
    ('draft', 'validated', 'approved', 'resourced', 'active', 'under_review', 'reduced', 'ended', 'refused', 'assessment_lapsed')),
  state_reason text not null default '',
  -- the register of what was asked for and what came of it (peers 96)
  answer text not null default 'asked' constraint requirement_answer_known check (answer in ('asked', 'met', 'part_met', 'refused')),
  answer_note text not null default '',
  risk_accepted_by text not null default '',
  risk_accepted_on date,
  supersedes_id uuid references public.protection_requirement,
  author_id uuid not null default sec.account_id() references public.account,
  validated_by uuid references public.account,
  validated_at timestamptz,
  approved_by uuid references public.account,
  approved_at timestamptz,
  review_due_on date,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint requirement_ends_after_it_begins check (to_date >= from_date),
  -- INV-05
  constraint requirement_validated_by_another check (validated_by <> author_id),
  constraint requirement_approved_by_another check (approved_by <> author_id),
  constraint approved_requirement_is_signed check (state in ('draft', 'validated', 'refused', 'ended') or approved_by is not null),
  -- INV-07
  constraint private_security_needs_reason check (source_of_protection <> 'armed_private_security' or length(btrim(source_reason)) >= 20),
  constraint unmet_requirement_names_who_accepts check (answer not in ('part_met', 'refused')
    or length(btrim(answer_note)) > 0 and length(btrim(risk_accepted_by)) > 0)
);
create index requirement_by_cell on public.protection_requirement (cell, created_at desc);
create index requirement_by_portfolio on public.protection_requirement (portfolio_cell, created_at desc);
create index requirement_by_age on public.protection_requirement (created_at desc, id);
create index requirement_by_principal on public.protection_requirement (principal_id, from_date desc);
create index requirement_by_station on public.protection_requirement (station_id);
create index requirement_by_assessment on public.protection_requirement (risk_assessment_id);
create index requirement_by_posture on public.protection_requirement (posture);
create index requirement_by_predecessor on public.protection_requirement (supersedes_id);
create index requirement_by_author on public.protection_requirement (author_id);
create index requirement_by_validator on public.protection_requirement (validated_by);
create index requirement_by_approver on public.protection_requirement (approved_by);
create index requirement_by_updater on public.protection_requirement (updated_by);
create trigger requirement_takes_cells before insert or update of station_id, principal_id on public.protection_requirement
  for each row execute function sec.risk_assessment_cells();
create trigger requirement_signed_by_oneself before insert or update on public.protection_requirement
  for each row execute function sec.signature_is_own('author_id', 'validated_by', 'approved_by');

-- The assessments a requirement rests on, one after the other (DESIGN 9.2).
create table public.requirement_basis (
  id uuid primary key,
  requirement_id uuid not null references public.protection_requirement,
  assessment_id uuid not null references public.risk_assessment,
  carried_by uuid default sec.account_id() references public.account,
  carried_at timestamptz not null default sec.now(),
  version integer not null default 1,
  constraint basis_once unique (requirement_id, assessment_id)
);
create index requirement_basis_by_assessment on public.requirement_basis (assessment_id);
create index requirement_basis_by_carrier on public.requirement_basis (carried_by);

create table public.requirement_post (
  id uuid primary key,
  requirement_id uuid not null references public.protection_requirement,
  number integer not null,
  role text not null constraint requirement_post_role_known check (role in
    ('team_leader', 'second_in_command', 'ppo', 'pes', 'advance', 'driver', 'cat', 'rst', 'medic', 'comms', 'liaison_interpreter')),
  count integer not null constraint requirement_post_count_of_a_few check (count between 1 and 99),
  is_armed boolean not null default false,
  hours_per_day numeric(4, 1) not null constraint requirement_post_hours_of_a_day check (hours_per_day > 0 and hours_per_day <= 24),
  days_per_week numeric(2, 1) not null constraint requirement_post_days_of_a_week check (days_per_week > 0 and days_per_week <= 7),
  note text not null default '',
  is_void boolean not null default false,
  version integer not null default 1,
  constraint requirement_post_once unique (requirement_id, number)
);

create table public.requirement_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into public.requirement_transition (from_state, to_state) values
  ('draft', 'validated'), ('validated', 'draft'), ('validated', 'approved'), ('draft', 'refused'), ('validated', 'refused'),
  ('approved', 'resourced'), ('resourced', 'active'), ('resourced', 'approved'), ('approved', 'under_review'), ('resourced', 'under_review'),
  ('active', 'under_review'), ('under_review', 'active'), ('under_review', 'reduced'), ('under_review', 'ended'),
  ('active', 'reduced'), ('reduced', 'under_review'), ('reduced', 'ended'), ('active', 'ended'), ('resourced', 'ended'), ('approved', 'ended'),
  ('approved', 'assessment_lapsed'), ('resourced', 'assessment_lapsed'), ('active', 'assessment_lapsed'), ('under_review', 'assessment_lapsed'), ('reduced', 'assessment_lapsed'),
  ('assessment_lapsed', 'approved'), ('assessment_lapsed', 'resourced'), ('assessment_lapsed', 'active'), ('assessment_lapsed', 'ended');

create table public.protection_team (
  id uuid primary key,
  ref text not null constraint team_ref_once unique,
  requirement_id uuid not null references public.protection_requirement,
  cell integer not null,
  portfolio_cell integer,
  name text not null constraint team_named check (length(btrim(name)) between 1 and 80),
  state text not null default 'forming' constraint team_state_known check (state in ('forming', 'active', 'ended')),
  accepted_by uuid references public.account,
  accepted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  constraint team_of_requirement_once unique (requirement_id)
);
create index team_by_cell on public.protection_team (cell, name);
create index team_by_portfolio on public.protection_team (portfolio_cell, name);
create index team_by_acceptor on public.protection_team (accepted_by);
create index team_by_creator on public.protection_team (created_by);
create trigger team_signed_by_oneself before insert or update on public.protection_team
  for each row execute function sec.signature_is_own('accepted_by');

create table public.team_assignment (
  id uuid primary key,
  team_id uuid not null references public.protection_team,
  cell integer not null,
  portfolio_cell integer,
  post_id uuid not null references public.requirement_post,
  seat integer not null constraint assignment_seat_positive check (seat > 0),
  officer_id uuid not null references public.officer,
  officer_cell integer not null,
  from_date date not null,
  -- null: open-ended (DESIGN 9.2)
  to_date date,
  during daterange not null generated always as (daterange(from_date, to_date, '[]')) stored,
  state text not null default 'proposed' constraint assignment_state_known check (state in ('proposed', 'accepted', 'assessment_lapsed', 'ended', 'declined')),
  state_reason text not null default '',
  -- a one-for-one replacement
  replaces_id uuid references public.team_assignment,
  accepted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  constraint assignment_ends_after_it_begins check (to_date >= from_date),
  constraint assignment_replaces_another check (replaces_id <> id),
  constraint seat_filled_once exclude using gist (post_id with =, seat with =, during with &&) where (state not in ('ended', 'declined'))
);
create index team_assignment_by_team on public.team_assignment (team_id, from_date);
create index team_assignment_by_post on public.team_assignment (post_id);
create index team_assignment_by_officer on public.team_assignment (officer_id, from_date);
create index team_assignment_by_replaced on public.team_assignment (replaces_id);
create index team_assignment_by_creator on public.team_assignment (created_by);

-- A day of duty on a team. It rests on something that day, and says on what.
create table public.duty_day (
  id uuid primary key,
  assignment_id uuid not null references public.team_assignment,
  officer_id uuid not null references public.officer,
  principal_id uuid not null references public.principal,
  cell integer not null,
  portfolio_cell integer,
  officer_cell integer not null,
  day date not null,
  during tstzrange not null,
  rests_on text not null,
  replaces_id uuid references public.duty_day,
  is_void boolean not null default false,
  void_reason text not null default '',
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint duty_day_is_bounded check (not isempty(during) and upper(during) - lower(during) <= interval '24 hours'),
  constraint duty_day_void_has_reason check (not is_void or length(btrim(void_reason)) > 0),
  -- INV-08
  constraint officer_on_one_duty exclude using gist (officer_id with =, during with &&) where (not is_void)
);
create index duty_day_by_assignment on public.duty_day (assignment_id, day);
create index duty_day_by_officer on public.duty_day (officer_id, day);
create index duty_day_by_principal on public.duty_day (principal_id, day);
create index duty_day_by_replaced on public.duty_day (replaces_id);
create index duty_day_by_creator on public.duty_day (created_by);

-- INV-01 ------------------------------------------------------------------------------------------------------

-- What a day of duty for an official rests on: the reference of a requirement or of interim protection, or null.
create function sec.duty_rests_on(principal uuid, on_day date) returns text language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(
    (select q.ref from public.protection_requirement q
      where q.principal_id = principal and q.approved_by is not null
        and q.state in ('approved', 'resourced', 'active', 'under_review', 'reduced', 'assessment_lapsed')
        and q.from_date <= on_day and (q.to_date is null or q.to_date >= on_day)
        and exists (select from public.requirement_basis b where b.requirement_id = q.id and sec.assessment_in_force(b.assessment_id, on_day))
      order by q.approved_at desc limit 1),
    (select i.ref from public.interim_protection i where i.principal_id = principal
        and on_day >= (i.started_at at time zone 'UTC')::date
        and on_day <= (coalesce(i.ended_at, i.until) at time zone 'UTC')::date
      order by i.started_at desc limit 1))
$$;
-- The first day of a span on which duty would rest on nothing; null when every day is covered.
create function sec.first_bare_day(principal uuid, during tstzrange) returns date language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select day::date from generate_series(
      (lower(during) at time zone 'UTC')::date, (greatest(lower(during), upper(during) - interval '1 second') at time zone 'UTC')::date, interval '1 day') day
    where sec.duty_rests_on(principal, day::date) is null
  order by day limit 1
$$;

create function sec.guard_requirement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kept constant text[] := array['state', 'state_reason', 'answer', 'answer_note', 'risk_accepted_by', 'risk_accepted_on', 'to_date',
  'review_due_on', 'version', 'updated_at', 'updated_by'];
  approving boolean; assessment public.risk_assessment;
begin
  if tg_op = 'INSERT' and new.state <> 'draft' then
    raise exception 'a requirement begins as a draft' using errcode = '23514', constraint = 'requirement_begins_as_draft', table = 'protection_requirement';
  end if;
  select * into strict assessment from public.risk_assessment where id = new.risk_assessment_id;
  if assessment.principal_id is distinct from new.principal_id then
    raise exception 'a requirement rests on an assessment of the same official'
      using errcode = '23514', constraint = 'requirement_rests_on_its_official', table = 'protection_requirement';
  end if;
  if tg_op = 'INSERT' then return new; end if;
  if old.state <> new.state and not exists (select from public.requirement_transition where from_state = old.state and to_state = new.state) then
    raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'requirement_state_follows', table = 'protection_requirement';
  end if;
  if old.approved_by is not null and (to_jsonb(old) - kept <> to_jsonb(new) - kept or coalesce(new.to_date, 'infinity') > coalesce(old.to_date, 'infinity')) then
    raise exception 'an approved requirement is frozen' using errcode = '23514', constraint = 'approved_requirement_is_frozen', table = 'protection_requirement';
  end if;
  approving := new.state = 'approved' and old.state = 'validated';
  if new.state = 'validated' and old.state = 'draft' and (new.head_count is null or new.validated_by is null
      or not exists (select from public.requirement_post where requirement_id = new.id and not is_void)) then
    raise exception 'validation computes the head count from the posts' using errcode = '23514', constraint = 'validated_requirement_is_computed', table = 'protection_requirement';
  end if;
  if approving and not sec.assessment_in_force(new.risk_assessment_id, greatest(new.from_date, (sec.now() at time zone 'UTC')::date)) then
    raise exception 'INV-01: the assessment is not in force' using errcode = '23514', constraint = 'requirement_rests_on_assessment_in_force', table = 'protection_requirement';
  end if;
  return new;
end $$;
create trigger requirement_guarded before insert or update on public.protection_requirement
  for each row execute function sec.guard_requirement();

create function sec.requirement_has_basis() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.requirement_basis (id, requirement_id, assessment_id) values (gen_random_uuid(), new.id, new.risk_assessment_id);
  return null;
end $$;
create trigger requirement_rests_on_first_basis after insert on public.protection_requirement
  for each row execute function sec.requirement_has_basis();

create function sec.guard_basis() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'a basis is added, never changed' using errcode = '23514', constraint = 'basis_is_only_added', table = 'requirement_basis';
  end if;
  if not exists (select from public.protection_requirement q join public.risk_assessment a on a.principal_id = q.principal_id
      where q.id = new.requirement_id and a.id = new.assessment_id
        and (q.risk_assessment_id = a.id or a.state = 'approved')) then
    raise exception 'a requirement is carried over to an approved assessment of the same official'
      using errcode = '23514', constraint = 'basis_is_approved', table = 'requirement_basis';
  end if;
  return new;
end $$;
create trigger basis_guarded before insert or update on public.requirement_basis
  for each row execute function sec.guard_basis();

create function sec.guard_requirement_post() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if (select state from public.protection_requirement where id = new.requirement_id) <> 'draft' then
    raise exception 'an approved requirement is frozen' using errcode = '23514', constraint = 'approved_requirement_is_frozen', table = 'requirement_post';
  end if;
  return new;
end $$;
create trigger requirement_post_guarded before insert or update on public.requirement_post
  for each row execute function sec.guard_requirement_post();

-- A team stands on an approved requirement; what belongs to it takes its cells.
create function sec.guard_team() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare q public.protection_requirement;
begin
  select * into strict q from public.protection_requirement where id = new.requirement_id;
  if tg_op = 'INSERT' and (q.approved_by is null or q.state in ('refused', 'ended')) then
    raise exception 'INV-01: a team stands on an approved requirement' using errcode = '23514', constraint = 'team_stands_on_approved_requirement', table = 'protection_team';
  end if;
  new.cell := q.cell; new.portfolio_cell := q.portfolio_cell;
  return new;
end $$;
create trigger team_guarded before insert or update on public.protection_team
  for each row execute function sec.guard_team();

create function sec.guard_assignment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare t public.protection_team; q public.protection_requirement; posted public.requirement_post; replaced public.team_assignment;
begin
  select * into strict t from public.protection_team where id = new.team_id;
  select * into strict q from public.protection_requirement where id = t.requirement_id;
  select * into strict posted from public.requirement_post where id = new.post_id;
  new.cell := t.cell; new.portfolio_cell := t.portfolio_cell;
  select cell into strict new.officer_cell from public.officer where id = new.officer_id;
  if posted.requirement_id <> t.requirement_id or new.seat > posted.count then
    raise exception 'a seat of the requirement' using errcode = '23514', constraint = 'assignment_fills_a_post', table = 'team_assignment';
  end if;
  if tg_op = 'INSERT' then
    -- INV-01, INV-02: staffing needs something in force on the first day; during a lapse only one-for-one replacement.
    select * into replaced from public.team_assignment where id = new.replaces_id;
    if sec.duty_rests_on(q.principal_id, greatest(new.from_date, (sec.now() at time zone 'UTC')::date)) is null
        and (replaced.id is null or replaced.post_id <> new.post_id or replaced.seat <> new.seat or replaced.officer_id = new.officer_id) then
      raise exception 'INV-01: nothing in force to rest on' using errcode = '23514', constraint = 'assignment_rests_on_assessment', table = 'team_assignment';
    end if;
  elsif old.officer_id <> new.officer_id or old.post_id <> new.post_id or old.team_id <> new.team_id or old.seat <> new.seat then
    raise exception 'an assignment is one person on one seat' using errcode = '23514', constraint = 'assignment_keeps_its_person', table = 'team_assignment';
  end if;
  return new;
end $$;
create trigger assignment_guarded before insert or update on public.team_assignment
  for each row execute function sec.guard_assignment();

-- The day of duty: INV-01 hard, INV-02's one-for-one replacement, INV-08 against journeys and absences.
create function sec.guard_duty_day() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare a public.team_assignment; q public.protection_requirement; replaced public.duty_day; ground text;
begin
  perform pg_advisory_xact_lock(hashtextextended('officer ' || new.officer_id, 0));
  select * into strict a from public.team_assignment where id = new.assignment_id;
  select q2.* into strict q from public.protection_requirement q2 join public.protection_team t on t.requirement_id = q2.id where t.id = a.team_id;
  new.officer_id := a.officer_id; new.principal_id := q.principal_id;
  new.cell := a.cell; new.portfolio_cell := a.portfolio_cell; new.officer_cell := a.officer_cell;
  if tg_op = 'UPDATE' and (old.day, old.during, old.assignment_id, old.rests_on) is distinct from (new.day, new.during, new.assignment_id, new.rests_on) then
    raise exception 'a day of duty is voided, not moved' using errcode = '23514', constraint = 'duty_day_is_not_moved', table = 'duty_day';
  end if;
  if new.is_void then return new; end if;
  if not a.during @> new.day or a.state in ('ended', 'declined') then
    raise exception 'a day of duty lies inside its assignment' using errcode = '23514', constraint = 'duty_day_inside_assignment', table = 'duty_day';
  end if;
  ground := sec.duty_rests_on(q.principal_id, new.day);
  if ground is null then
    select * into replaced from public.duty_day where id = new.replaces_id;
    if replaced.id is null or replaced.day <> new.day or not replaced.is_void or replaced.assignment_id <> a.replaces_id then
      raise exception 'INV-01: nothing in force on %', new.day using errcode = '23514', constraint = 'duty_rests_on_assessment', table = 'duty_day';
    end if;
    ground := replaced.rests_on;
  end if;
  if tg_op = 'INSERT' then new.rests_on := ground; end if;
  if exists (select from sec.occupation o where o.officer_id = new.officer_id and o.during && new.during
      and not exists (select from public.formation f join public.movement m on m.id = f.movement_id
        where f.id = o.formation_id and m.principal_id = new.principal_id)) then
    raise exception 'the officer is elsewhere' using errcode = '23P01', constraint = 'officer_in_one_place', table = 'duty_day';
  end if;
  return new;
end $$;
create trigger duty_day_guarded before insert or update on public.duty_day
  for each row execute function sec.guard_duty_day();

create function sec.occupation_apart_from_duty() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.duty_day d where d.officer_id = new.officer_id and not d.is_void and d.during && new.during
      and not exists (select from public.formation f join public.movement m on m.id = f.movement_id
        where f.id = new.formation_id and m.principal_id = d.principal_id)) then
    raise exception 'the officer is on duty' using errcode = '23P01', constraint = 'officer_in_one_place', table = 'occupation';
  end if;
  return new;
end $$;
create trigger occupied_apart_from_duty before insert on sec.occupation
  for each row execute function sec.occupation_apart_from_duty();

-- An ended assessment: assignments and requirement are marked, nobody is removed (INV-02).
create function sec.mark_lapse(principal uuid) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date := (sec.now() at time zone 'UTC')::date;
begin
  update public.protection_requirement q set state = 'assessment_lapsed', version = version + 1, updated_at = sec.now()
    where q.principal_id = principal and q.state in ('approved', 'resourced', 'active', 'under_review', 'reduced')
      and q.from_date <= today and (q.to_date is null or q.to_date >= today)
      and not exists (select from public.requirement_basis b where b.requirement_id = q.id and sec.assessment_in_force(b.assessment_id, today));
  update public.team_assignment a set state = 'assessment_lapsed', version = a.version + 1
    from public.protection_team t join public.protection_requirement q on q.id = t.requirement_id
    where t.id = a.team_id and q.principal_id = principal and q.state = 'assessment_lapsed' and a.state in ('proposed', 'accepted')
      and (a.to_date is null or a.to_date >= today);
end $$;

-- Teams on which one serves or will, and those one leads.
create function sec.own_teams() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(distinct team_id), '{}') from public.team_assignment
  where officer_id = sec.own_officer() and state not in ('ended', 'declined')
    and coalesce(to_date, 'infinity') >= (sec.now() at time zone 'UTC')::date
$$;
create function sec.own_team_assignments() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(id), '{}') from public.team_assignment where team_id = any (sec.own_teams())
$$;
create function sec.own_requirements() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(requirement_id), '{}') from public.protection_team where id = any (sec.own_teams())
$$;
create function sec.led_teams() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(distinct a.team_id), '{}') from public.team_assignment a
    join public.requirement_post p on p.id = a.post_id and p.role in ('team_leader', 'second_in_command')
  where a.officer_id = sec.own_officer() and a.state not in ('ended', 'declined')
    and coalesce(a.to_date, 'infinity') >= (sec.now() at time zone 'UTC')::date
$$;

call sec.business_table('interim_protection', 'id',
  'cell = {interim} or portfolio_cell = {interim} or cell = any ((select sec.cells_watch())::integer[])',
  'cell = {interim} or portfolio_cell = {interim} or cell = any ((select sec.cells_watch())::integer[])');
call sec.business_table('protection_requirement', 'id',
  'cell = {requirement} or portfolio_cell = {requirement} or id = any ((select sec.own_requirements())::uuid[])',
  'cell = {requirement} or portfolio_cell = {requirement}');
call sec.business_table('requirement_basis', 'id', 'exists (select from public.visible_protection_requirement q where q.id = requirement_id)',
  'exists (select from public.visible_protection_requirement q where q.id = requirement_id and (q.cell = {requirement} or q.portfolio_cell = {requirement}))');
call sec.business_table('requirement_post', 'id', 'exists (select from public.visible_protection_requirement q where q.id = requirement_id)',
  'exists (select from public.visible_protection_requirement q where q.id = requirement_id and (q.cell = {requirement} or q.portfolio_cell = {requirement}))');
call sec.business_table('team_assignment', 'id',
  'cell = {requirement} or portfolio_cell = {requirement} or officer_cell = {people} or officer_id = (select sec.own_officer()) or team_id = any ((select sec.own_teams())::uuid[])',
  'cell = {requirement} or portfolio_cell = {requirement} or officer_id = (select sec.own_officer()) or team_id = any ((select sec.led_teams())::uuid[])');
call sec.business_table('protection_team', 'id',
  'cell = {requirement} or portfolio_cell = {requirement} or id = any ((select sec.own_teams())::uuid[])',
  'cell = {requirement} or portfolio_cell = {requirement} or id = any ((select sec.led_teams())::uuid[])');
call sec.business_table('duty_day', 'id',
  'cell = {requirement} or portfolio_cell = {requirement} or officer_cell = {people} or officer_id = (select sec.own_officer())
    or assignment_id = any ((select sec.own_team_assignments())::uuid[])',
  'cell = {requirement} or portfolio_cell = {requirement}');

revoke insert, update on public.requirement_transition from cordon_web;
revoke execute on all functions in schema sec from public;
