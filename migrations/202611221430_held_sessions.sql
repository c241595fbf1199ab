-- What happened at a session is a fact (DESIGN 9.1): whoever came without a seat, or was enrolled elsewhere on those days,
-- is recorded all the same; a result is not erased by a withdrawal; a session to which nobody came is cancelled.

create or replace function sec.guard_course_session() returns trigger language plpgsql security definer
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
  if new.capacity <> old.capacity and new.capacity < taken then
    raise exception 'more are enrolled' using errcode = '23514', constraint = 'session_has_a_seat', table = 'course_session';
  end if;
  if new.state = old.state then
    if old.state in ('verified', 'closed', 'cancelled') and to_jsonb(new) - 'cell' <> to_jsonb(old) - 'cell' then
      raise exception 'it stays' using errcode = '23514', constraint = 'held_session_is_kept', table = 'course_session';
    end if;
    return new;
  end if;
  if (old.state, new.state) not in (('planned', 'open'), ('open', 'held'), ('held', 'results_entered'), ('results_entered', 'verified'),
      ('results_entered', 'held'), ('verified', 'closed'), ('planned', 'cancelled'), ('open', 'cancelled'))
      and not (old.state = 'held' and new.state = 'cancelled' and taken = 0) then
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

create or replace function sec.guard_participation() returns trigger language plpgsql security definer
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
  -- days are promised beforehand; what was held promises no new ones
  new.during := case when new.state <> 'enrolled' or new.attendance = 'absent' or at_session.state = 'cancelled' then null
    when at_session.state in ('planned', 'open') then daterange(at_session.from_date, at_session.to_date, '[]')
    when tg_op = 'UPDATE' then old.during end;
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
  if at_session.state not in ('planned', 'open', 'held')
      or tg_op = 'UPDATE' and old.state = 'enrolled' and new.state = 'withdrawn' and (old.attendance, old.result) <> ('', '') then
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
    if at_session.state <> 'held'
        and (select count(*) from public.participation where session_id = new.session_id and state = 'enrolled' and id <> new.id) >= at_session.capacity then
      raise exception 'every seat is taken' using errcode = '23514', constraint = 'session_has_a_seat', table = 'participation';
    end if;
  end if;
  select pass_mark into mark from public.course where id = at_session.course_id;
  if mark is not null and (new.result = 'passed' and coalesce(new.score < mark, true) or new.result = 'failed' and coalesce(new.score >= mark, true)) then
    raise exception 'the mark says otherwise' using errcode = '23514', constraint = 'result_follows_the_pass_mark', table = 'participation';
  end if;
  return new;
end $$;

-- Whoever passed before a type was withdrawn is qualified all the same; by hand nothing is recorded of it any more.
create or replace function sec.refuse_withdrawn_type() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if pg_trigger_depth() = 1 and exists (select from public.qualification_type where code = new.type and is_withdrawn) then
    raise exception 'the type was withdrawn' using errcode = '23514', constraint = 'qualification_of_a_type_in_use', table = 'qualification';
  end if;
  return new;
end $$;

-- Whoever reads no qualifications looks for their own sessions alone.
create or replace function sec.sessions_of_own_people() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(array_agg(session_id), '{}') from (
    select session_id from public.participation
      where (select cardinality(sec.cells_qualification())) > 0
        and officer_cell = any ((select sec.cells_qualification())::integer[]) and cell <> all ((select sec.cells_qualification())::integer[])
    union select session_id from public.participation where officer_id = (select sec.own_officer())
    union select session_id from public.session_instructor where officer_id = (select sec.own_officer()) and not is_removed) own
$$;
drop index public.ammunition_act_by_session;
