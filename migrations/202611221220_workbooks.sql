-- Lists that went out as a workbook, were edited outside, and were brought back. A workbook is its bringer's own: what it
-- holds was within their reach when they exported it, and nobody else's, so that no other scope is widened by a file.
-- What it changes stands in the history of the records; this is the paper it came on, row by row. Nothing is deleted:
-- a row that could not be applied waits until it is corrected or dropped with a reason.

create table public.workbook (
  id uuid primary key,
  ref text not null default sec.new_ref('WB') constraint workbook_ref_once unique,
  account_id uuid not null default sec.account_id() references public.account,
  list text not null constraint workbook_list_known check (list in ('firearms', 'officers', 'qualifications', 'vehicles')),
  file_name text not null constraint workbook_file_name_short check (length(file_name) <= 120),
  file_digest bytea not null,
  -- headings of the file that the list does not have
  ignored text[] not null default '{}',
  brought_at timestamptz not null default sec.now(),
  constraint workbook_of_account unique (account_id, id)
);
create index workbook_by_age on public.workbook (account_id, brought_at desc, id desc);

create table public.workbook_row (
  workbook_id uuid not null,
  account_id uuid not null default sec.account_id(),
  -- as a spreadsheet numbers it
  number integer not null constraint workbook_row_number_positive check (number > 0),
  -- as it stands in the file; of a new record the one it was given
  reference text not null,
  -- the version that was exported; null for a new record
  record_version integer,
  -- texts by column, as they stand in the file; a column that the file does not have is not there
  cells jsonb not null,
  mark text not null,
  -- by what a new record is known when the file comes again
  print bytea not null,
  state text not null constraint workbook_row_state_known check (state in ('same', 'changed', 'new', 'conflict', 'refused', 'applied', 'dropped')),
  -- what is said of its cells: column, value, sentence in each language
  said jsonb not null default '[]',
  -- what it changes: column, before, after
  changes jsonb not null default '[]',
  reason text not null default '' constraint workbook_row_reason_short check (length(reason) <= 300),
  settled_at timestamptz,
  primary key (workbook_id, number),
  constraint workbook_row_of_one_account foreign key (account_id, workbook_id) references public.workbook (account_id, id),
  constraint workbook_row_settled_once check ((settled_at is null) = (state not in ('applied', 'dropped'))),
  constraint workbook_row_dropped_with_reason check (state <> 'dropped' or length(btrim(reason)) > 0)
);
create index workbook_row_of_account on public.workbook_row (account_id, workbook_id);
create index workbook_row_made on public.workbook_row (account_id, print) where state = 'applied' and record_version is null;

alter table public.workbook enable row level security;
alter table public.workbook force row level security;
create policy own on public.workbook using (account_id = (select sec.account_id())) with check (account_id = (select sec.account_id()));
alter table public.workbook_row enable row level security;
alter table public.workbook_row force row level security;
create policy own on public.workbook_row using (account_id = (select sec.account_id())) with check (account_id = (select sec.account_id()));
create view public.visible_workbook with (security_invoker) as select * from public.workbook where account_id = (select sec.account_id());
create view public.visible_workbook_row with (security_invoker) as select * from public.workbook_row where account_id = (select sec.account_id());

-- What was settled stays as it was settled.
create function sec.guard_workbook_row() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.settled_at is not null or (old.workbook_id, old.number) <> (new.workbook_id, new.number) then
    raise exception 'a row that was settled stays settled' using errcode = '23514', constraint = 'workbook_row_stays_settled', table = 'workbook_row';
  end if;
  return new;
end $$;
create trigger workbook_row_guarded before update on public.workbook_row for each row execute function sec.guard_workbook_row();
