-- Risk assessments (WF-2): from threat to residual risk to measures that are owned, dated and proven.
-- An assessment lies with a station (its cell) and with the portfolio of its official.

call sec.add_area('risk');
call sec.add_area('threat_source');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'risk', 'global', true), ('pcu_officer', 'risk', 'global', false), ('pcu_officer', 'risk', 'scope', true),
  ('regional_desk', 'risk', 'scope', false), ('tra_analyst', 'risk', 'scope', true), ('designated_official', 'risk', 'scope', true),
  ('senior_security_professional', 'risk', 'scope', true), ('cp_coordinator', 'risk', 'scope', true), ('auditor', 'risk', 'global', false),
  -- K6: where a threat was learned
  ('pcu_chief', 'threat_source', 'global', true), ('pcu_officer', 'threat_source', 'scope', true), ('tra_analyst', 'threat_source', 'scope', true);
-- An analyst names the official whom a threat is against.
insert into sec.role_reach (role, area, breadth, may_write) values ('tra_analyst', 'principal', 'scope', false);

-- Levels and caps ------------------------------------------------------------------------------------

create function sec.level_rank(level text) returns integer language sql immutable parallel safe as $$
  select case level when 'low' then 1 when 'medium' then 2 when 'high' then 3 when 'very_high' then 4 when 'unacceptable' then 5 end
$$;
-- INV-04: the highest residual risk an activity of this criticality may carry (UNC-04).
create function sec.criticality_cap(criticality text) returns integer language sql immutable parallel safe as $$
  select case criticality when 'PC1' then 4 when 'PC2' then 3 when 'PC3' then 2 when 'PC4' then 1 end
$$;

-- The matrix is data with versions (UNC-02); the newest is used for new assessments.
create table public.risk_matrix (
  version integer not null,
  likelihood integer not null constraint matrix_likelihood_of_five check (likelihood between 1 and 5),
  impact integer not null constraint matrix_impact_of_five check (impact between 1 and 5),
  level text not null constraint matrix_level_known check (sec.level_rank(level) is not null),
  source text not null,
  primary key (version, likelihood, impact)
);
create function sec.matrix_is_monotone() returns trigger language plpgsql set search_path = pg_catalog, public, sec, pg_temp as $$
begin
  if exists (select from public.risk_matrix a join public.risk_matrix b using (version)
      where a.version = new.version and a.likelihood <= b.likelihood and a.impact <= b.impact
        and sec.level_rank(a.level) > sec.level_rank(b.level)) then
    raise exception 'a level falls where likelihood or impact rises' using errcode = '23514', constraint = 'matrix_is_monotone', table = 'risk_matrix';
  end if;
  return null;
end $$;
create constraint trigger matrix_stays_monotone after insert or update on public.risk_matrix
  deferrable initially deferred for each row execute function sec.matrix_is_monotone();
insert into public.risk_matrix (version, likelihood, impact, level, source)
  select 1, l, i, (array[
    array['low', 'low', 'low', 'low', 'low'],
    array['low', 'low', 'low', 'medium', 'medium'],
    array['low', 'low', 'medium', 'high', 'high'],
    array['low', 'medium', 'high', 'high', 'very_high'],
    array['low', 'medium', 'high', 'very_high', 'unacceptable']])[l][i], 'domain 3.1, UNC-02'
  from generate_series(1, 5) l, generate_series(1, 5) i;

insert into public.setting (name, value, unit, source) values
  ('valid_months_low', '12', 'months', 'WF-2'), ('valid_months_medium', '6', 'months', 'WF-2'),
  ('valid_months_high', '3', 'months', 'WF-2'), ('valid_months_very_high', '1', 'months', 'WF-2'),
  ('expiry_notice_days', '21', 'days', 'WF-2'),
  ('standard_immediate_hours', '24', 'hours', 'peers 98'), ('standard_urgent_hours', '72', 'hours', 'peers 98'),
  ('standard_priority_hours', '336', 'hours', 'peers 98'), ('standard_routine_hours', '720', 'hours', 'peers 98'),
  ('interim_hours', '72', 'hours', 'DESIGN 9.3'), ('interim_confirm_hours', '12', 'hours', 'DESIGN 9.3'),
  ('extension_days', '14', 'days', 'INV-02'),
  ('productive_hours', '1736', 'hours a year', 'domain 3.1, P25'),
  ('requirement_review_days', '90', 'days', 'WF-3');

