-- Joint count at the change of armourer: who gives an armoury over and who takes it over count it together and sign
-- the same list. What the ledgers say is written by the database; what differs is named before anybody signs.

create table public.joint_count (
  id uuid primary key,
  ref text not null constraint joint_count_ref_once unique,
  armoury_id uuid not null references public.armoury,
  cell integer not null,
  -- references of the weapons that were seen, and rounds found by lot
  seen text[] not null default '{}' constraint joint_count_of_one_armoury check (cardinality(seen) <= 1000),
  found jsonb not null default '{}' constraint joint_count_of_lots check (jsonb_typeof(found) = 'object'),
  -- what the ledgers say beside it: [{ref, serial, what, seen}], [{ref, what, held, found}]
  weapons jsonb not null default '[]',
  rounds jsonb not null default '[]',
  has_difference boolean not null default false,
  -- what lay there and is in no ledger of this armoury
  unexpected text not null default '' constraint joint_count_unexpected_short check (length(unexpected) <= 1000),
  -- what differs, why as far as they know, and who answers for it
  remark text not null default '' constraint joint_count_remark_short check (length(remark) <= 1000),
  state text not null default 'counted' constraint joint_count_state_known check (state in ('counted', 'signed', 'withdrawn')),
  first_by uuid not null default sec.account_id() references public.account,
  first_at timestamptz not null default sec.now(),
  second_by uuid references public.account,
  second_at timestamptz,
  withdraw_reason text not null default '',
  version integer not null default 1,
  -- INV-23
  constraint joint_count_by_two_people check (second_by <> first_by),
  constraint joint_count_signed_by_both check ((state = 'signed') = (second_by is not null) and (second_by is null) = (second_at is null)),
  constraint joint_count_difference_is_named check (not has_difference or length(btrim(remark)) >= 10),
  constraint joint_count_withdrawn_with_reason check (state <> 'withdrawn' or length(btrim(withdraw_reason)) > 0)
);
create unique index joint_count_open_once on public.joint_count (armoury_id) where state = 'counted';
create index joint_count_by_armoury on public.joint_count (armoury_id, first_at desc);
create index joint_count_by_cell on public.joint_count (cell, first_at desc);
create index joint_count_by_first on public.joint_count (first_by);
create index joint_count_by_second on public.joint_count (second_by);
create trigger joint_count_signed_by_oneself before insert or update on public.joint_count
  for each row execute function sec.signature_is_own('first_by', 'second_by');

-- What the ledgers say lies in an armoury now.
create function sec.lies_in(armoury uuid, out weapons jsonb, out rounds jsonb) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select
    (select coalesce(jsonb_agg(jsonb_build_object('ref', f.ref, 'serial', f.serial, 'what', f.make || ' ' || f.model || ', ' || f.calibre) order by f.ref), '[]')
      from public.firearm_custody k join public.firearm f on f.id = k.firearm_id where k.armoury_id = armoury and k.until is null),
    (select coalesce(jsonb_agg(jsonb_build_object('ref', l.ref, 'what', l.number || ' ' || l.maker || ', ' || l.calibre, 'held', a.quantity) order by l.ref), '[]')
      from public.ammunition_account a join public.ammunition_lot l on l.id = a.lot_id where a.armoury_id = armoury and a.quantity > 0)
$$;

create function sec.guard_joint_count() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare now_there record;
begin
  select * into now_there from sec.lies_in(new.armoury_id);
  if tg_op = 'INSERT' then
    select a.cell into strict new.cell from public.armoury a where a.id = new.armoury_id;
    if new.state <> 'counted' or new.second_by is not null then
      raise exception 'a count begins with one signature' using errcode = '23514', constraint = 'joint_count_begins_with_one', table = 'joint_count';
    end if;
    new.first_at := sec.now();
    new.weapons := (select coalesce(jsonb_agg(w || jsonb_build_object('seen', w ->> 'ref' = any (new.seen)) order by w ->> 'ref'), '[]') from jsonb_array_elements(now_there.weapons) w);
    new.rounds := (select coalesce(jsonb_agg(r || jsonb_build_object('found', coalesce((new.found ->> (r ->> 'ref'))::integer, 0)) order by r ->> 'ref'), '[]') from jsonb_array_elements(now_there.rounds) r);
    new.has_difference := length(btrim(new.unexpected)) > 0
      or exists (select from jsonb_array_elements(new.weapons) w where not (w ->> 'seen')::boolean)
      or exists (select from jsonb_array_elements(new.rounds) r where r ->> 'held' <> r ->> 'found');
    return new;
  end if;
  if old.state <> 'counted' or to_jsonb(old) - array['state', 'second_by', 'second_at', 'withdraw_reason', 'version'] <> to_jsonb(new) - array['state', 'second_by', 'second_at', 'withdraw_reason', 'version'] then
    raise exception 'what was counted stays' using errcode = '23514', constraint = 'joint_count_is_kept', table = 'joint_count';
  end if;
  new.second_at := case when new.second_by is null then null else sec.now() end;
  -- what is signed is what lies there
  if new.state = 'signed' and (
      (select coalesce(jsonb_agg(w - 'seen' order by w ->> 'ref'), '[]') from jsonb_array_elements(new.weapons) w) <> now_there.weapons
      or (select coalesce(jsonb_agg(r - 'found' order by r ->> 'ref'), '[]') from jsonb_array_elements(new.rounds) r) <> now_there.rounds) then
    raise exception 'it lies otherwise by now' using errcode = '23514', constraint = 'armoury_as_it_was_counted', table = 'joint_count';
  end if;
  return new;
end $$;
create trigger joint_count_guarded before insert or update on public.joint_count for each row execute function sec.guard_joint_count();

-- A difference that both signed stands in the register, with whoever gave the armoury over.
create function sec.tell_difference() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
    values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-23', 'armoury_difference', new.ref, new.first_by);
  return null;
end $$;
create trigger difference_is_told after update on public.joint_count
  for each row when (new.state = 'signed' and old.state = 'counted' and new.has_difference) execute function sec.tell_difference();

call sec.business_table('joint_count', 'id', 'cell = {asset}');

revoke execute on all functions in schema sec from public;
revoke execute on function sec.lies_in(uuid) from cordon_web;
