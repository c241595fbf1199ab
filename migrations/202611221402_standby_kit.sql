-- Stand-by pledges kit too (F-2.17): vehicles, things and kits of the pledging station by their reference, weapons and
-- rounds as numbers. Whether it can move is answered by the registers on the day and stored nowhere (INV-25); what is
-- promised to one is not promised to another for the same time.

create table public.standby_kit (
  id uuid primary key,
  pledge_id uuid not null references public.standby_pledge,
  cell integer not null,
  number integer not null,
  kind text not null constraint standby_kit_kind_known check (kind in ('vehicle', 'equipment', 'kit', 'weapons', 'rounds')),
  vehicle_id uuid references public.vehicle,
  equipment_id uuid references public.equipment,
  kit_id uuid references public.equipment_kit,
  weapon_class text not null default '' constraint standby_kit_class_known check (weapon_class in ('', 'pistol', 'smg', 'carbine', 'rifle', 'shotgun', 'lmg', 'other')),
  calibre text not null default '' constraint standby_kit_calibre_short check (length(calibre) <= 40),
  quantity integer not null default 1,
  during daterange not null,
  removed_at timestamptz,
  remove_reason text not null default '' constraint standby_kit_reason_short check (length(remove_reason) <= 1000),
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint standby_kit_number_once unique (pledge_id, number),
  constraint standby_kit_is_of_its_kind check ((kind = 'vehicle') = (vehicle_id is not null) and (kind = 'equipment') = (equipment_id is not null)
    and (kind = 'kit') = (kit_id is not null) and (kind = 'weapons') = (weapon_class <> '') and (kind = 'rounds') = (length(btrim(calibre)) > 0)),
  constraint standby_kit_quantity_plausible check (case when kind in ('weapons', 'rounds') then quantity between 1 and 1000000 else quantity = 1 end),
  constraint standby_kit_removed_with_reason check (removed_at is null or length(btrim(remove_reason)) > 0),
  constraint vehicle_pledged_once exclude using gist (vehicle_id with =, during with &&) where (removed_at is null),
  constraint equipment_pledged_once exclude using gist (equipment_id with =, during with &&) where (removed_at is null),
  constraint kit_pledged_once exclude using gist (kit_id with =, during with &&) where (removed_at is null)
);
create index standby_kit_by_cell on public.standby_kit (cell, kind);
create index standby_kit_by_vehicle on public.standby_kit (vehicle_id);
create index standby_kit_by_equipment on public.standby_kit (equipment_id);
create index standby_kit_by_kit on public.standby_kit (kit_id);
create index standby_kit_by_creator on public.standby_kit (created_by);
create trigger standby_kit_signed_by_oneself before insert on public.standby_kit for each row execute function sec.signature_is_own('created_by');

-- How many serviceable weapons of a class lie in the armouries of a station, or how many usable rounds of a calibre,
-- less what other pledges promise for the same time.
create function sec.left_to_pledge(k public.standby_kit) returns integer language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select (case k.kind when 'weapons' then (select count(*) from public.firearm f where f.cell = k.cell and f.class = k.weapon_class and f.state = 'serviceable'
      and exists (select from public.firearm_custody c where c.firearm_id = f.id and c.armoury_id is not null and c.until is null))
    else (select coalesce(sum(a.quantity), 0) from public.ammunition_account a join public.ammunition_lot l on l.id = a.lot_id
      where a.cell = k.cell and a.kind = 'armoury' and a.quantity > 0 and l.calibre_key = sec.calibre_key(k.calibre)
        and (l.suspended_at is null or l.lifted_at is not null) and coalesce(l.shelf_life_until >= (sec.now() at time zone 'UTC')::date, true)) end
    - (select coalesce(sum(o.quantity), 0) from public.standby_kit o where o.cell = k.cell and o.kind = k.kind and o.weapon_class = k.weapon_class
      and sec.calibre_key(o.calibre) = sec.calibre_key(k.calibre) and o.removed_at is null and o.id <> k.id and o.during && k.during))::integer
$$;

