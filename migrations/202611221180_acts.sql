-- Weapon and rounds in one act of custody (WF-7), receipts on paper that are entered later, and destruction.

-- The number printed on a paper receipt: it is entered once.
alter table public.handover
  add column paper text not null default '' constraint handover_paper_short check (length(paper) <= 40),
  add column document text not null default '' constraint handover_document_short check (length(document) <= 160),
  drop constraint handover_kind_known,
  add constraint handover_kind_known check (kind in ('taken_on', 'issue', 'return', 'to_workshop', 'from_workshop', 'move', 'destroy')),
  drop constraint handover_names_who_takes_over,
  add constraint handover_names_who_takes_over check (
    case kind when 'issue' then officer_id is not null when 'to_workshop' then length(btrim(workshop)) > 0
      when 'destroy' then armoury_id is null and officer_id is null and workshop = '' else armoury_id is not null end),
  add constraint destruction_has_document check (kind <> 'destroy' or length(btrim(document)) > 0),
  add constraint destruction_waits_for_both check (kind <> 'destroy' or not is_fact);
create unique index paper_receipt_entered_once on public.handover (cell, upper(btrim(paper))) where paper <> '' and state <> 'withdrawn';

-- Rounds that go out or come back with a weapon. What is neither handed back nor explained stays on the officer's
-- account and is said.
alter table public.ammunition_act
  add column handover_id uuid constraint ammunition_act_of_handover references public.handover,
  add column outstanding integer not null default 0 constraint outstanding_not_negative check (outstanding between 0 and 10000000),
  drop constraint ammunition_act_moves_rounds,
  add constraint ammunition_act_moves_rounds check (quantity >= 0 and expended >= 0 and missing >= 0
    and quantity::bigint + expended + missing + outstanding between 1 and 10000000),
  add constraint outstanding_with_a_weapon check (outstanding = 0 or kind = 'return' and handover_id is not null),
  add constraint rounds_go_with_issue_or_return check (handover_id is null or kind in ('issue', 'return'));
create index ammunition_act_by_handover on public.ammunition_act (handover_id);

-- Columns of a view are those of the day on which it was made.
do $$
declare name text; wall text;
begin
  foreach name in array array['handover', 'ammunition_act'] loop
    wall := pg_get_viewdef(('public.visible_' || name)::regclass);
    execute format('create or replace view public.visible_%s with (security_invoker) as select *', name) || substr(wall, position(' FROM' in wall));
  end loop;
end $$;

-- One act: rounds begin with their weapon, are signed with it and withdrawn with it.
create function sec.guard_rounds_of_weapon() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare weapon public.handover; person uuid;
begin
  select * into strict weapon from public.handover where id = new.handover_id;
  if tg_op = 'INSERT' then
    person := coalesce(weapon.officer_id, (select c.officer_id from public.firearm_custody c where c.id = weapon.from_custody_id));
    if weapon.second_by is not null or (weapon.kind, weapon.cell, weapon.state, weapon.is_fact, weapon.first_by) is distinct from (new.kind, new.cell, new.state, new.is_fact, new.first_by)
        or person is distinct from new.officer_id then
      raise exception 'another act than that of the weapon' using errcode = '23514', constraint = 'rounds_go_with_their_weapon', table = 'ammunition_act';
    end if;
  elsif (weapon.state, weapon.second_by) is distinct from (new.state, new.second_by) then
    raise exception 'the weapon is not signed' using errcode = '23514', constraint = 'rounds_follow_their_weapon', table = 'ammunition_act';
  end if;
  return new;
end $$;
-- after the cell of the act is known; and before anything else is asked of its second signature
create trigger rounds_guarded_with_weapon before insert on public.ammunition_act
  for each row when (new.handover_id is not null) execute function sec.guard_rounds_of_weapon();
create trigger act_follows_its_weapon before update on public.ammunition_act
  for each row when (new.handover_id is not null) execute function sec.guard_rounds_of_weapon();
