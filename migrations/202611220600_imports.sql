-- Imports: a batch is a file that somebody read in; its rows wait, are applied, or stay in quarantine.

create table public.import_batch (
  id uuid primary key,
  ref text not null constraint import_batch_ref_once unique,
  kind text not null constraint import_kind_known check (kind in ('legs', 'stays')),
  file_name text not null,
  file_digest bytea not null,
  cell integer not null,
  portfolio_code text not null references public.portfolio,
  mapping jsonb not null default '{}',
  day_order text not null default '' constraint import_day_order_known check (day_order in ('', 'dmy', 'mdy', 'ymd')),
  creates_principals boolean not null default false,
  state text not null constraint import_state_known check (state in
    ('uploaded', 'mapped', 'trial_running', 'tried', 'apply_running', 'applied', 'undone', 'failed')),
  failure text not null default '',
  result jsonb,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid not null default sec.account_id() references public.account,
  applied_at timestamptz,
  undone_at timestamptz
);
create index import_batch_by_age on public.import_batch (cell, created_at desc, id);
create index import_batch_by_portfolio on public.import_batch (portfolio_code);
create index import_batch_by_creator on public.import_batch (created_by);

create table public.import_row (
  id uuid primary key,
  batch_id uuid not null references public.import_batch,
  cell integer not null,
  row_number integer not null,
  fingerprint bytea not null,
  cells jsonb not null,
  state text not null constraint import_row_state_known check (state in
    ('quarantined', 'corrected', 'released', 'dropped')),
  code text not null,
  column_name text not null default '',
  told jsonb not null default '{}',
  decided_by uuid references public.account,
  decided_at timestamptz,
  reason text not null default '',
  leg_id uuid references public.leg,
  stay_id uuid references public.stay,
  version integer not null default 1,
  constraint import_row_decided_with_reason check (state not in ('released', 'dropped') or length(btrim(reason)) > 0),
  constraint import_row_releasable check (state <> 'released' or code in ('too_fast', 'principal_in_two_places'))
);
create unique index import_row_once on public.import_row (batch_id, row_number);
create index import_row_waiting on public.import_row (fingerprint) where state = 'quarantined';
create index import_row_by_decider on public.import_row (decided_by);
create index import_row_by_leg on public.import_row (leg_id);
create index import_row_by_stay on public.import_row (stay_id);

-- Columns as they were mapped last time for a file with these headings.
create table public.import_mapping (
  account_id uuid not null references public.account,
  kind text not null,
  headings text not null,
  mapping jsonb not null,
  used_at timestamptz not null default sec.now(),
  primary key (account_id, kind, headings)
);
alter table public.import_mapping enable row level security;
alter table public.import_mapping force row level security;
create policy own on public.import_mapping using (account_id = (select sec.account_id())) with check (account_id = (select sec.account_id()));

alter table public.movement add constraint movement_batch foreign key (batch_id) references public.import_batch;
alter table public.leg add constraint leg_batch foreign key (batch_id) references public.import_batch;
alter table public.stay add constraint stay_batch foreign key (batch_id) references public.import_batch;

call sec.business_table('import_batch', 'id', 'cell = {imports}');
call sec.business_table('import_row', 'id', 'cell = {imports}');