-- What stands against counting a line of kit on a day. Empty: nothing.
create function sec.standby_kit_gaps(k public.standby_kit, station uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select case k.kind
    when 'vehicle' then (select array_remove(array[case when v.station_id <> station then 'elsewhere' end,
        case when exists (select from public.vehicle_reservation r where r.vehicle_id = v.id
          and (r.state = 'out' or r.state = 'reserved' and r.during && tstzrange(on_day::timestamp at time zone 'UTC', (on_day + 1)::timestamp at time zone 'UTC'))) then 'reserved' end], null)
      || sec.vehicle_gaps(v.id, on_day, on_day) from public.vehicle v where v.id = k.vehicle_id)
    when 'equipment' then (select array_remove(array[case when e.station_id <> station then 'elsewhere' end,
        case when exists (select from public.equipment_custody c where c.equipment_id = e.id and c.until is null) then 'issued' end], null)
      || sec.equipment_gaps(e.id, on_day, on_day) from public.equipment e where e.id = k.equipment_id)
    when 'kit' then (select array_remove(array[case when t.station_id <> station then 'elsewhere' end,
        case when exists (select from public.equipment_custody c where c.kit_id = t.id and c.equipment_id is null and c.until is null) then 'issued' end], null)
      || sec.kit_gaps(t.id, on_day, on_day) from public.equipment_kit t where t.id = k.kit_id)
    else case when sec.left_to_pledge(k) < k.quantity then array['few:' || greatest(0, sec.left_to_pledge(k))] else '{}' end end
$$;

-- The kit of a pledge, with what stands against each line, for those who may see the pledge. Which vehicle or thing it is
-- stays with those who see its register.
create function sec.standby_kit_of(wanted uuid, on_day date) returns table (out_number integer, out_kind text, out_ref text, out_what text,
    out_quantity integer, out_gaps text[], out_removed boolean, out_reason text, out_version integer)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select k.number, k.kind, coalesce(v.ref, e.ref, t.ref, ''), coalesce(v.make || ' ' || v.model, e.label, t.name, nullif(k.weapon_class, ''), k.calibre), k.quantity,
    case when k.removed_at is null then coalesce(sec.standby_kit_gaps(k, p.station_id, on_day), '{}') else '{}' end, k.removed_at is not null, k.remove_reason, k.version
  from public.standby_pledge p join public.standby_kit k on k.pledge_id = p.id
  left join public.vehicle v on v.id = k.vehicle_id and (v.cell = any ((select sec.cells_vehicle())::integer[]) or v.id = any ((select sec.own_vehicles())::uuid[]))
  left join public.equipment e on e.id = k.equipment_id and (e.cell = any ((select sec.cells_vehicle())::integer[]) or e.id = any ((select sec.own_equipment())::uuid[]))
  left join public.equipment_kit t on t.id = k.kit_id and (t.cell = any ((select sec.cells_vehicle())::integer[]) or t.id = any ((select sec.own_kits())::uuid[]))
  where p.id = wanted and (p.cell = any (sec.cells_standby()) or p.id = any (sec.own_pledges()))
  order by k.removed_at is not null, k.number limit 500
$$;

create function sec.guard_standby_kit() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare p public.standby_pledge; kept constant text[] := '{removed_at,remove_reason,version,during,cell}'; own boolean;
begin
  -- lines of one pledge come one after another
  select * into strict p from public.standby_pledge where id = new.pledge_id for update;
  new.cell := p.cell;
  if tg_op = 'UPDATE' then
    if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.removed_at is not null and to_jsonb(new) - 'cell' <> to_jsonb(old) - 'cell' then
      raise exception 'kit is taken back, not rewritten' using errcode = '23514', constraint = 'standby_kit_is_kept', table = 'standby_kit';
    end if;
    return new;
  end if;
  if p.state = 'released' then
    raise exception 'it is over' using errcode = '23514', constraint = 'released_pledge_is_kept', table = 'standby_kit';
  end if;
  new.during := p.during;
  own := case new.kind when 'vehicle' then exists (select from public.vehicle v where v.id = new.vehicle_id and v.station_id = p.station_id and v.state <> 'written_off')
    when 'equipment' then exists (select from public.equipment e where e.id = new.equipment_id and e.station_id = p.station_id and e.state not in ('lost', 'stolen', 'written_off'))
    when 'kit' then exists (select from public.equipment_kit t where t.id = new.kit_id and t.station_id = p.station_id and t.state = 'in_use') else true end;
  if not own or p.member_state is not null then
    raise exception 'kit of another' using errcode = '23514', constraint = 'standby_pledges_own_kit', table = 'standby_kit';
  end if;
  if new.kind = 'equipment' and exists (select from public.equipment e where e.id = new.equipment_id and e.kit_id is not null) then
    raise exception 'it belongs to a kit' using errcode = '23514', constraint = 'kit_is_pledged_whole', table = 'standby_kit';
  end if;
  if new.kind in ('weapons', 'rounds') then
    perform pg_advisory_xact_lock(hashtextextended('standby kit ' || new.cell, 0));
    if sec.left_to_pledge(new) < new.quantity then
      raise exception 'fewer are there' using errcode = '23514', constraint = 'numbers_pledged_once', table = 'standby_kit';
    end if;
  end if;
  return new;
end $$;
create trigger standby_kit_guarded before insert or update on public.standby_kit for each row execute function sec.guard_standby_kit();

create or replace function sec.members_follow_pledge() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.standby_member set version = version + 1, during = case when new.state = 'released'
      then daterange(lower(during), greatest(lower(during), least(upper(during), (sec.now() at time zone 'UTC')::date))) else new.during end
    where pledge_id = new.id and removed_at is null and not isempty(during);
  update public.standby_kit set version = version + 1, during = case when new.state = 'released'
      then daterange(lower(during), greatest(lower(during), least(upper(during), (sec.now() at time zone 'UTC')::date))) else new.during end
    where pledge_id = new.id and removed_at is null and not isempty(during);
  return null;
end $$;

call sec.business_table('standby_kit', 'id', 'cell = {standby} or pledge_id = any ((select sec.own_pledges())::uuid[])', 'cell = {standby}');
call sec.closes_with_station('standby_kit');
revoke execute on all functions in schema sec from public;
revoke execute on function sec.left_to_pledge(public.standby_kit), sec.standby_kit_gaps(public.standby_kit, uuid, date) from cordon_web;
