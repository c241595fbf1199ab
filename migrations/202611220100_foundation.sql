-- The ground everything stands on: the clock, cells and scopes, accounts and sessions,
-- the wall, the history and the trail. Rules that must never be broken live here.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create schema sec;
create schema audit;
create schema history;
revoke all on schema public from public;
grant usage on schema public, sec, audit, history to cordon_web, cordon_backup;
alter default privileges grant select on tables to cordon_backup;
alter default privileges grant select on sequences to cordon_backup;
alter default privileges in schema public grant select, insert, update on tables to cordon_web;
alter default privileges in schema history grant select on tables to cordon_web;
alter default privileges revoke execute on functions from public;

-- The installation and its clock --------------------------------------------------------------

create table sec.installation (
  only_row boolean primary key default true constraint installation_is_one check (only_row),
  kind text not null constraint installation_kind_known check (kind in ('live', 'exercise', 'test')),
  installed_at timestamptz not null default clock_timestamp()
);

create table sec.clock_shift (
  only_row boolean primary key default true constraint clock_shift_is_one check (only_row),
  shift interval not null
);

-- The one clock. All authority in time is the database's (security.md, RE-15).
create function sec.now() returns timestamptz language sql stable security definer
  set search_path = pg_catalog, sec
as $$ select clock_timestamp() + coalesce((select shift from sec.clock_shift), interval '0') $$;

create function sec.refuse_shift() returns trigger language plpgsql set search_path = pg_catalog, sec as $$
begin
  if (select kind from sec.installation) is distinct from 'test' then
    raise exception 'the clock moves only in a test database' using errcode = 'CD001';
  end if;
  return new;
end $$;
create trigger shift_only_in_tests before insert or update on sec.clock_shift
  for each row execute function sec.refuse_shift();

-- References: the last part looks drawn at random, so that nobody reads from it how many records
-- there are; it is a counter through a keyed permutation, so that it never repeats.
create table sec.reference_key (
  only_row boolean primary key default true constraint reference_key_is_one check (only_row),
  secret text not null default gen_random_uuid()::text
);
insert into sec.reference_key default values;
create sequence sec.reference_number as bigint minvalue 1 maxvalue 16777215;
create function sec.new_ref(prefix text) returns text language plpgsql volatile security definer
  set search_path = pg_catalog, sec
as $$
declare
  letters constant text := '23456789ABCDEFGHJKLMNPRSTUVWXYZ';
  n integer := nextval('sec.reference_number');
  l integer := n >> 12; r integer := n & 4095; swap integer;
  key text := (select secret from sec.reference_key);
  tail text := '';
begin
  for i in 1..4 loop
    swap := l # (('x' || substr(md5(r || key || i), 1, 3))::bit(12)::integer);
    l := r; r := swap;
  end loop;
  n := (l << 12) | r;
  for i in 1..5 loop
    tail := substr(letters, n % 31 + 1, 1) || tail;
    n := n / 31;
  end loop;
  return prefix || '-' || tail;
end $$;

-- Cells: the atoms of scope. Every business row carries one or more as plain integers. ---------

create table sec.cell (
  no integer generated always as identity primary key,
  kind text not null constraint cell_kind_known check (kind in ('station', 'entity', 'portfolio')),
  code text not null,
  constraint cell_named_once unique (kind, code)
);

-- Which wider scopes contain a cell. A grant at a scope reaches the cells listed here.
create table sec.cell_scope (
  cell integer not null references sec.cell,
  scope_kind text not null,
  scope_code text not null,
  primary key (scope_kind, scope_code, cell)
);
create index cell_scope_by_cell on sec.cell_scope (cell);

create table sec.role (
  code text primary key,
  scope_kinds text[] not null
);
insert into sec.role (code, scope_kinds) values
  ('pcu_chief', '{global}'), ('pcu_officer', '{portfolio}'), ('pcu_support', '{global}'),
  ('executive_reader', '{global}'), ('regional_desk', '{region}'), ('tra_analyst', '{region,global}'),
  ('designated_official', '{country}'), ('senior_security_professional', '{station,country}'),
  ('cp_coordinator', '{station}'), ('team_leader', '{station}'), ('cp_officer', '{station}'),
  ('asset_custodian', '{station}'), ('entity_focal_point', '{entity}'), ('roster_manager', '{global}'),
  ('roster_assessor', '{global}'), ('training_coordinator', '{global,station}'), ('auditor', '{global}'),
  ('system_admin', '{global}');

