-- Property books: lists of equipment that others keep, as they were read in. A book is one file at one station; its
-- items stay as they were read, what could not be taken over waits beside them by row and column.

call sec.add_area('property');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'property', 'global', true), ('pcu_officer', 'property', 'global', true), ('designated_official', 'property', 'scope', false),
  ('senior_security_professional', 'property', 'scope', true), ('cp_coordinator', 'property', 'scope', false),
  ('asset_custodian', 'property', 'scope', true), ('auditor', 'property', 'global', false);

create table public.property_book (
  id uuid primary key,
  ref text not null default sec.new_ref('S') constraint property_book_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  file_name text not null,
  file_digest bytea not null,
  -- what each sheet held, as it was counted when it was read
  sheets jsonb not null constraint property_sheets_are_listed check (jsonb_typeof(sheets) = 'array'),
  rows integer not null constraint property_rows_not_negative check (rows >= 0),
  kept integer not null constraint property_kept_of_rows check (kept between 0 and rows),
  refused integer not null constraint property_refused_of_rows check (refused between 0 and rows),
  unnamed integer not null constraint property_unnamed_not_negative check (unnamed >= 0),
  quantity bigint not null constraint property_quantity_not_negative check (quantity >= 0),
  read_at timestamptz not null default sec.now(),
  read_by uuid not null default sec.account_id() references public.account,
  voided_at timestamptz,
  voided_by uuid references public.account,
  void_reason text not null default '' constraint property_void_reason_short check (length(void_reason) <= 300),
  -- rows come in the transaction that made the book, and never afterwards
  made_in xid8 not null default pg_current_xact_id(),
  version integer not null default 1,
  constraint property_void_has_reason check ((voided_at is null) = (length(btrim(void_reason)) = 0) and (voided_at is null) = (voided_by is null))
);
create index property_book_by_cell on public.property_book (cell, read_at desc, id desc);
create index property_book_by_station on public.property_book (station_id);
create index property_book_by_reader on public.property_book (read_by);
create index property_book_by_voider on public.property_book (voided_by);
create trigger property_book_takes_cell before insert on public.property_book for each row execute function sec.station_cell();
create trigger property_book_signed_by_oneself before insert or update on public.property_book
  for each row execute function sec.signature_is_own('read_by', 'voided_by');

create table public.property_item (
  id uuid primary key,
  book_id uuid not null references public.property_book,
  cell integer not null,
  sheet text not null,
  -- as a spreadsheet numbers it
  row integer not null,
  item text not null constraint property_item_named check (length(btrim(item)) > 0),
  class text not null constraint property_class_known check (class in ('firearm', 'ammunition', 'vehicle', 'equipment')),
  make text not null,
  model text not null,
  -- as marked; compared without case, space and hyphen
  serial text not null,
  serial_key text not null generated always as (upper(regexp_replace(serial, '[\s-]', '', 'g'))) stored,
  nsn text not null,
  number text not null,
  holder text not null,
  condition text not null,
  quantity integer not null constraint property_quantity_positive check (quantity > 0),
  unit text not null,
  unit_cost_cents bigint constraint property_cost_not_negative check (unit_cost_cents >= 0),
  acquired_on date,
  -- by what a row is known when the file comes again
  row_key bytea not null,
  is_voided boolean not null default false
);
create unique index property_row_once on public.property_item (cell, row_key) where not is_voided;
create index property_item_by_book on public.property_item (book_id, id);
create index property_item_by_serial on public.property_item (serial_key) where serial_key <> '';

-- What was not taken over, with its cells: nothing disappears.
create table public.property_remark (
  book_id uuid not null references public.property_book,
  number integer not null,
  cell integer not null,
  sheet text not null,
  row integer not null,
  column_name text not null,
  code text not null,
  value text not null,
  -- the row that has the same serial number; null for other codes
  earlier_row integer,
  -- the cells of the row by their headings
  cells jsonb not null,
  row_key bytea not null,
  -- the item it would be, where nothing but a repeated serial number stands against it
  item jsonb,
  -- what somebody decided: to leave it aside, or to take it over all the same
  settlement text not null default '' constraint property_settlement_known check (settlement in ('', 'dropped', 'released')),
  settle_reason text not null default '' constraint property_settle_reason_short check (length(settle_reason) <= 300),
  settled_by uuid references public.account,
  settled_at timestamptz,
  version integer not null default 1,
  primary key (book_id, number),
  constraint released_row_is_an_item check (settlement <> 'released' or item is not null),
  constraint settled_row_has_reason check ((settlement = '') = (length(btrim(settle_reason)) = 0) and (settlement = '') = (settled_by is null))
);
create index property_remark_by_key on public.property_remark (cell, row_key);
create index property_remark_by_settler on public.property_remark (settled_by);
create trigger property_remark_signed_by_oneself before insert or update on public.property_remark
  for each row execute function sec.signature_is_own('settled_by');

