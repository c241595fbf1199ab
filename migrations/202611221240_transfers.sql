-- Transfers of firearms and ammunition between duty stations (WF-7; INV-05, 17, 19, 22, 23, 24): drafted by the sender,
-- authorized by its security professional and the protection unit, packed by two, counted item by item at the other end
-- and signed by two. From the packing to the receipt each weapon and each round is in a consignment and nowhere else.
-- What differs is quarantined, investigated, and closed by the chief alone.

-- Both ends and the unit reach a transfer; who takes which step is asked by the guard below.
call sec.add_area('transfer');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'transfer', 'global', true), ('pcu_officer', 'transfer', 'global', true), ('designated_official', 'transfer', 'scope', false),
  ('senior_security_professional', 'transfer', 'scope', true), ('cp_coordinator', 'transfer', 'scope', true),
  ('asset_custodian', 'transfer', 'scope', true), ('auditor', 'transfer', 'global', false);

create table public.transfer (
  id uuid primary key,
  ref text not null constraint transfer_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  armoury_id uuid not null references public.armoury,
  to_station_id uuid not null references public.duty_station,
  to_cell integer not null,
  to_armoury_id uuid not null references public.armoury,
  reason text not null constraint transfer_has_reason check (length(btrim(reason)) between 1 and 1000),
  -- the day by which it should be there
  planned_on date not null,
  state text not null default 'drafted' constraint transfer_state_known check (state in
    ('drafted', 'authorized', 'packed', 'in_transit', 'received', 'completed', 'discrepancy', 'refused', 'cancelled', 'lost')),
  created_by uuid not null default sec.account_id() references public.account,
  created_at timestamptz not null default sec.now(),
  -- the security professional of the sender, and the protection unit
  ssp_by uuid references public.account,
  ssp_at timestamptz,
  pcu_by uuid references public.account,
  pcu_at timestamptz,
  pack_first_by uuid references public.account,
  pack_first_at timestamptz,
  pack_second_by uuid references public.account,
  pack_second_at timestamptz,
  seals text not null default '' constraint transfer_seals_short check (length(seals) <= 300),
  dispatch_by uuid references public.account,
  dispatch_at timestamptz,
  -- who carries it, by what
  carrier text not null default '' constraint transfer_carrier_short check (length(carrier) <= 300),
  receive_first_by uuid references public.account,
  receive_first_at timestamptz,
  receive_second_by uuid references public.account,
  receive_second_at timestamptz,
  -- in what condition it came, and whether the seals held
  receipt_note text not null default '' constraint transfer_receipt_note_short check (length(receipt_note) <= 1000),
  findings text not null default '' constraint transfer_findings_short check (length(findings) <= 2000),
  investigate_by uuid references public.account,
  investigate_at timestamptz,
  close_by uuid references public.account,
  close_at timestamptz,
  closing_words text not null default '' constraint transfer_closing_words_short check (length(closing_words) <= 1000),
  -- refused or cancelled; what was packed is unpacked by two
  end_by uuid references public.account,
  end_at timestamptz,
  end_reason text not null default '' constraint transfer_end_reason_short check (length(end_reason) <= 300),
  unpack_by uuid references public.account,
  unpack_at timestamptz,
  version integer not null default 1,
  constraint transfer_leads_elsewhere check (to_station_id <> station_id),
  -- INV-05
  constraint transfer_authorized_by_others check (ssp_by <> created_by and pcu_by <> created_by and ssp_by <> pcu_by),
  -- INV-23
  constraint transfer_packed_by_two check (pack_second_by <> pack_first_by),
  constraint transfer_received_by_two check (receive_second_by <> receive_first_by),
  constraint transfer_unpacked_by_two check (unpack_by <> end_by),
  constraint transfer_closed_by_another check (close_by <> investigate_by),
  constraint transfer_signed_at_a_time check (
    (ssp_by is null) = (ssp_at is null) and (pcu_by is null) = (pcu_at is null) and (pack_first_by is null) = (pack_first_at is null)
    and (pack_second_by is null) = (pack_second_at is null) and (dispatch_by is null) = (dispatch_at is null)
    and (receive_first_by is null) = (receive_first_at is null) and (receive_second_by is null) = (receive_second_at is null)
    and (investigate_by is null) = (investigate_at is null) and (close_by is null) = (close_at is null)
    and (end_by is null) = (end_at is null) and (unpack_by is null) = (unpack_at is null)),
  constraint transfer_signed_in_order check (case state
    when 'drafted' then end_by is null
    when 'refused' then end_by is not null and pack_second_by is null
    when 'cancelled' then end_by is not null and dispatch_by is null and (pack_second_by is null) = (unpack_by is null)
    else ssp_by is not null and pcu_by is not null and unpack_by is null
      and (state = 'authorized' or pack_first_by is not null and pack_second_by is not null)
      and (state in ('authorized', 'packed') or dispatch_by is not null and end_by is null)
      and (state in ('authorized', 'packed', 'in_transit') or receive_first_by is not null)
      and (state in ('authorized', 'packed', 'in_transit', 'received') or receive_second_by is not null)
      and (state <> 'lost' or close_by is not null) end),
  constraint transfer_packed_with_seals check (pack_first_by is null or length(btrim(seals)) > 0),
  constraint transfer_sent_by_somebody check (dispatch_by is null or length(btrim(carrier)) > 0),
  constraint transfer_end_has_reason check (end_by is null or length(btrim(end_reason)) > 0),
  constraint transfer_investigation_has_findings check (investigate_by is null or length(btrim(findings)) >= 20),
  constraint transfer_closed_with_words check (close_by is null or length(btrim(closing_words)) > 0)
);
create index transfer_by_cell on public.transfer (cell, created_at desc, id);
create index transfer_by_to_cell on public.transfer (to_cell, created_at desc, id);
create index transfer_by_time on public.transfer (created_at desc, id);
create index transfer_on_the_way on public.transfer (planned_on) where state = 'in_transit';
create index transfer_by_station on public.transfer (station_id);
create index transfer_by_to_station on public.transfer (to_station_id);
create index transfer_by_armoury on public.transfer (armoury_id);
create index transfer_by_to_armoury on public.transfer (to_armoury_id);
do $$
declare signed text;
begin
  foreach signed in array array['created', 'ssp', 'pcu', 'pack_first', 'pack_second', 'dispatch', 'receive_first', 'receive_second', 'investigate', 'close', 'end', 'unpack'] loop
    execute format('create index transfer_by_%1$s on public.transfer (%1$s_by)', signed);
  end loop;
