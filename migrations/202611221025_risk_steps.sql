-- Risk assessments: who takes which step (WF-2, INV-05), what stays locked on the way to a decision,
-- what follows from coming into force, and the level in force as lists and boards read it.

-- True if the account held one of these roles over one of these cells at that moment.
create function sec.held_role_at(who uuid, wanted text[], at_cells integer[], at timestamptz) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from public.access_grant g
    join sec.cell_scope c on c.scope_kind = g.scope_kind and c.scope_code = g.scope_code
    where g.account_id = who and g.role = any (wanted) and g.state = 'granted'
      and g.valid_from <= at and (g.valid_to is null or g.valid_to > at) and c.cell = any (at_cells))
$$;

-- The level of the personal assessment of an official that is in force or approved next, before this one.
create function sec.level_before(assessment public.risk_assessment) returns text
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select a.residual_level from public.risk_assessment a
  where a.principal_id = (assessment).principal_id and a.kind = 'personal' and a.id <> (assessment).id
    and (a.state = 'approved' and a.valid_to >= (sec.now() at time zone 'UTC')::date)
  order by a.valid_from desc, a.created_at desc limit 1
$$;

-- A draft may be withdrawn although it is neither whole nor decided: its end lies before its beginning.
alter table public.risk_assessment drop constraint risk_assessment_in_force_is_whole, drop constraint risk_assessment_in_force_is_decided,
  add constraint risk_assessment_in_force_is_whole check (state not in ('approved', 'expired', 'superseded', 'withdrawn')
    or residual_level is not null and valid_from is not null and valid_to is not null
    or state = 'withdrawn' and ended_on is not null and ended_on <= coalesce(valid_from, ended_on)),
  add constraint risk_assessment_in_force_is_decided check (state not in ('approved', 'expired', 'superseded', 'withdrawn')
    or decided_by is not null
    or length(btrim(approver_name)) > 0 and length(btrim(approver_capacity)) > 0 and length(btrim(document_ref)) > 0 and approved_on is not null
    or state = 'withdrawn' and ended_on is not null and ended_on <= coalesce(valid_from, ended_on));

-- A registered assessment that lowers a level waits, submitted, for the second person.
insert into public.risk_assessment_transition (from_state, to_state) values ('submitted', 'approved');

-- A recommendation that is returned carries no decision on: whoever returns it takes the first signature off.
drop trigger risk_assessment_signed_by_oneself on public.risk_assessment;
create trigger risk_assessment_signed_by_oneself before insert on public.risk_assessment
  for each row execute function sec.signature_is_own('author_id', 'reviewer_id', 'decided_by', 'second_decided_by', 'confirmed_by');
create trigger risk_assessment_kept_by_signers before update on public.risk_assessment
  for each row when (not (old.state = 'recommended' and new.state = 'returned' and new.decided_by is null and new.second_decided_by is null))
  execute function sec.signature_is_own('author_id', 'reviewer_id', 'decided_by', 'second_decided_by', 'confirmed_by');

create function sec.guard_risk_steps() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare
  me uuid := sec.account_id();
  today date := (sec.now() at time zone 'UTC')::date;
  places integer[] := array[new.cell, new.portfolio_cell];
  authors constant text[] := '{tra_analyst,senior_security_professional,cp_coordinator}';
  authority constant text[] := '{designated_official,senior_security_professional,pcu_chief}';
  moving constant text[] := array['state', 'state_reason', 'reviewer_id', 'recommendation', 'decision', 'decided_by', 'decided_at', 'second_decided_by',
    'second_decided_at', 'approver_name', 'approver_capacity', 'approved_on', 'document_ref', 'confirmed_by', 'confirmed_at', 'version', 'updated_at', 'updated_by'];
  is_record boolean := length(btrim(new.approver_name)) > 0 and length(btrim(new.approver_capacity)) > 0 and length(btrim(new.document_ref)) > 0
    and new.approved_on is not null;
  is_step boolean := tg_op = 'INSERT' or old.state <> new.state;
  was text := case tg_op when 'UPDATE' then old.state else '' end;
  is_allowed boolean := true;
  before text;
