-- Stock counts of armouries (WF-8, INV-23): led by somebody who does not keep the armoury, signed by a second person.
-- What differs from the ledger becomes a discrepancy that only an investigation closes. What was scanned stays.

call sec.add_area('stock');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('senior_security_professional', 'stock', 'scope', true), ('cp_coordinator', 'stock', 'scope', true), ('asset_custodian', 'stock', 'scope', true);

create table public.stock_count (
  id uuid primary key,
  ref text not null constraint stock_count_ref_once unique,
  armoury_id uuid not null references public.armoury,
  cell integer not null,
  state text not null default 'counting' constraint stock_count_state_known check (state in ('counting', 'counted', 'signed', 'withdrawn')),
  -- counted on a sheet and entered later: both times are kept
  is_paper boolean not null default false,
  -- the instant whose ledger it is compared with
  as_of timestamptz not null default sec.now(),
  opened_by uuid not null default sec.account_id() references public.account,
  opened_at timestamptz not null default sec.now(),
  counted_by uuid references public.account,
  counted_at timestamptz,
  second_by uuid references public.account,
  second_at timestamptz,
  -- weapons that lay there by the ledger and how many of them were found; written with the first signature
  expected integer,
  found integer,
  withdraw_reason text not null default '' constraint stock_count_reason_short check (length(withdraw_reason) <= 300),
  version integer not null default 1,
  constraint stock_count_signed_in_order check ((counted_by is null) = (counted_at is null) and (second_by is null) = (second_at is null)
    and (state in ('counted', 'signed')) = (counted_by is not null) and (state = 'signed') = (second_by is not null)),
  -- INV-23
  constraint stock_count_by_two_people check (second_by <> counted_by),
  constraint stock_count_withdrawn_with_reason check (state <> 'withdrawn' or length(btrim(withdraw_reason)) > 0)
);
create unique index one_stock_count_at_a_time on public.stock_count (armoury_id) where state = 'counting';
create index stock_count_by_cell on public.stock_count (cell, opened_at desc, id);
create index stock_count_by_armoury on public.stock_count (armoury_id, as_of);
create index stock_count_unsigned on public.stock_count (counted_at) where state = 'counted';
create index stock_count_by_opener on public.stock_count (opened_by);
create index stock_count_by_leader on public.stock_count (counted_by);
create index stock_count_by_second on public.stock_count (second_by);
create trigger stock_count_signed_by_oneself before insert or update on public.stock_count
  for each row execute function sec.signature_is_own('opened_by', 'counted_by', 'second_by');

-- Every scan is a row that stays; a slip of the hand is struck by a further row with a reason.
create table public.stock_count_item (
  id uuid primary key,
  count_id uuid not null references public.stock_count,
  cell integer not null,
  number integer not null,
  -- as it was scanned or typed; compared without case, space and hyphen
  typed text not null constraint counted_item_was_typed check (length(btrim(typed)) between 1 and 60),
  typed_key text not null generated always as (upper(regexp_replace(typed, '[\s-]', '', 'g'))) stored,
  -- null: not among the weapons of the station
  firearm_id uuid references public.firearm,
  outcome text not null constraint counted_item_outcome_known check (outcome in ('found', 'unexpected', 'struck')),
  strikes_id uuid constraint item_struck_once unique references public.stock_count_item,
  reason text not null default '' constraint counted_item_reason_short check (length(reason) <= 300),
  seen_at timestamptz not null default sec.now(),
  entered_by uuid not null default sec.account_id() references public.account,
  version integer not null default 1,
  constraint counted_item_has_key check (length(typed_key) > 0),
  constraint item_struck_with_reason check ((outcome = 'struck') = (strikes_id is not null) and (strikes_id is null or length(btrim(reason)) > 0)),
  constraint counted_item_number_once unique (count_id, number)
);
create unique index weapon_counted_once on public.stock_count_item (count_id, firearm_id);
create index stock_count_item_by_firearm on public.stock_count_item (firearm_id);
create index stock_count_item_by_enterer on public.stock_count_item (entered_by);
create trigger counted_item_signed_by_oneself before insert on public.stock_count_item
  for each row execute function sec.signature_is_own('entered_by');

