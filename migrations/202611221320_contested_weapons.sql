-- INV-38: facts are kept. A receipt that is entered later and says otherwise than the ledger is kept as contested: it
-- moves nothing, stands on the records of both, and opens an exception until two people settle it. Either the receipt
-- was wrong and is withdrawn, or the ledger was and the receipt is upheld. A plan is refused as before.

alter table public.handover
  drop constraint handover_state_known,
  add constraint handover_state_known check (state in ('prepared', 'done', 'withdrawn', 'contested')),
  add constraint contested_handover_is_a_fact check (state <> 'contested' or is_fact);
create index handover_contested on public.handover (cell, first_at) where state = 'contested';
alter table public.ammunition_act
  drop constraint ammunition_act_state_known,
  add constraint ammunition_act_state_known check (state in ('prepared', 'done', 'withdrawn', 'contested')),
  add constraint contested_rounds_are_a_fact check (state <> 'contested' or is_fact);
create index ammunition_act_contested on public.ammunition_act (cell, first_at) where state = 'contested';

-- A contested act and how it is settled. It has the id of its act.
create table public.contested_fact (
  id uuid primary key,
  ref text not null constraint contested_fact_ref_once unique,
  cell integer not null,
  handover_id uuid references public.handover,
  ammunition_act_id uuid references public.ammunition_act,
  -- of a weapon, the custody that was open when the receipt was entered
  custody_id uuid references public.firearm_custody,
  -- of rounds, what the account had when the act was entered
  held integer,
  entered_by uuid not null references public.account,
  opened_at timestamptz not null default sec.now(),
  state text not null default 'open' constraint contested_fact_state_known check (state in ('open', 'proposed', 'withdrawn', 'upheld')),
  way text not null default '' constraint contested_fact_way_known check (way in ('', 'withdraw', 'uphold')),
  reason text not null default '' constraint contested_fact_reason_short check (length(reason) <= 300),
  proposed_by uuid references public.account,
  proposed_at timestamptz,
  settled_by uuid references public.account,
  settled_at timestamptz,
  version integer not null default 1,
  constraint contested_fact_of_one_act check (num_nonnulls(handover_id, ammunition_act_id) = 1 and coalesce(handover_id, ammunition_act_id) = id),
  constraint contested_proposal_has_reason check (case when state = 'open' then way = '' and reason = '' and proposed_by is null
    else way <> '' and length(btrim(reason)) >= 10 and proposed_by is not null end),
  constraint contested_proposed_at_a_time check ((proposed_by is null) = (proposed_at is null)),
  constraint contested_settled_at_a_time check ((settled_by is null) = (settled_at is null) and (settled_by is not null) = (state in ('withdrawn', 'upheld'))),
  constraint contested_settled_as_proposed check (case state when 'withdrawn' then way = 'withdraw' when 'upheld' then way = 'uphold' else true end),
  -- INV-23
  constraint contested_settled_by_another check (settled_by <> proposed_by),
  constraint contested_not_settled_by_its_author check (settled_by <> entered_by)
);
create index contested_fact_by_cell on public.contested_fact (cell, opened_at desc, id);
create index contested_fact_open on public.contested_fact (cell, opened_at) where state in ('open', 'proposed');
create index contested_fact_by_handover on public.contested_fact (handover_id);
create index contested_fact_by_act on public.contested_fact (ammunition_act_id);
create index contested_fact_by_custody on public.contested_fact (custody_id);
create index contested_fact_by_author on public.contested_fact (entered_by);
create index contested_fact_by_proposer on public.contested_fact (proposed_by);
create index contested_fact_by_settler on public.contested_fact (settled_by);
create trigger contested_fact_signed_by_oneself before insert or update on public.contested_fact
  for each row execute function sec.signature_is_own_or_gone('entered_by', 'proposed_by', 'settled_by');

