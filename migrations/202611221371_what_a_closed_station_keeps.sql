-- INV-26 refuses plans at a closed station, and never a fact (DESIGN 9.1): what happened there is kept and told. Protection
-- that cannot wait is not refused either (DESIGN 9.3). What an act writes goes with the act.
do $$
declare name text;
begin
  foreach name in array array['interim_protection', 'firearm_custody', 'ammunition_entry', 'equipment_custody', 'evacuation_person', 'evacuation_item', 'contested_fact'] loop
    execute format('drop trigger station_takes_no_record on public.%I', name);
  end loop;
end $$;

create or replace function sec.refuse_at_closed_station() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare cells integer[]; facts text[]; one integer;
begin
  if tg_table_name in ('handover', 'ammunition_act', 'equipment_act') then
    select array_agg(distinct n.cell) filter (where not n.is_fact), array_agg(n.ref) filter (where n.is_fact) into cells, facts
      from (select (to_jsonb(c) ->> 'cell')::integer as cell, to_jsonb(c) ->> 'ref' as ref, (to_jsonb(c) ->> 'is_fact')::boolean as is_fact from changed c) n;
  else
    execute format('select array_agg(distinct n.%1$I) from changed n where n.%1$I is not null', tg_argv[0]) into cells;
  end if;
  foreach one in array coalesce(cells, '{}') loop
    perform pg_advisory_xact_lock_shared(7346021, one);
  end loop;
  if exists (select from public.station_closure c where c.cell = any (cells) and c.state = 'closed') then
    raise exception 'the station is closed' using errcode = '23514', constraint = 'station_is_closed', table = tg_table_name;
  end if;
  if facts is not null then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      select gen_random_uuid(), sec.new_ref('X'), (to_jsonb(c) ->> 'cell')::integer, 'INV-26', 'fact_at_closed_station', to_jsonb(c) ->> 'ref', sec.account_id()
      from changed c where to_jsonb(c) ->> 'ref' = any (facts) and sec.station_is_closed((to_jsonb(c) ->> 'cell')::integer);
  end if;
  return null;
end $$;

-- Nobody is sent to a closed station by a longer stay, or by one that stands again.
create or replace function sec.refuse_closed_destination() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare here jsonb := to_jsonb(new); before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end; there uuid := (here ->> tg_argv[0])::uuid; to_cell integer;
begin
  if there is null or before ->> tg_argv[0] = here ->> tg_argv[0] and before ->> 'is_void' is not distinct from here ->> 'is_void'
      and coalesce((before ->> 'to_date')::date >= (here ->> 'to_date')::date, before ->> 'to_date' is not distinct from here ->> 'to_date') then
    return null;
  end if;
  select s.cell into to_cell from public.duty_station s where s.id = there;
  perform pg_advisory_xact_lock_shared(7346021, to_cell);
  if sec.station_is_closed(to_cell) then
    raise exception 'the station is closed' using errcode = '23514', constraint = 'destination_is_closed', table = tg_table_name;
  end if;
  return null;
end $$;
create trigger nobody_comes_back_to_a_closed_station after update of state on public.officer
  for each row when (old.state <> 'active' and new.state = 'active') execute function sec.refuse_move_to_closed_station();

revoke execute on all functions in schema sec from public;