-- Rounds of a lot, counted and as the ledger has them.
create table public.stock_count_lot (
  id uuid primary key,
  count_id uuid not null references public.stock_count,
  cell integer not null,
  lot_id uuid not null references public.ammunition_lot,
  counted integer not null constraint rounds_counted_plausible check (counted between 0 and 10000000),
  expected integer not null default 0,
  seen_at timestamptz not null default sec.now(),
  entered_by uuid not null default sec.account_id() references public.account,
  version integer not null default 1,
  constraint lot_counted_once unique (count_id, lot_id)
);
create index stock_count_lot_by_lot on public.stock_count_lot (lot_id);
create index stock_count_lot_by_enterer on public.stock_count_lot (entered_by);
create trigger counted_lot_signed_by_oneself before insert or update on public.stock_count_lot
  for each row execute function sec.signature_is_own('entered_by');

-- A difference. Written by the first signature of a count alone, closed by an investigation and another person.
create table public.stock_discrepancy (
  id uuid primary key,
  ref text not null default sec.new_ref('SD') constraint stock_discrepancy_ref_once unique,
  count_id uuid not null references public.stock_count,
  cell integer not null,
  kind text not null constraint stock_discrepancy_kind_known check (kind in ('missing', 'unexpected', 'rounds')),
  firearm_id uuid references public.firearm,
  lot_id uuid references public.ammunition_lot,
  -- the mark of what nobody expected
  typed text not null default '',
  expected integer not null,
  counted integer not null,
  opened_at timestamptz not null default sec.now(),
  state text not null default 'open' constraint stock_discrepancy_state_known check (state in ('open', 'investigated', 'closed')),
  outcome text not null default '' constraint stock_discrepancy_outcome_known check (outcome in
    ('', 'miscount', 'records_wrong', 'found_elsewhere', 'lost', 'stolen', 'other')),
  findings text not null default '' constraint stock_discrepancy_findings_short check (length(findings) <= 2000),
  investigated_by uuid references public.account,
  investigated_at timestamptz,
  closed_by uuid references public.account,
  closed_at timestamptz,
  closing_words text not null default '' constraint stock_discrepancy_words_short check (length(closing_words) <= 300),
  version integer not null default 1,
  constraint discrepancy_differs check (expected <> counted),
  constraint investigation_has_findings check ((state = 'open') = (investigated_by is null) and (state = 'open' or outcome <> '' and length(btrim(findings)) >= 20)),
  constraint discrepancy_closed_with_words check ((state = 'closed') = (closed_by is not null) and (state <> 'closed' or length(btrim(closing_words)) > 0)),
  constraint discrepancy_closed_by_another check (closed_by <> investigated_by)
);
create index stock_discrepancy_by_cell on public.stock_discrepancy (cell, opened_at desc, id);
create index stock_discrepancy_open on public.stock_discrepancy (cell) where state <> 'closed';
create index stock_discrepancy_by_count on public.stock_discrepancy (count_id);
create index stock_discrepancy_by_firearm on public.stock_discrepancy (firearm_id);
create index stock_discrepancy_by_lot on public.stock_discrepancy (lot_id);
create index stock_discrepancy_by_investigator on public.stock_discrepancy (investigated_by);
create index stock_discrepancy_by_closer on public.stock_discrepancy (closed_by);
create trigger stock_discrepancy_signed_by_oneself before insert or update on public.stock_discrepancy
  for each row execute function sec.signature_is_own('investigated_by', 'closed_by');

-- True if this account keeps the assets of a cell now.
create function sec.keeps_assets_of(account uuid, in_cell integer) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select exists (select from public.access_grant g
    join sec.cell_scope c on c.scope_kind = g.scope_kind and c.scope_code = g.scope_code and c.cell = in_cell
    where g.account_id = account and g.role = 'asset_custodian' and g.state = 'granted'
      and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))
