-- Delegation of approval (X-02): who holds an authority lends it to a named account from a day to a day.
-- It rests on a right that the delegator holds and ends with it; it cannot be lent on, because only rights
-- count where it is made. A delegate counts as himself (INV-05): two signatures never come from one hand,
-- and who acts for an author does not approve what that author wrote.

insert into public.setting (name, value, unit, source) values ('delegation_max_days', '90', 'days', 'X-02');
call audit.note_migration('setting.create', 'settings of delegation');

-- Which rights carry an authority, and what must be reached to use it.
create table sec.authority_role (
  authority text not null,
  role text not null references sec.role,
  primary key (authority, role)
);
create index authority_role_by_role on sec.authority_role (role);
insert into sec.authority_role (authority, role) values
  ('risk', 'designated_official'), ('risk', 'senior_security_professional'), ('risk', 'pcu_chief'),
  ('requirement', 'pcu_chief'), ('profile', 'pcu_chief');
create table sec.authority_reach (
  authority text not null,
  area text not null references sec.area,
  may_write boolean not null,
  primary key (authority, area)
);
create index authority_reach_by_area on sec.authority_reach (area);
insert into sec.authority_reach (authority, area, may_write) values
  ('risk', 'risk', true), ('risk', 'principal', false),
  ('requirement', 'requirement', true), ('requirement', 'risk', false), ('requirement', 'principal', false),
  ('profile', 'principal', true);

create table public.delegation (
  id uuid primary key,
  ref text not null default sec.new_ref('D') constraint delegation_ref_once unique,
  authority text not null constraint delegation_authority_known check (authority in ('risk', 'requirement', 'profile')),
  -- the right it rests on, and that right in words
  grant_id uuid not null references public.access_grant,
  role text not null,
  scope_kind text not null,
  scope_code text not null,
  delegator_id uuid not null default sec.account_id() references public.account,
  delegate_id uuid not null references public.account,
  from_date date not null,
  to_date date not null,
  -- from the first midnight UTC, or from now, to the midnight after the last day, or to its early end
  during tstzrange not null,
  reason text not null constraint delegation_has_reason check (length(btrim(reason)) between 1 and 500),
  ended_at timestamptz,
  ended_by uuid references public.account,
  end_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  constraint delegation_ends_after_it_begins check (to_date >= from_date),
  constraint delegation_to_another check (delegate_id <> delegator_id),
  constraint delegation_end_has_reason check (ended_at is null or length(btrim(end_reason)) > 0 and ended_by is not null),
  constraint one_delegate_at_a_time exclude using gist (grant_id with =, authority with =, during with &&)
);
create index delegation_by_grant on public.delegation (grant_id);
create index delegation_by_delegator on public.delegation (delegator_id);
create index delegation_by_delegate on public.delegation (delegate_id);
create index delegation_by_ender on public.delegation (ended_by);
create index delegation_by_age on public.delegation (created_at desc, id desc);

-- Who signed for whom: written by the database where a signature stands on a delegation.
create table public.delegated_signature (
  id uuid primary key default gen_random_uuid(),
  delegation_id uuid not null references public.delegation,
  record_id uuid not null,
  record_ref text not null,
  signature text not null,
  signed_at timestamptz not null default sec.now(),
  -- taken off again, or given anew
  is_past boolean not null default false,
  version integer not null default 1
);
create index delegated_signature_by_delegation on public.delegated_signature (delegation_id, signed_at desc);
create index delegated_signature_by_record on public.delegated_signature (record_id, signature) where not is_past;

create trigger delegation_signed_by_oneself before insert or update on public.delegation
  for each row execute function sec.signature_is_own('delegator_id', 'ended_by');