begin
  if tg_op = 'UPDATE' then
    if (old.author_id, old.kind, old.way, old.principal_id) is distinct from (new.author_id, new.kind, new.way, new.principal_id) then
      raise exception 'an assessment keeps its author and its subject' using errcode = '23514', constraint = 'assessment_keeps_its_author', table = 'risk_assessment';
    end if;
    if old.state in ('submitted', 'under_review', 'recommended') and to_jsonb(old) - moving <> to_jsonb(new) - moving then
      raise exception 'an assessment under review is locked' using errcode = '23514', constraint = 'assessment_under_review_is_locked', table = 'risk_assessment';
    end if;
    if new.way = 'full' and old.residual_level is distinct from new.residual_level and new.state <> 'submitted' then
      raise exception 'what is left of a risk is computed' using errcode = '23514', constraint = 'residual_level_is_computed', table = 'risk_assessment';
    end if;
    if (old.decided_by is distinct from new.decided_by or old.second_decided_by is distinct from new.second_decided_by) and old.state <> 'recommended' then
      raise exception 'a decision follows a recommendation' using errcode = '23514', constraint = 'decision_follows_recommendation', table = 'risk_assessment';
    end if;
    if me is not null and (old.decided_by is distinct from new.decided_by or old.second_decided_by is distinct from new.second_decided_by)
        and not sec.held_role_at(me, authority, places, sec.now()) then
      raise exception 'a decision is taken by the authority' using errcode = '23514', constraint = 'assessment_step_has_its_role', table = 'risk_assessment';
    end if;
    if new.way = 'full' and new.confirmed_by is not null then
      raise exception 'only a registered decision is confirmed' using errcode = '23514', constraint = 'decision_follows_recommendation', table = 'risk_assessment';
    end if;
  elsif new.way = 'full' and (new.decided_by is not null or new.second_decided_by is not null or new.reviewer_id is not null) then
    raise exception 'a decision follows a recommendation' using errcode = '23514', constraint = 'decision_follows_recommendation', table = 'risk_assessment';
  end if;
  if not is_step then return new; end if;

  if was = 'submitted' and new.state = 'approved' and (new.way = 'full' or new.confirmed_by is null) then
    raise exception '% does not follow %', new.state, was using errcode = '23514', constraint = 'risk_assessment_state_follows', table = 'risk_assessment';
  end if;
  if new.state = 'superseded' and not exists (select from public.risk_assessment a where a.id <> new.id and a.state = 'approved'
      and (a.supersedes_id = new.id or a.kind = 'personal' and new.kind = 'personal' and a.principal_id = new.principal_id and a.valid_from >= new.valid_from)) then
    raise exception 'an assessment is superseded by an approved one' using errcode = '23514', constraint = 'assessment_superseded_by_approved', table = 'risk_assessment';
  end if;
  if new.state = 'expired' and new.valid_to >= today then
    raise exception 'an assessment expires after its last day' using errcode = '23514', constraint = 'assessment_expires_after_its_last_day', table = 'risk_assessment';
  end if;
  if new.state = 'withdrawn' then
    -- what was never approved was never in force on any day
    new.ended_on := case was when 'approved' then coalesce(new.ended_on, today) else coalesce(new.valid_from, today) end;
  end if;

  if me is not null then
    if new.state = 'draft' then
      is_allowed := new.way = 'registered' or sec.held_role_at(me, authors, places, sec.now());
    elsif new.state = 'submitted' then
      is_allowed := me = new.author_id and (new.way = 'registered' or sec.held_role_at(me, authors, places, sec.now()));
    elsif new.state = 'under_review' then
      is_allowed := me = new.reviewer_id and sec.held_role_at(me, '{pcu_officer}', places, sec.now());
    elsif was = 'under_review' then
      is_allowed := me = new.reviewer_id and sec.held_role_at(me, '{pcu_officer}', places, sec.now());
    elsif new.state = 'withdrawn' and was in ('draft', 'returned') then
      is_allowed := me = new.author_id;
    elsif was = 'recommended' and new.state = 'returned' then
      is_allowed := me <> new.author_id and sec.held_role_at(me, authority || '{pcu_officer}'::text[], places, sec.now());
    elsif new.state in ('rejected', 'withdrawn') then
      is_allowed := me <> new.author_id and sec.held_role_at(me, authority, places, sec.now());
    elsif new.state = 'approved' and new.way = 'full' then
      is_allowed := sec.held_role_at(me, authority, places, sec.now());
    end if;
    if not coalesce(is_allowed, false) then
      raise exception '% is not a step of this person', new.state using errcode = '23514', constraint = 'assessment_step_has_its_role', table = 'risk_assessment';
    end if;
  end if;

  if new.state = 'approved' then
    if new.way = 'full' then
      if new.decided_by is null then
        raise exception 'an approval has its decision' using errcode = '23514', constraint = 'decision_follows_recommendation', table = 'risk_assessment';
      end if;
      if sec.level_rank(new.residual_level) >= 3 then
        if new.second_decided_by is null then
          raise exception 'high risk is decided by two' using errcode = '23514', constraint = 'high_risk_decided_by_two', table = 'risk_assessment';
        end if;
        -- the Designated Official, or their decision witnessed with its record, and the chief
        if not (sec.held_role_at(new.decided_by, '{pcu_chief}', places, new.decided_at)
              and sec.held_role_at(new.second_decided_by, case when is_record then '{designated_official,senior_security_professional}'::text[] else '{designated_official}' end, places, new.second_decided_at)
            or sec.held_role_at(new.second_decided_by, '{pcu_chief}', places, new.second_decided_at)
              and sec.held_role_at(new.decided_by, case when is_record then '{designated_official,senior_security_professional}'::text[] else '{designated_official}' end, places, new.decided_at)) then
          raise exception 'high risk is decided by the official and the chief' using errcode = '23514', constraint = 'high_risk_decided_by_official_and_chief', table = 'risk_assessment';
        end if;
      elsif not sec.held_role_at(new.decided_by, '{designated_official,senior_security_professional}', places, new.decided_at)
          and not sec.held_role_at(new.second_decided_by, '{designated_official,senior_security_professional}', places, new.second_decided_at) then
        raise exception 'a decision is taken by the authority' using errcode = '23514', constraint = 'assessment_step_has_its_role', table = 'risk_assessment';
      end if;
    end if;
    -- raising a level takes one person, lowering two, whatever the record calls its predecessor
    if new.kind = 'personal' and new.second_decided_by is null and new.confirmed_by is null then
      before := sec.level_before(new);
      if sec.level_rank(new.residual_level) < sec.level_rank(before) then
        raise exception 'a level is lowered by two' using errcode = '23514', constraint = 'level_lowered_by_two', table = 'risk_assessment';
      end if;
    end if;
  end if;
  return new;