call audit.note_migration('setting.create', 'settings of risk and requirements');

-- The assessment ----------------------------------------------------------------------------------------

create table public.risk_assessment (
  id uuid primary key,
  ref text not null constraint risk_assessment_ref_once unique,
  kind text not null constraint risk_assessment_kind_known check (kind in ('personal', 'area', 'travel', 'event', 'ad_hoc', 'residence')),
  -- full: written here; registered: decided elsewhere, a witnessed decision (INV-37)
  way text not null constraint risk_assessment_way_known check (way in ('full', 'registered')),
  principal_id uuid references public.principal,
  movement_id uuid references public.movement,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  portfolio_cell integer,
  state text not null default 'draft' constraint risk_assessment_state_known check (state in
    ('draft', 'submitted', 'under_review', 'returned', 'recommended', 'approved', 'rejected', 'expired', 'superseded', 'withdrawn')),
  state_reason text not null default '',
  valid_from date,
  valid_to date,
  scope text not null default '',
  situation text not null default '',
  programme text not null default '',
  criticality text constraint risk_assessment_criticality_known check (criticality in ('PC1', 'PC2', 'PC3', 'PC4')),
  main_measures text not null default '',
  recommendation text not null default '',
  change_note text not null default '',
  decision text not null default 'control' constraint risk_assessment_decision_known check (decision in ('accept', 'control', 'avoid', 'transfer')),
  level_before text constraint risk_assessment_level_before_known check (level_before is null or sec.level_rank(level_before) is not null),
  residual_level text constraint risk_assessment_residual_known check (residual_level is null or sec.level_rank(residual_level) is not null),
  matrix_version integer not null default 1,
  supersedes_id uuid references public.risk_assessment,
  author_id uuid not null default sec.account_id() references public.account,
  reviewer_id uuid references public.account,
  decided_by uuid references public.account,
  decided_at timestamptz,
  second_decided_by uuid references public.account,
  second_decided_at timestamptz,
  -- a decision taken by someone without an account
  approver_name text not null default '',
  approver_capacity text not null default '',
  approved_on date,
  document_ref text not null default '',
  confirmed_by uuid references public.account,
  confirmed_at timestamptz,
  -- the first day on which it is no longer in force although its period runs on
  ended_on date,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint risk_assessment_has_subject check (principal_id is not null or kind in ('area', 'event', 'ad_hoc')),
  constraint risk_assessment_ends_after_it_begins check (valid_to >= valid_from),
  constraint risk_assessment_not_its_own_successor check (supersedes_id <> id),
  -- INV-05
  constraint risk_assessment_reviewed_by_another check (reviewer_id <> author_id),
  constraint risk_assessment_decided_by_another check (decided_by <> author_id),
  constraint risk_assessment_second_is_another check (second_decided_by <> author_id and second_decided_by <> decided_by),
  constraint risk_assessment_confirmed_by_another check (confirmed_by <> author_id),
  -- INV-03
  constraint unacceptable_risk_is_avoided check (state <> 'approved' or residual_level <> 'unacceptable' or decision = 'avoid'),
  -- INV-04
  constraint high_risk_names_criticality check (state <> 'approved' or sec.level_rank(residual_level) < 3 or criticality is not null or residual_level = 'unacceptable'),
  constraint residual_risk_within_cap check (state <> 'approved' or criticality is null or residual_level = 'unacceptable'
    or sec.level_rank(residual_level) <= sec.criticality_cap(criticality)),
  constraint risk_assessment_in_force_is_whole check (state not in ('approved', 'expired', 'superseded', 'withdrawn')
    or residual_level is not null and valid_from is not null and valid_to is not null),
  constraint risk_assessment_in_force_is_decided check (state not in ('approved', 'expired', 'superseded', 'withdrawn')
    or decided_by is not null
    or length(btrim(approver_name)) > 0 and length(btrim(approver_capacity)) > 0 and length(btrim(document_ref)) > 0 and approved_on is not null),
  constraint registered_high_risk_names_measures check (way = 'full' or sec.level_rank(residual_level) < 3 or length(btrim(main_measures)) > 0)
);
create index risk_assessment_by_cell on public.risk_assessment (cell, valid_to);
create index risk_assessment_by_portfolio on public.risk_assessment (portfolio_cell, valid_to);
create index risk_assessment_by_principal on public.risk_assessment (principal_id, valid_from desc);
create index risk_assessment_by_movement on public.risk_assessment (movement_id);
create index risk_assessment_by_station on public.risk_assessment (station_id);
create index risk_assessment_by_age on public.risk_assessment (created_at desc, id);
create index risk_assessment_open on public.risk_assessment (state, valid_to) where state in ('submitted', 'under_review', 'recommended', 'approved');
create index risk_assessment_by_predecessor on public.risk_assessment (supersedes_id);
create index risk_assessment_by_author on public.risk_assessment (author_id);
create index risk_assessment_by_reviewer on public.risk_assessment (reviewer_id);
create index risk_assessment_by_decider on public.risk_assessment (decided_by);
create index risk_assessment_by_second on public.risk_assessment (second_decided_by);
create index risk_assessment_by_confirmer on public.risk_assessment (confirmed_by);
create index risk_assessment_by_updater on public.risk_assessment (updated_by);

