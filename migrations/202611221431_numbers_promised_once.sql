-- Stand-by: what is promised on one day is counted on that day, also when a pledge grows longer; how much lies in an
-- armoury is told to those who read armouries; a Member State's pledge holds no kit of the station.
create or replace function sec.left_to_pledge(k public.standby_kit) returns integer language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with others as (
    select o.id, o.during, o.quantity from public.standby_kit o where o.cell = k.cell and o.kind = k.kind and o.weapon_class = k.weapon_class
      and sec.calibre_key(o.calibre) = sec.calibre_key(k.calibre) and o.removed_at is null and o.id <> k.id and o.during && k.during)
  select (case k.kind when 'weapons' then (select count(*) from public.firearm f where f.cell = k.cell and f.class = k.weapon_class and f.state = 'serviceable'
      and exists (select from public.firearm_custody c where c.firearm_id = f.id and c.armoury_id is not null and c.until is null))
    else (select coalesce(sum(a.quantity), 0) from public.ammunition_account a join public.ammunition_lot l on l.id = a.lot_id
      where a.cell = k.cell and a.kind = 'armoury' and a.quantity > 0 and l.calibre_key = sec.calibre_key(k.calibre)
        and (l.suspended_at is null or l.lifted_at is not null) and coalesce(l.shelf_life_until >= (sec.now() at time zone 'UTC')::date, true)) end
    -- the day on which most is promised is one on which a promise begins
    - coalesce((select max(promised) from (select sum(o.quantity) as promised from others begins
        join others o on o.during @> greatest(lower(begins.during), lower(k.during)) group by begins.id) days), 0))::integer
$$;

create or replace function sec.standby_kit_of(wanted uuid, on_day date) returns table (out_number integer, out_kind text, out_ref text, out_what text,
    out_quantity integer, out_gaps text[], out_removed boolean, out_reason text, out_version integer)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select k.number, k.kind, coalesce(v.ref, e.ref, t.ref, ''), coalesce(v.make || ' ' || v.model, e.label, t.name, nullif(k.weapon_class, ''), k.calibre), k.quantity,
    case when k.removed_at is null then array(select case when gap like 'few:%' and not p.cell = any (sec.cells_asset()) then 'few' else gap end
      from unnest(sec.standby_kit_gaps(k, p.station_id, on_day)) gap) else '{}' end, k.removed_at is not null, k.remove_reason, k.version
  from public.standby_pledge p join public.standby_kit k on k.pledge_id = p.id
  left join public.vehicle v on v.id = k.vehicle_id and (v.cell = any ((select sec.cells_vehicle())::integer[]) or v.id = any ((select sec.own_vehicles())::uuid[]))
  left join public.equipment e on e.id = k.equipment_id and (e.cell = any ((select sec.cells_vehicle())::integer[]) or e.id = any ((select sec.own_equipment())::uuid[]))
  left join public.equipment_kit t on t.id = k.kit_id and (t.cell = any ((select sec.cells_vehicle())::integer[]) or t.id = any ((select sec.own_kits())::uuid[]))
  where p.id = wanted and (p.cell = any (sec.cells_standby()) or p.id = any (sec.own_pledges()))
  order by k.removed_at is not null, k.number limit 500
$$;

create function sec.guard_longer_promise() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('standby kit ' || new.cell, 0));
  if sec.left_to_pledge(new) < new.quantity then
    raise exception 'fewer are there' using errcode = '23514', constraint = 'numbers_pledged_once', table = 'standby_kit';
  end if;
  return new;
end $$;
create trigger standby_kit_promised_longer before update of during on public.standby_kit
  for each row when (new.kind in ('weapons', 'rounds') and new.removed_at is null and not new.during <@ old.during) execute function sec.guard_longer_promise();

create function sec.guard_pledge_of_kit() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.standby_kit k where k.pledge_id = new.id and k.removed_at is null) then
    raise exception 'kit of another' using errcode = '23514', constraint = 'standby_pledges_own_kit', table = 'standby_pledge';
  end if;
  return new;
end $$;
create trigger pledge_of_own_kit before update on public.standby_pledge
  for each row when (old.member_state is null and new.member_state is not null) execute function sec.guard_pledge_of_kit();

-- The detector asks once which minimums are missed, however many are told.
create or replace function sec.settle_minimums() returns table (out_reference text, out_cell integer, out_deed text) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare missed record; open record; known text[] := '{}';
begin
  if not sec.has_role('{job_detector}') then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for missed in select m.* from sec.minimums_missed() m order by m.out_code, m.out_about loop
    known := known || (missed.out_code || ' ' || missed.out_about);
    continue when exists (select from public.exception e where e.code = missed.out_code and e.detail = missed.out_about and e.closed_at is null);
    out_reference := sec.new_ref('X');
    out_cell := missed.out_cell;
    out_deed := 'exception.open';
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, missed.out_cell, missed.out_rule, missed.out_code, missed.out_about, missed.out_owner);
    return next;
  end loop;
  for open in select e.* from public.exception e
    where e.code in ('rounds_below_minimum', 'strength_below_minimum') and e.closed_at is null and e.code || ' ' || e.detail <> all (known)
    order by e.ref limit 200
  loop
    update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = 'settled-by-minimum', version = version + 1 where id = open.id;
    out_reference := open.ref;
    out_cell := open.cell;
    out_deed := 'exception.settle';
    return next;
  end loop;
end $$;
revoke execute on all functions in schema sec from public;
