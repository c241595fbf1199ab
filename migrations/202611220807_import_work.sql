-- The working papers of a batch: the file itself, how far a run has come, and what the last trial said
-- row by row. They change often and are large, so they stand outside history and trail; what was decided
-- stands in import_batch and import_row.

create table public.import_work (
  batch_id uuid primary key references public.import_batch,
  file bytea not null,
  aliases bytea,
  details jsonb not null default '[]',
  done integer not null default 0,
  total integer not null default 0,
  beat_at timestamptz not null default sec.now()
);
alter table public.import_work enable row level security;
alter table public.import_work force row level security;
create policy base on public.import_work using (true) with check (true);
create policy wall_read on public.import_work as restrictive for select
  using (exists (select from public.visible_import_batch b where b.id = batch_id));
create policy wall_insert on public.import_work as restrictive for insert
  with check (exists (select from public.import_batch b where b.id = batch_id and b.cell = any ((select sec.cells_imports_write())::integer[])));
create policy wall_update on public.import_work as restrictive for update
  using (exists (select from public.import_batch b where b.id = batch_id and b.cell = any ((select sec.cells_imports_write())::integer[])));

-- How far a run has come: numbers only, outside the transaction of the run, so that others see it move.
create function sec.import_beat(in_batch uuid, in_done integer, in_total integer) returns void language sql security definer
  set search_path = pg_catalog, sec, public
as $$
  update public.import_work w set done = in_done, total = in_total, beat_at = sec.now()
    from public.import_batch b
    where w.batch_id = in_batch and b.id = w.batch_id and b.state in ('trial_running', 'apply_running');
  select pg_notify('cordon', 'import ' || cell) from public.import_batch where id = in_batch
$$;
grant execute on function sec.import_beat(uuid, integer, integer) to cordon_web;

-- One apply at a time: two files with the same officials would only refuse one another.
create function sec.import_turn() returns void language sql security definer set search_path = pg_catalog
as $$ select pg_advisory_xact_lock(7346021187) $$;
grant execute on function sec.import_turn() to cordon_web;

-- The key of a place in a file: the same place has the same key under whatever name it was found.
create function sec.place_key(icao text, iata text, name text, station_code text) returns text language sql immutable
as $$ select coalesce(icao, 'station ' || station_code, iata, name) $$;
grant execute on function sec.place_key(text, text, text, text) to cordon_web;