end $$;
create trigger transfer_signed_by_oneself before insert or update on public.transfer for each row execute function sec.signature_is_own(
  'created_by', 'ssp_by', 'pcu_by', 'pack_first_by', 'pack_second_by', 'dispatch_by', 'investigate_by', 'close_by', 'end_by', 'unpack_by');
-- a count that is taken back for another one takes its signature with it
create trigger transfer_receipt_signed_by_oneself before insert or update on public.transfer
  for each row execute function sec.signature_is_own_or_gone('receive_first_by', 'receive_second_by');

-- What is sent: a weapon, or rounds of a lot. The mark and the name are those of the drafting, so that both ends read
-- the same list.
create table public.transfer_line (
  id uuid primary key,
  transfer_id uuid not null references public.transfer,
  cell integer not null,
  to_cell integer not null,
  number integer not null,
  firearm_id uuid references public.firearm,
  lot_id uuid references public.ammunition_lot,
  item_ref text not null default '',
  mark text not null default '',
  mark_key text not null generated always as (upper(regexp_replace(mark, '[\s-]', '', 'g'))) stored,
  called text not null default '',
  quantity integer not null constraint transfer_line_quantity_plausible check (quantity between 1 and 10000000),
  -- what the receiver found; null: not counted yet
  counted integer constraint transfer_counted_plausible check (counted between 0 and 10000000),
  -- of what was missing, how much was found later; null: not settled
  found_later integer constraint transfer_found_later_plausible check (found_later between 0 and quantity - least(counted, quantity)),
  is_void boolean not null default false,
  -- its transfer is not over
  is_open boolean not null default true,
  version integer not null default 1,
  constraint transfer_line_number_once unique (transfer_id, number),
  constraint transfer_line_names_one_thing check (num_nonnulls(firearm_id, lot_id) = 1 and (firearm_id is null or quantity = 1 and counted <= 1))
);
create unique index weapon_in_one_transfer on public.transfer_line (firearm_id) where is_open;
create unique index lot_once_in_a_transfer on public.transfer_line (transfer_id, lot_id) where not is_void;
create index transfer_line_by_firearm on public.transfer_line (firearm_id);
create index transfer_line_by_lot on public.transfer_line (lot_id);

-- Export, import, overflight and the host's permit, or why none is needed. What is recorded stays; of a kind and a
-- country the last one counts.
create table public.transfer_permit (
  id uuid primary key,
  transfer_id uuid not null references public.transfer,
  cell integer not null,
  to_cell integer not null,
  number integer not null,
  kind text not null constraint transfer_permit_kind_known check (kind in ('export', 'import', 'overflight', 'host')),
  country text not null references public.country,
  is_waived boolean not null default false,
  -- its number; if none is needed, why
  document text not null constraint transfer_permit_has_document check (length(btrim(document)) between 1 and 160),
  valid_until date,
  entered_by uuid not null default sec.account_id() references public.account,
  entered_at timestamptz not null default sec.now(),
  version integer not null default 1,
  constraint transfer_permit_number_once unique (transfer_id, number),
  constraint transfer_permit_says_its_end check (is_waived = (valid_until is null))
);
create index transfer_permit_by_country on public.transfer_permit (country);
create index transfer_permit_by_enterer on public.transfer_permit (entered_by);
create trigger transfer_permit_signed_by_oneself before insert on public.transfer_permit
  for each row execute function sec.signature_is_own('entered_by');

-- Every mark read at the receipt stays; a slip of the hand is struck with a reason.
create table public.transfer_scan (
  id uuid primary key,
  transfer_id uuid not null references public.transfer,
  cell integer not null,
  to_cell integer not null,
  number integer not null,
  typed text not null constraint transfer_mark_was_typed check (length(btrim(typed)) between 1 and 60),
  typed_key text not null generated always as (upper(regexp_replace(typed, '[\s-]', '', 'g'))) stored,
  -- null: it is not on the list
  line_id uuid references public.transfer_line,
  entered_by uuid not null default sec.account_id() references public.account,
  entered_at timestamptz not null default sec.now(),
  strike_by uuid references public.account,
  strike_reason text not null default '' constraint transfer_strike_reason_short check (length(strike_reason) <= 300),
  version integer not null default 1,
  constraint transfer_mark_has_key check (length(typed_key) > 0),
  constraint transfer_scan_number_once unique (transfer_id, number),
  constraint transfer_mark_struck_with_reason check ((strike_by is null) = (length(btrim(strike_reason)) = 0))
);
create unique index transfer_item_found_once on public.transfer_scan (line_id);
create unique index transfer_mark_read_once on public.transfer_scan (transfer_id, typed_key) where line_id is null and strike_by is null;
create index transfer_scan_by_enterer on public.transfer_scan (entered_by);
create index transfer_scan_by_striker on public.transfer_scan (strike_by);
create trigger transfer_scan_signed_by_oneself before insert or update on public.transfer_scan
  for each row execute function sec.signature_is_own('entered_by', 'strike_by');

-- Places of the ledgers: a consignment is its transfer, and a transfer moves what no handover does.
alter table public.firearm_custody
  add column transfer_id uuid constraint firearm_custody_of_transfer references public.transfer,
  alter column handover_id drop not null,
  drop constraint custody_kind_known,
  add constraint custody_kind_known check (kind in ('armoury', 'person', 'workshop', 'consignment')),
  add constraint custody_has_one_source check (num_nonnulls(handover_id, transfer_id) = 1),
  add constraint consignment_is_a_transfer check (kind <> 'consignment' or transfer_id is not null);
create index firearm_custody_by_transfer on public.firearm_custody (transfer_id);
alter table public.ammunition_account
  add column transfer_id uuid constraint ammunition_account_of_transfer references public.transfer,
  drop constraint ammunition_account_kind_known,
  add constraint ammunition_account_kind_known check (kind in ('armoury', 'person', 'consignment', 'supplier', 'expended', 'destroyed', 'lost')),
  add constraint consignment_account_is_a_transfer check ((kind = 'consignment') = (transfer_id is not null));
