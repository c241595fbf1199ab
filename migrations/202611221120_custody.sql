-- Custody of firearms (INV-14, 17, 22, 23): an act of two people moves a weapon, and the ledger that follows
-- from it is written by the database alone. Nobody edits who had what.

-- The ledger: who or what holds a weapon, from when to when.
create table public.firearm_custody (
  id uuid primary key,
  firearm_id uuid not null references public.firearm,
  cell integer not null,
  number integer not null,
  kind text not null constraint custody_kind_known check (kind in ('armoury', 'person', 'workshop')),
  armoury_id uuid references public.armoury,
  officer_id uuid references public.officer,
  workshop text not null default '',
  since timestamptz not null,
  until timestamptz,
  handover_id uuid not null,
  version integer not null default 1,
  constraint custody_names_its_holder check (
    (kind = 'armoury') = (armoury_id is not null) and (kind = 'person') = (officer_id is not null) and (kind = 'workshop') = (length(btrim(workshop)) > 0)),
  constraint custody_ends_after_it_begins check (until >= since),
  constraint custody_number_once unique (firearm_id, number)
);
-- INV-17
create unique index firearm_in_one_custody on public.firearm_custody (firearm_id) where until is null;
create index firearm_custody_by_armoury on public.firearm_custody (armoury_id, since);
create index firearm_custody_by_officer on public.firearm_custody (officer_id, since);
create index firearm_custody_by_handover on public.firearm_custody (handover_id);
create index firearm_custody_open on public.firearm_custody (cell, firearm_id) where until is null;

-- The act: prepared by one, signed by another. What has already happened is recorded by one alone and waits for the
-- second signature a day at most (DESIGN 9.1, 9.10).
create table public.handover (
  id uuid primary key,
  ref text not null constraint handover_act_ref_once unique,
  firearm_id uuid not null references public.firearm,
  cell integer not null,
  kind text not null constraint handover_kind_known check (kind in ('taken_on', 'issue', 'return', 'to_workshop', 'from_workshop', 'move')),
  -- the custody it ends; null for the first
  from_custody_id uuid references public.firearm_custody,
  armoury_id uuid references public.armoury,
  officer_id uuid references public.officer,
  workshop text not null default '',
  -- a duty assignment lasts until it is ended, a temporary issue has a time to be back
  terms text not null default '' constraint handover_terms_known check (terms in ('', 'assignment', 'temporary')),
  purpose text not null default '' constraint handover_purpose_short check (length(purpose) <= 300),
  due_back_at timestamptz,
  condition text not null default 'good' constraint handover_condition_known check (condition in ('good', 'worn', 'damaged')),
  note text not null default '' constraint handover_note_short check (length(note) <= 1000),
  occurred_at timestamptz not null,
  state text not null constraint handover_state_known check (state in ('prepared', 'done', 'withdrawn')),
  -- recorded after the fact by one person
  is_fact boolean not null default false,
  -- what stood against it when it was done (INV-14)
  gaps text[] not null default '{}',
  first_by uuid not null default sec.account_id() references public.account,
  first_at timestamptz not null default sec.now(),
  second_by uuid references public.account,
  second_at timestamptz,
  override_by uuid references public.account,
  override_at timestamptz,
  override_reason text not null default '',
  withdraw_reason text not null default '',
  version integer not null default 1,
  constraint handover_act_by_two_people check (second_by <> first_by),
  constraint handover_override_by_third check (override_by <> first_by and override_by <> second_by),
  constraint handover_override_has_reason check (override_by is null or length(btrim(override_reason)) >= 10),
  constraint handover_signed_at_a_time check ((second_by is null) = (second_at is null)),
  constraint handover_withdrawn_with_reason check (state <> 'withdrawn' or length(btrim(withdraw_reason)) > 0),
  constraint done_handover_has_two_signatures check (state <> 'done' or is_fact or second_by is not null),
  constraint issue_has_terms check ((kind = 'issue') = (terms <> '')),
  constraint temporary_issue_has_its_end check (terms <> 'temporary' or due_back_at > occurred_at),
  constraint handover_names_who_takes_over check (
    case kind when 'issue' then officer_id is not null when 'to_workshop' then length(btrim(workshop)) > 0 else armoury_id is not null end)
);
alter table public.firearm_custody add constraint firearm_custody_handover foreign key (handover_id) references public.handover;
create unique index firearm_offered_once on public.handover (firearm_id) where state = 'prepared';
create index handover_by_cell on public.handover (cell, first_at desc, id);
create index handover_open on public.handover (cell, first_at) where state = 'prepared' or state = 'done' and second_by is null;
create index handover_by_firearm on public.handover (firearm_id, first_at);
create index handover_by_custody on public.handover (from_custody_id);
create index handover_by_armoury on public.handover (armoury_id);
create index handover_by_officer on public.handover (officer_id);
create index handover_by_first on public.handover (first_by);
create index handover_by_second on public.handover (second_by);
create index handover_by_overrider on public.handover (override_by);
create trigger handover_signed_by_oneself before insert or update on public.handover
  for each row execute function sec.signature_is_own('first_by', 'second_by', 'override_by');

