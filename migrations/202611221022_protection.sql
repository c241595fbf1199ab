-- What follows by itself from requirements, teams and interim protection: who may move a state, states
-- that nobody types, and the register of exceptions.

-- Exceptions without a movement are told apart by their cell and by what they are about.
create or replace function sec.put_exception(in_movement uuid, in_leg uuid, in_other_leg uuid, in_cell integer,
  in_rule text, in_code text, in_detail text, in_owner uuid) returns text language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare made text;
begin
  select e.ref into made from public.exception e
    where e.movement_id is not distinct from in_movement and e.leg_id is not distinct from in_leg
      and e.other_leg_id is not distinct from in_other_leg and e.code = in_code and e.closed_at is null
      and (in_movement is not null or e.cell = in_cell and e.detail = in_detail);
  if made is null then
    made := sec.new_ref('X');
    insert into public.exception (id, ref, movement_id, leg_id, other_leg_id, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), made, in_movement, in_leg, in_other_leg,
        coalesce((select m.planning_cell from public.movement m where m.id = in_movement), in_cell),
        in_rule, in_code, in_detail,
        coalesce(in_owner, (select m.lead_id from public.movement m where m.id = in_movement), sec.account_id()));
  end if;
  return made;
end $$;

-- Whom an alarm goes to.
create function sec.chief() returns uuid language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select g.account_id from public.access_grant g join public.account a on a.id = g.account_id and a.disabled_at is null
  where g.role = 'pcu_chief' and g.state = 'granted' and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now())
  order by g.valid_from, g.id limit 1
$$;

-- Closes what a deed has answered.
create function sec.settle_exceptions(about text, codes text[], words text) returns void language sql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = words, version = version + 1
  where movement_id is null and detail = about and code = any (codes) and closed_at is null
$$;

-- True if the account of the session holds one of these roles over one of these cells.
create function sec.has_role_over(wanted text[], cells integer[]) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from public.access_grant g
    join sec.cell_scope c on c.scope_kind = g.scope_kind and c.scope_code = g.scope_code and c.cell = any (cells)
    where g.account_id = sec.account_id() and g.role = any (wanted) and g.state = 'granted'
      and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))
$$;

-- Interim protection ----------------------------------------------------------------------------------------

create function sec.guard_interim() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare moved constant text[] := array['confirmed_by', 'confirmed_at', 'ended_at', 'ended_by', 'end_reason', 'version'];
begin
  if tg_op = 'INSERT' then
    new.started_at := sec.now();
    new.until := least(new.until, new.started_at + interval '72 hours');
    return new;
  end if;
  if to_jsonb(old) - moved <> to_jsonb(new) - moved or old.ended_at is not null then
    raise exception 'interim protection is confirmed or ended, not changed'
      using errcode = '23514', constraint = 'interim_is_not_changed', table = 'interim_protection';
  end if;
  if old.confirmed_by is null and new.confirmed_by is not null and sec.account_id() is not null and not sec.has_role_over(
      '{pcu_chief,pcu_officer,senior_security_professional,designated_official}', array[new.cell, new.portfolio_cell]) then
    raise exception 'interim protection is confirmed by those who answer for the official'
      using errcode = '23514', constraint = 'interim_confirmed_by_its_role', table = 'interim_protection';
  end if;
  return new;
end $$;
create trigger interim_guarded before insert or update on public.interim_protection
  for each row execute function sec.guard_interim();

create function sec.tell_of_interim() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform sec.put_exception(null, null, null, new.cell, 'INV-01', 'interim_started', new.ref, sec.chief());
  elsif new.ended_at is not null and old.ended_at is null then
    perform sec.settle_exceptions(new.ref, '{interim_started,interim_unconfirmed,interim_lapsed}', 'settled-by-end');
  elsif new.confirmed_by is not null and old.confirmed_by is null then
    perform sec.settle_exceptions(new.ref, '{interim_started,interim_unconfirmed}', 'settled-by-confirmation');
  end if;
  return null;
end $$;
create trigger interim_told after insert or update on public.interim_protection
  for each row execute function sec.tell_of_interim();

-- Requirements: who moves them, and what moves by itself -------------------------------------------------------

-- No roles: the move follows from facts and nobody types it.
alter table public.requirement_transition add column roles text[] not null default '{}';
update public.requirement_transition set roles = '{pcu_officer}' where (from_state, to_state) = ('draft', 'validated');
update public.requirement_transition set roles = '{pcu_officer,pcu_chief}'
  where (from_state, to_state) = ('validated', 'draft') or to_state in ('under_review', 'reduced') or (from_state, to_state) = ('under_review', 'active');
update public.requirement_transition set roles = '{pcu_chief}'
  where (from_state, to_state) = ('validated', 'approved') or to_state in ('refused', 'ended');

