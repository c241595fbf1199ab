-- A duty station is closed by two people with a reason, with nothing open there (INV-26). A closed station takes no new
-- records and nobody is sent to it; it stays readable, and the chief opens it again with a reason.

create table public.station_closure (
  id uuid primary key,
  ref text not null default sec.new_ref('CL') constraint station_closure_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  reason text not null constraint station_closure_has_reason check (length(btrim(reason)) between 1 and 1000),
  document text not null constraint station_closure_has_document check (length(btrim(document)) between 1 and 160),
  state text not null default 'asked' constraint station_closure_state_known check (state in ('asked', 'closed', 'withdrawn', 'reopened')),
  asked_by uuid not null default sec.account_id() references public.account,
  asked_at timestamptz not null default sec.now(),
  decided_by uuid references public.account,
  decided_at timestamptz,
  -- withdrawn, or opened again
  ended_by uuid references public.account,
  ended_at timestamptz,
  end_reason text not null default '' constraint station_closure_end_reason_short check (length(end_reason) <= 1000),
  version integer not null default 1,
  constraint station_closed_by_two_people check (decided_by <> asked_by),
  constraint station_closed_when_decided check ((decided_by is not null) = (decided_at is not null)
    and (state in ('closed', 'reopened')) = (decided_by is not null)),
  constraint station_closure_ends_with_reason check ((state in ('withdrawn', 'reopened')) = (ended_by is not null and ended_at is not null and length(btrim(end_reason)) > 0))
);
create unique index station_closes_once on public.station_closure (station_id) where state in ('asked', 'closed');
create index station_closure_by_cell on public.station_closure (cell, asked_at desc, id);
create index station_closure_by_station on public.station_closure (station_id);
create index station_closure_by_asker on public.station_closure (asked_by);
create index station_closure_by_decider on public.station_closure (decided_by);
create index station_closure_by_ender on public.station_closure (ended_by);
create trigger station_closure_takes_cell before insert or update of station_id on public.station_closure
  for each row execute function sec.station_cell();
create trigger station_closure_signed_by_oneself before insert or update on public.station_closure
  for each row execute function sec.signature_is_own_or_gone('asked_by', 'decided_by', 'ended_by');

-- Everything that is open at a station: what is open there for a mission, and whatever the station itself still holds.
create function sec.station_matters(cells integer[]) returns table (
    out_kind text, out_item uuid, out_ref text, out_cell integer, out_about text, out_since timestamptz)
  language sql stable set search_path = pg_catalog, public, sec, pg_temp
as $$
  select m.out_kind, m.out_item, m.out_ref, m.out_cell, m.out_about, m.out_since from sec.open_matters(cells) m where m.out_kind <> 'equipment'
  union all
  select 'equipment', e.id, e.ref, e.cell, e.label, null from public.equipment e where e.cell = any (cells) and e.state not in ('lost', 'stolen', 'written_off')
  union all
  select 'officer', o.id, o.ref, o.cell, o.name, o.created_at from public.officer o where o.cell = any (cells) and o.state = 'active'
  union all
  select 'discrepancy', d.id, d.ref, d.cell, d.kind, d.opened_at from public.stock_discrepancy d where d.cell = any (cells) and d.state <> 'closed'
  union all
  select 'transfer', t.id, t.ref, c.cell, t.reason, t.created_at
    from public.transfer t cross join unnest(cells) c (cell)
    where c.cell in (t.cell, t.to_cell) and t.state not in ('completed', 'refused', 'cancelled', 'lost')
  union all
  select 'standby', p.id, p.ref, p.cell, p.head_count || ' × ' || p.category, p.state_since
    from public.standby_pledge p where p.cell = any (cells) and p.state not in ('released', 'activated') and p.to_date >= (sec.now() at time zone 'UTC')::date
  union all
  select 'movement', m.id, m.ref, m.planning_cell, m.codename, m.starts_at
    from public.movement m where m.planning_cell = any (cells) and m.state not in ('closed', 'cancelled', 'refused') and not m.is_void
  union all
  select 'evacuation', e.id, e.ref, e.cell, '', e.started_at from public.station_evacuation e where e.cell = any (cells) and e.ended_at is null
$$;
-- The same through the visible relations, for the page: each reader sees the matters of their own reach.
do $$
begin
  execute format('create function sec.visible_station_matters(cells integer[]) returns table (
      out_kind text, out_item uuid, out_ref text, out_cell integer, out_about text, out_since timestamptz)
    language sql stable set search_path = pg_catalog, public, sec, pg_temp as %L',
    (select replace(replace(prosrc, 'public.', 'public.visible_'), 'sec.open_matters', 'sec.visible_matters')
      from pg_proc where oid = 'sec.station_matters(integer[])'::regprocedure));
end $$;

create function sec.station_is_closed(in_cell integer) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ select exists (select from public.station_closure c where c.cell = in_cell and c.state = 'closed') $$;