create function sec.guard_delegation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare held public.access_grant; today date := (sec.now() at time zone 'UTC')::date; longest integer;
begin
  if tg_op = 'UPDATE' then
    if old.ended_at is not null or to_jsonb(old) - '{ended_at,ended_by,end_reason,during,version}'::text[]
        <> to_jsonb(new) - '{ended_at,ended_by,end_reason,during,version}'::text[] then
      raise exception 'a delegation is ended, not changed' using errcode = '23514', constraint = 'delegation_is_not_changed', table = 'delegation';
    end if;
    if new.ended_at is not null then
      if upper(old.during) <= sec.now() then
        raise exception 'a delegation that is over is not ended' using errcode = '23514', constraint = 'delegation_is_not_changed', table = 'delegation';
      end if;
      new.ended_at := sec.now();
      if sec.account_id() is not null and sec.account_id() not in (new.delegator_id, new.delegate_id) and not sec.has_role('{pcu_chief}') then
        raise exception 'a delegation is ended by its two people or the chief' using errcode = '23514', constraint = 'delegation_ended_by_its_people', table = 'delegation';
      end if;
      new.during := tstzrange(lower(old.during), greatest(lower(old.during), new.ended_at));
    end if;
    return new;
  end if;
  select * into held from public.access_grant where id = new.grant_id;
  if held.account_id is distinct from new.delegator_id or held.state <> 'granted' or held.valid_from > sec.now() or held.valid_to <= sec.now()
      or not exists (select from sec.authority_role a where a.authority = new.authority and a.role = held.role) then
    raise exception 'nobody delegates what they do not hold' using errcode = '23514', constraint = 'delegation_of_what_one_holds', table = 'delegation';
  end if;
  new.role := held.role; new.scope_kind := held.scope_kind; new.scope_code := held.scope_code;
  -- one that begins today begins now
  new.during := tstzrange(greatest(new.from_date::timestamp at time zone 'UTC', sec.now()), (new.to_date + 1)::timestamp at time zone 'UTC');
  if upper(new.during) > held.valid_to then
    raise exception 'a delegation ends with the right it rests on' using errcode = '23514', constraint = 'delegation_within_its_right', table = 'delegation';
  end if;
  if new.from_date < today then
    raise exception 'a delegation does not begin in the past' using errcode = '23514', constraint = 'delegation_begins_today_or_later', table = 'delegation';
  end if;
  select value::integer into longest from public.setting where name = 'delegation_max_days';
  if new.to_date - new.from_date >= longest then
    raise exception 'a delegation is short' using errcode = '23514', constraint = 'delegation_is_short', table = 'delegation';
  end if;
  if not exists (select from public.account a where a.id = new.delegate_id and a.kind = 'person' and a.disabled_at is null) then
    raise exception 'a delegate is a person' using errcode = '23514', constraint = 'delegate_is_a_person', table = 'delegation';
  end if;
  if new.ended_at is not null then
    raise exception 'a delegation begins before it ends' using errcode = '23514', constraint = 'delegation_is_not_changed', table = 'delegation';
  end if;
  return new;
end $$;
create trigger delegation_guarded before insert or update on public.delegation
  for each row execute function sec.guard_delegation();

-- Delegations in force at a moment: their days run and the right behind them is still held.
create function sec.delegations_at(to_whom uuid, at timestamptz)
  returns table (id uuid, authority text, role text, scope_kind text, scope_code text, delegator_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select d.id, d.authority, d.role, d.scope_kind, d.scope_code, d.delegator_id
  from public.delegation d join public.access_grant g on g.id = d.grant_id
  where d.delegate_id = to_whom and d.during @> at
    and g.state = 'granted' and g.valid_from <= at and (g.valid_to is null or g.valid_to > at)
$$;

-- A role held by a right of one's own.
create function sec.own_role_at(who uuid, wanted text[], at_cells integer[], at timestamptz) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from public.access_grant g
    join sec.cell_scope c on c.scope_kind = g.scope_kind and c.scope_code = g.scope_code
    where g.account_id = who and g.role = any (wanted) and g.state = 'granted'
      and g.valid_from <= at and (g.valid_to is null or g.valid_to > at) and c.cell = any (at_cells))
$$;

-- A role lent to somebody for decisions of an authority. Whoever may decide there by a right of their own
-- decides by that one: nobody stands for two.
create function sec.lent_role_at(who uuid, wanted_authority text, wanted text[], at_cells integer[], at timestamptz) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from sec.delegations_at(who, at) d
      join sec.cell_scope c on c.scope_kind = d.scope_kind and c.scope_code = d.scope_code
      where d.authority = wanted_authority and d.role = any (wanted) and c.cell = any (at_cells))
    and not sec.own_role_at(who, (select array_agg(a.role) from sec.authority_role a where a.authority = wanted_authority), at_cells, at)
