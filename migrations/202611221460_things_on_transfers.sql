-- Vehicles, equipment and kits change station by a transfer and by no other way (WF-7; INV-17, 23, 24, 25). They go the
-- way of the weapons: listed, authorized, packed by two, received by two. From the packing to the receipt they are in
-- transit: not ready, not reserved, not issued. A kit goes as one thing with all its items.

-- Only weapons and rounds lie in armouries: without them a transfer names stations alone.
alter table public.transfer
  alter column armoury_id drop not null,
  alter column to_armoury_id drop not null;

alter table public.transfer_line
  add column vehicle_id uuid references public.vehicle,
  add column equipment_id uuid references public.equipment,
  add column kit_id uuid references public.equipment_kit,
  -- what the odometer of a vehicle showed when it left and when it came, in km
  add column km_sent integer constraint transfer_km_sent_plausible check (km_sent between 0 and 5000000),
  add column km_received integer constraint transfer_km_received_plausible check (km_received between 0 and 5000000),
  drop constraint transfer_line_names_one_thing,
  add constraint transfer_line_names_one_thing check (num_nonnulls(firearm_id, lot_id, vehicle_id, equipment_id, kit_id) = 1
    and (lot_id is not null or quantity = 1 and (counted is null or counted <= 1))),
  add constraint only_a_vehicle_has_an_odometer check (vehicle_id is not null or num_nonnulls(km_sent, km_received) = 0),
  add constraint transfer_odometer_only_grows check (km_received >= km_sent);
create unique index vehicle_in_one_transfer on public.transfer_line (vehicle_id) where is_open;
create unique index equipment_in_one_transfer on public.transfer_line (equipment_id) where is_open;
create unique index kit_in_one_transfer on public.transfer_line (kit_id) where is_open;
create index transfer_line_by_vehicle on public.transfer_line (vehicle_id);
create index transfer_line_by_equipment on public.transfer_line (equipment_id);
create index transfer_line_by_kit on public.transfer_line (kit_id);
-- Columns of a view are those of the day on which it was made.
do $$
declare wall text := pg_get_viewdef('public.visible_transfer_line'::regclass);
begin
  execute 'create or replace view public.visible_transfer_line with (security_invoker) as select *' || substr(wall, position(' FROM' in wall));
end $$;

-- True from the packing to the receipt, and of what did not come until the difference is closed.
create function sec.thing_in_transit(vehicle uuid, equipment uuid, kit uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select exists (select from public.transfer_line l join public.transfer t on t.id = l.transfer_id
    where l.is_open and (l.vehicle_id = vehicle or l.equipment_id = equipment or l.kit_id = kit)
      and (t.state in ('packed', 'in_transit', 'received') or t.state = 'discrepancy' and l.counted = 0))
$$;
-- True if the last transfer that two people received took the thing from one station to the other.
create function sec.thing_was_received(vehicle uuid, equipment uuid, kit uuid, from_station uuid, at_station uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce((select t.station_id = from_station and t.to_station_id = at_station and (l.counted = 1 or l.found_later = 1)
    from public.transfer_line l join public.transfer t on t.id = l.transfer_id
    where (l.vehicle_id = vehicle or l.equipment_id = equipment or l.kit_id = kit) and not l.is_void and t.receive_second_by is not null
    order by t.receive_second_at desc, t.id desc limit 1), false)
$$;

-- One change of a function, from its text of today.
create function pg_temp.change(of regprocedure, variadic told text[]) returns void language plpgsql as $$
declare body text := pg_get_functiondef(of);
begin
  for n in 1 .. cardinality(told) / 2 loop
    if position(told[2 * n - 1] in body) = 0 then
      raise exception '% reads otherwise by now: %', of, told[2 * n - 1];
    end if;
    body := replace(body, told[2 * n - 1], told[2 * n]);
  end loop;
  execute body;
end $$;

-- INV-25: what is in transit is not ready.
select pg_temp.change('sec.vehicle_gaps(uuid, date, date)',
  $t$case when v.state <> 'available' then 'state' end,$t$,
  $t$case when v.state <> 'available' then 'state' end,
    case when sec.thing_in_transit(v.id, null, null) then 'in_transit' end,$t$);
select pg_temp.change('sec.vehicle_standings(uuid[], date)',
  $t$case when o.state <> 'available' then 'state' end,$t$,
  $t$case when o.state <> 'available' then 'state' end,
      case when sec.thing_in_transit(o.id, null, null) then 'in_transit' end,$t$);
select pg_temp.change('sec.equipment_standings(uuid[], date)',
  $t$select e.id, e.state,$t$, $t$select e.id, e.kit_id, e.state,$t$,
  $t$case when o.state <> 'serviceable' then 'state' end,$t$,
  $t$case when o.state <> 'serviceable' then 'state' end,
      case when sec.thing_in_transit(null, o.id, o.kit_id) then 'in_transit' end,$t$);
select pg_temp.change('sec.equipment_gaps(uuid, date, date)',
  $t$case when e.state <> 'serviceable' then 'state' end,$t$,
  $t$case when e.state <> 'serviceable' then 'state' end,
    case when sec.thing_in_transit(null, e.id, e.kit_id) then 'in_transit' end,$t$);
-- of a kit it is said once
select pg_temp.change('sec.kit_gaps(uuid, date, date)',
  $t$sec.equipment_gaps(e.id, from_day, to_day)$t$, $t$array_remove(sec.equipment_gaps(e.id, from_day, to_day), 'in_transit')$t$,
  $t$case when not exists (select from need) then 'contents' end], null)$t$,
  $t$case when sec.thing_in_transit(null, null, kit) then 'in_transit' end, case when not exists (select from need) then 'contents' end], null)$t$);
