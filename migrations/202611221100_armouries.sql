-- Armouries: where weapons and ammunition may lie (INV-22). Approval ends by its date, which is stored; that it
-- has ended is not.

call sec.add_area('asset');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'asset', 'global', false), ('pcu_officer', 'asset', 'global', false), ('designated_official', 'asset', 'scope', false),
  ('senior_security_professional', 'asset', 'scope', true), ('cp_coordinator', 'asset', 'scope', false),
  ('asset_custodian', 'asset', 'scope', true), ('auditor', 'asset', 'global', false);

create table public.armoury (
  id uuid primary key,
  ref text not null constraint armoury_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  name text not null constraint armoury_named check (length(btrim(name)) between 1 and 80),
  kind text not null constraint armoury_kind_known check (kind in ('permanent', 'temporary', 'container', 'vehicle_safe', 'host_provided')),
  key_holders text not null default '' constraint armoury_key_holders_short check (length(key_holders) <= 300),
  -- net explosive quantity it may hold
  capacity_neq_kg numeric(8, 2) constraint armoury_capacity_positive check (capacity_neq_kg > 0),
  adviser text not null default '' constraint armoury_adviser_short check (length(adviser) <= 160),
  adviser_number text not null default '' constraint armoury_adviser_number_shape check (adviser_number ~ '^(\+?[0-9 ()./-]{3,40})?$'),
  approval text not null default 'not_assessed' constraint armoury_approval_known check (approval in ('not_assessed', 'approved', 'conditional', 'refused')),
  approved_on date,
  approved_until date,
  authority text not null default '',
  conditions text not null default '',
  decided_by uuid references public.account,
  decided_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint armoury_approval_has_dates check (approval not in ('approved', 'conditional')
    or approved_on is not null and approved_until >= approved_on and approved_until <= approved_on + 1096),
  constraint armoury_decision_has_authority check (approval = 'not_assessed' or length(btrim(authority)) > 0 and decided_by is not null),
  constraint armoury_condition_is_said check (approval <> 'conditional' or length(btrim(conditions)) > 0),
  -- INV-05
  constraint armoury_approved_by_another check (decided_by <> created_by)
);
create unique index armoury_named_once on public.armoury (station_id, lower(btrim(name)));
create index armoury_by_cell on public.armoury (cell, name, id);
create index armoury_by_station on public.armoury (station_id);
create index armoury_by_decider on public.armoury (decided_by);
create index armoury_by_creator on public.armoury (created_by);
create index armoury_by_updater on public.armoury (updated_by);
create trigger armoury_takes_cell before insert or update of station_id on public.armoury
  for each row execute function sec.station_cell();
create trigger armoury_signed_by_oneself before insert or update on public.armoury
  for each row execute function sec.signature_is_own('created_by', 'decided_by');

-- INV-22: whether something may be stored there on a day.
create function sec.armoury_may_hold(armoury uuid, on_day date) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select exists (select from public.armoury a where a.id = armoury and a.approval in ('approved', 'conditional')
    and a.approved_on <= on_day and a.approved_until >= on_day)
$$;

call sec.business_table('armoury', 'id', 'cell = {asset}');
revoke execute on all functions in schema sec from public;
update sec.session set scopes_until = '-infinity' where ended_at is null;
