-- Officers and senior officials, thin for now: who they are in a word, where they belong, how to reach them.

create table public.officer (
  id uuid primary key,
  ref text not null constraint officer_ref_once unique,
  name text not null constraint officer_name_present check (length(btrim(name)) between 1 and 120),
  station_id uuid not null references public.duty_station,
  cell integer not null,
  category text not null constraint officer_category_known check (category in
    ('P', 'D', 'FS', 'GS', 'NPO', 'SS', 'TC', 'LT', 'unv_international', 'unv_national', 'GPP', 'UNPOL',
     'military_staff', 'formed_unit_member', 'mscpu_member', 'consultant', 'individual_contractor', 'company_contractor')),
  duty_role text not null default 'cp_officer' constraint officer_duty_role_known check (duty_role in
    ('cp_coordinator', 'team_leader', 'cp_officer', 'driver', 'medic')),
  number_1 text not null default '' constraint officer_number_1_shape check (number_1 ~ '^(\+?[0-9 ()./-]{3,40})?$'),
  number_1_as_of date,
  number_2 text not null default '' constraint officer_number_2_shape check (number_2 ~ '^(\+?[0-9 ()./-]{3,40})?$'),
  number_2_as_of date,
  satellite text not null default '' constraint officer_satellite_shape check (satellite ~ '^(\+?[0-9 ()./-]{3,40})?$'),
  satellite_as_of date,
  state text not null default 'active' constraint officer_state_known check (state in ('active', 'merged', 'voided')),
  state_reason text not null default '',
  merged_into uuid references public.officer,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint officer_merge_names_target check ((state = 'merged') = (merged_into is not null)),
  constraint officer_end_has_reason check (state = 'active' or length(btrim(state_reason)) > 0)
);
create index officer_by_cell on public.officer (cell, name, id);
create index officer_by_station on public.officer (station_id);
create index officer_by_target on public.officer (merged_into);
create index officer_by_creator on public.officer (created_by);
create index officer_by_updater on public.officer (updated_by);
alter table public.account add constraint account_officer foreign key (officer_id) references public.officer;

-- The parent duty station decides the cell (INV-09): nobody types it.
create function sec.officer_cell() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public
as $$
begin
  select cell into strict new.cell from public.duty_station where id = new.station_id;
  return new;
end $$;
create trigger officer_takes_cell before insert or update of station_id on public.officer
  for each row execute function sec.officer_cell();

-- Whereabouts and duty spans of a person (INV-08, first layer). Date-only spans are noon to noon UTC.
create table public.availability (
  id uuid primary key,
  officer_id uuid not null references public.officer,
  cell integer not null,
  kind text not null constraint availability_kind_known check (kind in
    ('leave', 'rest_and_recuperation', 'training', 'sick', 'travel', 'temporary_duty', 'stand_by')),
  from_date date not null,
  to_date date not null,
  during tstzrange not null generated always as (
    tstzrange((from_date + time '12:00') at time zone 'UTC', (to_date + time '12:00') at time zone 'UTC', '[)')) stored,
  station_id uuid references public.duty_station,
  note text not null default '',
  is_void boolean not null default false,
  void_reason text not null default '',
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint availability_ends_after_it_begins check (to_date >= from_date),
  constraint officer_whereabouts_apart exclude using gist (officer_id with =, during with &&)
    where (not is_void and kind <> 'stand_by')
);
create index availability_by_officer on public.availability (officer_id, from_date);
create index availability_by_station on public.availability (station_id);
create index availability_by_creator on public.availability (created_by);

-- What occupies an officer: absences and taskings together, so that one constraint keeps a person
-- out of two places (INV-08, DESIGN 9.8). Inside one formation two posts may be held at once.
create table sec.occupation (
  source_id uuid primary key,
  officer_id uuid not null,
  formation_id uuid not null,
  during tstzrange not null,
  constraint officer_in_one_place exclude using gist (officer_id with =, formation_id with <>, during with &&)
);

create function sec.occupy_by_absence() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
begin
  select cell into strict new.cell from public.officer where id = new.officer_id;
  delete from sec.occupation where source_id = new.id;
  if not new.is_void and new.kind in ('leave', 'rest_and_recuperation', 'training', 'sick', 'travel') then
    insert into sec.occupation (source_id, officer_id, formation_id, during)
      values (new.id, new.officer_id, new.id, tstzrange((new.from_date + time '12:00') at time zone 'UTC', (new.to_date + time '12:00') at time zone 'UTC'));
  end if;
  return new;
end $$;
create trigger absence_occupies before insert or update on public.availability
  for each row execute function sec.occupy_by_absence();

create table public.principal (
  id uuid primary key,
  ref text not null constraint principal_ref_once unique,
  codename text not null default '' constraint principal_codename_short check (length(codename) <= 40),
  display_name text not null constraint principal_name_present check (length(btrim(display_name)) between 1 and 160),
  office text not null default '',
  entity_code text references public.entity,
  entity_cell integer,
  home_station_id uuid references public.duty_station,
  cell integer,
  portfolio_code text not null references public.portfolio,
  portfolio_cell integer not null,
  office_number text not null default '' constraint principal_number_shape check (office_number ~ '^(\+?[0-9 ()./-]{3,40})?$'),
  office_number_as_of date,
  state text not null default 'active' constraint principal_state_known check (state in ('active', 'merged', 'voided')),
  state_reason text not null default '',
  merged_into uuid references public.principal,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint principal_merge_names_target check ((state = 'merged') = (merged_into is not null)),
  constraint principal_end_has_reason check (state = 'active' or length(btrim(state_reason)) > 0)
);
create index principal_by_cell on public.principal (cell);
create index principal_by_portfolio on public.principal (portfolio_cell, ref);
create index principal_by_portfolio_code on public.principal (portfolio_code);
create index principal_by_entity on public.principal (entity_code);
create index principal_by_entity_cell on public.principal (entity_cell);
create index principal_by_home on public.principal (home_station_id);
create index principal_by_target on public.principal (merged_into);
create index principal_by_creator on public.principal (created_by);
create index principal_by_updater on public.principal (updated_by);
create index principal_by_name on public.principal (lower(display_name));

create function sec.principal_cells() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public
as $$
begin
  select cell into new.cell from public.duty_station where id = new.home_station_id;
  select cell into new.entity_cell from public.entity where code = new.entity_code;
  select cell into strict new.portfolio_cell from public.portfolio where code = new.portfolio_code;
  return new;
end $$;
create trigger principal_takes_cells before insert or update on public.principal
  for each row execute function sec.principal_cells();