create function sec.guard_contested_fact() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kept constant text[] := array['state', 'way', 'reason', 'proposed_by', 'proposed_at', 'settled_by', 'settled_at', 'version'];
begin
  if tg_op = 'INSERT' then
    if not exists (select from public.handover h where h.id = new.handover_id and h.state = 'contested'
        union all select from public.ammunition_act x where x.id = new.ammunition_act_id and x.state = 'contested') then
      raise exception 'nothing is contested' using errcode = '23514', constraint = 'contested_fact_of_contested_act', table = 'contested_fact';
    end if;
    new.opened_at := sec.now();
    return new;
  end if;
  if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state in ('withdrawn', 'upheld') then
    raise exception 'what was settled stays' using errcode = '23514', constraint = 'settled_fact_is_kept', table = 'contested_fact';
  end if;
  if (old.state, new.state) not in (('open', 'proposed'), ('proposed', 'open'), ('proposed', 'withdrawn'), ('proposed', 'upheld'))
      or new.state in ('withdrawn', 'upheld') and (old.way, old.reason, old.proposed_by) is distinct from (new.way, new.reason, new.proposed_by) then
    raise exception 'this does not follow' using errcode = '23514', constraint = 'contested_fact_follows', table = 'contested_fact';
  end if;
  new.proposed_at := case when new.proposed_by is null then null else coalesce(old.proposed_at, sec.now()) end;
  new.settled_at := case when new.settled_by is null then null else sec.now() end;
  return new;
end $$;
create trigger contested_fact_guarded before insert or update on public.contested_fact
  for each row execute function sec.guard_contested_fact();

-- Withdrawn or upheld: the act follows, and its exception closes.
create function sec.settle_contested_fact() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare about text; is_upheld boolean := new.state = 'upheld';
begin
  if new.handover_id is not null then
    update public.handover set state = case when is_upheld then 'done' else 'withdrawn' end, second_by = case when is_upheld then new.settled_by end,
      withdraw_reason = case when is_upheld then '' else new.reason end, version = version + 1
      where id = new.handover_id returning ref into about;
  else
    update public.ammunition_act set state = case when is_upheld then 'done' else 'withdrawn' end, second_by = case when is_upheld then new.settled_by end,
      withdraw_reason = case when is_upheld then '' else new.reason end, version = version + 1
      where id = new.ammunition_act_id returning ref into about;
  end if;
  perform sec.settle_exceptions(about, '{custody_contested,rounds_contested}', 'settled-by-two');
  return null;
end $$;
create trigger contested_fact_settles after update on public.contested_fact
  for each row when (old.state = 'proposed' and new.state in ('withdrawn', 'upheld')) execute function sec.settle_contested_fact();
-- The register is no way round the two.
create function sec.guard_exception_of_contest() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.handover h where h.ref = new.detail and h.state = 'contested'
      union all select from public.ammunition_act x where x.ref = new.detail and x.state = 'contested') then
    raise exception 'it is contested' using errcode = '23514', constraint = 'contested_act_settled_by_two', table = 'exception';
  end if;
  return new;
end $$;
create trigger exception_of_contest_guarded before update on public.exception
  for each row when (old.code in ('custody_contested', 'rounds_contested') and old.closed_at is null and new.closed_at is not null)
  execute function sec.guard_exception_of_contest();

-- Weapons.
create or replace function sec.guard_handover() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare weapon public.firearm; holds public.firearm_custody; moment timestamptz := sec.now(); becomes_done boolean; sides uuid[]; person uuid;
  is_settled boolean := false; follows boolean;
  kept constant text[] := array['state', 'gaps', 'second_by', 'second_at', 'override_by', 'override_at', 'override_reason', 'withdraw_reason', 'version', 'occurred_at'];
