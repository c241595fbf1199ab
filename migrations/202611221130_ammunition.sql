-- Ammunition (INV-19 to 23): lots, accounts with balances, acts of two people, and the entries that follow from an
-- act. Entries are never changed; balances are kept by the database alone.

-- Calibres are written in many ways and compared in one: 9 x 19 mm, 9mm Luger and 9×19 NATO are the same.
-- A bare 9 mm stays what it is: it may be another cartridge.
create function sec.calibre_key(calibre text) returns text language sql immutable as $$
  select case
    when k ~ '^9(x19)?(luger|para|parabellum)$' then '9x19'
    when k = '5.56' then '5.56x45'
    when k ~ '^12(ga|gauge|/70)$' then '12ga'
    else k end
  from (select regexp_replace(lower(translate(calibre, '×*,', 'xx.')), 'mm|nato|[\s-]', '', 'g') as k) normal
$$;

create table public.ammunition_lot (
  id uuid primary key,
  ref text not null constraint ammunition_lot_ref_once unique,
  -- the station that recorded it first; where it lies is told by its accounts
  station_id uuid not null references public.duty_station,
  cell integer not null,
  number text not null constraint ammunition_lot_number_present check (length(btrim(number)) between 1 and 40),
  number_key text not null generated always as (upper(regexp_replace(number, '[\s-]', '', 'g'))) stored,
  maker text not null constraint ammunition_lot_maker_present check (length(btrim(maker)) between 1 and 80),
  maker_key text not null generated always as (upper(regexp_replace(maker, '[\s-]', '', 'g'))) stored,
  calibre text not null constraint ammunition_lot_calibre_present check (length(btrim(calibre)) between 1 and 40),
  calibre_key text not null generated always as (sec.calibre_key(calibre)) stored,
  nature text not null constraint ammunition_lot_nature_known check (nature in
    ('ball', 'hollow_point', 'tracer', 'blank', 'training', 'less_lethal', 'other')),
  made_year integer constraint ammunition_lot_year_plausible check (made_year between 1900 and 2100),
  -- hazard division and compatibility group, such as 1.4S
  hazard text not null default '' constraint ammunition_lot_hazard_shape check (hazard ~ '^(1\.[1-6][A-HJ-LNS]?)?$'),
  stock_class text not null default 'operational' constraint ammunition_lot_class_known check (stock_class in
    ('operational', 'training', 'reserve', 'awaiting_disposal')),
  -- the last day of its shelf life; that it has passed is stored nowhere
  shelf_life_until date,
  suspended_at timestamptz,
  suspended_by uuid references public.account,
  suspension_reason text not null default '',
  lifted_at timestamptz,
  lifted_by uuid references public.account,
  lift_reason text not null default '',
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint ammunition_lot_keys_present check (length(number_key) > 0 and length(calibre_key) > 0),
  constraint lot_suspension_has_reason check ((suspended_at is null) = (suspended_by is null) and (suspended_at is null or length(btrim(suspension_reason)) > 0)),
  constraint lot_suspension_lifted_by_another check (lifted_by <> suspended_by),
  constraint lot_lifted_with_words check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null or suspended_at is not null and length(btrim(lift_reason)) > 0))
);
create unique index ammunition_lot_once on public.ammunition_lot (number_key, maker_key, calibre_key);
create index ammunition_lot_by_cell on public.ammunition_lot (cell, ref, id);
create index ammunition_lot_by_station on public.ammunition_lot (station_id);
create index ammunition_lot_by_calibre on public.ammunition_lot (calibre_key);
create index ammunition_lot_by_suspender on public.ammunition_lot (suspended_by);
create index ammunition_lot_by_lifter on public.ammunition_lot (lifted_by);
create index ammunition_lot_by_creator on public.ammunition_lot (created_by);
create index ammunition_lot_by_updater on public.ammunition_lot (updated_by);
create trigger ammunition_lot_takes_cell before insert or update of station_id on public.ammunition_lot
  for each row execute function sec.station_cell();
create trigger ammunition_lot_signed_by_oneself before insert or update on public.ammunition_lot
  for each row execute function sec.signature_is_own_or_gone('created_by', 'suspended_by', 'lifted_by');