drop index public.ammunition_account_once;
create unique index ammunition_account_once on public.ammunition_account (lot_id, cell, kind, armoury_id, officer_id, transfer_id) nulls not distinct;
create index ammunition_account_by_transfer on public.ammunition_account (transfer_id);
alter table public.ammunition_entry
  add column transfer_id uuid constraint ammunition_entry_of_transfer references public.transfer,
  alter column act_id drop not null,
  add constraint ammunition_entry_has_one_source check (num_nonnulls(act_id, transfer_id) = 1);
create index ammunition_entry_by_transfer on public.ammunition_entry (transfer_id);
-- Columns of a view are those of the day on which it was made.
do $$
declare name text; wall text;
begin
  foreach name in array array['firearm_custody', 'ammunition_account', 'ammunition_entry'] loop
    wall := pg_get_viewdef(('public.visible_' || name)::regclass);
    execute format('create or replace view public.visible_%s with (security_invoker) as select *', name) || substr(wall, position(' FROM' in wall));
  end loop;
end $$;

-- A lot is seen wherever it has an account: also where it came by a transfer.
do $$
declare wall text; came constant text := ' or exists (select from public.ammunition_account k where k.lot_id = ammunition_lot.id and k.cell = {asset})';
  seen constant text := 'cell = {asset} or id = any ((select sec.own_lots())::uuid[]) or exists (select from public.ammunition_act x where x.lot_id = ammunition_lot.id and x.cell = {asset})';
  written constant text := 'cell = {asset} or exists (select from public.ammunition_act x where x.lot_id = ammunition_lot.id and x.cell = {asset})';
begin
  wall := sec.wall_text(seen || came, '');
  execute format('alter policy wall_read on public.ammunition_lot using (%s)', wall);
  execute format('create or replace view public.visible_ammunition_lot with (security_invoker) as select * from public.ammunition_lot where %s', wall);
  wall := sec.wall_text(written || came, '_write');
  execute format('alter policy wall_update on public.ammunition_lot using (%s) with check (%s)', wall, wall);
end $$;

-- INV-26: what is on the way counts with the station that sent it.
do $$
declare wanted text; body text; changed text;
begin
  foreach wanted in array array['sec.open_matters(integer[])', 'sec.block_records(integer,text)'] loop
    body := pg_get_functiondef(wanted::regprocedure);
    changed := replace(body, 'a.kind in (''armoury'', ''person'')', 'a.kind in (''armoury'', ''person'', ''consignment'')');
    if changed = body then
      raise exception '% reads otherwise by now', wanted;
    end if;
    execute changed;
  end loop;
end $$;

-- Another station takes a weapon over out of a consignment that two of its people received, by no other way.
create or replace function sec.guard_firearm() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if old.state <> new.state and not exists (select from public.firearm_transition where from_state = old.state and to_state = new.state) then
    raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'firearm_state_follows', table = 'firearm';
  end if;
  if old.state <> new.state and old.state = 'quarantined' and new.state in ('serviceable', 'limited')
      and not exists (select from public.firearm_inspection i where i.firearm_id = new.id and i.recorded_at >= old.state_since and i.result <> 'unfit') then
    raise exception 'out of quarantine by an inspection' using errcode = '23514', constraint = 'quarantine_ends_by_inspection', table = 'firearm';
  end if;
  if old.state <> new.state then
    new.state_since := sec.now();
  end if;
  if new.round_count < old.round_count then
    raise exception 'rounds are not taken back' using errcode = '23514', constraint = 'round_count_only_grows', table = 'firearm';
  end if;
  if new.station_id <> old.station_id and not exists (
      select from public.firearm_custody k join public.transfer t on t.id = k.transfer_id
        join public.transfer_line l on l.transfer_id = t.id and l.firearm_id = new.id and not l.is_void
      where k.firearm_id = new.id and k.until is null and k.kind = 'consignment' and t.to_station_id = new.station_id
        and t.receive_second_by is not null and (l.counted = 1 or l.found_later = 1)) then
    raise exception 'another station takes it over by a transfer' using errcode = '23514', constraint = 'firearm_stays_with_its_station', table = 'firearm';
  end if;
  return new;
end $$;
-- Its permits and inspections go with it.
create or replace function sec.part_of_firearm() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  select cell into strict new.cell from public.firearm where id = new.firearm_id;
  if tg_op = 'UPDATE' and old.cell <> new.cell and to_jsonb(old) - array['cell', 'version'] = to_jsonb(new) - array['cell', 'version'] then
    return new;
  end if;
  if tg_table_name = 'firearm_inspection' then
    if tg_op = 'UPDATE' then
      raise exception 'an inspection stays as it was recorded' using errcode = '23514', constraint = 'firearm_inspection_is_kept', table = 'firearm_inspection';
    end if;
    new.recorded_at := sec.now();
    if new.done_on > (sec.now() at time zone 'UTC')::date + 1 then
      raise exception 'it is not done yet' using errcode = '23514', constraint = 'firearm_inspection_done_by_now', table = 'firearm_inspection';
    end if;
  elsif tg_op = 'UPDATE' and to_jsonb(old) - array['is_void', 'void_reason', 'version'] <> to_jsonb(new) - array['is_void', 'void_reason', 'version'] then
    raise exception 'a permit is voided, not rewritten' using errcode = '23514', constraint = 'permit_is_kept', table = 'firearm_permit';
  end if;
  return new;
end $$;
create function sec.firearm_takes_its_papers() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  update public.firearm_permit set cell = new.cell, version = version + 1 where firearm_id = new.id;
  update public.firearm_inspection set cell = new.cell, version = version + 1 where firearm_id = new.id;
  return null;
end $$;
create trigger firearm_moves_with_papers after update on public.firearm
  for each row when (old.cell <> new.cell) execute function sec.firearm_takes_its_papers();

