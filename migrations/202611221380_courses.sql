-- Courses, their sessions, who took part and what came of it (domain.md F-2.19, WF-13). A result becomes a qualification
-- when somebody else than whoever entered it has verified the session, and in no other way.

create table public.course (
  id uuid primary key,
  ref text not null default sec.new_ref('CO') constraint course_ref_once unique,
  code text not null constraint course_code_shape check (code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'),
  title text not null constraint course_title_present check (length(btrim(title)) between 1 and 120),
  objectives text not null default '' constraint course_objectives_short check (length(objectives) <= 2000),
  assessment text not null constraint course_assessment_present check (length(btrim(assessment)) between 1 and 1000),
  -- none: no mark is asked for
  pass_mark integer constraint course_pass_mark_possible check (pass_mark between 1 and 100),
  -- none: it leads to no qualification of the register
  leads_to text references public.qualification_type,
  -- of the firearm qualification only
  weapon_class text not null default '' constraint course_class_known check (weapon_class in
    ('', 'pistol', 'smg', 'carbine', 'rifle', 'shotgun', 'lmg', 'other')),
  days integer not null constraint course_days_possible check (days between 1 and 120),
  provider text not null constraint course_provider_known check (provider in ('un', 'outside')),
  institution text not null default '' constraint course_institution_short check (length(institution) <= 160),
  is_withdrawn boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint course_code_once unique (code),
  constraint outside_course_names_institution check (provider = 'un' or length(btrim(institution)) > 0)
);
create index course_by_qualification on public.course (leads_to);
create index course_by_creator on public.course (created_by);
create index course_by_updater on public.course (updated_by);

create table public.course_session (
  id uuid primary key,
  ref text not null default sec.new_ref('CS') constraint course_session_ref_once unique,
  course_id uuid not null references public.course,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  place text not null default '' constraint course_session_place_short check (length(place) <= 160),
  from_date date not null,
  to_date date not null,
  capacity integer not null constraint course_session_capacity_possible check (capacity between 1 and 500),
  state text not null default 'planned' constraint course_session_state_known check (state in
    ('planned', 'open', 'held', 'results_entered', 'verified', 'closed', 'cancelled')),
  -- why it was cancelled, or why the results were sent back last
  state_reason text not null default '' constraint course_session_reason_short check (length(state_reason) <= 400),
  results_by uuid references public.account,
  results_at timestamptz,
  verified_by uuid references public.account,
  verified_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint course_session_ends_after_it_begins check (to_date >= from_date),
  constraint course_session_is_short check (to_date - from_date < 200),
  constraint cancelled_session_has_reason check (state <> 'cancelled' or length(btrim(state_reason)) > 0),
  constraint session_results_are_signed check ((results_by is null) = (results_at is null)
    and (results_by is not null) = (state in ('results_entered', 'verified', 'closed'))),
  constraint session_verification_is_signed check ((verified_by is null) = (verified_at is null)
    and (verified_by is not null) = (state in ('verified', 'closed'))),
  constraint session_results_verified_by_another check (verified_by <> results_by)
);
create index course_session_by_course on public.course_session (course_id, from_date desc);
create index course_session_by_station on public.course_session (station_id);
create index course_session_by_cell on public.course_session (cell, from_date desc, id);
create index course_session_by_recorder on public.course_session (results_by);
create index course_session_by_verifier on public.course_session (verified_by);
create index course_session_by_creator on public.course_session (created_by);
create index course_session_by_updater on public.course_session (updated_by);
create trigger session_signed_by_oneself before insert on public.course_session
  for each row execute function sec.signature_is_own('results_by', 'verified_by');
-- results that were sent back are signed anew
create trigger session_signed_by_oneself_again before update on public.course_session
  for each row execute function sec.signature_is_own_or_gone('results_by', 'verified_by');

-- Who teaches: an officer of the register, or somebody from outside with their institution.
create table public.session_instructor (
  id uuid primary key,
  session_id uuid not null references public.course_session,
  cell integer not null,
  officer_id uuid references public.officer,
  officer_cell integer,
  name text not null default '' constraint session_instructor_name_short check (length(name) <= 120),
  institution text not null default '' constraint session_instructor_institution_short check (length(institution) <= 160),
  is_removed boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  constraint instructor_is_officer_or_named check (case when officer_id is null then length(btrim(name)) > 0 and length(btrim(institution)) > 0
    else name = '' and institution = '' end)
);
create unique index instructor_named_once on public.session_instructor (session_id, officer_id) where not is_removed;
create index session_instructor_by_session on public.session_instructor (session_id);
create index session_instructor_by_officer on public.session_instructor (officer_id);
create index session_instructor_by_creator on public.session_instructor (created_by);

create table public.participation (
  id uuid primary key,
  session_id uuid not null references public.course_session,
  cell integer not null,
  officer_id uuid not null references public.officer,
  officer_cell integer not null,
  -- the days of the session, while the seat is taken and the session is not cancelled
  during daterange,
  state text not null default 'enrolled' constraint participation_state_known check (state in ('enrolled', 'withdrawn')),
  attendance text not null default '' constraint participation_attendance_known check (attendance in ('', 'attended', 'absent')),
  result text not null default '' constraint participation_result_known check (result in ('', 'passed', 'failed', 'not_assessed')),
  score integer constraint participation_score_possible check (score between 0 and 100),
  certificate text not null default '' constraint participation_certificate_short check (length(certificate) <= 60),
  remark text not null default '' constraint participation_remark_short check (length(remark) <= 300),
  qualification_id uuid references public.qualification,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint officer_enrolled_once unique (session_id, officer_id),
  constraint officer_in_one_session exclude using gist (officer_id with =, during with &&) where (during is not null),
  constraint absent_is_not_assessed check (attendance <> 'absent' or result in ('', 'not_assessed')),
  constraint score_of_the_assessed check (score is null or result in ('passed', 'failed')),
  constraint withdrawn_has_no_result check (state = 'enrolled' or attendance = '' and result = '')
);
create index participation_by_officer on public.participation (officer_id, session_id);
create index participation_by_officer_cell on public.participation (officer_cell, session_id);
create index participation_by_qualification on public.participation (qualification_id);
create index participation_by_creator on public.participation (created_by);
create index participation_by_updater on public.participation (updated_by);

create function sec.guard_course() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kind public.qualification_type;
begin
  select * into kind from public.qualification_type where code = new.leads_to;
  -- a permit and a written authorization are given by an authority, not by a course
  if kind.is_printed or kind.names in ('model', 'country') then
    raise exception 'no course leads to it' using errcode = '23514', constraint = 'course_leads_to_what_is_taught', table = 'course';
  end if;
  if (coalesce(kind.names, '') = 'class') <> (new.weapon_class <> '') then
    raise exception 'the type says whether a class is named' using errcode = '23514', constraint = 'course_names_its_class', table = 'course';
  end if;
  if tg_op = 'UPDATE' and (new.leads_to, new.weapon_class, new.pass_mark) is distinct from (old.leads_to, old.weapon_class, old.pass_mark)
      and exists (select from public.course_session s where s.course_id = new.id and s.state in ('held', 'results_entered')) then
    raise exception 'a session waits for its results' using errcode = '23514', constraint = 'course_is_kept_while_judged', table = 'course';
  end if;
  return new;
end $$;
create trigger course_guarded before insert or update on public.course for each row execute function sec.guard_course();

create function sec.guard_course_session() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date; taken integer;
begin
  select cell, (sec.now() at time zone zone)::date into strict new.cell, today from public.duty_station where id = new.station_id;
  if tg_op = 'INSERT' then
    if new.state <> 'planned' then
      raise exception 'it begins as planned' using errcode = '23514', constraint = 'session_goes_in_order', table = 'course_session';
    end if;
    if exists (select from public.course where id = new.course_id and is_withdrawn) then
      raise exception 'the course was withdrawn' using errcode = '23514', constraint = 'session_of_a_course_in_use', table = 'course_session';
    end if;
    return new;
  end if;
  if (new.course_id, new.station_id, new.ref) is distinct from (old.course_id, old.station_id, old.ref) then
    raise exception 'a session stays what it is' using errcode = '23514', constraint = 'course_session_stays', table = 'course_session';
  end if;
  if old.state not in ('planned', 'open') and (new.from_date, new.to_date, new.capacity, new.place) is distinct from (old.from_date, old.to_date, old.capacity, old.place) then
    raise exception 'what was held stays' using errcode = '23514', constraint = 'held_session_is_kept', table = 'course_session';
  end if;
  select count(*) into taken from public.participation where session_id = new.id and state = 'enrolled';
  if new.capacity < taken then
    raise exception 'more are enrolled' using errcode = '23514', constraint = 'session_has_a_seat', table = 'course_session';
  end if;
  if new.state = old.state then
    if old.state in ('verified', 'closed', 'cancelled') and to_jsonb(new) - 'cell' <> to_jsonb(old) - 'cell' then
      raise exception 'it stays' using errcode = '23514', constraint = 'held_session_is_kept', table = 'course_session';
    end if;
    return new;
  end if;
  if (old.state, new.state) not in (('planned', 'open'), ('open', 'held'), ('held', 'results_entered'), ('results_entered', 'verified'),
      ('results_entered', 'held'), ('verified', 'closed'), ('planned', 'cancelled'), ('open', 'cancelled')) then
    raise exception 'from % to %', old.state, new.state using errcode = '23514', constraint = 'session_goes_in_order', table = 'course_session';
  end if;
  if old.state = 'results_entered' and new.state = 'held' and length(btrim(new.state_reason)) = 0 then
    raise exception 'sent back without a word' using errcode = '23514', constraint = 'results_sent_back_with_reason', table = 'course_session';
  end if;
  if new.state = 'held' and today < new.from_date then
    raise exception 'it has not begun' using errcode = '23514', constraint = 'session_held_from_its_first_day', table = 'course_session';
  end if;
  if new.state = 'results_entered' then
    if today < new.to_date then
      raise exception 'it has not ended' using errcode = '23514', constraint = 'session_results_after_its_last_day', table = 'course_session';
    end if;
    if taken = 0 or exists (select from public.participation where session_id = new.id and state = 'enrolled' and (attendance = '' or result = '')) then
      raise exception 'somebody has no result' using errcode = '23514', constraint = 'session_results_are_complete', table = 'course_session';
    end if;
  end if;
  -- INV-16: whoever was judged verifies nobody's result here
  if new.state = 'verified' and exists (select from public.participation p join public.account a on a.officer_id = p.officer_id
      where p.session_id = new.id and p.state = 'enrolled' and a.id = new.verified_by) then
    raise exception 'verified by a participant' using errcode = '23514', constraint = 'session_verified_by_no_participant', table = 'course_session';
  end if;
  return new;
end $$;
create trigger course_session_guarded before insert or update on public.course_session for each row execute function sec.guard_course_session();

-- The days of the participants are those of the session; a cancelled one takes nobody's days.
create function sec.participations_follow_session() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.participation set version = version + 1 where session_id = new.id and state = 'enrolled';
  return null;
end $$;
create trigger participations_follow after update on public.course_session
  for each row when ((old.from_date, old.to_date) is distinct from (new.from_date, new.to_date) or old.state <> 'cancelled' and new.state = 'cancelled')
  execute function sec.participations_follow_session();
create function sec.participations_follow_officer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.participation set officer_cell = new.cell where officer_id = new.id;
  update public.session_instructor set officer_cell = new.cell where officer_id = new.id;
  return null;
end $$;
create trigger participations_follow after update of station_id on public.officer
  for each row when (old.cell <> new.cell) execute function sec.participations_follow_officer();

create function sec.guard_participation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare at_session public.course_session; mark integer; who public.officer;
  derived constant text[] := array['cell', 'officer_cell', 'during', 'version', 'updated_at', 'updated_by'];
begin
  -- enrolments of one session wait for each other: the last seat is given once
  select * into strict at_session from public.course_session where id = new.session_id for no key update;
  select * into strict who from public.officer where id = new.officer_id;
  new.cell := at_session.cell;
  new.officer_cell := who.cell;
  new.during := case when new.state = 'enrolled' and at_session.state <> 'cancelled' then daterange(at_session.from_date, at_session.to_date, '[]') end;
  if tg_op = 'UPDATE' then
    if (new.session_id, new.officer_id) is distinct from (old.session_id, old.officer_id) then
      raise exception 'a participation stays' using errcode = '23514', constraint = 'participation_stays', table = 'participation';
    end if;
    if to_jsonb(new) - derived = to_jsonb(old) - derived then
      return new;
    end if;
  end if;
  if at_session.state = 'verified' and tg_op = 'UPDATE' and old.qualification_id is null and new.qualification_id is not null
      and to_jsonb(new) - derived - 'qualification_id' - 'certificate' = to_jsonb(old) - derived - 'qualification_id' - 'certificate' then
    return new;
  end if;
  if at_session.state not in ('planned', 'open', 'held') then
    raise exception 'the results are entered' using errcode = '23514', constraint = 'participation_is_kept', table = 'participation';
  end if;
  if new.qualification_id is not null then
    raise exception 'nobody has verified it' using errcode = '23514', constraint = 'qualification_follows_verification', table = 'participation';
  end if;
  if at_session.state <> 'held' and (new.attendance, new.result) <> ('', '') then
    raise exception 'it was not held' using errcode = '23514', constraint = 'result_of_a_held_session', table = 'participation';
  end if;
  if new.state = 'enrolled' and (tg_op = 'INSERT' or old.state <> 'enrolled') then
    if who.state <> 'active' then
      raise exception 'their record ended' using errcode = '23514', constraint = 'participant_in_service', table = 'participation';
    end if;
    if exists (select from public.session_instructor where session_id = new.session_id and officer_id = new.officer_id and not is_removed) then
      raise exception 'teaches it' using errcode = '23514', constraint = 'instructor_takes_no_seat', table = 'participation';
    end if;
    if (select count(*) from public.participation where session_id = new.session_id and state = 'enrolled' and id <> new.id) >= at_session.capacity then
      raise exception 'every seat is taken' using errcode = '23514', constraint = 'session_has_a_seat', table = 'participation';
    end if;
  end if;
  select pass_mark into mark from public.course where id = at_session.course_id;
  if mark is not null and (new.result = 'passed' and coalesce(new.score < mark, true) or new.result = 'failed' and coalesce(new.score >= mark, true)) then
    raise exception 'the mark says otherwise' using errcode = '23514', constraint = 'result_follows_the_pass_mark', table = 'participation';
  end if;
  return new;
end $$;
create trigger participation_guarded before insert or update on public.participation for each row execute function sec.guard_participation();

create function sec.guard_session_instructor() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare at_session public.course_session;
begin
  select * into strict at_session from public.course_session where id = new.session_id for no key update;
  new.cell := at_session.cell;
  new.officer_cell := (select cell from public.officer where id = new.officer_id);
  if tg_op = 'UPDATE' and to_jsonb(new) - array['is_removed', 'version', 'cell', 'officer_cell'] <> to_jsonb(old) - array['is_removed', 'version', 'cell', 'officer_cell'] then
    raise exception 'named anew instead' using errcode = '23514', constraint = 'instructor_stays', table = 'session_instructor';
  end if;
  if (tg_op = 'INSERT' or old.is_removed <> new.is_removed) and at_session.state in ('verified', 'closed', 'cancelled') then
    raise exception 'it stays' using errcode = '23514', constraint = 'held_session_is_kept', table = 'session_instructor';
  end if;
  if not new.is_removed and exists (select from public.participation where session_id = new.session_id and officer_id = new.officer_id and state = 'enrolled') then
    raise exception 'takes part' using errcode = '23514', constraint = 'instructor_takes_no_seat', table = 'session_instructor';
  end if;
  return new;
end $$;
create trigger session_instructor_guarded before insert or update on public.session_instructor for each row execute function sec.guard_session_instructor();

-- WF-13: whoever passed gets the qualification of the course, verified by whoever verified the session. The rules of
-- qualifications hold for it as for any other.
create function sec.session_grants_qualifications() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare of_course public.course; passed record; made uuid; number text;
begin
  select * into strict of_course from public.course where id = new.course_id;
  if of_course.leads_to is null then
    return null;
  end if;
  for passed in select p.id, p.officer_id, p.officer_cell, p.certificate, row_number() over (order by p.created_at, p.id) as place
      from public.participation p where p.session_id = new.id and p.state = 'enrolled' and p.result = 'passed' order by 5 loop
    made := gen_random_uuid();
    number := coalesce(nullif(btrim(passed.certificate), ''), of_course.code || '/' || new.ref || '/' || passed.place);
    insert into public.qualification (id, ref, officer_id, officer_cell, type, weapon_class, obtained_on, issued_by, evidence, entered_by, verified_by, verified_at)
      values (made, sec.new_ref('F'), passed.officer_id, passed.officer_cell, of_course.leads_to, of_course.weapon_class, new.to_date,
        coalesce(nullif(btrim(of_course.institution), ''), 'United Nations'), new.ref || ', ' || number, new.verified_by, new.verified_by, new.verified_at);
    update public.participation set qualification_id = made, certificate = number, version = version + 1, updated_at = sec.now(), updated_by = new.verified_by
      where id = passed.id;
  end loop;
  return null;
end $$;
create trigger session_grants after update on public.course_session
  for each row when (old.state <> 'verified' and new.state = 'verified') execute function sec.session_grants_qualifications();

call sec.closes_with_station('course_session');
call sec.closes_with_station('session_instructor');
call sec.closes_with_station('participation');

call sec.business_table('course', 'id', 'true', '(select sec.has_role(array[''training_coordinator'', ''pcu_officer'']))');
-- Sessions elsewhere in which people of one's own station, or oneself, take part or teach.
create function sec.sessions_of_own_people() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(session_id), '{}') from (
    select session_id from public.participation
      where officer_cell = any ((select sec.cells_qualification())::integer[]) and cell <> all ((select sec.cells_qualification())::integer[])
    union select session_id from public.participation where officer_id = (select sec.own_officer())
    union select session_id from public.session_instructor where officer_id = (select sec.own_officer()) and not is_removed) own