select pg_temp.change('sec.kit_capability(uuid, date)', $t$said.gap = 'contents'$t$, $t$said.gap in ('contents', 'in_transit')$t$);
-- a trip that was made before says nothing of the way it is on now
select pg_temp.change('sec.trip_gaps(vehicle_reservation)',
  $t$array_remove(sec.vehicle_gaps(v.id, days.first, days.last), 'state')$t$,
  $t$array_remove(array_remove(sec.vehicle_gaps(v.id, days.first, days.last), 'state'), 'in_transit')$t$);

-- The register moves with the receipt, and what is in transit is not written off, handed over or taken apart.
select pg_temp.change('sec.guard_vehicle()',
  $t$  if new.station_id <> old.station_id then$t$,
  $t$  if new.station_id <> old.station_id and not sec.thing_was_received(new.id, null, null, old.station_id, new.station_id) then$t$,
  $t$  -- INV-23
  if is_written_off$t$,
  $t$  if (is_proposed or is_written_off) and sec.thing_in_transit(new.id, null, null) then
    raise exception 'it is on its way' using errcode = '23514', constraint = 'thing_in_transit_is_kept', table = 'vehicle';
  end if;
  -- INV-23
  if is_written_off$t$);
select pg_temp.change('sec.guard_equipment()',
  $t$  if new.station_id <> old.station_id then$t$,
  $t$  if new.station_id <> old.station_id and not sec.thing_was_received(null, new.id, new.kit_id, old.station_id, new.station_id) then$t$,
  $t$  -- a kit that is out, or about to go, is what was signed for$t$,
  $t$  if new.kit_id is distinct from old.kit_id and new.state <> 'written_off'
      and (sec.thing_in_transit(null, new.id, old.kit_id) or sec.thing_in_transit(null, null, new.kit_id)) then
    raise exception 'it is on its way' using errcode = '23514', constraint = 'thing_in_transit_is_kept', table = 'equipment';
  end if;
  -- a kit that is out, or about to go, is what was signed for$t$);