$$;

-- Steps of risk assessments ask with this function. A set that names the Designated Official or the chief asks
-- for the authority, which may be lent; who writes and who reviews is asked by sets without them.
create or replace function sec.held_role_at(who uuid, wanted text[], at_cells integer[], at timestamptz) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select sec.own_role_at(who, wanted, at_cells, at)
    or wanted && '{designated_official,pcu_chief}' and sec.lent_role_at(who, 'risk', wanted, at_cells, at)
$$;

-- Approving, refusing and returning a requirement may be lent; the other steps of WF-3 may not.
create or replace function sec.demand_mover() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare needed text[]; today date := (sec.now() at time zone 'UTC')::date; places integer[] := array[new.cell, new.portfolio_cell];
  is_so boolean := true; is_full boolean;
begin
  if sec.account_id() is null then return new; end if;
  if tg_op = 'INSERT' then
    is_so := sec.has_role_over('{pcu_officer,cp_coordinator}', places);
  elsif old.state <> new.state then
    select roles into needed from public.requirement_transition where from_state = old.state and to_state = new.state;
    if needed <> '{}' then
      is_so := (sec.has_role_over(needed, places)
          or new.state in ('draft', 'approved', 'refused') and sec.lent_role_at(sec.account_id(), 'requirement', needed, places, sec.now()))
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

-- Approving and returning a profile may be lent.
create function sec.lent_profile_step(of_principal uuid, wanted text[]) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from public.principal p where p.id = of_principal
    and sec.lent_role_at(sec.account_id(), 'profile', wanted, array[p.cell, p.portfolio_cell], sec.now()))
$$;
create or replace function sec.profile_step_is_theirs() returns trigger language plpgsql
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare allowed text[] := '{pcu_officer}';
begin
  if current_user <> 'cordon_web' then return new; end if;
  if tg_op = 'UPDATE' then
    if old.state = new.state then return new; end if;
    select roles into allowed from public.profile_transition where from_state = old.state and to_state = new.state;
  end if;
  if not sec.has_role(coalesce(allowed, '{}'))
      and not (tg_op = 'UPDATE' and old.state = 'in_review' and new.state in ('active', 'draft') and sec.lent_profile_step(new.principal_id, allowed)) then
    raise exception 'this step of a profile belongs to another role' using errcode = '23514', constraint = 'profile_step_is_theirs', table = 'protection_profile';
  end if;
  if tg_op = 'UPDATE' and (new.state = 'active' and new.approved_by is distinct from sec.account_id()
      or new.state = 'in_review' and new.author_id is distinct from sec.account_id()
      or new.state = 'draft' and new.reviewer_id is distinct from sec.account_id()) then
    raise exception 'a step is signed by who takes it' using errcode = '23514', constraint = 'profile_step_is_signed', table = 'protection_profile';
  end if;
  return new;
end $$;

-- INV-05: neither the author nor who acts for the author approves. Arguments: authority, column of the author,
-- columns of approvals.
create function sec.author_is_not_acted_for() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare signed text; before jsonb := '{}'; after jsonb := to_jsonb(new);
begin
  if tg_op = 'UPDATE' then before := to_jsonb(old); end if;
  foreach signed in array tg_argv[2:] loop
    if after ->> signed is not null and after ->> signed is distinct from before ->> signed
        and exists (select from sec.delegations_at((after ->> signed)::uuid, sec.now()) d
          where d.authority = tg_argv[0] and d.delegator_id = (after ->> tg_argv[1])::uuid) then
      raise exception 'INV-05: the delegate of the author does not approve'
        using errcode = '23514', constraint = 'delegate_of_author_does_not_approve', table = tg_table_name;
    end if;
  end loop;
  return new;
end $$;