create function sec.risk_assessment_cells() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select cell into strict new.cell from public.duty_station where id = new.station_id;
  select portfolio_cell into new.portfolio_cell from public.principal where id = new.principal_id;
  return new;
end $$;
create trigger risk_assessment_takes_cells before insert or update of station_id, principal_id on public.risk_assessment
  for each row execute function sec.risk_assessment_cells();
create trigger risk_assessment_signed_by_oneself before insert or update on public.risk_assessment
  for each row execute function sec.signature_is_own('author_id', 'reviewer_id', 'decided_by', 'second_decided_by', 'confirmed_by');

create table public.risk_assessment_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into public.risk_assessment_transition (from_state, to_state) values
  ('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'under_review'), ('under_review', 'returned'),
  ('under_review', 'recommended'), ('recommended', 'approved'), ('recommended', 'rejected'), ('recommended', 'returned'),
  ('approved', 'expired'), ('approved', 'superseded'), ('approved', 'withdrawn'), ('draft', 'withdrawn'), ('returned', 'withdrawn');

-- Threats, measures, courses of action, sources, comments -----------------------------------------------

create table public.risk_threat (
  id uuid primary key,
  assessment_id uuid not null references public.risk_assessment,
  number integer not null,
  category text not null constraint threat_category_known check (category in ('armed_conflict', 'terrorism', 'crime', 'civil_unrest', 'hazard')),
  sub_kind text not null constraint threat_sub_kind_known check (sub_kind in
    ('assassination', 'abduction', 'assault', 'ied', 'explosive_ordnance', 'indirect_fire', 'complex_attack', 'ambush', 'surveillance',
     'stalking', 'threat_message', 'harassment', 'protest', 'cyber_doxxing', 'medical', 'road_accident', 'aviation_accident', 'natural_hazard', 'disease')),
  description text not null constraint threat_described check (length(btrim(description)) between 1 and 2000),
  intent integer constraint threat_intent_of_five check (intent between 1 and 5),
  capability integer constraint threat_capability_of_five check (capability between 1 and 5),
  context integer constraint threat_context_of_five check (context between 1 and 5),
  likelihood integer not null constraint threat_likelihood_of_five check (likelihood between 1 and 5),
  impact integer not null constraint threat_impact_of_five check (impact between 1 and 5),
  residual_likelihood integer not null constraint threat_residual_likelihood_of_five check (residual_likelihood between 1 and 5),
  residual_impact integer not null constraint threat_residual_impact_of_five check (residual_impact between 1 and 5),
  -- by the matrix: nobody types a level
  level text not null default 'low',
  residual_level text not null default 'low',
  is_void boolean not null default false,
  version integer not null default 1,
  constraint threat_number_once unique (assessment_id, number),
  constraint measures_do_not_raise_risk check (residual_likelihood <= likelihood and residual_impact <= impact)
);

create table public.risk_measure (
  id uuid primary key,
  assessment_id uuid not null references public.risk_assessment,
  number integer not null,
  threat_id uuid references public.risk_threat,
  area text not null constraint measure_area_known check (area in
    ('personal', 'residence', 'office', 'vehicle', 'route', 'venue', 'travel', 'information', 'medical', 'technical', 'liaison', 'training')),
  effect text not null constraint measure_effect_known check (effect in ('prevention', 'mitigation', 'both')),
  description text not null constraint measure_described check (length(btrim(description)) between 1 and 2000),
  owner text not null default '',
  due_on date,
  decision text not null default 'proposed' constraint measure_decision_known check (decision in ('proposed', 'approved', 'changed', 'refused')),
  implementation text not null default 'not_started' constraint measure_implementation_known check (implementation in
    ('not_started', 'in_progress', 'implemented', 'not_feasible', 'withdrawn')),
  proof text not null default '',
  cost numeric(12, 2) constraint measure_cost_not_negative check (cost >= 0),
  is_void boolean not null default false,
  version integer not null default 1,
  constraint measure_number_once unique (assessment_id, number),
  constraint measure_done_is_proven check (implementation not in ('implemented', 'not_feasible', 'withdrawn') or length(btrim(proof)) > 0)
);
create index risk_measure_by_threat on public.risk_measure (threat_id);
create index risk_measure_open on public.risk_measure (due_on) where implementation in ('not_started', 'in_progress');

create table public.risk_course (
  id uuid primary key,
  assessment_id uuid not null references public.risk_assessment,
  number integer not null,
  name text not null constraint course_named check (length(btrim(name)) between 1 and 200),
  residual_level text not null constraint course_level_known check (sec.level_rank(residual_level) is not null),
  people integer not null constraint course_people_not_negative check (people >= 0),
  cost numeric(12, 2) constraint course_cost_not_negative check (cost >= 0),
  days integer constraint course_days_not_negative check (days >= 0),
  note text not null default '',
  is_recommended boolean not null default false,
  is_void boolean not null default false,
  version integer not null default 1,
  constraint course_number_once unique (assessment_id, number)
);
create unique index one_course_is_recommended on public.risk_course (assessment_id) where is_recommended and not is_void;

-- K6: origin is sealed by the program before it is stored; what was used of it stands open.
create table public.risk_source (
  id uuid primary key,
  assessment_id uuid not null references public.risk_assessment,
  cell integer not null,
  portfolio_cell integer,
  number integer not null,
  reliability text not null constraint source_reliability_known check (reliability in ('A', 'B', 'C', 'D', 'E', 'F')),
  credibility integer not null constraint source_credibility_of_six check (credibility between 1 and 6),
  used text not null default '',
  origin_sealed bytea not null,
  is_void boolean not null default false,
  version integer not null default 1,
  constraint source_number_once unique (assessment_id, number)
);

create table public.risk_comment (
  id uuid primary key,
  assessment_id uuid not null references public.risk_assessment,
  point text not null,
  comment text not null constraint comment_present check (length(btrim(comment)) between 1 and 2000),
  author_id uuid not null default sec.account_id() references public.account,
  made_at timestamptz not null default sec.now(),
  settled_at timestamptz,
  settled_by uuid references public.account,
  version integer not null default 1
);
create index risk_comment_by_assessment on public.risk_comment (assessment_id, made_at);
create index risk_comment_by_author on public.risk_comment (author_id);
create index risk_comment_by_settler on public.risk_comment (settled_by);
create trigger comment_signed_by_oneself before insert or update on public.risk_comment
  for each row execute function sec.signature_is_own('author_id', 'settled_by');

-- INV-02: at most 14 days, two different approvers, neither of them who asked.
create table public.risk_extension (
  id uuid primary key,
  assessment_id uuid not null references public.risk_assessment,
  from_date date not null,
  to_date date not null,
  reason text not null constraint extension_has_reason check (length(btrim(reason)) > 0),
  asked_by uuid not null default sec.account_id() references public.account,
  asked_at timestamptz not null default sec.now(),
  first_by uuid references public.account,
  first_at timestamptz,
  second_by uuid references public.account,
  second_at timestamptz,
  version integer not null default 1,
  constraint extension_ends_after_it_begins check (to_date >= from_date),
  constraint extension_is_short check (to_date - from_date < 14),
  constraint extension_by_two_people check (first_by <> asked_by and second_by <> asked_by and first_by <> second_by),
  constraint extension_second_follows_first check (second_by is null or first_by is not null),
  constraint extension_once unique (assessment_id)
);
create index risk_extension_by_asker on public.risk_extension (asked_by);
create index risk_extension_by_first on public.risk_extension (first_by);
create index risk_extension_by_second on public.risk_extension (second_by);
create trigger extension_signed_by_oneself before insert or update on public.risk_extension
  for each row execute function sec.signature_is_own('asked_by', 'first_by', 'second_by');
-- It begins where the assessment ends, or within its fortnight.
create function sec.extension_follows_assessment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare ends date;
begin
  select least(valid_to, ended_on - 1) into ends from public.risk_assessment where id = new.assessment_id;
  if ends is null or new.from_date > ends + 14 or new.to_date > greatest(ends + 14, new.from_date + 13) then
    raise exception 'an extension follows the end of its assessment' using errcode = '23514', constraint = 'extension_follows_assessment', table = 'risk_extension';
  end if;
  return new;
end $$;
create trigger extension_stays_near before insert or update on public.risk_extension
  for each row execute function sec.extension_follows_assessment();

-- Who must have read that a risk changed, and who did (peers 97). It carries what a team member may know.
create table public.risk_notice (
  id uuid primary key,
  assessment_id uuid not null references public.risk_assessment,
  officer_id uuid not null references public.officer,
  officer_cell integer not null,
  level_before text,
  level_now text not null,
  summary text not null,
  asked_at timestamptz not null default sec.now(),
  read_at timestamptz,
  version integer not null default 1,
  constraint notice_once unique (assessment_id, officer_id)
);
create index risk_notice_by_officer on public.risk_notice (officer_id, asked_at desc);
create index risk_notice_unread on public.risk_notice (officer_cell, asked_at) where read_at is null;
create function sec.notice_cell() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  select cell into strict new.officer_cell from public.officer where id = new.officer_id;
  return new;
end $$;
create trigger notice_takes_cell before insert on public.risk_notice for each row execute function sec.notice_cell();

-- Assessments asked for, against a time standard (peers 98); also the triggers of WF-1 and WF-2.
create table public.risk_request (
  id uuid primary key,
  ref text not null constraint risk_request_ref_once unique,
  principal_id uuid references public.principal,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  portfolio_cell integer,
  kind text not null constraint request_kind_known check (kind in ('personal', 'area', 'travel', 'event', 'ad_hoc', 'residence')),
  cause text not null constraint request_cause_known check (cause in
    ('new_official', 'expiry', 'threat_message', 'incident', 'new_function', 'media_event', 'travel', 'mandate_decision', 'other')),
  urgency text not null constraint request_urgency_known check (urgency in ('immediate', 'urgent', 'priority', 'routine')),
  reason text not null constraint request_has_reason check (length(btrim(reason)) > 0),
  asked_by uuid default sec.account_id() references public.account,
  asked_at timestamptz not null default sec.now(),
  due_at timestamptz not null,
  assessment_id uuid references public.risk_assessment,
  closed_at timestamptz,
  close_reason text not null default '',
  version integer not null default 1,
  constraint request_due_after_it_is_asked check (due_at > asked_at),
  constraint request_closed_with_answer check (closed_at is null or assessment_id is not null or length(btrim(close_reason)) > 0)
);
create index risk_request_open on public.risk_request (cell, due_at) where closed_at is null;
create index risk_request_by_portfolio on public.risk_request (portfolio_cell, due_at) where closed_at is null;
create index risk_request_by_principal on public.risk_request (principal_id);
create index risk_request_by_station on public.risk_request (station_id);
create index risk_request_by_asker on public.risk_request (asked_by);
create index risk_request_by_assessment on public.risk_request (assessment_id);
create trigger risk_request_takes_cells before insert or update of station_id, principal_id on public.risk_request
  for each row execute function sec.risk_assessment_cells();

-- Rules over several rows -----------------------------------------------------------------------------------

create function sec.levels_of_threat() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare used integer;
begin
  select matrix_version into strict used from public.risk_assessment where id = new.assessment_id;
  select level into strict new.level from public.risk_matrix where version = used and likelihood = new.likelihood and impact = new.impact;
  select level into strict new.residual_level from public.risk_matrix
    where version = used and likelihood = new.residual_likelihood and impact = new.residual_impact;
  return new;
end $$;
create trigger threat_takes_levels before insert or update on public.risk_threat
  for each row execute function sec.levels_of_threat();

create function sec.cells_of_source() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select cell, portfolio_cell into strict new.cell, new.portfolio_cell from public.risk_assessment where id = new.assessment_id;
  return new;
end $$;
create trigger source_takes_cells before insert or update on public.risk_source
  for each row execute function sec.cells_of_source();

-- WF-2: states follow one another; INV-06: what was decided stays as it was decided.
create function sec.guard_risk_assessment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kept constant text[] := array['state', 'state_reason', 'ended_on', 'confirmed_by', 'confirmed_at', 'second_decided_by', 'second_decided_at',
  'version', 'updated_at', 'updated_by'];
  before public.risk_assessment;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' and not (new.way = 'registered' and new.state = 'approved') then
      raise exception 'an assessment begins as a draft' using errcode = '23514', constraint = 'risk_assessment_begins_as_draft', table = 'risk_assessment';
    end if;
  else
    if old.state <> new.state and not exists (select from public.risk_assessment_transition where from_state = old.state and to_state = new.state) then
      raise exception '% does not follow %', new.state, old.state
        using errcode = '23514', constraint = 'risk_assessment_state_follows', table = 'risk_assessment';
    end if;
    if old.state in ('approved', 'rejected', 'expired', 'superseded', 'withdrawn') and to_jsonb(old) - kept <> to_jsonb(new) - kept then
      raise exception 'a decided assessment is frozen' using errcode = '23514', constraint = 'decided_assessment_is_frozen', table = 'risk_assessment';
    end if;
    if old.state in ('rejected', 'withdrawn', 'superseded', 'approved', 'expired') and new.state in ('rejected', 'withdrawn') and old.state <> new.state
        and length(btrim(new.state_reason)) = 0 then
      raise exception 'an end needs its reason' using errcode = '23514', constraint = 'assessment_end_has_reason', table = 'risk_assessment';
    end if;
  end if;
  if new.way = 'full' and new.state = 'submitted' and (tg_op = 'INSERT' or old.state <> 'submitted') then
    if not exists (select from public.risk_threat where assessment_id = new.id and not is_void) then
      raise exception 'an assessment names its threats' using errcode = '23514', constraint = 'assessment_names_threats', table = 'risk_assessment';
    end if;
    if exists (select from public.risk_threat t where t.assessment_id = new.id and not t.is_void and sec.level_rank(t.level) >= 3
        and not exists (select from public.risk_measure m where m.assessment_id = new.id and not m.is_void and (m.threat_id = t.id or m.threat_id is null))) then
      raise exception 'a high risk has measures' using errcode = '23514', constraint = 'high_risk_has_measures', table = 'risk_assessment';
    end if;
    -- what is left is the worst of what is left of each threat: nobody types it
    select t.residual_level into new.residual_level from public.risk_threat t
      where t.assessment_id = new.id and not t.is_void order by sec.level_rank(t.residual_level) desc limit 1;
  end if;
  if new.state = 'recommended' and (tg_op = 'INSERT' or old.state <> 'recommended') then
    if new.way = 'full' and exists (select from public.risk_measure where assessment_id = new.id and not is_void and decision = 'proposed') then
      raise exception 'each measure has a result of review' using errcode = '23514', constraint = 'measures_are_reviewed', table = 'risk_assessment';
    end if;
    if new.way = 'full' and sec.level_rank(new.residual_level) >= 3
        and (select count(*) from public.risk_course where assessment_id = new.id and not is_void) < 2 then
      raise exception 'courses of action are compared' using errcode = '23514', constraint = 'courses_are_compared', table = 'risk_assessment';
    end if;
  end if;
  if new.state = 'approved' and (tg_op = 'INSERT' or old.state <> 'approved') then
    if new.way = 'full' and new.decided_by is not null and sec.level_rank(new.residual_level) in (3) and new.second_decided_by is null then
      raise exception 'high risk is decided by two' using errcode = '23514', constraint = 'high_risk_decided_by_two', table = 'risk_assessment';
    end if;
    if sec.level_rank(new.residual_level) = 4 and (length(btrim(new.approver_name)) = 0 or length(btrim(new.document_ref)) = 0) then
      raise exception 'very high risk rests on a decision record' using errcode = '23514', constraint = 'very_high_risk_has_decision_record', table = 'risk_assessment';
    end if;
    -- raising a level takes one person, lowering two (DESIGN 9.3)
    select * into before from public.risk_assessment where id = new.supersedes_id;
    if before.id is not null and before.state = 'approved' and sec.level_rank(new.residual_level) < sec.level_rank(before.residual_level)
        and new.second_decided_by is null and new.confirmed_by is null then
      raise exception 'a level is lowered by two' using errcode = '23514', constraint = 'level_lowered_by_two', table = 'risk_assessment';
    end if;
  end if;
  return new;
end $$;
create trigger risk_assessment_guarded before insert or update on public.risk_assessment
  for each row execute function sec.guard_risk_assessment();

-- INV-06 for the parts: written while the assessment is open to its author. Afterwards a measure is only carried out,
-- its review only before the decision; a registered assessment may be given its structure later.
create function sec.guard_risk_part() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare parent public.risk_assessment; carried constant text[] := array['owner', 'due_on', 'implementation', 'proof', 'version'];
begin
  select * into strict parent from public.risk_assessment where id = new.assessment_id;
  if tg_op = 'UPDATE' and old.assessment_id <> new.assessment_id then
    raise exception 'a part stays with its assessment' using errcode = '23514', constraint = 'part_stays_with_its_assessment', table = tg_table_name;
  end if;
  if parent.state in ('draft', 'returned') or parent.way = 'registered' and tg_op = 'INSERT' and parent.state = 'approved' then
    return new;
  end if;
  if tg_table_name = 'risk_measure' and tg_op = 'UPDATE' then
    if to_jsonb(old) - carried = to_jsonb(new) - carried then return new; end if;
    if parent.state = 'under_review' and to_jsonb(old) - carried - 'decision' = to_jsonb(new) - carried - 'decision' then return new; end if;
  end if;
  raise exception 'a part of a decided assessment is frozen' using errcode = '23514', constraint = 'decided_assessment_is_frozen', table = tg_table_name;
end $$;
create trigger threat_guarded before insert or update on public.risk_threat for each row execute function sec.guard_risk_part();
create trigger measure_guarded before insert or update on public.risk_measure for each row execute function sec.guard_risk_part();
create trigger course_guarded before insert or update on public.risk_course for each row execute function sec.guard_risk_part();
create trigger source_guarded before insert or update on public.risk_source for each row execute function sec.guard_risk_part();

-- Whether an assessment is in force on a day: decided, inside its period, not ended, or extended (INV-01, INV-02).
create function sec.assessment_in_force(wanted uuid, on_day date) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select exists (select from public.risk_assessment a where a.id = wanted and a.state in ('approved', 'expired', 'superseded', 'withdrawn')
      and on_day >= a.valid_from and on_day <= a.valid_to and (a.ended_on is null or on_day < a.ended_on))
    or exists (select from public.risk_extension e where e.assessment_id = wanted and e.second_by is not null
      and on_day >= e.from_date and on_day <= e.to_date)
$$;
-- The personal assessment of an official in force on a day; the newest where several are.
create function sec.assessment_of(principal uuid, on_day date) returns uuid language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select a.id from public.risk_assessment a where a.principal_id = principal and a.kind = 'personal'
    and a.valid_from <= on_day and sec.assessment_in_force(a.id, on_day)
  order by a.valid_from desc, a.created_at desc limit 1
$$;

call sec.business_table('risk_assessment', 'id',
  '(cell = {risk} or portfolio_cell = {risk}) and (state <> ''draft'' or author_id = (select sec.account_id()) or (select sec.has_role(''{pcu_chief,auditor}'')))',
  'cell = {risk} or portfolio_cell = {risk}');
call sec.business_table('risk_threat', 'id', 'exists (select from public.visible_risk_assessment a where a.id = assessment_id)',
  'exists (select from public.visible_risk_assessment a where a.id = assessment_id and (a.cell = {risk} or a.portfolio_cell = {risk}))');
call sec.business_table('risk_measure', 'id', 'exists (select from public.visible_risk_assessment a where a.id = assessment_id)',
  'exists (select from public.visible_risk_assessment a where a.id = assessment_id and (a.cell = {risk} or a.portfolio_cell = {risk}))');
call sec.business_table('risk_course', 'id', 'exists (select from public.visible_risk_assessment a where a.id = assessment_id)',
  'exists (select from public.visible_risk_assessment a where a.id = assessment_id and (a.cell = {risk} or a.portfolio_cell = {risk}))');
call sec.business_table('risk_source', 'id', 'cell = {threat_source} or portfolio_cell = {threat_source}');
call sec.business_table('risk_comment', 'id', 'exists (select from public.visible_risk_assessment a where a.id = assessment_id)',
  'exists (select from public.visible_risk_assessment a where a.id = assessment_id and (a.cell = {risk} or a.portfolio_cell = {risk}))');
call sec.business_table('risk_extension', 'id', 'exists (select from public.visible_risk_assessment a where a.id = assessment_id)',
  'exists (select from public.visible_risk_assessment a where a.id = assessment_id and (a.cell = {risk} or a.portfolio_cell = {risk}))');
call sec.business_table('risk_notice', 'id', 'officer_id = (select sec.own_officer()) or officer_cell = {people}
    or exists (select from public.visible_risk_assessment a where a.id = assessment_id)',
  'officer_id = (select sec.own_officer()) or exists (select from public.visible_risk_assessment a where a.id = assessment_id)');
call sec.business_table('risk_request', 'id', 'cell = {risk} or portfolio_cell = {risk}');

revoke insert, update on public.risk_matrix, public.risk_assessment_transition from cordon_web;
revoke execute on all functions in schema sec from public;