select pg_temp.change('sec.guard_kit()',
  $t$  if tg_op = 'UPDATE' and new.station_id <> old.station_id then$t$,
  $t$  if tg_op = 'UPDATE' and new.station_id <> old.station_id and not sec.thing_was_received(null, null, new.id, old.station_id, new.station_id) then$t$,
  $t$  if tg_op = 'UPDATE' and new.state = 'retired' and old.state <> 'retired' and (exists$t$,
  $t$  if tg_op = 'UPDATE' and new.state = 'retired' and old.state <> 'retired' and sec.thing_in_transit(null, null, new.id) then
    raise exception 'it is on its way' using errcode = '23514', constraint = 'thing_in_transit_is_kept', table = 'equipment_kit';
  end if;
  if tg_op = 'UPDATE' and new.state = 'retired' and old.state <> 'retired' and (exists$t$);
-- INV-24: that it was lost on the way is said at once
select pg_temp.change('sec.guard_equipment_act()',
  $t$  if tg_op = 'INSERT' and new.kind = 'loss' then$t$,
  $t$  if is_now and new.kind not in ('loss', 'recovery') and sec.thing_in_transit(null, new.equipment_id, coalesce(new.kit_id, thing.kit_id)) then
    raise exception 'it is on its way' using errcode = '23514', constraint = 'thing_in_transit_is_kept', table = 'equipment_act';
  end if;
  if tg_op = 'INSERT' and new.kind = 'loss' then$t$);

-- The papers of a vehicle, its maintenance and the contents of a kit go with it.
select pg_temp.change('sec.part_of_vehicle()', $t$array['is_void', 'void_reason', 'version'];$t$, $t$array['cell', 'is_void', 'void_reason', 'version'];$t$,
  $t$(old.is_void or$t$, $t$(old.is_void and to_jsonb(old) - array['cell', 'version'] <> to_jsonb(new) - array['cell', 'version'] or$t$);
select pg_temp.change('sec.guard_vehicle_maintenance()', $t$array['is_void', 'void_reason', 'version'];$t$, $t$array['cell', 'is_void', 'void_reason', 'version'];$t$,
  $t$(old.is_void or$t$, $t$(old.is_void and to_jsonb(old) - array['cell', 'version'] <> to_jsonb(new) - array['cell', 'version'] or$t$);
create function sec.vehicle_takes_its_papers() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  update public.vehicle_paper set cell = new.cell, version = version + 1 where vehicle_id = new.id;
  update public.vehicle_maintenance set cell = new.cell, version = version + 1 where vehicle_id = new.id;
  update public.odometer_correction set cell = new.cell, version = version + 1 where vehicle_id = new.id;
  return null;
end $$;
create trigger vehicle_moves_with_papers after update on public.vehicle
  for each row when (old.cell <> new.cell) execute function sec.vehicle_takes_its_papers();
create function sec.kit_takes_its_needs() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  update public.equipment_kit_need set cell = new.cell, version = version + 1 where kit_id = new.id;
  return null;
end $$;
create trigger kit_moves_with_needs after update on public.equipment_kit
  for each row when (old.cell <> new.cell) execute function sec.kit_takes_its_needs();

-- What is on its way is neither counted at the station nor left behind there.
select pg_temp.change('sec.expected_things(uuid)',
  $t$v.state <> 'written_off' and v.created_at$t$, $t$v.state <> 'written_off' and not sec.thing_in_transit(v.id, null, null) and v.created_at$t$,
  $t$e.state not in ('lost', 'stolen', 'written_off') and e.created_at$t$,
  $t$e.state not in ('lost', 'stolen', 'written_off') and not sec.thing_in_transit(null, e.id, e.kit_id) and e.created_at$t$);
select pg_temp.change('sec.expected_numbers(uuid)',
  $t$e.state not in ('lost', 'stolen', 'written_off') and e.created_at$t$,
  $t$e.state not in ('lost', 'stolen', 'written_off') and not sec.thing_in_transit(null, e.id, e.kit_id) and e.created_at$t$);
select pg_temp.change('sec.leave_equipment_behind()',
  $t$k.state = 'in_use'$t$, $t$k.state = 'in_use' and not sec.thing_in_transit(null, null, k.id)$t$,
  $t$e.state not in ('lost', 'stolen', 'written_off')$t$, $t$e.state not in ('lost', 'stolen', 'written_off') and not sec.thing_in_transit(null, e.id, e.kit_id)$t$);
select pg_temp.change('sec.carry_out_evacuation()',
  $t$v.state <> 'written_off'$t$, $t$v.state <> 'written_off' and not sec.thing_in_transit(v.id, null, null)$t$);

-- Where things may be sent to without an armoury: stations, by their codes alone.
create function sec.stations_to_send_to() returns table (out_station uuid, out_code text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select s.id, s.code from public.duty_station s where cardinality(sec.cells_transfer_write()) > 0 and not sec.station_is_closed(s.cell) order by s.code limit 500
$$;

-- What stands against sending a thing: constraint sent_thing_is_of_the_sender, constraint sent_thing_is_in_use,
-- constraint sent_vehicle_is_not_reserved, constraint sent_thing_is_with_nobody, constraint sent_thing_is_not_promised,
-- constraint sent_thing_is_not_pledged and constraint kit_is_sent_whole.
create function sec.thing_obstacles(wanted uuid) returns table (out_line uuid, out_rule text) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with line as (
    select l.id, l.vehicle_id, l.equipment_id, l.kit_id, t.station_id from public.transfer t join public.transfer_line l on l.transfer_id = t.id and not l.is_void
    where t.id = wanted)
  select l.id, told.rule from line l join public.vehicle v on v.id = l.vehicle_id cross join lateral (
    select 'sent_thing_is_of_the_sender' as rule where v.station_id <> l.station_id
    union all select 'sent_thing_is_in_use' where v.state = 'written_off' or v.write_off_by is not null
    union all select 'sent_vehicle_is_not_reserved' where exists (select from public.vehicle_reservation r where r.vehicle_id = v.id and r.state in ('reserved', 'out'))) told
  union all
  select l.id, told.rule from line l join public.equipment e on e.id = l.equipment_id cross join lateral (
    select 'sent_thing_is_of_the_sender' as rule where e.station_id <> l.station_id
    union all select 'sent_thing_is_in_use' where e.state in ('lost', 'stolen', 'written_off')
    union all select 'kit_is_sent_whole' where e.kit_id is not null
    union all select 'sent_thing_is_with_nobody' where exists (select from public.equipment_custody c where c.equipment_id = e.id and c.until is null)
    union all select 'sent_thing_is_not_promised' where exists (select from public.equipment_act a where a.equipment_id = e.id and a.state = 'prepared')) told
  union all
  select l.id, told.rule from line l join public.equipment_kit k on k.id = l.kit_id cross join lateral (
    select 'sent_thing_is_of_the_sender' as rule where k.station_id <> l.station_id
    union all select 'sent_thing_is_in_use' where k.state <> 'in_use'
    union all select 'sent_thing_is_with_nobody' where exists (select from public.equipment_custody c left join public.equipment e on e.id = c.equipment_id
      where c.until is null and (c.kit_id = k.id and c.equipment_id is null or e.kit_id = k.id))
    union all select 'sent_thing_is_not_promised' where exists (select from public.equipment_act a left join public.equipment e on e.id = a.equipment_id
      where a.state = 'prepared' and (a.kit_id = k.id or e.kit_id = k.id))) told
  union all
  select l.id, 'sent_thing_is_not_pledged' from line l where exists (select from public.standby_kit s join public.standby_pledge p on p.id = s.pledge_id
    where (s.vehicle_id = l.vehicle_id or s.equipment_id = l.equipment_id or s.kit_id = l.kit_id) and s.removed_at is null and p.state <> 'released'
      and p.to_date >= (sec.now() at time zone 'UTC')::date)
$$;
select pg_temp.change('sec.transfer_obstacles(uuid)', $t$  where t.id = wanted
  union all$t$, $t$  where t.id = wanted
  union all
  select o.out_line, o.out_rule from sec.thing_obstacles(wanted) o
  union all$t$);
-- What somebody else counts on does not come on the list.
create function sec.refuse_held_thing() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare broken text;
begin
  select out_rule into broken from sec.thing_obstacles(new.transfer_id) where out_line = new.id order by out_rule limit 1;
  if broken is not null then
    raise exception 'it may not be sent' using errcode = '23514', constraint = broken, table = 'transfer_line';
  end if;
  return null;
end $$;
create trigger held_thing_refused after insert on public.transfer_line
  for each row when (num_nonnulls(new.vehicle_id, new.equipment_id, new.kit_id) = 1) execute function sec.refuse_held_thing();

select pg_temp.change('sec.guard_transfer()',
  $t$    if not exists (select from public.armoury a where a.id = new.armoury_id and a.station_id = new.station_id)
        or not exists ($t$,
  $t$    if new.armoury_id is not null and not exists (select from public.armoury a where a.id = new.armoury_id and a.station_id = new.station_id)
        or new.to_armoury_id is not null and not exists ($t$,
  $t$    if not sec.armoury_may_hold(new.to_armoury_id, today) or not sec.armoury_may_hold(new.to_armoury_id, greatest(today, new.planned_on)) then$t$,
  $t$    if new.to_armoury_id is not null
        and not (sec.armoury_may_hold(new.to_armoury_id, today) and sec.armoury_may_hold(new.to_armoury_id, greatest(today, new.planned_on))) then$t$,
  $t$    perform from public.ammunition_lot o where o.id in$t$,
  $t$    perform from public.vehicle v where v.id in (select vehicle_id from public.transfer_line where transfer_id = new.id and not is_void) order by v.id for update;
    perform from public.equipment_kit k where k.id in (select kit_id from public.transfer_line where transfer_id = new.id and not is_void) order by k.id for update;
    perform from public.equipment e where e.id in (select equipment_id from public.transfer_line where transfer_id = new.id and not is_void)
      or e.kit_id in (select kit_id from public.transfer_line where transfer_id = new.id and not is_void) order by e.id for update;
    perform from public.ammunition_lot o where o.id in$t$,
  $t$  if new.state = 'received' and old.state = 'in_transit' and exists ($t$,
  $t$  if 'dispatch_by' = any (changed) and exists (select from public.transfer_line l
      where l.transfer_id = new.id and not l.is_void and l.vehicle_id is not null and l.km_sent is null) then
    raise exception 'its odometer is not read' using errcode = '23514', constraint = 'vehicle_leaves_with_its_reading', table = 'transfer';
  end if;
  if new.state = 'received' and old.state = 'in_transit' and exists (select from public.transfer_line l join public.transfer_scan x on x.line_id = l.id
      where l.transfer_id = new.id and not l.is_void and l.vehicle_id is not null and l.km_received is null) then
    raise exception 'its odometer is not read' using errcode = '23514', constraint = 'vehicle_arrives_with_its_reading', table = 'transfer';
  end if;
  if new.state = 'received' and old.state = 'in_transit' and exists ($t$);

select pg_temp.change('sec.guard_transfer_line()',
  $t$'counted', 'found_later', 'is_void'$t$, $t$'counted', 'found_later', 'km_sent', 'km_received', 'is_void'$t$,
  $t$    if new.is_void or new.counted is not null or new.found_later is not null then$t$,
  $t$    if num_nonnulls(new.firearm_id, new.lot_id) = 1 and num_nonnulls(t.armoury_id, t.to_armoury_id) < 2 then
      raise exception 'no armoury is named' using errcode = '23514', constraint = 'weapons_go_between_armouries', table = 'transfer_line';
    end if;
    if new.is_void or num_nonnulls(new.counted, new.found_later, new.km_sent, new.km_received) > 0 then$t$,
  $t$        from public.firearm f where f.id = new.firearm_id and f.station_id = t.station_id;
    else$t$,
  $t$        from public.firearm f where f.id = new.firearm_id and f.station_id = t.station_id;
    elsif new.vehicle_id is not null then
      select v.ref, v.plate, v.make || ' ' || v.model into new.item_ref, new.mark, new.called
        from public.vehicle v where v.id = new.vehicle_id and v.station_id = t.station_id;
    elsif new.equipment_id is not null then
      select e.ref, e.serial, e.label || case when e.quantity > 1 then ' × ' || e.quantity else '' end into new.item_ref, new.mark, new.called
        from public.equipment e where e.id = new.equipment_id and e.station_id = t.station_id;
    elsif new.kit_id is not null then
      select k.ref, '', k.name into new.item_ref, new.mark, new.called from public.equipment_kit k where k.id = new.kit_id and k.station_id = t.station_id;
    else$t$,
  $t$    if new.firearm_id is not null then
      -- a weapon is there if its mark was read$t$,
  $t$    if new.km_sent is distinct from old.km_sent then
      if t.state not in ('authorized', 'packed') then
        raise exception 'it has left' using errcode = '23514', constraint = 'odometer_read_before_it_leaves', table = 'transfer_line';
      end if;
      if new.km_sent < (select v.odometer_km from public.vehicle v where v.id = new.vehicle_id) then
        raise exception 'kilometres are not taken back' using errcode = '23514', constraint = 'odometer_only_grows', table = 'transfer_line';
      end if;
      if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,cp_coordinator,senior_security_professional}', array[t.cell]) then
        raise exception 'the sender reads it' using errcode = '42501';
      end if;
    end if;
    if new.km_received is distinct from old.km_received then
      if t.state <> 'in_transit' then
        raise exception 'the count is finished' using errcode = '23514', constraint = 'transfer_counted_on_arrival', table = 'transfer_line';
      end if;
      if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,senior_security_professional}', array[t.to_cell]) then
        raise exception 'the receiver reads it' using errcode = '42501';
      end if;
    end if;
    if new.lot_id is null then
      -- a thing is there if its mark was read$t$);
select pg_temp.change('sec.guard_transfer_scan()', $t$l.firearm_id is not null and not l.is_void$t$, $t$l.lot_id is null and not l.is_void$t$);

-- A thing belongs to the receiver. What came with a difference waits until somebody has looked at it.
create function sec.thing_arrives(t public.transfer, l public.transfer_line) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare differs constant boolean := t.state <> 'completed' or t.close_by is not null; by_whom constant uuid := sec.account_id(); at_time constant timestamptz := sec.now();
begin
  update public.vehicle set station_id = t.to_station_id, odometer_km = greatest(odometer_km, l.km_sent, l.km_received),
      state = case when differs and state = 'available' then 'unserviceable' else state end,
      state_reason = case when differs and state = 'available' then t.ref else state_reason end,
      version = version + 1, updated_at = at_time, updated_by = by_whom
    where id = l.vehicle_id;
  update public.equipment_kit set station_id = t.to_station_id, armoury_id = t.to_armoury_id, place = case when t.to_armoury_id is null then t.ref else '' end,
      version = version + 1, updated_at = at_time, updated_by = by_whom,
      name = case when exists (select from public.equipment_kit o where o.station_id = t.to_station_id and o.state = 'in_use'
        and lower(btrim(o.name)) = lower(btrim(equipment_kit.name))) then left(name, 60) || ' ' || ref else name end
    where id = l.kit_id;
  update public.equipment set station_id = t.to_station_id, armoury_id = t.to_armoury_id, place = case when t.to_armoury_id is null then t.ref else '' end,
      state = case when differs and state = 'serviceable' then 'unserviceable' else state end,
      state_reason = case when differs and state = 'serviceable' then t.ref else state_reason end,
      version = version + 1, updated_at = at_time, updated_by = by_whom
    where id = l.equipment_id or kit_id = l.kit_id;
end $$;
-- INV-24: what never came is lost, and told as lost; a vehicle, which has no such state, stands out of service until it
-- is written off.
create function sec.thing_is_lost(t public.transfer, l public.transfer_line) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.equipment_act (id, ref, equipment_id, cell, kind, missing_as, condition, place, note, document, occurred_at, state, is_fact)
    select gen_random_uuid(), sec.new_ref('JA'), e.id, e.cell, 'loss', 'lost', 'unknown', t.ref, left(t.findings, 1000), t.ref, sec.now(), 'done', true
    from public.equipment e where (e.id = l.equipment_id or e.kit_id = l.kit_id) and e.state not in ('lost', 'stolen', 'written_off') order by e.id;
  update public.vehicle set state = 'unserviceable', state_reason = t.ref, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
    where id = l.vehicle_id;
  if l.vehicle_id is not null then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), sec.new_ref('X'), t.cell, 'INV-24', 'vehicle_missing', l.item_ref, t.dispatch_by);
  end if;
end $$;
create function sec.carry_thing(before text, t public.transfer, l public.transfer_line) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if before = 'packed' and t.state = 'in_transit' then
    update public.vehicle set odometer_km = greatest(odometer_km, l.km_sent), version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
      where id = l.vehicle_id and odometer_km < l.km_sent;
  elsif before = 'received' and t.state in ('completed', 'discrepancy') and l.counted = 1
      or before = 'discrepancy' and t.state in ('completed', 'lost') and l.found_later = 1 then
    perform sec.thing_arrives(t, l);
  elsif before = 'discrepancy' and t.state = 'lost' and l.found_later = 0 then
    perform sec.thing_is_lost(t, l);
  end if;
end $$;
select pg_temp.change('sec.carry_transfer()',
  $t$    if l.firearm_id is not null then
      case$t$,
  $t$    if num_nonnulls(l.vehicle_id, l.equipment_id, l.kit_id) = 1 then
      perform sec.carry_thing(old.state, new, l);
    elsif l.firearm_id is not null then
      case$t$,
  $t$    if not sec.armoury_may_hold(new.to_armoury_id, (sec.now() at time zone 'UTC')::date) then$t$,
  $t$    if new.to_armoury_id is not null and not sec.armoury_may_hold(new.to_armoury_id, (sec.now() at time zone 'UTC')::date) then$t$);

revoke execute on all functions in schema sec from public;
revoke execute on function sec.thing_obstacles(uuid), sec.thing_was_received(uuid, uuid, uuid, uuid, uuid), sec.thing_arrives(public.transfer, public.transfer_line),
  sec.thing_is_lost(public.transfer, public.transfer_line), sec.carry_thing(text, public.transfer, public.transfer_line) from cordon_web;
