-- An evacuation marks equipment and kits as it marks weapons, rounds and vehicles (X-24): what lies in store is left
-- behind, uncounted; what somebody has goes with them; nothing is issued until the return.

alter table public.evacuation_item drop constraint evacuation_item_kind_known,
  add constraint evacuation_item_kind_known check (kind in ('firearm', 'ammunition', 'vehicle', 'equipment', 'kit'));

create function sec.leave_equipment_behind() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  insert into public.evacuation_item (id, evacuation_id, cell, kind, item, ref, place)
    select gen_random_uuid(), new.id, new.cell, 'kit', k.id, k.ref, coalesce(a.ref, k.place)
    from public.equipment_kit k left join public.armoury a on a.id = k.armoury_id
    where k.cell = new.cell and k.state = 'in_use'
      and not exists (select from public.equipment_custody c where c.kit_id = k.id and c.equipment_id is null and c.until is null);
  insert into public.evacuation_item (id, evacuation_id, cell, kind, item, ref, place, quantity)
    select gen_random_uuid(), new.id, new.cell, 'equipment', e.id, e.ref, coalesce(k.ref, a.ref, e.place), e.quantity
    from public.equipment e left join public.equipment_kit k on k.id = e.kit_id left join public.armoury a on a.id = e.armoury_id
    where e.cell = new.cell and e.state not in ('lost', 'stolen', 'written_off')
      and not exists (select from public.equipment_custody c where c.equipment_id = e.id and c.until is null);
  return null;
end $$;
create trigger evacuation_leaves_equipment after insert on public.station_evacuation
  for each row execute function sec.leave_equipment_behind();
-- after equipment_act_then_guarded, by its name
create trigger equipment_issued_where_people_are before insert or update on public.equipment_act
  for each row when (new.kind = 'issue' and new.state in ('prepared', 'done') and not new.is_fact) execute function sec.nothing_issued_while_evacuated();

revoke execute on all functions in schema sec from public;