-- And the weapon does not go on without them, whoever wrote it.
create function sec.check_weapon_with_rounds() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if exists (select from public.handover h join public.ammunition_act x on x.handover_id = h.id
      where h.id = new.id and (x.state, x.second_by) is distinct from (h.state, h.second_by)) then
    raise exception 'the rounds stayed behind' using errcode = '23514', constraint = 'weapon_and_rounds_in_one_act', table = 'handover';
  end if;
  return null;
end $$;
create constraint trigger handover_takes_its_rounds after update on public.handover
  deferrable initially deferred for each row execute function sec.check_weapon_with_rounds();

-- A return accounts for every round: handed back, expended, missing, or outstanding in so many words.
create or replace function sec.guard_ammunition_act() returns trigger language plpgsql security definer
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
    told := new.quantity::bigint + new.expended + new.missing + new.outstanding;
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

-- Rounds that nobody accounted for, with an officer who holds no weapon for them any more.
create function sec.tell_outstanding() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'INSERT' and 'calibre' = any (sec.rounds_gaps(new.officer_id, new.lot_id, 'training', new.occurred_at)) then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-23', 'ammunition_outstanding', new.ref, new.first_by);
  end if;
  return null;
end $$;
create trigger outstanding_is_told after insert on public.ammunition_act
  for each row when (new.state = 'done' and new.outstanding > 0) execute function sec.tell_outstanding();
-- Accounted for to the last round: settled by that.
create function sec.outstanding_came_back() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.settle_return('ammunition_outstanding', x.ref) from public.ammunition_act x
    where x.lot_id = new.lot_id and x.cell = new.cell and x.officer_id = new.officer_id and x.outstanding > 0;
  return null;
end $$;
create trigger outstanding_settles after update on public.ammunition_account
  for each row when (new.kind = 'person' and old.quantity > 0 and new.quantity = 0) execute function sec.outstanding_came_back();

-- Rounds of a weapon's act are told with it, not beside it.
create or replace function sec.settle_ammunition() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare a record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for a in select * from public.ammunition_act x where x.state = 'done' and x.second_by is null and x.handover_id is null and x.first_at <= sec.now() - interval '24 hours'
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

-- Destroyed: decided by two with a document; final.
alter table public.firearm drop constraint firearm_state_known,
  add constraint firearm_state_known check (state in ('serviceable', 'limited', 'unserviceable', 'in_repair', 'quarantined', 'lost', 'stolen', 'destroyed'));
insert into public.firearm_transition (from_state, to_state)
  select a, 'destroyed' from unnest(array['serviceable', 'limited', 'unserviceable', 'in_repair', 'quarantined']) a;
create function sec.guard_destruction() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if tg_table_name = 'firearm' then
    if not exists (select from public.handover h where h.firearm_id = new.id and h.kind = 'destroy' and h.state = 'done' and h.second_by is not null) then
      raise exception 'one person destroys nothing' using errcode = '23514', constraint = 'destroyed_by_two', table = 'firearm';
    end if;
  elsif exists (select from public.firearm f where f.id = new.firearm_id and f.state = 'destroyed') then
    raise exception 'it is no more' using errcode = '23514', constraint = 'destroyed_is_final', table = 'handover';
  elsif new.kind = 'destroy' and new.from_custody_id is null then
    raise exception 'from where it lies' using errcode = '23514', constraint = 'handover_follows_custody', table = 'handover';
  end if;
  return new;
end $$;
create trigger firearm_destroyed_by_two before update of state on public.firearm
  for each row when (new.state = 'destroyed' and old.state <> 'destroyed') execute function sec.guard_destruction();
create trigger handover_of_what_is before insert on public.handover for each row execute function sec.guard_destruction();
-- The ledger of custody ends with it.
create or replace function sec.keep_custody() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'INSERT' or old.state = 'prepared' then
    update public.firearm_custody set until = new.occurred_at, version = version + 1 where id = new.from_custody_id and until is null;
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

revoke execute on all functions in schema sec from public;