$$;
-- Weapons that lie in the armoury of a count by the ledger: at its instant, and not gone by an act since; what is
-- lost or stolen is expected nowhere.
create function sec.expected_weapons(wanted uuid) returns table (out_firearm uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select k.firearm_id from public.stock_count n join public.firearm_custody k on k.armoury_id = n.armoury_id join public.firearm f on f.id = k.firearm_id
  where n.id = wanted and k.since <= n.as_of and f.state not in ('lost', 'stolen')
    and (k.until is null or k.until > case when n.is_paper then n.as_of else coalesce(n.counted_at, sec.now()) end
      or k.until > n.as_of and exists (select from public.stock_count_item i where i.count_id = n.id and i.firearm_id = k.firearm_id and i.outcome = 'found'))
$$;
-- Rounds of a lot in an armoury at an instant.
create function sec.rounds_in(armoury uuid, lot uuid, at timestamptz) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(sum(case when e.to_account_id = k.id then e.quantity else -e.quantity end), 0)::integer
  from public.ammunition_account k join public.ammunition_entry e on (e.to_account_id = k.id or e.from_account_id = k.id) and e.occurred_at <= at
  where k.armoury_id = armoury and k.lot_id = lot
$$;
-- Lots of which the ledger has rounds in the armoury of a count.
create function sec.expected_lots(wanted uuid) returns table (out_lot uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select k.lot_id from public.stock_count n join public.ammunition_account k on k.armoury_id = n.armoury_id
  where n.id = wanted and sec.rounds_in(n.armoury_id, k.lot_id, n.as_of) <> 0
$$;

create function sec.guard_stock_count() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare moment timestamptz := sec.now(); kept constant text[] := array['state', 'counted_by', 'counted_at', 'second_by', 'second_at', 'expected', 'found', 'withdraw_reason', 'version'];
begin
  if tg_op = 'INSERT' then
    select cell into strict new.cell from public.armoury where id = new.armoury_id;
    new.opened_at := moment;
    if not new.is_paper then
      new.as_of := moment;
    end if;
    if new.as_of > moment then
      raise exception 'it was not counted yet' using errcode = '23514', constraint = 'stock_counted_by_now', table = 'stock_count';
    end if;
    if new.state <> 'counting' then
      raise exception 'a count begins with counting' using errcode = '23514', constraint = 'stock_count_follows', table = 'stock_count';
    end if;
    return new;
  end if;
  if to_jsonb(old) - kept <> to_jsonb(new) - kept or (old.state, new.state) not in (('counting', 'counted'), ('counting', 'withdrawn'), ('counted', 'signed'))
      or old.state = 'counted' and (old.counted_by, old.counted_at, old.expected, old.found) is distinct from (new.counted_by, new.counted_at, new.expected, new.found) then
    raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'stock_count_follows', table = 'stock_count';
  end if;
  if new.state = 'withdrawn' and (exists (select from public.stock_count_item where count_id = new.id) or exists (select from public.stock_count_lot where count_id = new.id)) then
    raise exception 'what was counted is finished' using errcode = '23514', constraint = 'begun_count_is_finished', table = 'stock_count';
  end if;
  if new.state = 'counted' then
    if sec.keeps_assets_of(new.counted_by, new.cell) then
      raise exception 'led by its custodian' using errcode = '23514', constraint = 'count_not_led_by_custodian', table = 'stock_count';
    end if;
    if exists (select out_lot from sec.expected_lots(new.id) except select lot_id from public.stock_count_lot where count_id = new.id) then
      raise exception 'lots are not counted yet' using errcode = '23514', constraint = 'every_lot_is_counted', table = 'stock_count';
    end if;
    new.counted_at := moment;
    select count(*), count(*) filter (where exists (select from public.stock_count_item i where i.count_id = new.id and i.firearm_id = out_firearm and i.outcome = 'found'))
      into new.expected, new.found from sec.expected_weapons(new.id);
  end if;
  if new.state = 'signed' then
    new.second_at := moment;
  end if;
  return new;
end $$;
create trigger stock_count_guarded before insert or update on public.stock_count for each row execute function sec.guard_stock_count();

-- What was scanned finds its weapon here: at this station, or it is unexpected. Whether another station has one with
-- this mark is told to nobody.
create function sec.guard_count_item() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare n public.stock_count; struck public.stock_count_item; key text := upper(regexp_replace(new.typed, '[\s-]', '', 'g'));
begin
  if tg_op <> 'INSERT' then
    raise exception 'what was scanned stays' using errcode = '23514', constraint = 'counted_item_is_kept', table = 'stock_count_item';
  end if;
  select * into strict n from public.stock_count where id = new.count_id for update;
  new.cell := n.cell;
  if n.state <> 'counting' then
    raise exception 'the count is finished' using errcode = '23514', constraint = 'finished_count_is_kept', table = 'stock_count_item';
  end if;
  if sec.keeps_assets_of(new.entered_by, n.cell) then
    raise exception 'counted by its custodian' using errcode = '23514', constraint = 'count_not_led_by_custodian', table = 'stock_count_item';
  end if;
  new.number := (select count(*) + 1 from public.stock_count_item where count_id = n.id);
  new.seen_at := case when n.is_paper then n.as_of else sec.now() end;
  if new.strikes_id is not null then
    select * into strict struck from public.stock_count_item where id = new.strikes_id;
    if struck.count_id <> n.id or struck.outcome <> 'unexpected' or struck.firearm_id is not null then
      raise exception 'only an unknown mark is struck' using errcode = '23514', constraint = 'only_unknown_marks_are_struck', table = 'stock_count_item';
    end if;
    new.typed := struck.typed;
    new.firearm_id := null;
    return new;
  end if;
  new.firearm_id := null;
  select f.id into new.firearm_id from public.firearm f
    where f.cell = n.cell and (f.serial_key = key or f.ref = upper(btrim(new.typed)))
    order by f.id in (select out_firearm from sec.expected_weapons(n.id)) desc,
      exists (select from public.stock_count_item i where i.count_id = n.id and i.firearm_id = f.id), f.ref limit 1;
  if exists (select from public.stock_count_item i where i.count_id = n.id and i.outcome <> 'struck'
      and (i.firearm_id = new.firearm_id or new.firearm_id is null and i.firearm_id is null and i.typed_key = key
        and not exists (select from public.stock_count_item s where s.strikes_id = i.id))) then
    raise exception 'counted before' using errcode = '23514', constraint = 'weapon_counted_once', table = 'stock_count_item';
  end if;
  new.outcome := case when exists (select from public.firearm_custody k join public.firearm f on f.id = k.firearm_id
      where k.firearm_id = new.firearm_id and k.armoury_id = n.armoury_id and f.state not in ('lost', 'stolen')
        and (k.since <= n.as_of and (k.until is null or k.until > n.as_of) or k.since <= new.seen_at and (k.until is null or k.until > new.seen_at)))
    then 'found' else 'unexpected' end;
  return new;
end $$;
create trigger counted_item_guarded before insert or update or delete on public.stock_count_item for each row execute function sec.guard_count_item();

create function sec.guard_count_lot() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare n public.stock_count;
begin
  select * into strict n from public.stock_count where id = new.count_id for update;
  new.cell := n.cell;
  if n.state <> 'counting' or tg_op = 'UPDATE' and (old.count_id, old.lot_id) <> (new.count_id, new.lot_id) then
    raise exception 'the count is finished' using errcode = '23514', constraint = 'finished_count_is_kept', table = 'stock_count_lot';
  end if;
  if sec.keeps_assets_of(new.entered_by, n.cell) then
    raise exception 'counted by its custodian' using errcode = '23514', constraint = 'count_not_led_by_custodian', table = 'stock_count_lot';
  end if;
  new.seen_at := case when n.is_paper then n.as_of else sec.now() end;
  new.expected := sec.rounds_in(n.armoury_id, new.lot_id, new.seen_at);
  return new;
end $$;
create trigger counted_lot_guarded before insert or update on public.stock_count_lot for each row execute function sec.guard_count_lot();

-- The first signature opens what differs, at once: nobody waits for the second to hear of it.
create function sec.open_discrepancies() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if new.state = 'counted' then
    insert into public.stock_discrepancy (id, count_id, cell, kind, firearm_id, expected, counted)
      select gen_random_uuid(), new.id, new.cell, 'missing', out_firearm, 1, 0 from sec.expected_weapons(new.id)
      where not exists (select from public.stock_count_item i where i.count_id = new.id and i.firearm_id = out_firearm);
    insert into public.stock_discrepancy (id, count_id, cell, kind, firearm_id, typed, expected, counted)
      select gen_random_uuid(), new.id, new.cell, 'unexpected', i.firearm_id, i.typed, 0, 1 from public.stock_count_item i
      where i.count_id = new.id and i.outcome = 'unexpected' and not exists (select from public.stock_count_item s where s.strikes_id = i.id);
    insert into public.stock_discrepancy (id, count_id, cell, kind, lot_id, expected, counted)
      select gen_random_uuid(), new.id, new.cell, 'rounds', l.lot_id, l.expected, l.counted from public.stock_count_lot l
      where l.count_id = new.id and l.expected <> l.counted;
    if exists (select from public.stock_discrepancy where count_id = new.id) then
      insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
        values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-23', 'stock_difference', new.ref, new.counted_by);
    end if;
  else
    perform sec.settle_exceptions(new.ref, '{stock_count_unsigned}', 'settled-by-confirmation');
  end if;
  return null;
end $$;
create trigger stock_count_opens_discrepancies after update on public.stock_count
  for each row when (old.state = 'counting' and new.state = 'counted' or new.state = 'signed') execute function sec.open_discrepancies();

create function sec.guard_discrepancy() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare kept constant text[] := array['state', 'outcome', 'findings', 'investigated_by', 'investigated_at', 'closed_by', 'closed_at', 'closing_words', 'version'];
  investigation constant text[] := array['state', 'closed_by', 'closed_at', 'closing_words', 'version'];
begin
  if to_jsonb(old) - kept <> to_jsonb(new) - kept or (old.state, new.state) not in (('open', 'investigated'), ('investigated', 'closed'))
      or old.state = 'investigated' and to_jsonb(old) - investigation <> to_jsonb(new) - investigation then
    raise exception 'a difference is closed by an investigation' using errcode = '23514', constraint = 'only_an_investigation_closes', table = 'stock_discrepancy';
  end if;
  if new.state = 'investigated' then
    if sec.account_id() is not null and not sec.has_role_over('{senior_security_professional}', array[new.cell]) then
      raise exception 'the security professional of the station investigates' using errcode = '42501';
    end if;
    -- INV-24: what is lost or stolen is declared so on its own record
    if new.outcome in ('lost', 'stolen') and new.firearm_id is not null
        and not exists (select from public.firearm f where f.id = new.firearm_id and f.state in ('lost', 'stolen')) then
      raise exception 'its record does not say so' using errcode = '23514', constraint = 'lost_weapon_is_declared', table = 'stock_discrepancy';
    end if;
    new.investigated_at := sec.now();
  else
    if sec.account_id() is not null and not sec.has_role('{pcu_chief}') then
      raise exception 'the chief closes it' using errcode = '42501';
    end if;
    new.closed_at := sec.now();
  end if;
  return new;
end $$;
create trigger stock_discrepancy_guarded before update on public.stock_discrepancy for each row execute function sec.guard_discrepancy();
create function sec.discrepancy_settles() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if not exists (select from public.stock_discrepancy where count_id = new.count_id and state <> 'closed') then
    perform sec.settle_exceptions((select ref from public.stock_count where id = new.count_id), '{stock_difference}', 'settled-by-investigation');
  end if;
  return null;
end $$;
create trigger stock_discrepancy_settles after update on public.stock_discrepancy
  for each row when (new.state = 'closed') execute function sec.discrepancy_settles();
-- The register is no way round the investigation.
create function sec.guard_exception_of_count() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.stock_discrepancy d join public.stock_count n on n.id = d.count_id where n.ref = new.detail and d.state <> 'closed') then
    raise exception 'discrepancies are open' using errcode = '23514', constraint = 'only_an_investigation_closes', table = 'exception';
  end if;
  return new;
end $$;
create trigger exception_of_count_guarded before update on public.exception
  for each row when (old.code = 'stock_difference' and old.closed_at is null and new.closed_at is not null) execute function sec.guard_exception_of_count();

-- One signature alone for more than a day stands in the register of exceptions; the detector asks.
create function sec.settle_stock_counts() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare n record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for n in select * from public.stock_count x where x.state = 'counted' and x.counted_at <= sec.now() - interval '24 hours'
      and not exists (select from public.exception e where e.code = 'stock_count_unsigned' and e.detail = x.ref)
    order by x.counted_at, x.ref limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := n.cell;
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, n.cell, 'INV-23', 'stock_count_unsigned', n.ref, n.counted_by);
    return next;
  end loop;