create function sec.guard_station_closure() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare hindered text; moves constant text[] := array['state', 'decided_by', 'decided_at', 'ended_by', 'ended_at', 'end_reason', 'version'];
begin
  if tg_op = 'INSERT' then
    new.asked_at := sec.now();
    if new.state <> 'asked' then
      raise exception 'it begins asked' using errcode = '23514', constraint = 'station_closure_follows', table = 'station_closure';
    end if;
    return new;
  end if;
  if to_jsonb(old) - moves <> to_jsonb(new) - moves or old.decided_by is not null and (old.decided_by, old.decided_at) is distinct from (new.decided_by, new.decided_at)
      or old.state in ('withdrawn', 'reopened') then
    raise exception 'what was signed stays' using errcode = '23514', constraint = 'station_closure_is_kept', table = 'station_closure';
  end if;
  if (old.state, new.state) not in (('asked', 'closed'), ('asked', 'withdrawn'), ('closed', 'reopened')) then
    raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'station_closure_follows', table = 'station_closure';
  end if;
  if new.state = 'closed' then
    new.decided_at := sec.now();
    -- whoever records something there at this moment is waited for, and whoever comes later finds it closed
    perform pg_advisory_xact_lock(7346021, new.cell);
    select string_agg(distinct m.out_kind, ' ') into hindered from sec.station_matters(array[new.cell]) m where m.out_kind <> 'grant';
    if hindered is not null then
      raise exception 'open: %', hindered using errcode = '23514', constraint = 'station_closes_with_nothing_open', table = 'station_closure';
    end if;
  else
    new.ended_at := sec.now();
    if new.state = 'reopened' and sec.account_id() is not null and not sec.has_role(array['pcu_chief']) then
      raise exception 'the chief decides' using errcode = '23514', constraint = 'station_reopened_by_the_chief', table = 'station_closure';
    end if;
  end if;
  return new;
end $$;
create trigger station_closure_guarded before insert or update on public.station_closure for each row execute function sec.guard_station_closure();

-- A closed station takes no new records. What the program itself finds there later is still told as an exception or a request.
create function sec.refuse_at_closed_station() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare cells integer[]; one integer;
begin
  execute format('select array_agg(distinct n.%1$I) from changed n where n.%1$I is not null', tg_argv[0]) into cells;
  foreach one in array coalesce(cells, '{}') loop
    perform pg_advisory_xact_lock_shared(7346021, one);
  end loop;
  if exists (select from public.station_closure c where c.cell = any (cells) and c.state = 'closed') then
    raise exception 'the station is closed' using errcode = '23514', constraint = 'station_is_closed', table = tg_table_name;
  end if;
  return null;
end $$;
create function sec.refuse_move_to_closed_station() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(7346021, new.cell);
  if sec.station_is_closed(new.cell) then
    raise exception 'the station is closed' using errcode = '23514', constraint = 'station_is_closed', table = tg_table_name;
  end if;
  return null;
end $$;
-- Makes a table one that takes no row of a closed station. A table that comes later calls it after sec.business_table.
create procedure sec.closes_with_station(name text, cell_column text default 'cell') language plpgsql as $$
begin
  execute format('create trigger station_takes_no_record after insert on public.%I referencing new table as changed
    for each statement execute function sec.refuse_at_closed_station(%L)', name, cell_column);
  if cell_column = 'cell' then
    execute format('create trigger nothing_comes_to_a_closed_station after update on public.%I
      for each row when (old.cell is distinct from new.cell and new.cell is not null) execute function sec.refuse_move_to_closed_station()', name);
  end if;
end $$;
do $$
declare told record;
begin
  for told in select c.relname, a.attname
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped
      and (a.attname = 'cell' and c.relname not in ('duty_station', 'entity', 'portfolio', 'station_closure', 'exception', 'risk_request')
        or a.attname = 'planning_cell' and c.relname = 'movement')
  loop
    call sec.closes_with_station(told.relname, told.attname);
  end loop;
end $$;

-- Nobody is sent to a closed station, and nothing is.
create function sec.refuse_closed_destination() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare there uuid := (to_jsonb(new) ->> tg_argv[0])::uuid; to_cell integer;
begin
  if there is null or tg_op = 'UPDATE' and to_jsonb(old) ->> tg_argv[0] = to_jsonb(new) ->> tg_argv[0] then
    return null;
  end if;
  select s.cell into to_cell from public.duty_station s where s.id = there;
  perform pg_advisory_xact_lock_shared(7346021, to_cell);
  if sec.station_is_closed(to_cell) then
    raise exception 'the station is closed' using errcode = '23514', constraint = 'destination_is_closed', table = tg_table_name;
  end if;
  return null;
end $$;
create trigger destination_is_open after insert or update on public.availability
  for each row when (new.station_id is not null and not new.is_void) execute function sec.refuse_closed_destination('station_id');
create trigger destination_is_open after insert or update on public.standby_pledge
  for each row when (new.activated_to is not null) execute function sec.refuse_closed_destination('activated_to');
create trigger destination_is_open after insert or update on public.transfer
  for each row execute function sec.refuse_closed_destination('to_station_id');
create trigger destination_is_open after insert or update on public.station_evacuation
  for each row execute function sec.refuse_closed_destination('to_station_id');

-- A closed station has nothing to confirm (WF-8).
create or replace function sec.settle_confirmations() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare late record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for late in
    select s.code, s.cell from sec.station_blocks((select array_agg(distinct c.cell) from public.station_confirmation c where not sec.station_is_closed(c.cell))) b
    join public.duty_station s on s.cell = b.out_cell
    where b.out_grade = 'late' and not exists (select from public.exception e where e.code = 'station_unconfirmed' and e.detail = s.code and e.closed_at is null)
    group by s.code, s.cell order by s.code limit 200
  loop
    out_reference := sec.new_ref('X');
    out_cell := late.cell;
    insert into public.exception (id, ref, cell, rule, code, detail)
      values (gen_random_uuid(), out_reference, late.cell, 'WF-8', 'station_unconfirmed', late.code);
    return next;
  end loop;
end $$;

call sec.business_table('station_closure', 'id', 'cell = {closure}');

revoke execute on all functions in schema sec from public;
revoke execute on function sec.station_matters(integer[]) from cordon_web;
revoke execute on procedure sec.closes_with_station(text, text) from public, cordon_web;