alter table public.protection_requirement add constraint requirement_end_has_reason
  check (state not in ('refused', 'reduced', 'ended') or length(btrim(state_reason)) > 0);

-- Seats that a requirement asks for, and those with somebody on them that day.
create function sec.seats_of(requirement uuid) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ select coalesce(sum(count), 0)::integer from public.requirement_post where requirement_id = requirement and not is_void $$;
create function sec.filled_seats(requirement uuid, on_day date) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select count(distinct (a.post_id, a.seat))::integer from public.team_assignment a join public.protection_team t on t.id = a.team_id
  where t.requirement_id = requirement and t.state <> 'ended' and a.state not in ('ended', 'declined') and a.during @> on_day
$$;

-- The assessment a requirement rests on that day, and the last day without a gap; no row if none is in force.
create function sec.ground_of(wanted uuid, on_day date) returns table (ref text, until date) language plpgsql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare reached date := on_day - 1; step record;
begin
  loop
    select g.ref, g.last into step from (
      select a.ref, a.valid_from as first, least(a.valid_to, a.ended_on - 1) as last
        from public.requirement_basis b join public.risk_assessment a on a.id = b.assessment_id
        where b.requirement_id = wanted and a.state in ('approved', 'expired', 'superseded', 'withdrawn')
      union all
      select a.ref, e.from_date, e.to_date
        from public.requirement_basis b join public.risk_assessment a on a.id = b.assessment_id join public.risk_extension e on e.assessment_id = a.id
        where b.requirement_id = wanted and e.second_by is not null) g
      where reached + 1 between g.first and g.last order by g.last desc limit 1;
    exit when not found;
    ground_of.ref := coalesce(ground_of.ref, step.ref);
    reached := step.last;
  end loop;
  if reached >= on_day then
    ground_of.until := reached;
    return next;
  end if;
end $$;

create function sec.demand_mover() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare needed text[]; today date := (sec.now() at time zone 'UTC')::date; is_so boolean := true; is_full boolean;
begin
  if sec.account_id() is null then return new; end if;
  if tg_op = 'INSERT' then
    is_so := sec.has_role_over('{pcu_officer,cp_coordinator}', array[new.cell, new.portfolio_cell]);
  elsif old.state <> new.state then
    select roles into needed from public.requirement_transition where from_state = old.state and to_state = new.state;
    if needed <> '{}' then
      is_so := sec.has_role_over(needed, array[new.cell, new.portfolio_cell])
        and (new.state <> 'validated' or new.validated_by = sec.account_id()) and (new.state <> 'approved' or new.approved_by = sec.account_id());
    elsif new.state = 'assessment_lapsed' then
      is_so := not exists (select from public.requirement_basis b where b.requirement_id = new.id and sec.assessment_in_force(b.assessment_id, today));
    elsif old.state = 'assessment_lapsed' then
      is_so := exists (select from public.requirement_basis b where b.requirement_id = new.id and sec.assessment_in_force(b.assessment_id, today));
    else
      is_full := sec.seats_of(new.id) > 0 and sec.filled_seats(new.id, greatest(today, new.from_date)) >= sec.seats_of(new.id);
      is_so := case new.state
        when 'approved' then not is_full
        when 'resourced' then is_full
        when 'active' then is_full and exists (select from public.protection_team t where t.requirement_id = new.id and t.accepted_by is not null)
        else false end;
    end if;
  end if;
  if not is_so then
    raise exception 'WF-3: % is not theirs to decide', new.state
      using errcode = '23514', constraint = 'requirement_moved_by_its_role', table = 'protection_requirement';
  end if;
  return new;
end $$;
-- After the cells were taken: triggers fire by name.
create trigger requirement_walks_by_role before insert or update of state on public.protection_requirement
  for each row execute function sec.demand_mover();

-- Resourced when every seat is filled, active when besides the leader has accepted.
create function sec.settle_requirement(wanted uuid) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare q public.protection_requirement; is_full boolean; today date := (sec.now() at time zone 'UTC')::date;
begin
  select * into q from public.protection_requirement where id = wanted for update;
  if q.state not in ('approved', 'resourced') then return; end if;
  is_full := sec.seats_of(wanted) > 0 and sec.filled_seats(wanted, greatest(today, q.from_date)) >= sec.seats_of(wanted);
  if is_full <> (q.state = 'resourced') then
    update public.protection_requirement set state = case when is_full then 'resourced' else 'approved' end,
      version = version + 1, updated_at = sec.now() where id = wanted;
  end if;
  if is_full and exists (select from public.protection_team t where t.requirement_id = wanted and t.accepted_by is not null and t.state <> 'ended') then
    update public.protection_requirement set state = 'active', version = version + 1, updated_at = sec.now() where id = wanted;
  end if;