-- An account of a lot: what one holder has of it. Real: armoury, person. Virtual: they close the sum.
create table public.ammunition_account (
  id uuid primary key,
  lot_id uuid not null references public.ammunition_lot,
  cell integer not null,
  kind text not null constraint ammunition_account_kind_known check (kind in ('armoury', 'person', 'supplier', 'expended', 'destroyed', 'lost')),
  armoury_id uuid references public.armoury,
  officer_id uuid references public.officer,
  quantity integer not null default 0,
  version integer not null default 1,
  constraint ammunition_account_names_its_holder check ((kind = 'armoury') = (armoury_id is not null) and (kind = 'person') = (officer_id is not null)),
  constraint ammunition_account_of_lot unique (id, lot_id),
  -- INV-19
  constraint ammunition_never_below_zero check (kind = 'supplier' or quantity >= 0)
);
create unique index ammunition_account_once on public.ammunition_account (lot_id, cell, kind, armoury_id, officer_id) nulls not distinct;
create index ammunition_account_by_cell on public.ammunition_account (cell, lot_id) where quantity <> 0;
create index ammunition_account_by_armoury on public.ammunition_account (armoury_id);
create index ammunition_account_by_officer on public.ammunition_account (officer_id);

-- The act: as with firearms, prepared by one and signed by another; what has happened is recorded by one alone and
-- waits for the second signature a day at most.
create table public.ammunition_act (
  id uuid primary key,
  ref text not null constraint ammunition_act_ref_once unique,
  lot_id uuid not null references public.ammunition_lot,
  cell integer not null,
  kind text not null constraint ammunition_act_kind_known check (kind in
    ('receive', 'issue', 'return', 'move', 'expend', 'destroy', 'found', 'missing', 'reversal')),
  -- where it comes from or goes to; of a move, where it comes from
  armoury_id uuid references public.armoury,
  to_armoury_id uuid references public.armoury,
  officer_id uuid references public.officer,
  -- of a return, what is handed back
  quantity integer not null,
  expended integer not null default 0,
  missing integer not null default 0,
  purpose text not null default '' constraint ammunition_purpose_known check (purpose in ('', 'duty', 'training')),
  cause text not null default '' constraint ammunition_cause_known check (cause in ('', 'training', 'incident')),
  cause_ref text not null default '' constraint ammunition_cause_short check (length(cause_ref) <= 160),
  reverses_id uuid references public.ammunition_act,
  reason text not null default '' constraint ammunition_reason_short check (length(reason) <= 300),
  document text not null default '' constraint ammunition_document_short check (length(document) <= 160),
  occurred_at timestamptz not null,
  state text not null constraint ammunition_act_state_known check (state in ('prepared', 'done', 'withdrawn')),
  is_fact boolean not null default false,
  -- what stood against it when it was done
  gaps text[] not null default '{}',
  first_by uuid not null default sec.account_id() references public.account,
  first_at timestamptz not null default sec.now(),
  second_by uuid references public.account,
  second_at timestamptz,
  withdraw_reason text not null default '',
  version integer not null default 1,
  constraint ammunition_act_moves_rounds check (quantity >= 0 and expended >= 0 and missing >= 0
    and quantity::bigint + expended + missing between 1 and 10000000),
  constraint ammunition_parts_of_a_return check (kind = 'return' or expended = 0 and missing = 0),
  constraint ammunition_act_names_its_places check ((kind = 'move') = (to_armoury_id is not null) and (kind = 'reversal') = (reverses_id is not null)
    and case kind when 'reversal' then armoury_id is null and officer_id is null
      when 'issue' then armoury_id is not null and officer_id is not null when 'return' then armoury_id is not null and officer_id is not null
      when 'expend' then (armoury_id is null) <> (officer_id is null) when 'missing' then (armoury_id is null) <> (officer_id is null)
      else armoury_id is not null and officer_id is null end),
  constraint rounds_move_somewhere_else check (to_armoury_id <> armoury_id),
  constraint issue_of_rounds_has_purpose check ((kind = 'issue') = (purpose <> '')),
  -- INV-20
  constraint expenditure_has_cause check ((kind = 'expend' or expended > 0) = (cause <> '') and (cause = '' or length(btrim(cause_ref)) >= 3)),
  constraint ammunition_act_has_reason check (kind = 'receive' or length(btrim(reason)) > 0),
  constraint receipt_and_destruction_have_document check (kind not in ('receive', 'destroy') or length(btrim(document)) > 0),
  -- INV-23
  constraint ammunition_act_by_two_people check (second_by <> first_by),
  constraint ammunition_signed_at_a_time check ((second_by is null) = (second_at is null)),
  constraint ammunition_done_with_two_signatures check (state <> 'done' or is_fact or second_by is not null),
  constraint reversal_waits_for_both check (kind <> 'reversal' or not is_fact),
  constraint ammunition_withdrawn_with_reason check (state <> 'withdrawn' or length(btrim(withdraw_reason)) > 0)
);
create unique index ammunition_reversed_once on public.ammunition_act (reverses_id) where state <> 'withdrawn';
create index ammunition_act_by_reversed on public.ammunition_act (reverses_id);
create index ammunition_act_by_cell on public.ammunition_act (cell, first_at desc, id);
create index ammunition_act_open on public.ammunition_act (cell, first_at) where state = 'prepared' or state = 'done' and second_by is null;
create index ammunition_act_by_lot on public.ammunition_act (lot_id, cell);
create index ammunition_act_offered on public.ammunition_act (lot_id, armoury_id) where state = 'prepared';
create index ammunition_act_by_armoury on public.ammunition_act (armoury_id);
create index ammunition_act_by_to_armoury on public.ammunition_act (to_armoury_id);
create index ammunition_act_by_officer on public.ammunition_act (officer_id);
create index ammunition_act_by_first on public.ammunition_act (first_by);
create index ammunition_act_by_second on public.ammunition_act (second_by);
create trigger ammunition_act_signed_by_oneself before insert or update on public.ammunition_act
  for each row execute function sec.signature_is_own('first_by', 'second_by');