create function sec.guard_handover() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare weapon public.firearm; holds public.firearm_custody; moment timestamptz := sec.now(); becomes_done boolean; sides uuid[]; person uuid;
  kept constant text[] := array['state', 'gaps', 'second_by', 'second_at', 'override_by', 'override_at', 'override_reason', 'withdraw_reason', 'version', 'occurred_at'];
begin
  -- whoever moves this weapon waits for whoever began before
  select * into strict weapon from public.firearm where id = new.firearm_id for update;
  new.cell := weapon.cell;
  if tg_op = 'INSERT' then
    new.first_at := moment;
    if new.state = 'withdrawn' or new.second_by is not null then
      raise exception 'an act begins with one signature' using errcode = '23514', constraint = 'handover_begins_with_one_signature', table = 'handover';
    end if;
  else
    if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state = 'withdrawn' or old.second_by is not null and to_jsonb(old) <> to_jsonb(new)
        or old.state = 'done' and (new.state <> 'done' or new.occurred_at <> old.occurred_at or new.gaps <> old.gaps)
        or old.override_by is not null and new.override_by is distinct from old.override_by then
      raise exception 'what was signed stays' using errcode = '23514', constraint = 'signed_handover_is_kept', table = 'handover';
    end if;
    new.second_at := case when new.second_by is null then null else coalesce(old.second_at, moment) end;
    new.override_at := case when new.override_by is null then null else coalesce(old.override_at, moment) end;
  end if;
  becomes_done := new.state = 'done' and (tg_op = 'INSERT' or old.state = 'prepared');
  if becomes_done and not new.is_fact then
    new.occurred_at := moment;
  end if;
  if new.occurred_at > moment then
    raise exception 'it has not happened yet' using errcode = '23514', constraint = 'handover_happened_by_now', table = 'handover';
  end if;
  -- the person who takes or gives back signs it; without a sign-in, a witness does
  person := coalesce(new.officer_id, (select c.officer_id from public.firearm_custody c where c.id = new.from_custody_id));
  if new.second_by is not null and (tg_op = 'INSERT' or old.second_by is null) and new.kind in ('issue', 'return') then
    select array_agg(a.id) into sides from public.account a where a.officer_id = person and a.disabled_at is null;
    if sides is not null and not new.first_by = any (sides) and not new.second_by = any (sides) then
      raise exception 'the officer signs' using errcode = '23514', constraint = 'handover_signed_by_the_officer', table = 'handover';
    end if;
  end if;
  select * into holds from public.firearm_custody where firearm_id = new.firearm_id and until is null;
  if (becomes_done or tg_op = 'INSERT') and holds.id is distinct from new.from_custody_id then
    raise exception 'it is somewhere else by now' using errcode = '23514', constraint = 'weapon_is_where_it_was', table = 'handover';
  end if;
  if (becomes_done or tg_op = 'INSERT') and not (case new.kind
      when 'taken_on' then holds.id is null when 'issue' then holds.kind = 'armoury' when 'return' then holds.kind = 'person'
      when 'to_workshop' then holds.kind = 'armoury' when 'from_workshop' then holds.kind = 'workshop' else holds.kind = 'armoury' and holds.armoury_id <> new.armoury_id end) then
    raise exception 'this does not follow from where it is' using errcode = '23514', constraint = 'handover_follows_custody', table = 'handover';
  end if;
  if becomes_done and holds.since > new.occurred_at then
    raise exception 'it was elsewhere then' using errcode = '23514', constraint = 'custody_in_order', table = 'handover';
  end if;
  if becomes_done and new.kind = 'issue' then
    new.gaps := sec.armed_gaps(new.officer_id, weapon.class, weapon.model, weapon.station_id, (new.occurred_at at time zone 'UTC')::date);
    if weapon.state not in ('serviceable', 'limited') then
      new.gaps := new.gaps || array['weapon_state'];
    end if;
    -- INV-14
    if new.gaps <> '{}' and new.override_by is null and not new.is_fact then
      raise exception 'not fit for an armed duty' using errcode = '23514', constraint = 'issue_to_the_fit_only', table = 'handover';
    end if;
  end if;
  -- INV-22; a fact is kept and told
  if becomes_done and new.armoury_id is not null and not sec.armoury_may_hold(new.armoury_id, (new.occurred_at at time zone 'UTC')::date) then
    new.gaps := new.gaps || array['armoury'];
    if not new.is_fact then
      raise exception 'the armoury is not approved' using errcode = '23514', constraint = 'stored_where_approved', table = 'handover';
    end if;
  end if;
  if new.armoury_id is not null and not exists (select from public.armoury a where a.id = new.armoury_id and a.cell = weapon.cell) then
    raise exception 'an armoury of another station' using errcode = '23514', constraint = 'armoury_of_the_same_station', table = 'handover';
  end if;
  return new;