end $$;

-- The same for those who see the count.
create function sec.weapons_to_find(wanted uuid) returns table (out_firearm uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select e.out_firearm from public.stock_count n cross join lateral sec.expected_weapons(n.id) e where n.id = wanted and n.cell = any (sec.cells_asset())
$$;
create function sec.lots_to_count(wanted uuid) returns table (out_lot uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select e.out_lot from public.stock_count n cross join lateral sec.expected_lots(n.id) e where n.id = wanted and n.cell = any (sec.cells_asset())
$$;

call sec.business_table('stock_count', 'id', 'cell = {asset}', 'cell = {stock}');
call sec.business_table('stock_count_item', 'id', 'cell = {asset}', 'cell = {stock}');
call sec.business_table('stock_count_lot', 'id', 'cell = {asset}', 'cell = {stock}');
call sec.business_table('stock_discrepancy', 'id', 'cell = {asset}', 'cell = {stock} or (select sec.has_role(array[''pcu_chief'']))');
-- written by the trigger of the count alone
revoke insert on public.stock_discrepancy from cordon_web;
revoke execute on all functions in schema sec from public;
revoke execute on function sec.keeps_assets_of(uuid, integer), sec.expected_weapons(uuid), sec.expected_lots(uuid), sec.rounds_in(uuid, uuid, timestamptz) from cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