$$;
grant execute on function sec.sessions_of_own_people() to cordon_web;
call sec.business_table('course_session', 'id', 'cell = {qualification} or id = any ((select sec.sessions_of_own_people())::uuid[])', 'cell = {qualification}');
call sec.business_table('session_instructor', 'id', 'cell = {qualification} or session_id = any ((select sec.sessions_of_own_people())::uuid[])', 'cell = {qualification}');
call sec.business_table('participation', 'id', 'cell = {qualification} or officer_cell = {qualification} or officer_id = (select sec.own_officer())',
  'cell = {qualification}');

-- INV-20: a session that the register knows is one that had begun by then.
create function sec.expenditure_names_its_session() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if new.cause = 'training' and new.cause_ref ~ '^CS-[0-9A-Z]+$' and (tg_op = 'INSERT' or new.cause_ref is distinct from old.cause_ref) and not exists (
      select from public.course_session s join public.duty_station d on d.id = s.station_id
      where s.ref = new.cause_ref and s.cell = new.cell and s.state <> 'cancelled'
        and s.from_date <= (new.occurred_at at time zone d.zone)::date) then
    raise exception 'no such session by then' using errcode = '23514', constraint = 'expenditure_in_a_session_of_the_register', table = 'ammunition_act';
  end if;
  return new;
end $$;
-- after the guard of the act, which says where it is
create trigger session_of_expenditure before insert or update on public.ammunition_act
  for each row execute function sec.expenditure_names_its_session();
create index ammunition_act_by_session on public.ammunition_act (cause_ref) where cause_ref like 'CS-%';

revoke execute on all functions in schema sec from public;