-- The ledger: a positive quantity of one lot goes from one account to another.
create table public.ammunition_entry (
  id uuid primary key,
  lot_id uuid not null references public.ammunition_lot,
  cell integer not null,
  act_id uuid not null references public.ammunition_act,
  from_account_id uuid not null,
  to_account_id uuid not null,
  quantity integer not null constraint ammunition_entry_moves_rounds check (quantity > 0),
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default sec.now(),
  version integer not null default 1,
  constraint ammunition_entry_between_two check (from_account_id <> to_account_id),
  constraint ammunition_entry_from_account foreign key (from_account_id, lot_id) references public.ammunition_account (id, lot_id),
  constraint ammunition_entry_to_account foreign key (to_account_id, lot_id) references public.ammunition_account (id, lot_id)
);
create index ammunition_entry_by_lot on public.ammunition_entry (lot_id, recorded_at desc, id);
create index ammunition_entry_by_act on public.ammunition_entry (act_id);
create index ammunition_entry_by_from on public.ammunition_entry (from_account_id, occurred_at);
create index ammunition_entry_by_to on public.ammunition_entry (to_account_id, occurred_at);

-- UNC-20: no figure ships. Not set is a warning of its own.
create table public.ammunition_minimum (
  id uuid primary key,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  calibre text not null constraint ammunition_minimum_calibre_present check (length(btrim(calibre)) between 1 and 40),
  calibre_key text not null generated always as (sec.calibre_key(calibre)) stored,
  minimum integer not null constraint ammunition_minimum_plausible check (minimum between 0 and 10000000),
  yearly_training integer constraint ammunition_training_plausible check (yearly_training between 0 and 10000000),
  authority text not null constraint ammunition_minimum_has_authority check (length(btrim(authority)) between 3 and 300),
  version integer not null default 1,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account
);
create unique index ammunition_minimum_once on public.ammunition_minimum (station_id, calibre_key);
create index ammunition_minimum_by_cell on public.ammunition_minimum (cell);
create index ammunition_minimum_by_updater on public.ammunition_minimum (updated_by);
create trigger ammunition_minimum_takes_cell before insert or update of station_id on public.ammunition_minimum
  for each row execute function sec.station_cell();