end $$;
-- Named to run after the guard, which computes what is left, and after the cells are taken.
create trigger risk_assessment_walks_its_steps before insert or update on public.risk_assessment
  for each row execute function sec.guard_risk_steps();

-- An assessment that comes into force ends the one before and tells the detail what changed (peers 97).
create function sec.assessment_comes_into_force() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare before text := sec.level_before(new); today date := (sec.now() at time zone 'UTC')::date;
begin
  update public.risk_assessment a set state = 'superseded', ended_on = greatest(new.valid_from, a.valid_from), state_reason = new.ref,
      version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
    where a.id <> new.id and a.state = 'approved' and a.valid_from <= new.valid_from
      and (a.id = new.supersedes_id or new.kind = 'personal' and a.kind = 'personal' and a.principal_id = new.principal_id);
  -- by the act of a person; what is loaded tells nobody
  if sec.account_id() is not null and new.kind = 'personal' and new.valid_to >= today and new.residual_level is distinct from before then
    insert into public.risk_notice (id, assessment_id, officer_id, officer_cell, level_before, level_now, summary)
      select gen_random_uuid(), new.id, o.officer_id, 0, before, new.residual_level, coalesce(nullif(btrim(new.change_note), ''), new.main_measures)
      from (select ta.officer_id from public.team_assignment ta join public.protection_team t on t.id = ta.team_id
              join public.protection_requirement q on q.id = t.requirement_id
            where q.principal_id = new.principal_id and ta.state not in ('ended', 'declined') and (ta.to_date is null or ta.to_date >= today)
          union
            select t.officer_id from public.tasking t join public.movement m on m.id = t.movement_id
            where m.principal_id = new.principal_id and t.state in ('planned', 'active') and upper(t.during) > sec.now()) o
      on conflict do nothing;
  end if;
  return null;
end $$;
create trigger risk_assessment_supersedes after insert or update of state on public.risk_assessment
  for each row when (new.state = 'approved') execute function sec.assessment_comes_into_force();

create function sec.assessment_was_withdrawn() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.mark_lapse(new.principal_id);
  return null;
end $$;
create trigger risk_assessment_lapses after update of state on public.risk_assessment
  for each row when (old.state = 'approved' and new.state = 'withdrawn' and new.principal_id is not null) execute function sec.assessment_was_withdrawn();