-- No handover moves what is under way. What was declared lost on the way, and the transfer closed, comes back into an
-- armoury by a move.
create function sec.transfer_is_over(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ select exists (select from public.transfer t where t.id = wanted and t.state in ('completed', 'lost')) $$;
do $$
declare body text := pg_get_functiondef('sec.guard_handover()'::regprocedure); changed text;
begin
  changed := replace(body, 'else holds.kind = ''armoury'' and holds.armoury_id <> new.armoury_id end',
    'else holds.kind = ''armoury'' and holds.armoury_id <> new.armoury_id or new.kind = ''move'' and holds.kind = ''consignment'' and sec.transfer_is_over(holds.transfer_id) end');
  if changed = body then
    raise exception 'handovers are guarded otherwise by now';
  end if;
  execute changed;
end $$;

-- What stands against packing, line by line, as the name of the rule that refuses it; empty: nothing. Of a weapon
-- constraint packed_from_its_armoury, constraint packed_weapon_is_not_promised, constraint packed_weapon_may_travel and
-- constraint packed_weapon_has_its_permits; of a lot constraint packed_lot_is_not_suspended and
-- constraint packed_rounds_are_there.
create function sec.transfer_obstacles(wanted uuid) returns table (out_line uuid, out_rule text) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select l.id, told.rule
  from public.transfer t join public.transfer_line l on l.transfer_id = t.id and not l.is_void
    join public.firearm f on f.id = l.firearm_id
    cross join lateral (
      select 'packed_from_its_armoury' as rule where not exists (select from public.firearm_custody k
        where k.firearm_id = f.id and k.until is null and k.kind = 'armoury' and k.armoury_id = t.armoury_id)
      union all select 'packed_weapon_is_not_promised' where exists (select from public.handover h where h.firearm_id = f.id and h.state = 'prepared')
      union all select 'packed_weapon_may_travel' where f.state not in ('serviceable', 'limited', 'unserviceable') or f.station_id <> t.station_id
      -- one that ran out, and none of its kind and country after it
      union all select 'packed_weapon_has_its_permits' where exists (select from public.firearm_permit p where p.firearm_id = f.id and not p.is_void
          and p.kind in ('possession', 'transit') and p.valid_until < (sec.now() at time zone 'UTC')::date
          and not exists (select from public.firearm_permit r where r.firearm_id = f.id and not r.is_void and r.kind = p.kind and r.country = p.country
            and r.valid_until >= (sec.now() at time zone 'UTC')::date))) told
  where t.id = wanted
  union all
  select l.id, told.rule
  from public.transfer t join public.transfer_line l on l.transfer_id = t.id and not l.is_void
    join public.ammunition_lot o on o.id = l.lot_id
    cross join lateral (
      select 'packed_lot_is_not_suspended' as rule where o.suspended_at is not null and o.lifted_at is null
      union all select 'packed_rounds_are_there' where l.quantity >
        coalesce((select sum(a.quantity) from public.ammunition_account a where a.lot_id = o.id and a.kind = 'armoury' and a.armoury_id = t.armoury_id), 0)
        - coalesce((select sum(x.quantity) from public.ammunition_act x where x.lot_id = o.id and x.armoury_id = t.armoury_id and x.state = 'prepared'
            and x.kind in ('issue', 'move', 'destroy')), 0)) told
  where t.id = wanted
$$;
-- Permits that a transfer lacks on a day: kind and country. Within one country none is asked; one that was recorded
-- must hold.
create function sec.transfer_lacks(wanted uuid, on_day date) returns table (out_kind text, out_country text) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  with latest as (
    select distinct on (p.kind, p.country) p.kind, p.country, p.is_waived, p.valid_until
    from public.transfer_permit p where p.transfer_id = wanted order by p.kind, p.country, p.number desc)
  select needed.kind, needed.country
  from public.transfer t join public.duty_station s on s.id = t.station_id join public.duty_station r on r.id = t.to_station_id
    cross join lateral (values ('export', s.country), ('import', r.country)) needed (kind, country)
  where t.id = wanted and s.country <> r.country and not exists (select from latest l where l.kind = needed.kind and l.country = needed.country)
  union
  select l.kind, l.country from latest l where not l.is_waived and l.valid_until < on_day
$$;

create function sec.guard_transfer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare moment timestamptz := sec.now(); today date := (sec.now() at time zone 'UTC')::date; changed text[]; allowed text[]; broken text; signed text;
  keepers constant text[] := '{asset_custodian,cp_coordinator,senior_security_professional}';
begin
  if tg_op = 'INSERT' then
    select cell into strict new.cell from public.duty_station where id = new.station_id;
    select cell into strict new.to_cell from public.duty_station where id = new.to_station_id;
    new.created_at := moment;
    if new.state <> 'drafted' or num_nonnulls(new.ssp_by, new.pcu_by, new.pack_first_by, new.pack_second_by, new.dispatch_by, new.receive_first_by,
        new.receive_second_by, new.investigate_by, new.close_by, new.end_by, new.unpack_by) > 0 then
      raise exception 'it begins as a draft' using errcode = '23514', constraint = 'transfer_begins_as_draft', table = 'transfer';
    end if;
    if not exists (select from public.armoury a where a.id = new.armoury_id and a.station_id = new.station_id)
        or not exists (select from public.armoury a where a.id = new.to_armoury_id and a.station_id = new.to_station_id) then
      raise exception 'an armoury of another station' using errcode = '23514', constraint = 'transfer_names_armouries_of_its_stations', table = 'transfer';
    end if;
    if new.planned_on < today then
      raise exception 'that day is over' using errcode = '23514', constraint = 'transfer_planned_ahead', table = 'transfer';
    end if;
    if sec.account_id() is not null and not sec.has_role_over(keepers, array[new.cell]) then
      raise exception 'the sender drafts' using errcode = '42501';
    end if;
  else
    select coalesce(array_agg(o.key), '{}') into changed from jsonb_each(to_jsonb(old)) o where to_jsonb(new) -> o.key is distinct from o.value and o.key not like '%\_at';
    -- what both authorizers signed is authorized; what differs when the second signs, and what stays lost, is told by the count
    if old.state = 'drafted' and new.state = 'drafted' and new.ssp_by is not null and new.pcu_by is not null then
      new.state := 'authorized';
    elsif old.state = 'received' and new.receive_second_by is not null then
      new.state := case when sec.transfer_differs(new.id) then 'discrepancy' else 'completed' end;
    elsif old.state = 'discrepancy' and new.close_by is not null then
      new.state := case when exists (select from public.transfer_line l where l.transfer_id = new.id and not l.is_void and l.counted + l.found_later < l.quantity)
        then 'lost' else 'completed' end;
    end if;
    -- a count that is taken back takes its signature with it
    if old.state = 'received' and new.state = 'in_transit' then
      new.receive_first_by := null;
      new.receipt_note := '';
    end if;
    allowed := case old.state || ' ' || new.state
      when 'drafted drafted' then '{ssp_by,pcu_by}' when 'drafted authorized' then '{ssp_by,pcu_by}'
      when 'drafted refused' then '{end_by,end_reason}' when 'authorized refused' then '{end_by,end_reason}'
      when 'drafted cancelled' then '{end_by,end_reason}' when 'authorized cancelled' then '{end_by,end_reason}'
      when 'authorized authorized' then '{pack_first_by,seals}' when 'authorized packed' then '{pack_second_by}'
      when 'packed packed' then '{end_by,end_reason}' when 'packed cancelled' then '{unpack_by}'
      when 'packed in_transit' then '{dispatch_by,carrier}' when 'in_transit received' then '{receive_first_by,receipt_note}'
      when 'received in_transit' then '{receive_first_by,receipt_note}'
      when 'received completed' then '{receive_second_by}' when 'received discrepancy' then '{receive_second_by}'
      when 'discrepancy discrepancy' then '{investigate_by,findings}'
      when 'discrepancy completed' then '{close_by,closing_words}' when 'discrepancy lost' then '{close_by,closing_words}' end;
    if allowed is null then
      raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'transfer_state_follows', table = 'transfer';
    end if;
    -- a packing that nobody countersigned, and a count that nobody countersigned, may be done anew; nothing else is signed twice
    if not changed <@ (allowed || array['state', 'version'])
        or exists (select from unnest(changed) field where field like '%\_by' and field not in ('pack_first_by', 'receive_first_by') and to_jsonb(old) ->> field is not null) then
      raise exception 'what was signed stays' using errcode = '23514', constraint = 'signed_transfer_is_kept', table = 'transfer';
    end if;
    foreach signed in array array['ssp', 'pcu', 'pack_first', 'pack_second', 'dispatch', 'receive_first', 'receive_second', 'investigate', 'close', 'end', 'unpack'] loop
      new := jsonb_populate_record(new, jsonb_build_object(signed || '_at', case
        when to_jsonb(new) ->> (signed || '_by') is null then null
        when signed || '_by' = any (changed) or signed = 'pack_first' and 'seals' = any (changed) then to_jsonb(moment)
        else to_jsonb(old) -> (signed || '_at') end));
    end loop;
    if sec.account_id() is not null and not (
        ('ssp_by' <> all (changed) or sec.has_role_over('{senior_security_professional}', array[new.cell]))
        and ('pcu_by' <> all (changed) or sec.has_role('{pcu_officer,pcu_chief}'))
        and (not changed && array['pack_first_by', 'seals', 'pack_second_by', 'dispatch_by', 'unpack_by'] or sec.has_role_over(keepers, array[new.cell]))
        and (new.state <> 'refused' or sec.has_role_over('{senior_security_professional}', array[new.cell]) or sec.has_role('{pcu_officer,pcu_chief}'))
        and ('end_by' <> all (changed) or new.state = 'refused' or sec.has_role_over(keepers, array[new.cell]))
        and (old.state || ' ' || new.state <> 'in_transit received' or sec.has_role_over('{asset_custodian,senior_security_professional}', array[new.to_cell]))
        and (old.state <> 'received' or sec.has_role_over(keepers, array[new.to_cell]))
        and ('investigate_by' <> all (changed) or sec.has_role_over('{senior_security_professional}', array[new.cell, new.to_cell]))
        and ('close_by' <> all (changed) or sec.has_role('{pcu_chief}'))) then
      raise exception 'this step is another role''s' using errcode = '42501';
    end if;
  end if;
  -- INV-22: planned only where it may lie; what is on the way is received where it comes, and that is told
  if new.state in ('drafted', 'authorized', 'packed') and new.end_by is null or tg_op = 'UPDATE' and 'dispatch_by' = any (changed) then
    if not sec.armoury_may_hold(new.to_armoury_id, today) or not sec.armoury_may_hold(new.to_armoury_id, greatest(today, new.planned_on)) then
      raise exception 'nothing is stored there' using errcode = '23514', constraint = 'transferred_where_approved', table = 'transfer';
    end if;
  end if;
  if tg_op = 'INSERT' then
    return new;
  end if;
  if changed && array['ssp_by', 'pcu_by'] and not exists (select from public.transfer_line l where l.transfer_id = new.id and not l.is_void) then
    raise exception 'nothing is on the list' using errcode = '23514', constraint = 'transfer_lists_something', table = 'transfer';
  end if;
  if changed && array['pack_first_by', 'seals', 'pack_second_by'] then
    if new.pack_second_by is not null and old.pack_first_by is null then
      raise exception 'nobody has packed it' using errcode = '23514', constraint = 'transfer_packed_by_two', table = 'transfer';
    end if;
    -- whoever moves these waits for whoever began before
    perform from public.firearm f where f.id in (select firearm_id from public.transfer_line where transfer_id = new.id and not is_void) order by f.id for update;
    perform from public.ammunition_lot o where o.id in (select lot_id from public.transfer_line where transfer_id = new.id and not is_void) order by o.id for no key update;
    select out_rule into broken from sec.transfer_obstacles(new.id) order by out_rule limit 1;
    if broken is not null then
      raise exception 'it may not be packed' using errcode = '23514', constraint = broken, table = 'transfer';
    end if;
  end if;
  if 'dispatch_by' = any (changed) and exists (select from sec.transfer_lacks(new.id, today)) then
    raise exception 'permits are missing' using errcode = '23514', constraint = 'transfer_leaves_with_its_permits', table = 'transfer';
  end if;
  if new.state = 'received' and old.state = 'in_transit' and exists (
      select from public.transfer_line l where l.transfer_id = new.id and not l.is_void and l.lot_id is not null and l.counted is null) then
    raise exception 'rounds are not counted yet' using errcode = '23514', constraint = 'every_round_of_a_transfer_is_counted', table = 'transfer';
  end if;
  if 'close_by' = any (changed) then
    if old.investigate_by is null then
      raise exception 'nobody has investigated' using errcode = '23514', constraint = 'transfer_closed_after_an_investigation', table = 'transfer';
    end if;
    if exists (select from public.transfer_line l where l.transfer_id = new.id and not l.is_void and l.counted < l.quantity and l.found_later is null) then
      raise exception 'what is missing is not settled' using errcode = '23514', constraint = 'transfer_closes_with_every_line_settled', table = 'transfer';
    end if;
  end if;
  return new;
end $$;
-- True if the count of a transfer differs from its list.
create function sec.transfer_differs(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select exists (select from public.transfer_line l where l.transfer_id = wanted and not l.is_void and l.counted is distinct from l.quantity)
    or exists (select from public.transfer_scan x where x.transfer_id = wanted and x.line_id is null and x.strike_by is null)
$$;
create trigger transfer_guarded before insert or update on public.transfer for each row execute function sec.guard_transfer();

create function sec.guard_transfer_line() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare t public.transfer;
  -- keys of the new row are made after this trigger
  may_change constant text[] := array['cell', 'to_cell', 'mark_key', 'counted', 'found_later', 'is_void', 'is_open', 'version'];
begin
  select * into strict t from public.transfer where id = new.transfer_id for update;
  new.cell := t.cell;
  new.to_cell := t.to_cell;
  if tg_op = 'INSERT' or new.is_void <> old.is_void then
    if t.state <> 'drafted' or t.ssp_by is not null or t.pcu_by is not null then
      raise exception 'what was authorized stays' using errcode = '23514', constraint = 'authorized_list_is_kept', table = 'transfer_line';
    end if;
    if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,cp_coordinator,senior_security_professional}', array[t.cell]) then
      raise exception 'the sender lists' using errcode = '42501';
    end if;
  end if;
  if tg_op = 'INSERT' then
    if new.is_void or new.counted is not null or new.found_later is not null then
      raise exception 'nothing is counted yet' using errcode = '23514', constraint = 'transfer_line_is_kept', table = 'transfer_line';
    end if;
    new.number := (select count(*) + 1 from public.transfer_line where transfer_id = t.id);
    if new.firearm_id is not null then
      select f.ref, f.serial, f.make || ' ' || f.model || ', ' || f.calibre into new.item_ref, new.mark, new.called
        from public.firearm f where f.id = new.firearm_id and f.station_id = t.station_id;
    else
      select o.ref, o.number, o.maker || ', ' || o.calibre into new.item_ref, new.mark, new.called
        from public.ammunition_lot o join public.ammunition_account a on a.lot_id = o.id and a.armoury_id = t.armoury_id and a.kind = 'armoury'
        where o.id = new.lot_id;
    end if;
    if new.item_ref is null then
      raise exception 'the sender has no such thing' using errcode = '23514', constraint = 'transfer_lists_what_the_sender_has', table = 'transfer_line';
    end if;
  else
    if to_jsonb(old) - may_change <> to_jsonb(new) - may_change
        or old.is_void and to_jsonb(old) - array['mark_key', 'version'] <> to_jsonb(new) - array['mark_key', 'version'] then
      raise exception 'a line is taken off, not rewritten' using errcode = '23514', constraint = 'transfer_line_is_kept', table = 'transfer_line';
    end if;
    if new.firearm_id is not null then
      -- a weapon is there if its mark was read
      new.counted := case when t.state = 'received' then (select count(*) from public.transfer_scan x where x.line_id = new.id)
        when t.state = 'in_transit' then null else old.counted end;
    elsif new.counted is distinct from old.counted then
      if t.state <> 'in_transit' then
        raise exception 'the count is finished' using errcode = '23514', constraint = 'transfer_counted_on_arrival', table = 'transfer_line';
      end if;
      if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,senior_security_professional}', array[t.to_cell]) then
        raise exception 'the receiver counts' using errcode = '42501';
      end if;
    end if;
    if new.found_later is distinct from old.found_later then
      if t.state <> 'discrepancy' or t.investigate_by is null or new.counted >= new.quantity then
        raise exception 'nothing of it is missing' using errcode = '23514', constraint = 'transfer_settled_by_an_investigation', table = 'transfer_line';
      end if;
      if sec.account_id() is not null and not sec.has_role('{pcu_chief}') then
        raise exception 'the chief settles it' using errcode = '42501';
      end if;
    end if;
  end if;
  new.is_open := not new.is_void and t.state not in ('refused', 'cancelled', 'completed', 'lost');
  return new;