begin
  -- whoever moves this weapon waits for whoever began before
  select * into strict weapon from public.firearm where id = new.firearm_id for update;
  if tg_op = 'INSERT' then
    new.cell := weapon.cell;
    new.first_at := moment;
    if new.state in ('withdrawn', 'contested') or new.second_by is not null then
      raise exception 'an act begins with one signature' using errcode = '23514', constraint = 'handover_begins_with_one_signature', table = 'handover';
    end if;
  else
    -- INV-38: two people settle what is contested, and nothing else does
    is_settled := old.state = 'contested';
    if is_settled and not exists (select from public.contested_fact c where c.id = new.id and c.state = case new.state when 'done' then 'upheld' else new.state end) then
      raise exception 'it is contested' using errcode = '23514', constraint = 'contested_act_settled_by_two', table = 'handover';
    end if;
    if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state = 'withdrawn' or new.state = 'contested' or old.second_by is not null and to_jsonb(old) <> to_jsonb(new)
        or old.state = 'done' and (new.state <> 'done' or new.occurred_at <> old.occurred_at or new.gaps <> old.gaps)
        or old.override_by is not null and new.override_by is distinct from old.override_by then
      raise exception 'what was signed stays' using errcode = '23514', constraint = 'signed_handover_is_kept', table = 'handover';
    end if;
    new.second_at := case when new.second_by is null then null else coalesce(old.second_at, moment) end;
    new.override_at := case when new.override_by is null then null else coalesce(old.override_at, moment) end;
  end if;
  becomes_done := new.state = 'done' and (tg_op = 'INSERT' or old.state in ('prepared', 'contested'));
  if becomes_done and not new.is_fact then
    new.occurred_at := moment;
  end if;
  if new.occurred_at > moment then
    raise exception 'it has not happened yet' using errcode = '23514', constraint = 'handover_happened_by_now', table = 'handover';
  end if;
  -- the person who takes or gives back signs it; without a sign-in, a witness does
  person := coalesce(new.officer_id, (select c.officer_id from public.firearm_custody c where c.id = new.from_custody_id));
  if new.second_by is not null and (tg_op = 'INSERT' or old.second_by is null) and new.kind in ('issue', 'return') and not is_settled then
    select array_agg(a.id) into sides from public.account a where a.officer_id = person and a.disabled_at is null;
    if sides is not null and not new.first_by = any (sides) and not new.second_by = any (sides) then
      raise exception 'the officer signs' using errcode = '23514', constraint = 'handover_signed_by_the_officer', table = 'handover';
    end if;
  end if;
  select * into holds from public.firearm_custody where firearm_id = new.firearm_id and until is null;
  follows := case new.kind
      when 'taken_on' then holds.id is null when 'issue' then holds.kind = 'armoury' when 'return' then holds.kind = 'person' and coalesce(new.officer_id = holds.officer_id, true)
      when 'to_workshop' then holds.kind = 'armoury' when 'from_workshop' then holds.kind = 'workshop' else holds.kind = 'armoury' and holds.armoury_id <> new.armoury_id or new.kind = 'move' and holds.kind = 'consignment' and sec.transfer_is_over(holds.transfer_id) end;
  -- INV-38: what is entered later is kept although the ledger says otherwise. It moves nothing until two people settle it.
  if tg_op = 'INSERT' and becomes_done and new.is_fact and new.kind in ('issue', 'return', 'to_workshop', 'from_workshop', 'move')
      and (new.kind = 'issue' or new.paper <> '' or new.occurred_at < moment - interval '1 minute')
      and (holds.id is null or holds.id is distinct from new.from_custody_id or not follows or holds.since > new.occurred_at) then
    new.state := 'contested';
    new.from_custody_id := null;
    becomes_done := false;
  elsif is_settled and becomes_done then
    if holds.id is null or holds.kind = 'consignment' or weapon.cell <> new.cell then
      raise exception 'it is destroyed, under way or at another station' using errcode = '23514', constraint = 'contested_weapon_is_at_hand', table = 'handover';
    end if;
    new.from_custody_id := holds.id;
  else
    if (becomes_done or tg_op = 'INSERT') and holds.id is distinct from new.from_custody_id then
      raise exception 'it is somewhere else by now' using errcode = '23514', constraint = 'weapon_is_where_it_was', table = 'handover';
    end if;
    if (becomes_done or tg_op = 'INSERT') and not follows then
      raise exception 'this does not follow from where it is' using errcode = '23514', constraint = 'handover_follows_custody', table = 'handover';
    end if;
    if becomes_done and holds.since > new.occurred_at then
      raise exception 'it was elsewhere then' using errcode = '23514', constraint = 'custody_in_order', table = 'handover';
    end if;
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
  if (becomes_done or tg_op = 'INSERT') and new.armoury_id is not null and not exists (select from public.armoury a where a.id = new.armoury_id and a.cell = weapon.cell) then
    raise exception 'an armoury of another station' using errcode = '23514', constraint = 'armoury_of_the_same_station', table = 'handover';
  end if;
  return new;
