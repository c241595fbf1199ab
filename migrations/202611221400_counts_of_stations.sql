-- Counts of a station's vehicles and of its equipment (WF-8, INV-23) are counts like those of an armoury: led by somebody
-- who keeps nothing there, signed by a second person, what differs opened at once. A vehicle or a marked thing is
-- expected wherever it is, in whose hands ever; what has no serial number is counted by number, as rounds are. A kit of
-- which nothing was found is one difference, not one for each of its parts.

alter table public.stock_count
  alter column armoury_id drop not null,
  add column covers text not null default 'armoury' constraint stock_count_covers_known check (covers in ('armoury', 'vehicles', 'equipment')),
  add column station_id uuid references public.duty_station,
  add constraint stock_count_of_one_place check ((covers = 'armoury') = (armoury_id is not null) and (covers = 'armoury') = (station_id is null));
create unique index one_station_count_at_a_time on public.stock_count (station_id, covers) where state = 'counting';
create index stock_count_by_station on public.stock_count (station_id, covers, as_of);

alter table public.stock_count_item
  add column vehicle_id uuid references public.vehicle,
  add column equipment_id uuid references public.equipment,
  add column kit_id uuid references public.equipment_kit,
  add constraint counted_item_is_one_thing check (num_nonnulls(firearm_id, vehicle_id, equipment_id, kit_id) <= 1);
create unique index vehicle_in_count_once on public.stock_count_item (count_id, vehicle_id);
create unique index equipment_in_count_once on public.stock_count_item (count_id, equipment_id);
create unique index kit_in_count_once on public.stock_count_item (count_id, kit_id);
create index stock_count_item_by_vehicle on public.stock_count_item (vehicle_id);
create index stock_count_item_by_equipment on public.stock_count_item (equipment_id);
create index stock_count_item_by_kit on public.stock_count_item (kit_id);

-- A number that was counted: rounds of a lot, or things without a serial number.
alter table public.stock_count_lot
  alter column lot_id drop not null,
  add column equipment_id uuid references public.equipment,
  add constraint number_of_one_thing check (num_nonnulls(lot_id, equipment_id) = 1);
create unique index number_counted_once on public.stock_count_lot (count_id, (coalesce(lot_id, equipment_id)));
create index stock_count_lot_by_equipment on public.stock_count_lot (equipment_id);

alter table public.stock_discrepancy
  add column vehicle_id uuid references public.vehicle,
  add column equipment_id uuid references public.equipment,
  add column kit_id uuid references public.equipment_kit,
  add constraint discrepancy_about_one_thing check (num_nonnulls(firearm_id, lot_id, vehicle_id, equipment_id, kit_id) <= 1),
  drop constraint stock_discrepancy_kind_known,
  add constraint stock_discrepancy_kind_known check (kind in ('missing', 'unexpected', 'rounds', 'number'));
create index stock_discrepancy_by_vehicle on public.stock_discrepancy (vehicle_id);
create index stock_discrepancy_by_equipment on public.stock_discrepancy (equipment_id);
create index stock_discrepancy_by_kit on public.stock_discrepancy (kit_id);

-- Columns of a view are those of the day on which it was made.
do $$
declare name text; wall text;
begin
  foreach name in array array['stock_count', 'stock_count_item', 'stock_count_lot', 'stock_discrepancy'] loop
    wall := pg_get_viewdef(('public.visible_' || name)::regclass);
    execute format('create or replace view public.visible_%s with (security_invoker) as select *', name) || substr(wall, position(' FROM' in wall));
  end loop;
end $$;

