-- An item of a property book is linked to a record that stood in the register before: each item once, each record once,
-- as with a record that is made from it. A link that was wrong is taken back with a reason; what was made stays.

alter table public.property_registration
  add column was_there boolean not null default false,
  add constraint only_a_record_was_there check (not was_there or kind <> 'not_ours'),
  drop constraint registered_is_for_good,
  add constraint registered_is_for_good check (not is_void or kind = 'not_ours' or was_there);
drop index public.firearm_from_one_item;
drop index public.vehicle_from_one_item;
drop index public.equipment_from_one_item;
create unique index firearm_from_one_item on public.property_registration (firearm_id) where not is_void;
create unique index vehicle_from_one_item on public.property_registration (vehicle_id) where not is_void;
create unique index equipment_from_one_item on public.property_registration (equipment_id) where not is_void;
create index property_registration_by_firearm on public.property_registration (firearm_id);
create index property_registration_by_vehicle on public.property_registration (vehicle_id);
create index property_registration_by_equipment on public.property_registration (equipment_id);
-- Columns of a view are those of the day on which it was made.
do $$
declare wall text := pg_get_viewdef('public.visible_property_registration'::regclass);
begin
  execute 'create or replace view public.visible_property_registration with (security_invoker) as select *' || substr(wall, position(' FROM' in wall));
end $$;

-- What left the books, or is no more, is linked to nothing.
create function sec.guard_property_link() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if exists (select from public.firearm f where f.id = new.firearm_id and f.state in ('destroyed', 'transferred_out'))
      or exists (select from public.vehicle v where v.id = new.vehicle_id and v.state = 'written_off')
      or exists (select from public.equipment e where e.id = new.equipment_id and e.state = 'written_off') then
    raise exception 'it is not on the books' using errcode = '23514', constraint = 'linked_record_is_on_the_books', table = 'property_registration';
  end if;
  return new;
end $$;
create trigger property_link_of_what_is_there before insert on public.property_registration
  for each row when (new.was_there) execute function sec.guard_property_link();

revoke execute on all functions in schema sec from public;