-- What a role reaches, by area (domain.md 6.2). breadth 'scope' is the scope of the grant,
-- 'global' every cell. Team leaders and officers reach people and movements through their taskings.
create table sec.role_reach (
  role text not null references sec.role,
  area text not null constraint reach_area_known
    check (area in ('station', 'people', 'principal', 'movement', 'sealed', 'imports')),
  breadth text not null constraint reach_breadth_known check (breadth in ('scope', 'global')),
  may_write boolean not null,
  primary key (role, area, breadth)
);
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'station', 'global', true), ('pcu_chief', 'people', 'global', true),
  ('pcu_chief', 'principal', 'global', true), ('pcu_chief', 'movement', 'global', true),
  ('pcu_chief', 'sealed', 'global', true), ('pcu_chief', 'imports', 'global', true),
  ('pcu_officer', 'station', 'global', false), ('pcu_officer', 'station', 'scope', true),
  ('pcu_officer', 'people', 'global', false), ('pcu_officer', 'people', 'scope', true),
  ('pcu_officer', 'principal', 'global', false), ('pcu_officer', 'principal', 'scope', true),
  ('pcu_officer', 'movement', 'global', false), ('pcu_officer', 'movement', 'scope', true),
  ('pcu_officer', 'sealed', 'scope', true), ('pcu_officer', 'imports', 'scope', true),
  ('pcu_support', 'station', 'global', false), ('pcu_support', 'people', 'global', false),
  ('pcu_support', 'principal', 'global', false), ('pcu_support', 'movement', 'global', false),
  ('regional_desk', 'station', 'scope', false), ('regional_desk', 'people', 'scope', false),
  ('regional_desk', 'principal', 'scope', false), ('regional_desk', 'movement', 'scope', false),
  ('tra_analyst', 'station', 'scope', false), ('tra_analyst', 'movement', 'scope', false),
  ('designated_official', 'station', 'scope', false), ('designated_official', 'people', 'scope', false),
  ('designated_official', 'principal', 'scope', false), ('designated_official', 'movement', 'scope', true),
  ('senior_security_professional', 'station', 'scope', true), ('senior_security_professional', 'people', 'scope', true),
  ('senior_security_professional', 'principal', 'scope', false), ('senior_security_professional', 'movement', 'scope', true),
  ('senior_security_professional', 'sealed', 'scope', true),
  ('cp_coordinator', 'station', 'scope', true), ('cp_coordinator', 'people', 'scope', true),
  ('cp_coordinator', 'principal', 'scope', false), ('cp_coordinator', 'movement', 'scope', true),
  ('cp_coordinator', 'sealed', 'scope', true),
  ('team_leader', 'station', 'scope', false), ('cp_officer', 'station', 'scope', false),
  ('asset_custodian', 'station', 'scope', false),
  ('entity_focal_point', 'principal', 'scope', true),
  ('training_coordinator', 'station', 'scope', false), ('training_coordinator', 'people', 'scope', false),
  ('auditor', 'station', 'global', false), ('auditor', 'people', 'global', false),
  ('auditor', 'principal', 'global', false), ('auditor', 'movement', 'global', false),
  ('auditor', 'imports', 'global', false);

-- Accounts, credentials, sessions ---------------------------------------------------------------

create table public.account (
  id uuid primary key,
  username text not null constraint account_username_once unique
    constraint account_username_plain check (username ~ '^[a-z][a-z0-9.-]{1,39}$'),
  display_name text not null constraint account_name_present check (length(display_name) between 1 and 120),
  kind text not null default 'person' constraint account_kind_known check (kind in ('person', 'job')),
  officer_id uuid constraint account_per_officer_once unique,
  language text not null default 'en' constraint account_language_known check (language in ('en', 'fr')),
  theme text not null default '' constraint account_theme_known check (theme in ('', 'light', 'dark', 'night')),
  density text not null default 'standard' constraint account_density_known check (density in ('compact', 'standard', 'touch')),
  keys_on boolean not null default true,
  disabled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  updated_at timestamptz not null default sec.now()
);

create table sec.credential (
  account_id uuid primary key references public.account,
  password_hash text,
  set_at timestamptz,
  code_hash bytea,
  code_expires_at timestamptz
);

create table sec.throttle (
  key text primary key,
  failures integer not null,
  allowed_at timestamptz not null,
  last_at timestamptz not null
);