end $$;
create trigger transfer_line_guarded before insert or update on public.transfer_line for each row execute function sec.guard_transfer_line();

create function sec.guard_transfer_permit() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare t public.transfer;
begin
  if tg_op <> 'INSERT' then
    raise exception 'what was recorded stays' using errcode = '23514', constraint = 'transfer_permit_is_kept', table = 'transfer_permit';
  end if;
  select * into strict t from public.transfer where id = new.transfer_id for update;
  new.cell := t.cell;
  new.to_cell := t.to_cell;
  new.entered_at := sec.now();
  new.number := (select count(*) + 1 from public.transfer_permit where transfer_id = t.id);
  if t.state not in ('drafted', 'authorized', 'packed') then
    raise exception 'it has left' using errcode = '23514', constraint = 'transfer_permit_before_it_leaves', table = 'transfer_permit';
  end if;
  if not new.is_waived and new.valid_until < (sec.now() at time zone 'UTC')::date then
    raise exception 'it has run out' using errcode = '23514', constraint = 'transfer_permit_holds', table = 'transfer_permit';
  end if;
  return new;
end $$;
create trigger transfer_permit_guarded before insert or update on public.transfer_permit for each row execute function sec.guard_transfer_permit();

create function sec.guard_transfer_scan() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare t public.transfer; key text := upper(regexp_replace(new.typed, '[\s-]', '', 'g'));
begin
  select * into strict t from public.transfer where id = new.transfer_id for update;
  new.cell := t.cell;
  new.to_cell := t.to_cell;
  if t.state <> 'in_transit' then
    raise exception 'the count is finished' using errcode = '23514', constraint = 'transfer_counted_on_arrival', table = 'transfer_scan';
  end if;
  if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,senior_security_professional}', array[t.to_cell]) then
    raise exception 'the receiver counts' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' then
    if old.line_id is not null or old.strike_by is not null
        or to_jsonb(old) - array['cell', 'to_cell', 'typed_key', 'strike_by', 'strike_reason', 'version'] <> to_jsonb(new) - array['cell', 'to_cell', 'typed_key', 'strike_by', 'strike_reason', 'version'] then
      raise exception 'only an unknown mark is struck' using errcode = '23514', constraint = 'transfer_scan_is_kept', table = 'transfer_scan';
    end if;
    return new;
  end if;
  new.entered_at := sec.now();
  new.strike_by := null;
  new.strike_reason := '';
  new.number := (select count(*) + 1 from public.transfer_scan where transfer_id = t.id);
  -- of two weapons with one mark, the one that was not read yet
  select l.id into new.line_id from public.transfer_line l
    where l.transfer_id = t.id and l.firearm_id is not null and not l.is_void and (l.mark_key = key or l.item_ref = upper(btrim(new.typed)))
    order by exists (select from public.transfer_scan x where x.line_id = l.id), l.number limit 1;
  return new;
