-- What became of an item of a property book: it was taken into one of our registers, once, or set aside because it is
-- not ours to register. What later books say of a registered item stands beside it; the item stays as it was read.

create table public.property_registration (
  id uuid primary key,
  item_id uuid not null references public.property_item,
  cell integer not null,
  kind text not null constraint registration_kind_known check (kind in ('firearm', 'vehicle', 'equipment', 'not_ours')),
  firearm_id uuid references public.firearm,
  vehicle_id uuid references public.vehicle,
  equipment_id uuid references public.equipment,
  reason text not null default '' constraint registration_reason_short check (length(reason) <= 300),
  made_at timestamptz not null default sec.now(),
  made_by uuid not null default sec.account_id() references public.account,
  is_void boolean not null default false,
  void_reason text not null default '' constraint registration_void_reason_short check (length(void_reason) <= 300),
  voided_by uuid references public.account,
  version integer not null default 1,
  constraint registration_names_its_record check (
    (kind = 'firearm') = (firearm_id is not null) and (kind = 'vehicle') = (vehicle_id is not null) and (kind = 'equipment') = (equipment_id is not null)),
  constraint set_aside_has_reason check ((kind = 'not_ours') = (length(btrim(reason)) > 0)),
  constraint registered_is_for_good check (not is_void or kind = 'not_ours'),
  constraint reopened_with_reason check (is_void = (length(btrim(void_reason)) > 0) and is_void = (voided_by is not null))
);
create unique index property_item_registered_once on public.property_registration (item_id) where not is_void;
create index property_registration_by_item on public.property_registration (item_id);
create unique index firearm_from_one_item on public.property_registration (firearm_id);
create unique index vehicle_from_one_item on public.property_registration (vehicle_id);
create unique index equipment_from_one_item on public.property_registration (equipment_id);
create index property_registration_by_cell on public.property_registration (cell, kind);
create index property_registration_by_maker on public.property_registration (made_by);
create index property_registration_by_voider on public.property_registration (voided_by);
create trigger property_registration_signed_by_oneself before insert or update on public.property_registration
  for each row execute function sec.signature_is_own('made_by', 'voided_by');

-- The item counts, is one thing where its register keeps single things, and its record stands at the station of its book.
create function sec.guard_property_registration() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare item public.property_item; record_cell integer; kept constant text[] := '{is_void,void_reason,voided_by,version}';
begin
  if tg_op = 'UPDATE' then
    if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.is_void then
      raise exception 'what became of an item stays' using errcode = '23514', constraint = 'registration_is_kept', table = 'property_registration';
    end if;
    return new;
  end if;
  select i.* into item from public.property_item i where i.id = new.item_id;
  new.cell := item.cell;
  if item.is_voided then
    raise exception 'its book was taken back' using errcode = '23514', constraint = 'registered_from_a_book_that_counts', table = 'property_registration';
  end if;
  if new.kind in ('firearm', 'vehicle') and item.quantity <> 1 then
    raise exception 'a row of several is no single thing' using errcode = '23514', constraint = 'registered_row_is_one', table = 'property_registration';
  end if;
  record_cell := case new.kind
    when 'firearm' then (select f.cell from public.firearm f where f.id = new.firearm_id)
    when 'vehicle' then (select v.cell from public.vehicle v where v.id = new.vehicle_id)
    when 'equipment' then (select e.cell from public.equipment e where e.id = new.equipment_id)
    else item.cell end;
  if record_cell <> item.cell then
    raise exception 'another station' using errcode = '23514', constraint = 'registered_at_the_station_of_its_book', table = 'property_registration';
  end if;
  return new;
end $$;
create trigger property_registration_guarded before insert or update on public.property_registration
  for each row execute function sec.guard_property_registration();
call sec.business_table('property_registration', 'id', 'cell = {property}');

-- What a later book says of a registered item, written with that book; only where it says something else than before.
create table public.property_sighting (
  registration_id uuid not null references public.property_registration,
  book_id uuid not null references public.property_book,
  cell integer not null,
  standing text not null constraint sighting_standing_known check (standing in ('unchanged', 'changed', 'missing')),
  -- fields that differ from the item: [{"field", "was", "is"}]
  differences jsonb not null default '[]' constraint sighting_differences_are_listed check (jsonb_typeof(differences) = 'array'),
  primary key (registration_id, book_id),
  constraint sighting_says_what_changed check ((standing = 'changed') = (differences <> '[]'))
);
create index property_sighting_by_book on public.property_sighting (book_id);
alter table public.property_sighting enable row level security;
alter table public.property_sighting force row level security;
create policy wall_read on public.property_sighting for select using (cell = any ((select sec.cells_property())::integer[]));
create policy wall_insert on public.property_sighting for insert with check ((book_id, cell) in (
  select b.id, b.cell from public.property_book b where b.made_in = pg_current_xact_id() and b.read_by = sec.account_id()));
create view public.visible_property_sighting with (security_invoker) as
  select * from public.property_sighting where cell = any ((select sec.cells_property())::integer[]);
revoke update on public.property_sighting from cordon_web;
revoke execute on all functions in schema sec from public;