create table public.access_grant (
  id uuid primary key,
  ref text not null default sec.new_ref('G') constraint access_grant_ref_once unique,
  account_id uuid not null references public.account,
  role text not null references sec.role,
  scope_kind text not null constraint grant_scope_known
    check (scope_kind in ('global', 'portfolio', 'region', 'country', 'station', 'entity')),
  scope_code text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  state text not null constraint grant_state_known check (state in ('asked', 'granted', 'refused', 'revoked')),
  is_urgent boolean not null default false,
  asked_by uuid not null references public.account,
  asked_at timestamptz not null default sec.now(),
  reason text not null constraint grant_reason_present check (length(btrim(reason)) > 0),
  decided_by uuid references public.account,
  decided_at timestamptz,
  ended_by uuid references public.account,
  ended_at timestamptz,
  -- why it was refused or revoked
  answer text not null default '',
  version integer not null default 1,
  constraint grant_ends_after_it_begins check (valid_to is null or valid_to > valid_from),
  -- INV-05 and DESIGN 9.10: two people, unless urgent and confirmed later by another
  constraint grant_by_two_people check (decided_by is null or decided_by <> asked_by),
  constraint grant_not_to_oneself check (decided_by is null or decided_by <> account_id),
  constraint grant_decided_when_granted check (state <> 'granted' or decided_by is not null or is_urgent)
);
create index access_grant_by_account on public.access_grant (account_id);
create index access_grant_by_role on public.access_grant (role);
create index access_grant_by_asker on public.access_grant (asked_by);
create index access_grant_by_decider on public.access_grant (decided_by);
create index access_grant_by_ender on public.access_grant (ended_by);

create table sec.session (
  id uuid primary key,
  account_id uuid not null references public.account,
  key_hash bytea not null constraint session_key_once unique,
  kind text not null constraint session_kind_known check (kind in ('web', 'wall', 'command', 'job')),
  opened_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle_limit interval not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  device text not null default '',
  network text not null default '',
  -- expanded scopes, valid until scopes_until; after it they read as empty until opened again
  scopes_until timestamptz not null default '-infinity',
  officer_id uuid,
  cells_station integer[] not null default '{}',
  cells_station_write integer[] not null default '{}',
  cells_people integer[] not null default '{}',
  cells_people_write integer[] not null default '{}',
  cells_principal integer[] not null default '{}',
  cells_principal_write integer[] not null default '{}',
  cells_movement integer[] not null default '{}',
  cells_movement_write integer[] not null default '{}',
  cells_sealed integer[] not null default '{}',
  cells_sealed_write integer[] not null default '{}',
  cells_imports integer[] not null default '{}',
  cells_imports_write integer[] not null default '{}',
  cells_watch integer[] not null default '{}'
);
create index session_by_account on sec.session (account_id) where ended_at is null;

create table sec.form_key (
  key bytea primary key,
  account_id uuid not null references public.account,
  action text not null,
  location text,
  used_at timestamptz not null default sec.now()
);
create index form_key_by_age on sec.form_key (used_at);
create index form_key_by_account on sec.form_key (account_id);

create table sec.heartbeat (
  job text primary key,
  ran_at timestamptz not null,
  interval_seconds integer not null,
  detail text not null default ''
);

-- The live session of this transaction: app.key holds the hex of SHA-256('db' || token).
create function sec.live_session() returns sec.session language sql stable security definer
  set search_path = pg_catalog, sec
as $$
  select s from sec.session s
  where s.key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'))
    and s.ended_at is null and s.expires_at > sec.now()
    and s.scopes_until > sec.now()
$$;

create function sec.account_id() returns uuid language sql stable security definer
  set search_path = pg_catalog, sec
as $$ select (sec.live_session()).account_id $$;

create function sec.own_officer() returns uuid language sql stable security definer
  set search_path = pg_catalog, sec
as $$ select (sec.live_session()).officer_id $$;

do $$
declare area text;
begin
  foreach area in array array['station', 'station_write', 'people', 'people_write', 'principal',
    'principal_write', 'movement', 'movement_write', 'sealed', 'sealed_write', 'imports', 'imports_write', 'watch']
  loop
    execute format($f$
      create function sec.cells_%1$s() returns integer[] language sql stable security definer
        set search_path = pg_catalog, sec
      as $b$
        select coalesce((select s.cells_%1$s from sec.session s
          where s.key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'))
            and s.ended_at is null and s.expires_at > sec.now() and s.scopes_until > sec.now()), '{}')
      $b$;
      grant execute on function sec.cells_%1$s() to cordon_web $f$, area);
  end loop;
end $$;

create function sec.has_role(wanted text[]) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select exists (
    select from public.access_grant g
    where g.account_id = sec.account_id() and g.role = any (wanted) and g.state = 'granted'
      and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))
$$;