create function sec.guard_lot() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare was_suspended boolean := old.suspended_at is not null and old.lifted_at is null;
begin
  -- the key of the new row is made after this trigger
  if old.calibre_key <> sec.calibre_key(new.calibre) and exists (select from public.ammunition_entry where lot_id = new.id) then
    raise exception 'rounds of it were counted' using errcode = '23514', constraint = 'counted_lot_keeps_its_calibre', table = 'ammunition_lot';
  end if;
  -- a suspension is ordered, then lifted; neither is rewritten
  if was_suspended and (old.suspended_at, old.suspended_by, old.suspension_reason) is distinct from (new.suspended_at, new.suspended_by, new.suspension_reason)
      or not was_suspended and (old.suspended_at, old.lifted_at) is distinct from (new.suspended_at, new.lifted_at) and (new.suspended_at is null or new.lifted_at is not null) then
    raise exception 'a suspension is lifted, not rewritten' using errcode = '23514', constraint = 'lot_suspension_is_kept', table = 'ammunition_lot';
  end if;
  return new;
end $$;
create trigger ammunition_lot_guarded before update on public.ammunition_lot for each row execute function sec.guard_lot();

-- What stands against issuing this lot to an officer at an instant (INV-21). Empty: nothing.
create function sec.rounds_gaps(officer uuid, lot uuid, purpose text, at timestamptz) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select array_remove(array[
    case when l.suspended_at is not null and l.lifted_at is null then 'suspended' end,
    case when purpose = 'duty' and l.shelf_life_until < (at at time zone 'UTC')::date then 'expired' end,
    case when not exists (select from public.firearm_custody c join public.firearm f on f.id = c.firearm_id
      where c.officer_id = officer and c.since <= at and (c.until is null or c.until > at) and sec.calibre_key(f.calibre) = l.calibre_key) then 'calibre' end], null)
  from public.ammunition_lot l where l.id = lot
$$;

create function sec.guard_ammunition_act() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare moment timestamptz := sec.now(); becomes_done boolean; sides uuid[]; held integer; offered bigint; told bigint; target uuid; first_act public.ammunition_act;
  kept constant text[] := array['state', 'gaps', 'second_by', 'second_at', 'withdraw_reason', 'version', 'occurred_at'];