-- Notes for whom a signature was given. Arguments: authority, columns of approvals. Where several delegations
-- would do, the one whose authority has not signed yet.
create function sec.note_delegated_signature() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare signed text; signer uuid; used uuid; before jsonb := '{}'; after jsonb := to_jsonb(new); places integer[]; reference text; roles text[]; others uuid[];
begin
  if tg_op = 'UPDATE' then before := to_jsonb(old); end if;
  select array_agg(role) into roles from sec.authority_role where authority = tg_argv[0];
  foreach signed in array tg_argv[1:] loop
    continue when after ->> signed is not distinct from before ->> signed;
    update public.delegated_signature set is_past = true, version = version + 1
      where record_id = new.id and signature = signed and not is_past;
    signer := (after ->> signed)::uuid;
    continue when signer is null;
    case tg_table_name
      when 'protection_profile' then
        select array[p.cell, p.portfolio_cell], p.ref into places, reference from public.principal p where p.id = (after ->> 'principal_id')::uuid;
      when 'risk_extension' then
        select array[a.cell, a.portfolio_cell], a.ref into places, reference from public.risk_assessment a where a.id = (after ->> 'assessment_id')::uuid;
      else
        places := array[(after ->> 'cell')::integer, (after ->> 'portfolio_cell')::integer]; reference := after ->> 'ref';
    end case;
    continue when sec.own_role_at(signer, roles, places, sec.now());
    select coalesce(array_agg((after ->> other)::uuid), '{}') into others
      from unnest(tg_argv[1:]) other where other <> signed and after ->> other is not null;
    select d.id into used from sec.delegations_at(signer, sec.now()) d
      where d.authority = tg_argv[0]
        and exists (select from sec.cell_scope c where c.scope_kind = d.scope_kind and c.scope_code = d.scope_code and c.cell = any (places))
      order by exists (select from unnest(others) o where sec.held_role_at(o, array[d.role], places, sec.now())), d.role, d.id limit 1;
    if used is not null then
      insert into public.delegated_signature (delegation_id, record_id, record_ref, signature) values (used, new.id, reference, signed);
    end if;
  end loop;
  return null;
end $$;

create trigger author_is_not_acted_for before insert or update on public.risk_assessment
  for each row execute function sec.author_is_not_acted_for('risk', 'author_id', 'decided_by', 'second_decided_by', 'confirmed_by');
create trigger author_is_not_acted_for before insert or update on public.risk_extension
  for each row execute function sec.author_is_not_acted_for('risk', 'asked_by', 'first_by', 'second_by');
create trigger author_is_not_acted_for before insert or update on public.protection_requirement
  for each row execute function sec.author_is_not_acted_for('requirement', 'author_id', 'approved_by');
create trigger author_is_not_acted_for before insert or update on public.protection_profile
  for each row execute function sec.author_is_not_acted_for('profile', 'author_id', 'approved_by');
create trigger delegated_signature_noted after insert or update on public.risk_assessment
  for each row execute function sec.note_delegated_signature('risk', 'decided_by', 'second_decided_by');
create trigger delegated_signature_noted after insert or update on public.risk_extension
  for each row execute function sec.note_delegated_signature('risk', 'first_by', 'second_by');
create trigger delegated_signature_noted after insert or update on public.protection_requirement
  for each row execute function sec.note_delegated_signature('requirement', 'approved_by');
create trigger delegated_signature_noted after insert or update on public.protection_profile
  for each row execute function sec.note_delegated_signature('profile', 'approved_by');

-- For whom a signature stands, as a name beside it; null where the signer held the right.
create function sec.signed_for(of_record uuid, wanted text) returns text language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select sec.account_label(d.delegator_id) from public.delegated_signature s join public.delegation d on d.id = s.delegation_id
  where s.record_id = of_record and s.signature = wanted and not s.is_past
  order by s.signed_at desc limit 1
$$;