-- What a count should find one by one: the weapons of its armoury, the vehicles or the marked equipment of its station.
create function sec.expected_things(wanted uuid) returns table (out_thing uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select w.out_firearm from public.stock_count n cross join lateral sec.expected_weapons(n.id) w where n.id = wanted and n.covers = 'armoury'
  union all
  select v.id from public.stock_count n join public.vehicle v on v.station_id = n.station_id
  where n.id = wanted and n.covers = 'vehicles' and v.state <> 'written_off' and v.created_at <= n.as_of
  union all
  select e.id from public.stock_count n join public.equipment e on e.station_id = n.station_id
  where n.id = wanted and n.covers = 'equipment' and e.serial_key <> '' and e.state not in ('lost', 'stolen', 'written_off') and e.created_at <= n.as_of
$$;
-- What it should count by number.
create function sec.expected_numbers(wanted uuid) returns table (out_lot uuid, out_equipment uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select l.out_lot, null::uuid from public.stock_count n cross join lateral sec.expected_lots(n.id) l where n.id = wanted and n.covers = 'armoury'
  union all
  select null, e.id from public.stock_count n join public.equipment e on e.station_id = n.station_id
  where n.id = wanted and n.covers = 'equipment' and e.serial_key = '' and e.state not in ('lost', 'stolen', 'written_off') and e.created_at <= n.as_of
$$;
-- Kits with something in them of which nothing was found, nor the kit itself.
create function sec.kits_not_found(wanted uuid) returns table (out_kit uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select k.id from public.stock_count n join public.equipment_kit k on k.station_id = n.station_id and k.state = 'in_use'
  where n.id = wanted and n.covers = 'equipment'
    and exists (select from public.equipment e join sec.expected_things(n.id) t on t.out_thing = e.id where e.kit_id = k.id)
    and not exists (select from public.stock_count_item i where i.count_id = n.id and i.kit_id = k.id)
    and not exists (select from public.stock_count_item i join public.equipment e on e.id = i.equipment_id where i.count_id = n.id and e.kit_id = k.id)
    and not exists (select from public.stock_count_lot l join public.equipment e on e.id = l.equipment_id
      where l.count_id = n.id and e.kit_id = k.id and l.counted > 0)
$$;

create or replace function sec.guard_stock_count() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare moment timestamptz := sec.now(); kept constant text[] := array['state', 'counted_by', 'counted_at', 'second_by', 'second_at', 'expected', 'found', 'withdraw_reason', 'version'];
begin
  if tg_op = 'INSERT' then
    new.cell := coalesce((select cell from public.armoury where id = new.armoury_id), (select cell from public.duty_station where id = new.station_id), new.cell);
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
    if exists (select coalesce(out_lot, out_equipment) from sec.expected_numbers(new.id)
        except select coalesce(lot_id, equipment_id) from public.stock_count_lot where count_id = new.id) then
      raise exception 'numbers are not counted yet' using errcode = '23514', constraint = 'every_lot_is_counted', table = 'stock_count';
    end if;
    new.counted_at := moment;
    select count(*), count(*) filter (where exists (select from public.stock_count_item i
        where i.count_id = new.id and i.outcome = 'found' and t.out_thing in (i.firearm_id, i.vehicle_id, i.equipment_id)))
      into new.expected, new.found from sec.expected_things(new.id) t;
  end if;
  if new.state = 'signed' then
    new.second_at := moment;
  end if;
  return new;
end $$;

-- What was scanned finds its thing here: at this station, or it is unexpected. Whether another station has one with
-- this mark is told to nobody.
create or replace function sec.guard_count_item() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare n public.stock_count; struck public.stock_count_item; key text := upper(regexp_replace(new.typed, '[\s-]', '', 'g')); called text := upper(btrim(new.typed)); is_here boolean := false;
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
  new.firearm_id := null;
  new.vehicle_id := null;
  new.equipment_id := null;
  new.kit_id := null;
  if new.strikes_id is not null then
    select * into strict struck from public.stock_count_item where id = new.strikes_id;
    if struck.count_id <> n.id or struck.outcome <> 'unexpected' or num_nonnulls(struck.firearm_id, struck.vehicle_id, struck.equipment_id, struck.kit_id) > 0 then
      raise exception 'only an unknown mark is struck' using errcode = '23514', constraint = 'only_unknown_marks_are_struck', table = 'stock_count_item';
    end if;
    new.typed := struck.typed;
    return new;
  end if;
  if n.covers = 'armoury' then
    select f.id into new.firearm_id from public.firearm f
      where f.cell = n.cell and (f.serial_key = key or f.ref = called)
      order by f.id in (select out_firearm from sec.expected_weapons(n.id)) desc,
        exists (select from public.stock_count_item i where i.count_id = n.id and i.firearm_id = f.id), f.ref limit 1;
    is_here := exists (select from public.firearm_custody k join public.firearm f on f.id = k.firearm_id
      where k.firearm_id = new.firearm_id and k.armoury_id = n.armoury_id and f.state not in ('lost', 'stolen')
        and (k.since <= n.as_of and (k.until is null or k.until > n.as_of) or k.since <= new.seen_at and (k.until is null or k.until > new.seen_at)));
  elsif n.covers = 'vehicles' then
    select v.id, v.state <> 'written_off' into new.vehicle_id, is_here from public.vehicle v
      where v.station_id = n.station_id and (key in (v.plate_key, v.vin_key) or v.ref = called)
      order by v.state = 'written_off', v.ref = called desc, v.ref limit 1;
  else
    select e.id, e.state not in ('lost', 'stolen', 'written_off') into new.equipment_id, is_here from public.equipment e
      where e.station_id = n.station_id and (e.serial_key = key or e.ref = called)
      order by e.state in ('lost', 'stolen', 'written_off'), exists (select from public.stock_count_item i where i.count_id = n.id and i.equipment_id = e.id), e.ref limit 1;
    if new.equipment_id is null then
      select k.id, k.state = 'in_use' into new.kit_id, is_here from public.equipment_kit k where k.station_id = n.station_id and k.ref = called;
    elsif exists (select from public.equipment e where e.id = new.equipment_id and e.serial_key = '') then
      raise exception 'it has no serial number' using errcode = '23514', constraint = 'unmarked_things_are_numbered', table = 'stock_count_item';
    end if;
  end if;
  if exists (select from public.stock_count_item i where i.count_id = n.id and i.outcome <> 'struck'
      and (i.firearm_id = new.firearm_id or i.vehicle_id = new.vehicle_id or i.equipment_id = new.equipment_id or i.kit_id = new.kit_id
        or num_nonnulls(new.firearm_id, new.vehicle_id, new.equipment_id, new.kit_id) = 0
          and num_nonnulls(i.firearm_id, i.vehicle_id, i.equipment_id, i.kit_id) = 0 and i.typed_key = key
          and not exists (select from public.stock_count_item s where s.strikes_id = i.id))) then
    raise exception 'counted before' using errcode = '23514', constraint = 'weapon_counted_once', table = 'stock_count_item';
  end if;
  new.outcome := case when is_here then 'found' else 'unexpected' end;
  return new;
end $$;

create or replace function sec.guard_count_lot() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare n public.stock_count;
begin
  select * into strict n from public.stock_count where id = new.count_id for update;
  new.cell := n.cell;
  if n.state <> 'counting' or tg_op = 'UPDATE' and (old.count_id, old.lot_id, old.equipment_id) is distinct from (new.count_id, new.lot_id, new.equipment_id) then
    raise exception 'the count is finished' using errcode = '23514', constraint = 'finished_count_is_kept', table = 'stock_count_lot';
  end if;
  if sec.keeps_assets_of(new.entered_by, n.cell) then
    raise exception 'counted by its custodian' using errcode = '23514', constraint = 'count_not_led_by_custodian', table = 'stock_count_lot';
  end if;
  if new.lot_id is not null and n.covers <> 'armoury' or new.equipment_id is not null and n.covers <> 'equipment' or new.equipment_id is not null
      and not exists (select from public.equipment e where e.id = new.equipment_id and e.station_id = n.station_id and e.serial_key = '') then
    raise exception 'this count does not count it by number' using errcode = '23514', constraint = 'number_belongs_to_the_count', table = 'stock_count_lot';
  end if;
  new.seen_at := case when n.is_paper then n.as_of else sec.now() end;
  new.expected := case when new.lot_id is not null then sec.rounds_in(n.armoury_id, new.lot_id, new.seen_at)
    else (select case when e.state in ('lost', 'stolen', 'written_off') then 0 else e.quantity end from public.equipment e where e.id = new.equipment_id) end;
  return new;
end $$;

-- The first signature opens what differs, at once: nobody waits for the second to hear of it.
create or replace function sec.open_discrepancies() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if new.state = 'counted' then
    insert into public.stock_discrepancy (id, count_id, cell, kind, kit_id, expected, counted)
      select gen_random_uuid(), new.id, new.cell, 'missing', out_kit, 1, 0 from sec.kits_not_found(new.id);
    insert into public.stock_discrepancy (id, count_id, cell, kind, firearm_id, vehicle_id, equipment_id, expected, counted)
      select gen_random_uuid(), new.id, new.cell, 'missing', case new.covers when 'armoury' then t.out_thing end, case new.covers when 'vehicles' then t.out_thing end,
        case new.covers when 'equipment' then t.out_thing end, 1, 0
      from sec.expected_things(new.id) t
      where not exists (select from public.stock_count_item i where i.count_id = new.id and t.out_thing in (i.firearm_id, i.vehicle_id, i.equipment_id))
        and not exists (select from public.equipment e join sec.kits_not_found(new.id) k on k.out_kit = e.kit_id where e.id = t.out_thing);
    insert into public.stock_discrepancy (id, count_id, cell, kind, firearm_id, vehicle_id, equipment_id, kit_id, typed, expected, counted)
      select gen_random_uuid(), new.id, new.cell, 'unexpected', i.firearm_id, i.vehicle_id, i.equipment_id, i.kit_id, i.typed, 0, 1 from public.stock_count_item i
      where i.count_id = new.id and i.outcome = 'unexpected' and not exists (select from public.stock_count_item s where s.strikes_id = i.id);
    insert into public.stock_discrepancy (id, count_id, cell, kind, lot_id, equipment_id, expected, counted)
      select gen_random_uuid(), new.id, new.cell, case when l.lot_id is null then 'number' else 'rounds' end, l.lot_id, l.equipment_id, l.expected, l.counted
      from public.stock_count_lot l
      where l.count_id = new.id and l.expected <> l.counted
        and not exists (select from public.equipment e join sec.kits_not_found(new.id) k on k.out_kit = e.kit_id where e.id = l.equipment_id);
    if exists (select from public.stock_discrepancy where count_id = new.id) then
      insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
        values (gen_random_uuid(), sec.new_ref('X'), new.cell, 'INV-23', 'stock_difference', new.ref, new.counted_by);
    end if;
  else
    perform sec.settle_exceptions(new.ref, '{stock_count_unsigned}', 'settled-by-confirmation');
  end if;
  return null;
end $$;

-- INV-24: what is lost or stolen is declared so on its own record: a weapon and a marked thing by the act of loss, a kit
-- by those of its parts; a vehicle, which has no such act, is at least not available any more.
create or replace function sec.guard_discrepancy() returns trigger language plpgsql security definer
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
    if new.outcome in ('lost', 'stolen') and new.firearm_id is not null
        and not exists (select from public.firearm f where f.id = new.firearm_id and f.state in ('lost', 'stolen')) then
      raise exception 'its record does not say so' using errcode = '23514', constraint = 'lost_weapon_is_declared', table = 'stock_discrepancy';
    end if;
    if new.outcome in ('lost', 'stolen') and new.kind = 'missing' and (
        exists (select from public.equipment e where new.equipment_id = e.id and e.state not in ('lost', 'stolen', 'written_off'))
        or exists (select from public.equipment e where new.kit_id = e.kit_id and e.serial_key <> '' and e.state not in ('lost', 'stolen', 'written_off'))
        or exists (select from public.vehicle v where new.vehicle_id = v.id and v.state not in ('unserviceable', 'written_off'))) then
      raise exception 'its record does not say so' using errcode = '23514', constraint = 'lost_thing_is_declared', table = 'stock_discrepancy';
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

-- What is still to be found and to be numbered, for those who see the count.
drop function sec.weapons_to_find(uuid);
drop function sec.lots_to_count(uuid);
create function sec.things_to_find(wanted uuid) returns table (out_thing uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select e.out_thing from public.stock_count n cross join lateral sec.expected_things(n.id) e where n.id = wanted and n.cell = any (sec.cells_asset())
$$;
create function sec.numbers_to_count(wanted uuid) returns table (out_lot uuid, out_equipment uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select e.out_lot, e.out_equipment from public.stock_count n cross join lateral sec.expected_numbers(n.id) e where n.id = wanted and n.cell = any (sec.cells_asset())
$$;

-- What is lost is on nobody's list, of weapons and of equipment alike.
create or replace function sec.block_records(in_cell integer, in_block text) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select case in_block
    when 'people' then (select count(*) from public.officer o where o.cell = in_cell and o.state = 'active')
    when 'firearms' then (select count(*) from public.firearm f where f.cell = in_cell and f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out'))
    when 'ammunition' then (select count(distinct a.lot_id) from public.ammunition_account a where a.cell = in_cell and a.kind in ('armoury', 'person', 'consignment') and a.quantity > 0)
    when 'vehicles' then (select count(*) from public.vehicle v where v.cell = in_cell and v.state <> 'written_off')
    when 'equipment' then (select count(*) from public.equipment e where e.cell = in_cell and e.state not in ('lost', 'stolen', 'written_off'))
  end::integer
$$;

-- As before, and vehicles and equipment that signed counts found count as confirmed as weapons do.
create or replace function sec.station_blocks(in_cells integer[], in_block text default null) returns table (out_cell integer, out_block text, out_sort integer, out_statement text, out_by uuid,
    out_at timestamptz, out_counted_at timestamptz, out_due_at timestamptz, out_grade text, out_reconciled text, out_reconciled_by uuid, out_reconciled_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select told.cell, told.code, told.sort, coalesce(told.statement, ''), told.said_by, told.at, told.counted_at, told.due_at,
    case when coalesce(told.statement, 'unknown') = 'unknown' and told.due_at is null then 'unknown'
      when sec.now() >= told.due_at + make_interval(days => (select value::integer from public.setting where name = 'confirm_grace_days')) then 'late'
      when sec.now() >= told.due_at then 'due' else 'good' end,
    coalesce(told.r_statement, ''), told.r_by, told.r_at
  from (
    select c.cell, b.code, b.sort, s.statement, s.said_by, s.at, w.counted_at, r.statement as r_statement, r.said_by as r_by, r.at as r_at,
      greatest(case when s.statement <> 'unknown' then s.at end, case when s.at is null or s.at < w.counted_at then w.counted_at end)
        + make_interval(months => (select value::integer from public.setting where name = 'confirm_' || b.code || '_months')) as due_at
    from unnest(in_cells) c (cell) cross join public.confirmation_block b
    left join lateral (select x.statement, x.said_by, x.at from public.station_confirmation x
      where x.cell = c.cell and x.block = b.code and x.step = 'confirmed' order by x.at desc, x.id desc limit 1) s on true
    left join lateral (select x.statement, x.said_by, x.at from public.station_confirmation x
      where x.cell = c.cell and x.block = b.code and x.step = 'reconciled' and x.at > coalesce(s.at, '-infinity') order by x.at desc, x.id desc limit 1) r on true
    left join lateral (
      select min(found.at) as counted_at from public.firearm f
        left join lateral (select max(i.seen_at) as at from public.stock_count_item i join public.stock_count n on n.id = i.count_id
          where i.firearm_id = f.id and i.outcome = 'found' and n.state = 'signed') found on true
        where b.code = 'firearms' and f.cell = c.cell and f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out') having bool_and(found.at is not null)
      union all
      select min(found.at) from public.vehicle v
        left join lateral (select max(i.seen_at) as at from public.stock_count_item i join public.stock_count n on n.id = i.count_id
          where i.vehicle_id = v.id and i.outcome = 'found' and n.state = 'signed') found on true
        where b.code = 'vehicles' and v.cell = c.cell and v.state <> 'written_off' having bool_and(found.at is not null)
      union all
      -- what is counted by number was found when the number was right
      select min(found.at) from public.equipment e
        left join lateral (select max(told.at) as at from (
          select i.seen_at as at from public.stock_count_item i join public.stock_count n on n.id = i.count_id
            where i.equipment_id = e.id and i.outcome = 'found' and n.state = 'signed'
          union all select l.seen_at from public.stock_count_lot l join public.stock_count n on n.id = l.count_id
            where l.equipment_id = e.id and l.counted = l.expected and n.state = 'signed') told) found on true
        where b.code = 'equipment' and e.cell = c.cell and e.state not in ('lost', 'stolen', 'written_off') having bool_and(found.at is not null)) w on true
    where (in_block is null or b.code = in_block) and (c.cell = any (sec.cells_station()) or (select sec.has_role('{job_detector}')))
  ) told
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.expected_things(uuid), sec.expected_numbers(uuid), sec.kits_not_found(uuid) from cordon_web;