begin
  -- whoever moves rounds of this lot waits for whoever began before: every account of the lot is behind this row
  perform from public.ammunition_lot where id = new.lot_id for no key update;
  if tg_op = 'INSERT' then
    new.first_at := moment;
    new.cell := coalesce((select a.cell from public.armoury a where a.id = new.armoury_id), (select r.cell from public.ammunition_act r where r.id = new.reverses_id), new.cell);
    if new.state = 'withdrawn' or new.second_by is not null then
      raise exception 'an act begins with one signature' using errcode = '23514', constraint = 'ammunition_act_begins_with_one', table = 'ammunition_act';
    end if;
  else
    if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state = 'withdrawn' or old.second_by is not null and to_jsonb(old) <> to_jsonb(new)
        or old.state = 'done' and (new.state <> 'done' or new.occurred_at <> old.occurred_at or new.gaps <> old.gaps) then
      raise exception 'what was signed stays' using errcode = '23514', constraint = 'signed_ammunition_act_is_kept', table = 'ammunition_act';
    end if;
    new.second_at := case when new.second_by is null then null else coalesce(old.second_at, moment) end;
  end if;
  becomes_done := new.state = 'done' and (tg_op = 'INSERT' or old.state = 'prepared');
  if becomes_done and not new.is_fact then
    new.occurred_at := moment;
  end if;
  if new.occurred_at > moment then
    raise exception 'it has not happened yet' using errcode = '23514', constraint = 'ammunition_act_happened_by_now', table = 'ammunition_act';
  end if;
  if new.to_armoury_id is not null and not exists (select from public.armoury a where a.id = new.to_armoury_id and a.cell = new.cell) then
    raise exception 'an armoury of another station' using errcode = '23514', constraint = 'rounds_stay_with_their_station', table = 'ammunition_act';
  end if;
  -- INV-23: the officer who takes or gives back signs; without a sign-in, a witness does
  if tg_op = 'UPDATE' and new.second_by is not null and old.second_by is null and new.kind in ('issue', 'return') then
    select array_agg(a.id) into sides from public.account a where a.officer_id = new.officer_id and a.disabled_at is null;
    if sides is not null and not new.first_by = any (sides) and not new.second_by = any (sides) then
      raise exception 'the officer signs' using errcode = '23514', constraint = 'rounds_signed_by_the_officer', table = 'ammunition_act';
    end if;
  end if;
  -- what is prepared is set aside: nobody else prepares the same rounds
  if tg_op = 'INSERT' and new.state = 'prepared' and new.kind in ('issue', 'move', 'destroy') then
    select coalesce(sum(a.quantity), 0) into held from public.ammunition_account a where a.lot_id = new.lot_id and a.armoury_id = new.armoury_id;
    select coalesce(sum(x.quantity), 0) into offered from public.ammunition_act x
      where x.lot_id = new.lot_id and x.armoury_id = new.armoury_id and x.state = 'prepared' and x.kind in ('issue', 'move', 'destroy');
    if new.quantity > held - offered then
      raise exception '% are there, % of them set aside', held, offered using errcode = '23514', constraint = 'rounds_offered_once', table = 'ammunition_act';
    end if;
  end if;
  -- what was issued is accounted for to the last round
  if becomes_done and new.kind = 'return' then
    told := new.quantity::bigint + new.expended + new.missing;
    select coalesce(sum(a.quantity), 0) into held from public.ammunition_account a where a.lot_id = new.lot_id and a.cell = new.cell and a.officer_id = new.officer_id;
    if told <> held then
      raise exception '% are held, % accounted for', held, told using errcode = '23514', constraint = 'return_accounts_for_every_round', table = 'ammunition_act';
    end if;
  end if;
  if new.kind = 'reversal' and tg_op = 'INSERT' then
    select * into strict first_act from public.ammunition_act where id = new.reverses_id;
    if first_act.state <> 'done' or first_act.kind = 'reversal' or first_act.lot_id <> new.lot_id then
      raise exception 'only what was done is reversed' using errcode = '23514', constraint = 'reversal_follows_a_done_act', table = 'ammunition_act';
    end if;
    new.quantity := first_act.quantity + first_act.expended + first_act.missing;
  end if;
  if becomes_done and new.kind = 'issue' then
    new.gaps := sec.rounds_gaps(new.officer_id, new.lot_id, new.purpose, new.occurred_at);
    -- INV-21; a fact is kept and told
    if 'calibre' = any (new.gaps) and not new.is_fact then
      raise exception 'no weapon for it' using errcode = '23514', constraint = 'rounds_fit_the_weapon', table = 'ammunition_act';
    elsif new.gaps <> '{}' and not new.is_fact then
      raise exception 'suspended or expired' using errcode = '23514', constraint = 'lot_fit_for_issue', table = 'ammunition_act';
    end if;
  end if;
  -- INV-22; a fact is kept and told
  target := case when new.kind in ('receive', 'found') or new.kind = 'return' and new.quantity > 0 then new.armoury_id when new.kind = 'move' then new.to_armoury_id end;
  if (becomes_done or tg_op = 'INSERT') and target is not null and not sec.armoury_may_hold(target, (new.occurred_at at time zone 'UTC')::date) then
    new.gaps := case when becomes_done then new.gaps || array['armoury'] else new.gaps end;
    if not new.is_fact then
      raise exception 'the armoury is not approved' using errcode = '23514', constraint = 'rounds_stored_where_approved', table = 'ammunition_act';
    end if;
  end if;
  return new;
end $$;
create trigger ammunition_act_guarded before insert or update on public.ammunition_act for each row execute function sec.guard_ammunition_act();

-- The account of a holder, opened when it is first needed. The lot is locked by the act.
create function sec.ammunition_account_of(lot uuid, at_cell integer, of_kind text, of_armoury uuid, of_officer uuid) returns uuid language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare found_id uuid;
begin
  insert into public.ammunition_account (id, lot_id, cell, kind, armoury_id, officer_id)
    select gen_random_uuid(), lot, at_cell, of_kind, of_armoury, of_officer
    where not exists (select from public.ammunition_account a where a.lot_id = lot and a.cell = at_cell and a.kind = of_kind
      and a.armoury_id is not distinct from of_armoury and a.officer_id is not distinct from of_officer)
    on conflict do nothing;
  select a.id into strict found_id from public.ammunition_account a where a.lot_id = lot and a.cell = at_cell and a.kind = of_kind
    and a.armoury_id is not distinct from of_armoury and a.officer_id is not distinct from of_officer;
  return found_id;