-- What was lent to an account is part of what it reaches, for its authority only.
create or replace function sec.reach(wanted uuid, wanted_area text, writing boolean) returns integer[]
language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct x.cell order by x.cell), '{}') from (
    select c.cell
    from public.access_grant g
    join sec.role_reach r on r.role = g.role and r.area = wanted_area and (r.may_write or not writing)
    join sec.cell_scope c
      on c.scope_kind = case r.breadth when 'global' then 'global' else g.scope_kind end
     and c.scope_code = case r.breadth when 'global' then '' else g.scope_code end
    where g.account_id = wanted and g.state = 'granted'
      and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now())
    union all
    select c.cell
    from sec.delegations_at(wanted, sec.now()) d
    join sec.authority_reach r on r.authority = d.authority and r.area = wanted_area and (r.may_write or not writing)
    join sec.cell_scope c on c.scope_kind = d.scope_kind and c.scope_code = d.scope_code) x
$$;
-- The scopes of a session change when a delegation begins or ends, or when the right behind one ends.
create function sec.delegation_bounds_scopes() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  new.scopes_until := least(new.scopes_until, (select min(t) from public.delegation d join public.access_grant g on g.id = d.grant_id,
    unnest(array[lower(d.during), upper(d.during), g.valid_to]) t where d.delegate_id = new.account_id and t > sec.now()));
  return new;
end $$;
create trigger session_ends_with_delegation before insert or update of scopes_until on sec.session
  for each row when (new.scopes_until > '-infinity') execute function sec.delegation_bounds_scopes();

create function sec.refresh_delegates() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare found uuid;
begin
  for found in select s.id from sec.session s where s.ended_at is null and s.account_id in (
      select d.delegate_id from public.delegation d
      where case tg_table_name when 'delegation' then d.id = new.id else d.grant_id = new.id end) loop
    perform sec.refresh_session(found);
  end loop;
  return null;
end $$;
create trigger delegation_changes_scopes after insert or update on public.delegation
  for each row execute function sec.refresh_delegates();
create trigger right_changes_delegations after update on public.access_grant
  for each row execute function sec.refresh_delegates();

-- What was lent to an account now, for the rule table: with the cells, and the person behind the delegator.
create function sec.lent_to(wanted uuid) returns jsonb language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('authority', d.authority, 'role', d.role, 'scope_kind', d.scope_kind, 'scope_code', d.scope_code,
      'cells', case when d.scope_kind = 'global' then '{}'::integer[] else sec.cells_of(d.scope_kind, d.scope_code) end,
      'delegator', sec.person_of(d.delegator_id)) order by d.authority, d.role, d.id), '[]')
  from sec.delegations_at(wanted, sec.now()) d join public.account a on a.id = wanted and a.kind = 'person'
$$;
-- The account of a user name that can be a delegate.
create function sec.delegate_named(wanted text) returns uuid language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select a.id from public.account a where a.username = lower(btrim(wanted)) and a.kind = 'person' and a.disabled_at is null
    and exists (select from public.access_grant g where g.account_id = a.id and g.state = 'granted' and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))
$$;

-- Whether the right behind a delegation still stands.
create function sec.right_stands(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from public.access_grant g where g.id = wanted and g.state = 'granted' and g.valid_from <= sec.now()
    and (g.valid_to is null or g.valid_to > sec.now()))
$$;

-- Those whose cells a delegation touches know who decides there, and so do its two people.
call sec.business_table('delegation', 'id',
  'delegator_id = (select sec.account_id()) or delegate_id = (select sec.account_id()) or (select sec.has_role(''{pcu_chief,pcu_officer,auditor}''))
   or sec.cells_of(scope_kind, scope_code) && (select sec.cells_risk())',
  'delegator_id = (select sec.account_id()) or delegate_id = (select sec.account_id()) or (select sec.has_role(array[''pcu_chief'']))');
call sec.business_table('delegated_signature', 'id', 'exists (select from public.visible_delegation d where d.id = delegation_id)', 'false');
revoke insert, update on public.delegated_signature from cordon_web;

grant select on sec.authority_role to cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
revoke execute on all functions in schema sec from public;
revoke execute on function sec.own_role_at(uuid, text[], integer[], timestamptz), sec.held_role_at(uuid, text[], integer[], timestamptz),
  sec.delegations_at(uuid, timestamptz), sec.lent_role_at(uuid, text, text[], integer[], timestamptz), sec.reach(uuid, text, boolean) from cordon_web;