end $$;
create trigger handover_guarded before insert or update on public.handover for each row execute function sec.guard_handover();

-- The ledger follows from the act.
create function sec.keep_custody() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'INSERT' or old.state = 'prepared' then
    update public.firearm_custody set until = new.occurred_at, version = version + 1 where id = new.from_custody_id and until is null;
    insert into public.firearm_custody (id, firearm_id, cell, number, kind, armoury_id, officer_id, workshop, since, handover_id)
    values (gen_random_uuid(), new.firearm_id, new.cell,
      (select count(*) + 1 from public.firearm_custody where firearm_id = new.firearm_id),
      case new.kind when 'issue' then 'person' when 'to_workshop' then 'workshop' else 'armoury' end,
      case when new.kind in ('issue', 'to_workshop') then null else new.armoury_id end,
      case when new.kind = 'issue' then new.officer_id end,
      case when new.kind = 'to_workshop' then new.workshop else '' end, new.occurred_at, new.id);
    if new.gaps <> '{}' then
      insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
        values (gen_random_uuid(), sec.new_ref('X'), new.cell, case when new.gaps = array['armoury'] then 'INV-22' else 'INV-14' end,
          case when new.gaps = array['armoury'] then 'stored_unapproved' else 'issued_unfit' end, new.ref, new.first_by);
    end if;
  end if;
  if new.second_by is not null then
    update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = 'settled-by-confirmation', version = version + 1
      where code = 'handover_unsigned' and detail = new.ref and closed_at is null;
  end if;
  return null;
end $$;
create trigger handover_moves_custody after insert or update on public.handover
  for each row when (new.state = 'done') execute function sec.keep_custody();

-- INV-17: the ledger is closed once and not rewritten, also by its owner.
create function sec.guard_custody() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if old.until is not null or to_jsonb(old) - array['until', 'version'] <> to_jsonb(new) - array['until', 'version'] then
    raise exception 'the ledger is not rewritten' using errcode = '23514', constraint = 'custody_is_kept', table = 'firearm_custody';
  end if;
  return new;