end $$;

-- The entries of an act.
create function sec.keep_ammunition() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare store uuid; person uuid; source uuid; says record;
begin
  if tg_op = 'INSERT' or old.state = 'prepared' then
    if new.kind = 'reversal' then
      insert into public.ammunition_entry (id, lot_id, cell, act_id, from_account_id, to_account_id, quantity, occurred_at)
        select gen_random_uuid(), e.lot_id, e.cell, new.id, e.to_account_id, e.from_account_id, e.quantity, new.occurred_at
        from public.ammunition_entry e where e.act_id = new.reverses_id;
    else
      store := case when new.armoury_id is not null then sec.ammunition_account_of(new.lot_id, new.cell, 'armoury', new.armoury_id, null) end;
      person := case when new.officer_id is not null then sec.ammunition_account_of(new.lot_id, new.cell, 'person', null, new.officer_id) end;
      source := case new.kind when 'receive' then sec.ammunition_account_of(new.lot_id, new.cell, 'supplier', null, null)
        when 'found' then sec.ammunition_account_of(new.lot_id, new.cell, 'supplier', null, null)
        when 'return' then person when 'issue' then store else coalesce(person, store) end;
      insert into public.ammunition_entry (id, lot_id, cell, act_id, from_account_id, to_account_id, quantity, occurred_at)
        select gen_random_uuid(), new.lot_id, new.cell, new.id, source, goes.target, goes.rounds, new.occurred_at
        from (values
          (case new.kind when 'issue' then person when 'move' then sec.ammunition_account_of(new.lot_id, new.cell, 'armoury', new.to_armoury_id, null)
            when 'expend' then sec.ammunition_account_of(new.lot_id, new.cell, 'expended', null, null)
            when 'destroy' then sec.ammunition_account_of(new.lot_id, new.cell, 'destroyed', null, null)
            when 'missing' then sec.ammunition_account_of(new.lot_id, new.cell, 'lost', null, null) else store end, new.quantity),
          (case when new.expended > 0 then sec.ammunition_account_of(new.lot_id, new.cell, 'expended', null, null) end, new.expended),
          (case when new.missing > 0 then sec.ammunition_account_of(new.lot_id, new.cell, 'lost', null, null) end, new.missing)) goes (target, rounds)
        where goes.rounds > 0;
    end if;
    for says in
      select 'INV-21' as rule, 'ammunition_unfit' as code where new.gaps && array['calibre', 'suspended', 'expired']
      union all select 'INV-22', 'ammunition_unapproved' where 'armoury' = any (new.gaps)
      union all select 'INV-23', 'ammunition_missing' where new.kind = 'missing' or new.missing > 0
      union all select 'INV-23', 'ammunition_found' where new.kind = 'found'
    loop
      insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
        values (gen_random_uuid(), sec.new_ref('X'), new.cell, says.rule, says.code, new.ref, new.first_by);
    end loop;
  end if;
  if new.second_by is not null then
    update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = 'settled-by-confirmation', version = version + 1
      where code = 'ammunition_unsigned' and detail = new.ref and closed_at is null;
  end if;
  return null;
end $$;
create trigger ammunition_act_moves_rounds after insert or update on public.ammunition_act
  for each row when (new.state = 'done') execute function sec.keep_ammunition();

-- An entry moves the balances of its two accounts and stays for ever.
create function sec.keep_ammunition_balance() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then
    raise exception 'the ledger is not rewritten' using errcode = '23514', constraint = 'ammunition_entry_is_kept', table = 'ammunition_entry';
  end if;
  update public.ammunition_account set quantity = quantity - new.quantity, version = version + 1 where id = new.from_account_id;
  update public.ammunition_account set quantity = quantity + new.quantity, version = version + 1 where id = new.to_account_id;
  return null;
end $$;
create trigger ammunition_entry_moves_balances after insert on public.ammunition_entry for each row execute function sec.keep_ammunition_balance();
create trigger ammunition_entry_kept before update or delete on public.ammunition_entry for each row execute function sec.keep_ammunition_balance();

