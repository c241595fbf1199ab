-- INV-38 for rounds: what was issued, fired, handed back or lost beyond what the account has, and is entered later, is
-- kept as contested. It stands outside the sum until two people withdraw it or post it.

create or replace function sec.guard_ammunition_act() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare moment timestamptz := sec.now(); becomes_done boolean; sides uuid[]; held integer; offered bigint; told bigint; target uuid; first_act public.ammunition_act;
  is_settled boolean := false; weapon public.handover;
  kept constant text[] := array['state', 'gaps', 'second_by', 'second_at', 'withdraw_reason', 'version', 'occurred_at'];
begin
  -- whoever moves rounds of this lot waits for whoever began before: every account of the lot is behind this row
  perform from public.ammunition_lot where id = new.lot_id for no key update;
  if tg_op = 'INSERT' then
    new.first_at := moment;
    new.cell := coalesce((select a.cell from public.armoury a where a.id = new.armoury_id), (select r.cell from public.ammunition_act r where r.id = new.reverses_id), new.cell);
    if new.state in ('withdrawn', 'contested') or new.second_by is not null then
      raise exception 'an act begins with one signature' using errcode = '23514', constraint = 'ammunition_act_begins_with_one', table = 'ammunition_act';
    end if;
    -- INV-38: what is entered later is kept although the account has not so many. It moves nothing until two people settle it.
    if new.state = 'done' and new.is_fact then
      select * into weapon from public.handover where id = new.handover_id;
      select coalesce(sum(a.quantity), 0) into held from public.ammunition_account a where a.lot_id = new.lot_id
        and case when new.kind in ('issue', 'move') or new.officer_id is null then a.armoury_id = new.armoury_id else a.cell = new.cell and a.officer_id = new.officer_id end;
      if weapon.state = 'contested' or new.kind in ('issue', 'return', 'move', 'expend', 'missing') and (weapon.paper <> '' or new.occurred_at < moment - interval '1 minute')
          and new.quantity::bigint + new.expended + new.missing > held then
        new.state := 'contested';
      end if;
    end if;
  else
    -- INV-38: two people settle what is contested, and nothing else does
    is_settled := old.state = 'contested';
    if is_settled and not exists (select from public.contested_fact c where c.id = new.id and c.state = case new.state when 'done' then 'upheld' else new.state end) then
      raise exception 'it is contested' using errcode = '23514', constraint = 'contested_act_settled_by_two', table = 'ammunition_act';
    end if;
    if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.state = 'withdrawn' or new.state = 'contested' or old.second_by is not null and to_jsonb(old) <> to_jsonb(new)
        or old.state = 'done' and (new.state <> 'done' or new.occurred_at <> old.occurred_at or new.gaps <> old.gaps) then
      raise exception 'what was signed stays' using errcode = '23514', constraint = 'signed_ammunition_act_is_kept', table = 'ammunition_act';
    end if;
    new.second_at := case when new.second_by is null then null else coalesce(old.second_at, moment) end;
  end if;
  becomes_done := new.state = 'done' and (tg_op = 'INSERT' or old.state in ('prepared', 'contested'));
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
  if tg_op = 'UPDATE' and new.second_by is not null and old.second_by is null and new.kind in ('issue', 'return') and not is_settled then
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
    told := new.quantity::bigint + new.expended + new.missing + new.outstanding;
    select coalesce(sum(a.quantity), 0) into held from public.ammunition_account a where a.lot_id = new.lot_id and a.cell = new.cell and a.officer_id = new.officer_id;
    if told > held or told < held and not is_settled then
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
create or replace function sec.keep_ammunition() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare store uuid; person uuid; source uuid; says record;
begin
  if tg_op = 'INSERT' or old.state in ('prepared', 'contested') then
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
-- Rounds of a weapon's act are contested with it or by themselves, and are settled by themselves.
create or replace function sec.guard_rounds_of_weapon() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare weapon public.handover; person uuid;
begin
  select * into strict weapon from public.handover where id = new.handover_id;
  if tg_op = 'INSERT' then
    person := coalesce(weapon.officer_id, (select c.officer_id from public.firearm_custody c where c.id = weapon.from_custody_id));
    if weapon.second_by is not null or (weapon.kind, weapon.cell, weapon.is_fact, weapon.first_by) is distinct from (new.kind, new.cell, new.is_fact, new.first_by)
        or new.state <> weapon.state and new.state <> 'contested'
        or person is distinct from new.officer_id then
      raise exception 'another act than that of the weapon' using errcode = '23514', constraint = 'rounds_go_with_their_weapon', table = 'ammunition_act';
    end if;
  elsif not exists (select from public.contested_fact c where c.id = new.id) and (weapon.state, weapon.second_by) is distinct from (new.state, new.second_by) then
    raise exception 'the weapon is not signed' using errcode = '23514', constraint = 'rounds_follow_their_weapon', table = 'ammunition_act';
  end if;
  return new;
end $$;
create or replace function sec.check_weapon_with_rounds() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if exists (select from public.handover h join public.ammunition_act x on x.handover_id = h.id
      where h.id = new.id and not exists (select from public.contested_fact c where c.id = x.id) and (x.state, x.second_by) is distinct from (h.state, h.second_by)) then
    raise exception 'the rounds stayed behind' using errcode = '23514', constraint = 'weapon_and_rounds_in_one_act', table = 'handover';
  end if;
  return null;
end $$;

create function sec.contest_rounds() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.contested_fact (id, ref, cell, ammunition_act_id, held, entered_by)
    values (new.id, 'CF-' || split_part(new.ref, '-', 2), new.cell, new.id,
      (select coalesce(sum(a.quantity), 0) from public.ammunition_account a where a.lot_id = new.lot_id
        and case when new.kind in ('issue', 'move') or new.officer_id is null then a.armoury_id = new.armoury_id else a.cell = new.cell and a.officer_id = new.officer_id end),
      new.first_by);
  insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
    values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-19', 'rounds_contested', new.ref, new.first_by);
  return null;
end $$;
create trigger ammunition_act_contested after insert on public.ammunition_act
  for each row when (new.state = 'contested') execute function sec.contest_rounds();

revoke execute on all functions in schema sec from public;