end $$;
create trigger transfer_scan_guarded before insert or update on public.transfer_scan for each row execute function sec.guard_transfer_scan();

-- The next link of a weapon's chain of custody.
create function sec.transfer_custody(t public.transfer, weapon uuid, of_kind text, of_armoury uuid, at_cell integer) returns void language sql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  update public.firearm_custody set until = sec.now(), version = version + 1 where firearm_id = weapon and until is null;
  insert into public.firearm_custody (id, firearm_id, cell, number, kind, armoury_id, since, transfer_id)
    values (gen_random_uuid(), weapon, at_cell, (select count(*) + 1 from public.firearm_custody where firearm_id = weapon), of_kind, of_armoury, sec.now(), t.id);
$$;
-- The account of a consignment, at the sender while it is under way, at the receiver while it is quarantined.
create function sec.consignment_account_of(t uuid, lot uuid, at_cell integer) returns uuid language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare found_id uuid;
begin
  insert into public.ammunition_account (id, lot_id, cell, kind, transfer_id) values (gen_random_uuid(), lot, at_cell, 'consignment', t) on conflict do nothing;
  select a.id into strict found_id from public.ammunition_account a where a.lot_id = lot and a.cell = at_cell and a.kind = 'consignment' and a.transfer_id = t;
  return found_id;