end $$;
create or replace function sec.keep_custody() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare begins timestamptz := new.occurred_at;
begin
  if tg_op = 'INSERT' or old.state in ('prepared', 'contested') then
    -- what was contested does not reach behind the custody that it ends: the ledger of then stays
    if tg_op = 'UPDATE' and old.state = 'contested' then
      select case when c.since < new.occurred_at then new.occurred_at else sec.now() end into begins from public.firearm_custody c where c.id = new.from_custody_id;
    end if;
    update public.firearm_custody set until = begins, version = version + 1 where id = new.from_custody_id and until is null;
    if new.kind = 'destroy' then
      update public.firearm set state = 'destroyed', state_reason = new.document, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
        where id = new.firearm_id;
      return null;
    end if;
    insert into public.firearm_custody (id, firearm_id, cell, number, kind, armoury_id, officer_id, workshop, since, handover_id)
    values (gen_random_uuid(), new.firearm_id, new.cell,
      (select count(*) + 1 from public.firearm_custody where firearm_id = new.firearm_id),
      case new.kind when 'issue' then 'person' when 'to_workshop' then 'workshop' else 'armoury' end,
      case when new.kind in ('issue', 'to_workshop') then null else new.armoury_id end,
      case when new.kind = 'issue' then new.officer_id end,
      case when new.kind = 'to_workshop' then new.workshop else '' end, begins, new.id);
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
-- A destroyed weapon moves no more, and what a receipt says of it is kept all the same.
drop trigger handover_of_what_is on public.handover;
create trigger handover_of_what_is before insert on public.handover
  for each row when (new.state <> 'contested') execute function sec.guard_destruction();

create function sec.contest_handover() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.contested_fact (id, ref, cell, handover_id, custody_id, entered_by)
    values (new.id, 'CF-' || split_part(new.ref, '-', 2), new.cell, new.id,
      (select c.id from public.firearm_custody c where c.firearm_id = new.firearm_id and c.until is null), new.first_by);
  insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
    values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-17', 'custody_contested', new.ref, new.first_by);
  return null;
end $$;
create trigger handover_contested after insert on public.handover
  for each row when (new.state = 'contested') execute function sec.contest_handover();

-- Whom the ledger names is a side of it too.
create or replace function sec.own_handovers() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(mine.id), '{}') from (
    select h.id from public.handover h where h.officer_id = (select sec.own_officer())
    union select h.id from public.firearm_custody c join public.handover h on h.from_custody_id = c.id where c.officer_id = (select sec.own_officer())
    union select f.handover_id from public.firearm_custody c join public.contested_fact f on f.custody_id = c.id where c.officer_id = (select sec.own_officer())) mine
$$;

call sec.business_table('contested_fact', 'id',
  'cell = {asset} or handover_id = any ((select sec.own_handovers())::uuid[]) or ammunition_act_id = any ((select sec.own_ammunition_acts())::uuid[])',
  'cell = {asset}');

revoke execute on all functions in schema sec from public;