-- INV-19: over all accounts of a lot the sum is zero when a transaction ends, whoever wrote it.
create function sec.check_ammunition_sum() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if (select sum(quantity) from public.ammunition_account where lot_id = new.lot_id) <> 0 then
    raise exception 'rounds appeared or vanished' using errcode = '23514', constraint = 'ammunition_sums_to_zero', table = 'ammunition_account';
  end if;
  return null;
end $$;
create constraint trigger ammunition_account_sums after insert or update on public.ammunition_account
  deferrable initially deferred for each row execute function sec.check_ammunition_sum();

-- One signature alone for more than a day stands in the register of exceptions; the detector asks.
create function sec.settle_ammunition() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare a record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for a in select * from public.ammunition_act x where x.state = 'done' and x.second_by is null and x.first_at <= sec.now() - interval '24 hours'
      and not exists (select from public.exception e where e.code = 'ammunition_unsigned' and e.detail = x.ref)
    order by x.first_at, x.ref limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := a.cell;
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, a.cell, 'INV-23', 'ammunition_unsigned', a.ref, a.first_by);
    return next;
  end loop;
end $$;

-- Lots and acts of the reader: what one holds, takes or gave back.
create function sec.own_ammunition_acts() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(x.id), '{}') from public.ammunition_act x where x.officer_id = (select sec.own_officer())
$$;
create function sec.own_lots() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct x.lot_id), '{}') from public.ammunition_act x where x.officer_id = (select sec.own_officer())
$$;
-- The name of an officer, for those who see an act to or from them.
create function sec.rounds_holder(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select o.ref || ' ' || o.name from public.officer o where o.id = wanted and (o.id = (select sec.own_officer()) or o.cell = any (sec.cells_people())
    or exists (select from public.ammunition_act x where x.officer_id = o.id and x.cell = any (sec.cells_asset())))
$$;
-- A lot that another station recorded is the same lot: whoever holds the box finds it by what is printed on it.
create function sec.lot_called(in_number text, in_maker text, in_calibre text) returns table (out_id uuid, out_ref text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select l.id, l.ref from public.ammunition_lot l
  where cardinality(sec.cells_asset_write()) > 0 and l.number_key = upper(regexp_replace(in_number, '[\s-]', '', 'g'))
    and l.maker_key = upper(regexp_replace(in_maker, '[\s-]', '', 'g')) and l.calibre_key = sec.calibre_key(in_calibre)
$$;
-- What stands against a prepared issue now, for those who see it.
create function sec.act_gaps(act uuid) returns text[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select sec.rounds_gaps(x.officer_id, x.lot_id, x.purpose, sec.now()) from public.ammunition_act x
  where x.id = act and x.kind = 'issue' and (x.cell = any (sec.cells_asset()) or x.officer_id = (select sec.own_officer()))
$$;

-- written by the trigger of the act alone
call sec.business_table('ammunition_account', 'id', 'cell = {asset} or officer_id = (select sec.own_officer())', 'false');
call sec.business_table('ammunition_act', 'id', 'cell = {asset} or id = any ((select sec.own_ammunition_acts())::uuid[])',
  'cell = {asset} or id = any ((select sec.own_ammunition_acts())::uuid[])');
call sec.business_table('ammunition_entry', 'id', 'cell = {asset} or act_id = any ((select sec.own_ammunition_acts())::uuid[])', 'false');
-- a lot is seen, and suspended, wherever rounds of it came
call sec.business_table('ammunition_lot', 'id',
  'cell = {asset} or id = any ((select sec.own_lots())::uuid[]) or exists (select from public.ammunition_act x where x.lot_id = ammunition_lot.id and x.cell = {asset})',
  'cell = {asset} or exists (select from public.ammunition_act x where x.lot_id = ammunition_lot.id and x.cell = {asset})');
call sec.business_table('ammunition_minimum', 'id', 'cell = {asset}');

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
    sec.account_label(wanted))
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.rounds_gaps(uuid, uuid, text, timestamptz), sec.ammunition_account_of(uuid, integer, text, uuid, uuid) from cordon_web;