-- The result of a review of a measure is the reviewer's.
create function sec.guard_measure_result() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare parent public.risk_assessment; me uuid := sec.account_id(); before text := case tg_op when 'UPDATE' then old.decision else 'proposed' end;
begin
  select * into strict parent from public.risk_assessment where id = new.assessment_id;
  if me is not null and parent.way = 'full' and new.decision <> before and new.decision <> 'proposed'
      and (parent.state <> 'under_review' or parent.reviewer_id is distinct from me) then
    raise exception 'a measure is reviewed by the reviewer' using errcode = '23514', constraint = 'measure_reviewed_by_reviewer', table = 'risk_measure';
  end if;
  return new;
end $$;
create trigger measure_has_its_reviewer before insert or update on public.risk_measure
  for each row execute function sec.guard_measure_result();

-- Both approvals of an extension are decisions of the authority; what was approved once is not changed.
create function sec.guard_extension() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare parent public.risk_assessment; me uuid := sec.account_id();
begin
  select * into strict parent from public.risk_assessment where id = new.assessment_id;
  if tg_op = 'INSERT' and new.first_by is not null or tg_op = 'UPDATE' and (old.first_by, old.second_by) is distinct from (new.first_by, new.second_by)
      and me is not null and not sec.held_role_at(me, '{designated_official,senior_security_professional,pcu_chief}', array[parent.cell, parent.portfolio_cell], sec.now()) then
    raise exception 'an extension is approved by the authority' using errcode = '23514', constraint = 'assessment_step_has_its_role', table = 'risk_extension';
  end if;
  if tg_op = 'UPDATE' and old.first_by is not null and (old.from_date, old.to_date, old.reason, old.first_by, old.asked_by, old.assessment_id)
      is distinct from (new.from_date, new.to_date, new.reason, new.first_by, new.asked_by, new.assessment_id) then
    raise exception 'an approved extension is frozen' using errcode = '23514', constraint = 'extension_is_frozen', table = 'risk_extension';
  end if;
  return new;
end $$;
create trigger extension_walks_its_steps before insert or update on public.risk_extension
  for each row execute function sec.guard_extension();

-- That a change was read is said by its reader, once.
create function sec.guard_notice() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if to_jsonb(old) - '{read_at,version}'::text[] <> to_jsonb(new) - '{read_at,version}'::text[] or old.read_at is not null and old.read_at is distinct from new.read_at
      or sec.account_id() is not null and old.read_at is distinct from new.read_at and new.officer_id is distinct from sec.own_officer() then
    raise exception 'a notice is read by its reader' using errcode = '23514', constraint = 'notice_read_by_oneself', table = 'risk_notice';
  end if;
  return new;
end $$;
create trigger notice_read_once before update on public.risk_notice
  for each row execute function sec.guard_notice();

-- What a notice is about, for its reader: the reference and the codename, nothing else of the assessment.
create function sec.noticed(assessment uuid) returns table (ref text, called text)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select a.ref, coalesce(nullif(p.codename, ''), p.ref, '') from public.risk_assessment a left join public.principal p on p.id = a.principal_id
  where a.id = assessment and exists (select from public.risk_notice n where n.assessment_id = a.id and n.officer_id = sec.own_officer())
$$;

-- The level in force of each official on a day, as far as it was known at a moment (null: now): lists ask once
-- for all their rows. Readers of risk see it, those on duty with the official, and the watch over them.
create function sec.risk_levels(officials uuid[], on_day date, known_at timestamptz default null)
  returns table (principal_id uuid, ref text, level text, valid_to date)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select distinct on (a.principal_id) a.principal_id, a.ref, a.residual_level, a.valid_to
  from public.risk_assessment a
  where a.principal_id = any (officials) and a.kind = 'personal' and a.state in ('approved', 'expired', 'superseded', 'withdrawn')
    and a.valid_from <= on_day
    and (on_day <= a.valid_to and (a.ended_on is null or on_day < a.ended_on or a.updated_at > known_at)
      or exists (select from public.risk_extension e where e.assessment_id = a.id and e.second_by is not null and on_day between e.from_date and e.to_date))
    and (known_at is null or coalesce(a.second_decided_at, a.decided_at, a.confirmed_at, a.created_at) <= known_at)
    and (a.cell = any ((select sec.cells_risk())::integer[]) or a.portfolio_cell = any ((select sec.cells_risk())::integer[])
      or a.principal_id = any ((select sec.own_principals())::uuid[])
      or a.cell = any ((select sec.cells_watch())::integer[]) or a.portfolio_cell = any ((select sec.cells_watch())::integer[]))
  order by a.principal_id, a.valid_from desc, a.created_at desc
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.held_role_at(uuid, text[], integer[], timestamptz), sec.level_before(public.risk_assessment) from cordon_web;