end $$;

create function sec.settle_after_staffing() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.settle_requirement(t.requirement_id) from public.protection_team t
    where t.id = case tg_table_name when 'protection_team' then new.id else (to_jsonb(new) ->> 'team_id')::uuid end;
  return null;
end $$;
create trigger assignment_settles_requirement after insert or update on public.team_assignment
  for each row execute function sec.settle_after_staffing();
create trigger team_settles_requirement after update of accepted_by, state on public.protection_team
  for each row execute function sec.settle_after_staffing();

-- A lapsed requirement and its people return when something it rests on is in force again.
create function sec.restore_lapsed(principal uuid) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare q record; today date := (sec.now() at time zone 'UTC')::date;
begin
  for q in select r.id, t.id as team, t.accepted_by is not null and t.state = 'active' as is_active
      from public.protection_requirement r left join public.protection_team t on t.requirement_id = r.id
      where r.principal_id = principal and r.state = 'assessment_lapsed'
        and exists (select from public.requirement_basis b where b.requirement_id = r.id and sec.assessment_in_force(b.assessment_id, today))
      order by r.id for update of r loop
    update public.protection_requirement set state = case when coalesce(q.is_active, false) then 'active' else 'approved' end,
      version = version + 1, updated_at = sec.now() where id = q.id;
    update public.team_assignment set state = case when accepted_at is null then 'proposed' else 'accepted' end, version = version + 1
      where team_id = q.team and state = 'assessment_lapsed';
    perform sec.settle_requirement(q.id);
  end loop;
end $$;

create function sec.basis_restores() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.restore_lapsed(q.principal_id) from public.protection_requirement q where q.id = new.requirement_id;
  return null;
end $$;
create trigger basis_restores after insert on public.requirement_basis
  for each row execute function sec.basis_restores();

-- INV-02: the alert of a lapse, and its end.
create function sec.tell_of_lapse() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if new.state = 'assessment_lapsed' and old.state <> 'assessment_lapsed' then
    perform sec.put_exception(null, null, null, new.cell, 'INV-02', 'assessment_lapsed', new.ref, sec.chief());
  elsif old.state = 'assessment_lapsed' and new.state <> 'assessment_lapsed' then
    perform sec.settle_exceptions(new.ref, '{assessment_lapsed}', 'settled-by-carry-over');
  end if;
  if new.review_due_on is distinct from old.review_due_on or new.state in ('ended', 'reduced') and old.state <> new.state then
    perform sec.settle_exceptions(new.ref, '{requirement_review_overdue}', 'settled-by-review');
  end if;
  return null;
end $$;
create trigger requirement_lapse_told after update on public.protection_requirement
  for each row execute function sec.tell_of_lapse();

-- Teams --------------------------------------------------------------------------------------------------------

alter table public.team_assignment add constraint assignment_end_has_reason
  check (state not in ('ended', 'declined') or length(btrim(state_reason)) > 0);

create function sec.demand_leader() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if sec.account_id() is not null and new.accepted_by is not null and old.accepted_by is distinct from new.accepted_by
      and not new.id = any (sec.led_teams()) then
    raise exception 'WF-3: a team is accepted by its leader' using errcode = '23514', constraint = 'team_accepted_by_its_leader', table = 'protection_team';
  end if;
  return new;
end $$;
create trigger team_accepted_by_its_leader before update on public.protection_team
  for each row execute function sec.demand_leader();

-- Who serves on one's own team: reference and name, where the record itself may not be opened.
create function sec.team_mate(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select o.ref || ' ' || o.name from public.officer o where o.id = wanted
    and exists (select from public.team_assignment a where a.officer_id = o.id and a.team_id = any (sec.own_teams()))
$$;

-- Names in the history.
create or replace function history.name_of(wanted uuid) returns text language sql stable
as $$
  select coalesce(
    (select s.code from public.visible_duty_station s where s.id = wanted),
    (select p.name from public.visible_place p where p.id = wanted),
    (select o.ref from public.visible_officer o where o.id = wanted),
    (select p.ref from public.visible_principal p where p.id = wanted),
    (select m.ref from public.visible_movement m where m.id = wanted),
    (select l.number::text from public.visible_leg l where l.id = wanted),
    (select p.role from public.visible_post p where p.id = wanted),
    (select f.name from public.visible_formation f where f.id = wanted),
    (select a.ref from public.visible_risk_assessment a where a.id = wanted),
    (select q.ref from public.visible_protection_requirement q where q.id = wanted),
    (select t.ref from public.visible_protection_team t where t.id = wanted),
    (select p.number::text from public.visible_requirement_post p where p.id = wanted),
    sec.account_label(wanted))
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.settle_exceptions(text, text[], text), sec.settle_requirement(uuid) from cordon_web;