-- A book is kept as it was read; it is voided once, and its items with it.
create function sec.guard_property_book() returns trigger language plpgsql set search_path = pg_catalog, public, sec, pg_temp as $$
declare kept constant text[] := '{voided_at,voided_by,void_reason,version}';
begin
  if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.voided_at is not null then
    raise exception 'a property book is kept as it was read' using errcode = '23514', constraint = 'property_book_is_kept', table = 'property_book';
  end if;
  return new;
end $$;
create trigger property_book_guarded before update on public.property_book for each row execute function sec.guard_property_book();
create function sec.void_property_items() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update public.property_item set is_voided = true where book_id = new.id;
  return null;
end $$;
create trigger property_book_voids_items after update on public.property_book
  for each row when (old.voided_at is null and new.voided_at is not null) execute function sec.void_property_items();

-- A row that waits is settled once; a released one becomes an item of its book.
create function sec.guard_property_remark() returns trigger language plpgsql security definer set search_path = pg_catalog, public, sec, pg_temp as $$
declare kept constant text[] := '{settlement,settle_reason,settled_by,settled_at,version}';
begin
  if to_jsonb(old) - kept <> to_jsonb(new) - kept or old.settlement <> ''
      or exists (select from public.property_book b where b.id = new.book_id and b.voided_at is not null) then
    raise exception 'a row is settled once' using errcode = '23514', constraint = 'property_row_settled_once', table = 'property_remark';
  end if;
  new.settled_at := sec.now();
  return new;
end $$;
create trigger property_remark_guarded before update on public.property_remark for each row execute function sec.guard_property_remark();
create function sec.release_property_row() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into public.property_item (id, book_id, cell, sheet, row, item, class, make, model, serial, nsn, number, holder, condition, quantity, unit,
      unit_cost_cents, acquired_on, row_key)
    select gen_random_uuid(), new.book_id, new.cell, new.sheet, new.row, i.item, i.class, i.make, i.model, i.serial, i.nsn, i.number, i.holder, i.condition,
      i.quantity, i.unit, i.unit_cost_cents, i.acquired_on, sha256(new.row_key || convert_to(new.sheet || new.row, 'UTF8'))
    from jsonb_populate_record(null::public.property_item, new.item) i;
  return null;
end $$;
create trigger property_remark_released after update on public.property_remark
  for each row when (new.settlement = 'released') execute function sec.release_property_row();

call sec.business_table('property_book', 'id', 'cell = {property}');
do $$
declare part text;
begin
  foreach part in array array['property_item', 'property_remark'] loop
    execute format('alter table public.%I enable row level security', part);
    execute format('alter table public.%I force row level security', part);
    execute format('create policy wall_read on public.%I for select using (cell = any ((select sec.cells_property())::integer[]))', part);
    execute format('create policy wall_insert on public.%I for insert with check ((book_id, cell) in (
      select b.id, b.cell from public.property_book b where b.made_in = pg_current_xact_id() and b.read_by = sec.account_id()))', part);
    execute format('create view public.visible_%1$s with (security_invoker) as
      select * from public.%1$I where cell = any ((select sec.cells_property())::integer[])', part);
  end loop;
end $$;

revoke update on public.property_item from cordon_web;
create policy wall_update on public.property_remark for update
  using (cell = any ((select sec.cells_property_write())::integer[])) with check (cell = any ((select sec.cells_property_write())::integer[]));
-- Every live session expands again, so that nobody waits for the new area.
update sec.session set scopes_until = '-infinity' where ended_at is null;
revoke execute on all functions in schema sec from public;