end $$;
create trigger custody_guarded before update on public.firearm_custody for each row execute function sec.guard_custody();

-- One signature alone for more than a day stands in the register of exceptions (DESIGN 9.10); the detector asks.
create function sec.settle_handovers() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare h record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for h in select * from public.handover x where x.state = 'done' and x.second_by is null and x.first_at <= sec.now() - interval '24 hours'
      and not exists (select from public.exception e where e.code = 'handover_unsigned' and e.detail = x.ref)
    order by x.first_at, x.ref limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := h.cell;
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, h.cell, 'INV-23', 'handover_unsigned', h.ref, h.first_by);
    return next;
  end loop;
end $$;

-- Weapons that the reader holds, or is about to take.
create function sec.own_firearms() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct firearm_id), '{}') from (
    select c.firearm_id from public.firearm_custody c where c.officer_id = (select sec.own_officer()) and c.until is null
    union all select h.firearm_id from public.handover h where h.officer_id = (select sec.own_officer()) and h.state = 'prepared') mine
$$;
-- Handovers in which the reader is the officer: what one took, and what one gave back.
create function sec.own_handovers() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(h.id), '{}') from public.handover h left join public.firearm_custody c on c.id = h.from_custody_id
  where h.officer_id = (select sec.own_officer()) or c.officer_id = (select sec.own_officer())
$$;

-- To whom a custodian may issue: officers of the own stations, and those who are there on temporary duty.
create function sec.officers_to_issue_to(wanted text) returns table (out_id uuid, out_ref text, out_name text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select o.id, o.ref, o.name from public.officer o
  where o.state = 'active' and (o.ref = upper(wanted) or o.name ilike '%' || replace(replace(replace(wanted, '\', '\\'), '%', '\%'), '_', '\_') || '%')
    and (o.cell = any (sec.cells_asset_write()) or exists (select from public.availability v join public.duty_station s on s.id = v.station_id
      where v.officer_id = o.id and not v.is_void and v.kind = 'temporary_duty' and v.during @> sec.now() and s.cell = any (sec.cells_asset_write())))
  order by o.name, o.id limit 16
$$;
-- The name of an officer, for those who see a handover to or from them.
create function sec.holder_label(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select o.ref || ' ' || o.name from public.officer o where o.id = wanted and (o.id = (select sec.own_officer()) or o.cell = any (sec.cells_people())
    or exists (select from public.handover h where h.officer_id = o.id and h.cell = any (sec.cells_asset())))
$$;
-- What stands against an issue, for those who may prepare or see it.
create function sec.issue_gaps(officer uuid, firearm uuid) returns text[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select sec.armed_gaps(officer, f.class, f.model, f.station_id, (sec.now() at time zone 'UTC')::date)
      || case when f.state in ('serviceable', 'limited') then '{}'::text[] else array['weapon_state'] end
  from public.firearm f where f.id = firearm
    and (f.cell = any (sec.cells_asset()) or officer = (select sec.own_officer()) and f.id = any (sec.own_firearms()))
$$;

call sec.business_table('firearm', 'id', 'cell = {asset} or id = any ((select sec.own_firearms())::uuid[])', 'cell = {asset}');
call sec.business_table('firearm_permit', 'id', 'exists (select from public.visible_firearm f where f.id = firearm_id)', 'cell = {asset}');
call sec.business_table('firearm_inspection', 'id', 'exists (select from public.visible_firearm f where f.id = firearm_id)', 'cell = {asset}');
-- written by the trigger of the act alone
call sec.business_table('firearm_custody', 'id', 'cell = {asset} or officer_id = (select sec.own_officer())', 'false');
call sec.business_table('handover', 'id', 'cell = {asset} or id = any ((select sec.own_handovers())::uuid[])', 'cell = {asset} or id = any ((select sec.own_handovers())::uuid[])');
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
    (select f.ref from public.visible_firearm f where f.id = wanted),
    (select a.ref from public.visible_armoury a where a.id = wanted),
    sec.account_label(wanted))
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.armed_gaps(uuid, text, text, uuid, date) from cordon_web;