end $$;
create function sec.transfer_rounds(t public.transfer, lot uuid, from_account uuid, to_account uuid, rounds integer, at_cell integer) returns void language sql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  insert into public.ammunition_entry (id, lot_id, cell, transfer_id, from_account_id, to_account_id, quantity, occurred_at)
    select gen_random_uuid(), lot, at_cell, t.id, from_account, to_account, rounds, sec.now() where rounds > 0
$$;
-- A weapon belongs to the receiver. What came with a difference, or had been declared lost, waits for an inspection.
create function sec.transfer_arrives(t public.transfer, weapon uuid) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare differs constant boolean := t.state <> 'completed' or t.close_by is not null;
begin
  update public.firearm set station_id = t.to_station_id, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id(),
      state = case when differs or state in ('lost', 'stolen') then 'quarantined' else state end,
      state_reason = case when differs or state in ('lost', 'stolen') then t.ref else state_reason end
    where id = weapon;
  perform sec.transfer_custody(t, weapon, 'armoury', t.to_armoury_id, t.to_cell);
end $$;

-- What follows from a step: the ledgers, what is told, what is settled.
create function sec.carry_transfer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare l public.transfer_line; at_sender uuid; at_receiver uuid;
begin
  -- the lines follow: whether they are open, and what was counted
  update public.transfer_line set version = version + 1 where transfer_id = new.id and not is_void;
  for l in select * from public.transfer_line where transfer_id = new.id and not is_void order by number loop
    if l.firearm_id is not null then
      case
        when old.state = 'authorized' and new.state = 'packed' then perform sec.transfer_custody(new, l.firearm_id, 'consignment', null, new.cell);
        when old.state = 'packed' and new.state = 'cancelled' then perform sec.transfer_custody(new, l.firearm_id, 'armoury', new.armoury_id, new.cell);
        when old.state = 'received' and new.state in ('completed', 'discrepancy') and l.counted = 1 then perform sec.transfer_arrives(new, l.firearm_id);
        when old.state = 'discrepancy' and new.state in ('completed', 'lost') and l.found_later = 1 then perform sec.transfer_arrives(new, l.firearm_id);
        when old.state = 'discrepancy' and new.state in ('completed', 'lost') and l.found_later = 0 then
          -- INV-24: told by the weapon itself; it may have been declared already
          update public.firearm set state = 'lost', state_reason = new.ref, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
            where id = l.firearm_id and state not in ('lost', 'stolen');
        else null;
      end case;
    else
      at_sender := sec.consignment_account_of(new.id, l.lot_id, new.cell);
      case
        when old.state = 'authorized' and new.state = 'packed' then
          perform sec.transfer_rounds(new, l.lot_id, sec.ammunition_account_of(l.lot_id, new.cell, 'armoury', new.armoury_id, null), at_sender, l.quantity, new.cell);
        when old.state = 'packed' and new.state = 'cancelled' then
          perform sec.transfer_rounds(new, l.lot_id, at_sender, sec.ammunition_account_of(l.lot_id, new.cell, 'armoury', new.armoury_id, null), l.quantity, new.cell);
        when old.state = 'received' and new.state = 'completed' then
          perform sec.transfer_rounds(new, l.lot_id, at_sender, sec.ammunition_account_of(l.lot_id, new.to_cell, 'armoury', new.to_armoury_id, null), l.quantity, new.to_cell);
        when old.state = 'received' and new.state = 'discrepancy' then
          perform sec.transfer_rounds(new, l.lot_id, at_sender, sec.consignment_account_of(new.id, l.lot_id, new.to_cell), least(l.counted, l.quantity), new.to_cell);
        when old.state = 'discrepancy' and new.state in ('completed', 'lost') then
          at_receiver := sec.ammunition_account_of(l.lot_id, new.to_cell, 'armoury', new.to_armoury_id, null);
          perform sec.transfer_rounds(new, l.lot_id, sec.consignment_account_of(new.id, l.lot_id, new.to_cell), at_receiver, least(l.counted, l.quantity), new.to_cell);
          perform sec.transfer_rounds(new, l.lot_id, at_sender, at_receiver, coalesce(l.found_later, 0), new.to_cell);
          perform sec.transfer_rounds(new, l.lot_id, at_sender, sec.ammunition_account_of(l.lot_id, new.cell, 'lost', null, null),
            l.quantity - least(l.counted, l.quantity) - coalesce(l.found_later, 0), new.cell);
        else null;
      end case;
    end if;
  end loop;
  if old.state = 'received' and new.receive_second_by is not null then
    perform sec.settle_return('transfer_late', new.ref);
    -- INV-22: a fact is kept and told
    if not sec.armoury_may_hold(new.to_armoury_id, (sec.now() at time zone 'UTC')::date) then
      insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
        values (gen_random_uuid(), sec.new_ref('X'), new.to_cell, 'INV-22', 'stored_unapproved', new.ref, new.receive_first_by);
    end if;
  end if;
  if new.state = 'discrepancy' then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      select gen_random_uuid(), sec.new_ref('X'), told.at_cell, 'INV-23', 'transfer_difference', new.ref, told.owner
      from (values (new.cell, new.dispatch_by), (new.to_cell, new.receive_first_by)) told (at_cell, owner);
  elsif old.state = 'discrepancy' then
    perform sec.settle_exceptions(new.ref, '{transfer_difference}', 'settled-by-investigation');
    if exists (select from public.transfer_line x where x.transfer_id = new.id and not x.is_void and x.lot_id is not null and x.counted + x.found_later < x.quantity) then
      insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
        values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-23', 'ammunition_missing', new.ref, new.dispatch_by);
    end if;
  end if;
  return null;