-- A name to print beside an act, for readers who may not open the account itself.
create function sec.account_label(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, public
as $$ select display_name from public.account where id = wanted $$;

create function sec.cells_of(kind text, code text) returns integer[] language sql stable security definer
  set search_path = pg_catalog, sec
as $$ select coalesce(array_agg(cell), '{}') from sec.cell_scope where scope_kind = kind and scope_code = code $$;

-- History: one table per business table, written by one trigger per statement. ------------------

create function history.record() returns trigger language plpgsql security definer
  set search_path = pg_catalog, history, sec
as $$
begin
  -- clock and account once a statement, not once a row
  execute format(
    'insert into history.%I (record_id, version, at, xact, account_id, deed, content)
     select %s, coalesce((to_jsonb(n)->>''version'')::int, 1), $2, $3, $4, $1, to_jsonb(n)
     from changed n', tg_table_name, tg_argv[0])
    using lower(tg_op), sec.now(), pg_current_xact_id(), sec.account_id();
  insert into audit.due (xact) values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;

-- Makes a table a business table: history, trail, wall, visible view. The predicate is the wall,
-- with {area} for the cells of an area, {own} and {touched} for movements, {now} for the clock.
create procedure sec.business_table(name text, key text, wall text, write_wall text default null)
language plpgsql as $$
declare reading text; writing text;
begin
  execute format('create table history.%I (
      entry bigint generated always as identity primary key,
      record_id %s not null, version integer not null, at timestamptz not null, xact xid8 not null,
      account_id uuid, deed text not null, content jsonb not null)', name,
      (select format_type(atttypid, null) from pg_attribute where attrelid = ('public.' || quote_ident(name))::regclass and attname = key));
  execute format('create index on history.%I (record_id, entry)', name);
  execute format('create trigger history_of_inserts after insert on public.%I referencing new table as changed
      for each statement execute function history.record(%L)', name, 'n.' || key);
  execute format('create trigger history_of_updates after update on public.%I referencing new table as changed
      for each statement execute function history.record(%L)', name, 'n.' || key);
  reading := sec.wall_text(wall, '');
  writing := sec.wall_text(coalesce(write_wall, wall), '_write');
  execute format('alter table public.%I enable row level security', name);
  execute format('alter table public.%I force row level security', name);
  execute format('create policy base on public.%I using (true) with check (true)', name);
  execute format('create policy wall_read on public.%I as restrictive for select using (%s)', name, reading);
  execute format('create policy wall_insert on public.%I as restrictive for insert with check (%s)', name, writing);
  execute format('create policy wall_update on public.%I as restrictive for update using (%s) with check (%s)', name, writing, writing);
  execute format('create view public.visible_%1$I with (security_invoker) as select * from public.%1$I where %2$s', name, reading);
  execute format('alter table history.%I enable row level security', name);
  execute format('alter table history.%I force row level security', name);
  execute format('create policy base on history.%1$I for select using (exists (select from public.visible_%1$I r where r.%2$I = record_id))', name, key);
end $$;

create function sec.wall_text(wall text, suffix text) returns text language sql immutable as $$
  select replace(replace(replace(
    regexp_replace(wall, '\{(station|people|principal|movement|sealed|imports)\}',
      'any ((select sec.cells_\1' || suffix || '())::integer[])', 'g'),
    '{own}', 'any ((select sec.own_movements())::uuid[])'),
    '{touched}', 'any ((select sec.touched_movements' || suffix || '())::uuid[])'),
    '{now}', '(select sec.now())')
$$;

-- The trail ----------------------------------------------------------------------------------------

create table audit.entry (
  chain smallint not null,
  position bigint not null,
  at timestamptz not null,
  xact xid8 not null default pg_current_xact_id(),
  account_id uuid,
  session_mark text not null,
  origin text not null,
  action text not null,
  subject text not null,
  outcome text not null constraint entry_outcome_known check (outcome in ('done', 'refused', 'read', 'failed')),
  detail text not null,
  request_id text not null,
  body bytea not null,
  hash bytea not null,
  primary key (chain, position)
);
create index entry_by_time on audit.entry (at desc);
create index entry_by_subject on audit.entry (subject, at desc);
create index entry_by_account on audit.entry (account_id, at desc);
create index entry_by_xact on audit.entry (xact);

create table audit.head (
  chain smallint primary key,
  position bigint not null,
  hash bytea not null
);
insert into audit.head (chain, position, hash)
  select n, 0, sha256(('cordon-trail-' || n)::bytea) from generate_series(0, 15) n;

-- A transaction that changed a business row owes the trail an entry before it commits.
create table audit.due (xact xid8 primary key);

create function audit.demand_entry() returns trigger language plpgsql security definer
  set search_path = pg_catalog, audit
as $$
begin
  if not exists (select from audit.entry where xact = new.xact) then
    raise exception 'a change without an entry in the trail' using errcode = 'CD002';
  end if;
  delete from audit.due where xact = new.xact;
  return null;
end $$;
create constraint trigger change_has_entry after insert on audit.due
  deferrable initially deferred for each row execute function audit.demand_entry();

-- Appends one entry. The head row is locked here, so this is the last statement of a transaction.
-- hash = sha256(hash of the entry before || chain || position || time in microseconds || body)
create function audit.append(in_chain smallint, in_session_mark text, in_origin text, in_account uuid,
  in_action text, in_subject text, in_outcome text, in_detail text, in_request_id text, in_body bytea)
returns void language plpgsql security definer set search_path = pg_catalog, audit
as $$
declare
  before audit.head;
  moment timestamptz := sec.now();
  digest bytea;
begin
  select * into strict before from audit.head where chain = in_chain for update;
  digest := sha256(before.hash || int2send(in_chain) || int8send(before.position + 1)
    || int8send((extract(epoch from moment) * 1000000)::bigint) || in_body);
  insert into audit.entry (chain, position, at, account_id, session_mark, origin, action, subject, outcome, detail, request_id, body, hash)
  values (in_chain, before.position + 1, moment, in_account, in_session_mark, in_origin, in_action, in_subject, in_outcome, in_detail, in_request_id, in_body, digest);
  update audit.head set position = before.position + 1, hash = digest where chain = in_chain;
end $$;

create table audit.anonymous_refusal (
  day date not null,
  action text not null,
  times bigint not null,
  primary key (day, action)
);
create function audit.count_refusal(in_action text) returns void language sql security definer
  set search_path = pg_catalog, audit
as $$
  insert into audit.anonymous_refusal (day, action, times) values ((sec.now() at time zone 'UTC')::date, in_action, 1)
  on conflict (day, action) do update set times = anonymous_refusal.times + 1
$$;

alter table audit.entry enable row level security;
alter table audit.entry force row level security;
create policy readers on audit.entry for select using ((select sec.has_role('{auditor,pcu_chief}')));
grant select on audit.entry to cordon_web;

-- Duty screens are in the trail once per session and scope, not at every refresh.
create table audit.duty_reading (
  session_id uuid not null,
  screen text not null,
  scope text not null,
  at timestamptz not null default sec.now(),
  primary key (session_id, screen, scope)
);
create function audit.first_duty_reading(in_session uuid, in_screen text, in_scope text) returns boolean
language sql security definer set search_path = pg_catalog, audit
as $$
  with added as (
    insert into audit.duty_reading (session_id, screen, scope) values (in_session, in_screen, in_scope)
    on conflict do nothing returning 1)
  select exists (select from added)
$$;

-- Settings: thresholds, periods, names, each with its source (domain.md section 7).
create table public.setting (
  name text primary key,
  value text not null,
  unit text not null,
  source text not null,
  version integer not null default 1,
  changed_at timestamptz not null default sec.now()
);
insert into public.setting (name, value, unit, source) values
  ('visible_before_days', '7', 'days', 'DESIGN 9.5'),
  ('visible_after_days', '30', 'days', 'DESIGN 9.5'),
  ('late_notice_days', '7', 'days', 'UNC-11'),
  ('departure_grace_road', '15', 'minutes', 'DESIGN 9.9'),
  ('departure_grace_air', '45', 'minutes', 'DESIGN 9.9'),
  ('arrival_grace_road', '15', 'minutes', 'DESIGN 9.9'),
  ('arrival_grace_air', '30', 'minutes', 'DESIGN 9.9'),
  ('alert_again_minutes', '15', 'minutes', 'ux 3.1'),
  ('minimum_rest_hours', '11', 'hours', 'INV-10'),
  ('not_ready_hours', '24', 'hours', 'issue: not ready within 24 h of departure');

-- A person's unfinished form: a row of its owner, outside history and trail.
create table public.draft (
  id uuid primary key,
  account_id uuid not null references public.account,
  path text not null,
  fields text not null,
  kept_at timestamptz not null default sec.now(),
  constraint draft_per_form_once unique (account_id, path)
);
grant delete on public.draft to cordon_web;
alter table public.draft enable row level security;
alter table public.draft force row level security;
create policy own on public.draft using (account_id = (select sec.account_id())) with check (account_id = (select sec.account_id()));