end $$;
-- not "of state": the state is often written by the guard alone
create trigger transfer_carried after update on public.transfer
  for each row when (old.state <> new.state) execute function sec.carry_transfer();

-- The register is no way round the investigation.
create function sec.guard_exception_of_transfer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if exists (select from public.transfer t where t.ref = new.detail and t.state = 'discrepancy') then
    raise exception 'the investigation is not closed' using errcode = '23514', constraint = 'only_an_investigation_closes', table = 'exception';
  end if;
  return new;
end $$;
create trigger exception_of_transfer_guarded before update on public.exception
  for each row when (old.code = 'transfer_difference' and old.closed_at is null and new.closed_at is not null) execute function sec.guard_exception_of_transfer();

-- A consignment that is not there by its day, with what was lent and is not back.
create or replace function sec.settle_late_returns() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare late record; patience constant interval := make_interval(hours => (select value::integer from public.setting where name = 'late_return_hours'));
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for late in
    select told.* from (
      select 'firearm_not_returned' as code, h.ref, h.cell, h.first_by as owner, h.due_back_at as due
      from public.firearm_custody k join public.handover h on h.id = k.handover_id where k.until is null and h.due_back_at is not null
      union all
      select 'vehicle_not_returned', r.ref, r.cell, r.created_by, upper(r.during) from public.vehicle_reservation r where r.state = 'out'
      union all
      select 'transfer_late', t.ref, t.cell, t.dispatch_by, (t.planned_on + 1)::timestamp at time zone 'UTC' from public.transfer t where t.state = 'in_transit') told
    where told.due + patience <= sec.now()
      and not exists (select from public.exception e where e.code = told.code and e.detail = told.ref and e.closed_at is null)
    order by told.due, told.ref limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := late.cell;
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, late.cell, 'WF-7', late.code, late.ref, late.owner);
    return next;
  end loop;
end $$;

-- Where somebody may send to: approved armouries, by their references alone.
create function sec.stores_to_send_to() returns table (out_station uuid, out_code text, out_armoury uuid, out_ref text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select a.station_id, s.code, a.id, a.ref from public.armoury a join public.duty_station s on s.id = a.station_id
  where cardinality(sec.cells_transfer_write()) > 0 and sec.armoury_may_hold(a.id, (sec.now() at time zone 'UTC')::date)
  order by s.code, a.ref limit 500
$$;
-- The reference of an armoury at either end, for those who see the transfer.
create function sec.transfer_store(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select a.ref from public.armoury a where a.id = wanted and exists (select from public.transfer t
    where (t.armoury_id = a.id or t.to_armoury_id = a.id) and (t.cell = any (sec.cells_transfer()) or t.to_cell = any (sec.cells_transfer())))
$$;
-- What stands against a transfer now, for the sender and the unit.
create function sec.transfer_troubles(wanted uuid) returns table (out_line uuid, out_rule text, out_kind text, out_country text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select told.line, told.rule, told.kind, told.country from public.transfer t cross join lateral (
    select out_line as line, out_rule as rule, '' as kind, '' as country from sec.transfer_obstacles(t.id) where t.state in ('drafted', 'authorized')
    union all select null, 'transfer_leaves_with_its_permits', out_kind, out_country from sec.transfer_lacks(t.id, (sec.now() at time zone 'UTC')::date)
      where t.state in ('drafted', 'authorized', 'packed')) told
  where t.id = wanted and t.cell = any (sec.cells_transfer())
$$;

call sec.business_table('transfer', 'id', 'cell = {transfer} or to_cell = {transfer}');
call sec.business_table('transfer_line', 'id', 'cell = {transfer} or to_cell = {transfer}');
call sec.business_table('transfer_permit', 'id', 'cell = {transfer} or to_cell = {transfer}');
call sec.business_table('transfer_scan', 'id', 'cell = {transfer} or to_cell = {transfer}');

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
    (select l.ref from public.visible_ammunition_lot l where l.id = wanted),
    (select x.ref from public.visible_ammunition_act x where x.id = wanted),
    (select b.ref from public.visible_property_book b where b.id = wanted),
    (select v.ref from public.visible_vehicle v where v.id = wanted),
    (select e.ref from public.visible_equipment e where e.id = wanted),
    (select k.ref from public.visible_equipment_kit k where k.id = wanted),
    (select a.ref from public.visible_equipment_act a where a.id = wanted),
    (select h.ref from public.visible_handover h where h.id = wanted),
    (select j.ref from public.visible_joint_count j where j.id = wanted),
    (select n.ref from public.visible_stock_count n where n.id = wanted),
    (select d.ref from public.visible_stock_discrepancy d where d.id = wanted),
    (select r.ref from public.visible_vehicle_reservation r where r.id = wanted),
    (select p.ref from public.visible_standby_pledge p where p.id = wanted),
    (select m.ref from public.visible_mission m where m.id = wanted),
    (select e.ref from public.visible_station_evacuation e where e.id = wanted),
    (select t.ref from public.visible_transfer t where t.id = wanted),
    (select l.item_ref from public.visible_transfer_line l where l.id = wanted),
    sec.transfer_store(wanted),
    sec.account_label(wanted))
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.transfer_obstacles(uuid), sec.transfer_lacks(uuid, date), sec.transfer_differs(uuid), sec.transfer_is_over(uuid),
  sec.transfer_custody(public.transfer, uuid, text, uuid, integer), sec.consignment_account_of(uuid, uuid, integer),
  sec.transfer_rounds(public.transfer, uuid, uuid, uuid, integer, integer), sec.transfer_arrives(public.transfer, uuid) from cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
