-- Confirmation of a station's data (WF-8, UNC-21): block by block, its security professional says that the records are
-- right, that there is none, or that nobody knows. What is old follows from dates and is stored nowhere.

call sec.add_area('confirmation');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('senior_security_professional', 'confirmation', 'scope', true), ('cp_coordinator', 'confirmation', 'scope', true);

insert into public.setting (name, value, unit, source) values
  ('confirm_people_months', '3', 'months', 'UNC-21'), ('confirm_firearms_months', '1', 'months', 'UNC-21'),
  ('confirm_ammunition_months', '1', 'months', 'UNC-21'), ('confirm_vehicles_months', '3', 'months', 'UNC-21'),
  ('confirm_equipment_months', '3', 'months', 'UNC-21'), ('confirm_grace_days', '7', 'days', 'UNC-21');
call audit.note_migration('setting.create', 'settings of confirmations');

create table public.confirmation_block (
  code text primary key,
  sort integer not null constraint confirmation_block_sort_once unique
);
insert into public.confirmation_block (code, sort) values ('people', 1), ('firearms', 2), ('ammunition', 3), ('vehicles', 4), ('equipment', 5);

create table public.station_confirmation (
  id uuid primary key,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  block text not null references public.confirmation_block,
  -- the coordinator reconciles, the security professional confirms
  step text not null constraint confirmation_step_known check (step in ('reconciled', 'confirmed')),
  statement text not null constraint confirmation_statement_known check (statement in ('unchanged', 'changed', 'none', 'unknown')),
  -- records that the station had then; null where they are not counted
  records integer,
  at timestamptz not null default sec.now(),
  said_by uuid not null default sec.account_id() references public.account,
  version integer not null default 1
);
create index station_confirmation_latest on public.station_confirmation (cell, block, step, at desc);
create index station_confirmation_by_station on public.station_confirmation (station_id);
create index station_confirmation_by_block on public.station_confirmation (block);
create index station_confirmation_by_account on public.station_confirmation (said_by);
create trigger station_confirmation_signed_by_oneself before insert on public.station_confirmation
  for each row execute function sec.signature_is_own('said_by');

-- Records of a block at a station. The register of equipment is not here yet: nobody counts it.
create function sec.block_records(in_cell integer, in_block text) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select case in_block
    when 'people' then (select count(*) from public.officer o where o.cell = in_cell and o.state = 'active')
    when 'firearms' then (select count(*) from public.firearm f where f.cell = in_cell and f.state not in ('lost', 'stolen'))
    when 'ammunition' then (select count(distinct a.lot_id) from public.ammunition_account a where a.cell = in_cell and a.kind in ('armoury', 'person') and a.quantity > 0)
    when 'vehicles' then (select count(*) from public.vehicle v where v.cell = in_cell and v.state <> 'written_off')
    when 'equipment' then (select count(*) from public.equipment e where e.cell = in_cell and e.state <> 'written_off')
  end::integer
$$;
-- When the records of a block at a station changed last.
create function sec.block_changed_at(in_cell integer, in_block text) returns timestamptz language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select case in_block
    when 'people' then (select max(updated_at) from public.officer where cell = in_cell)
    when 'firearms' then (select max(updated_at) from public.firearm where cell = in_cell)
    when 'ammunition' then (select max(greatest(first_at, second_at)) from public.ammunition_act where cell = in_cell and state <> 'withdrawn')
    when 'vehicles' then (select max(updated_at) from public.vehicle where cell = in_cell)
    when 'equipment' then (select max(updated_at) from public.equipment where cell = in_cell)
  end
$$;

-- Each block of each of these stations: who said what when, when it is due again, and how old that is.
-- Weapons that signed counts found count as confirmed when all of the station were found.
create function sec.station_blocks(in_cells integer[]) returns table (out_cell integer, out_block text, out_sort integer, out_statement text, out_by uuid,
    out_at timestamptz, out_counted_at timestamptz, out_due_at timestamptz, out_grade text, out_reconciled text, out_reconciled_by uuid, out_reconciled_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select told.cell, told.code, told.sort, coalesce(told.statement, ''), told.said_by, told.at, told.counted_at, told.due_at,
    case when coalesce(told.statement, 'unknown') = 'unknown' and told.due_at is null then 'unknown'
      when sec.now() >= told.due_at + make_interval(days => (select value::integer from public.setting where name = 'confirm_grace_days')) then 'late'
      when sec.now() >= told.due_at then 'due' else 'good' end,
    coalesce(told.r_statement, ''), told.r_by, told.r_at
  from (
    select c.cell, b.code, b.sort, s.statement, s.said_by, s.at, w.counted_at, r.statement as r_statement, r.said_by as r_by, r.at as r_at,
      greatest(case when s.statement <> 'unknown' then s.at end, case when s.at is null or s.at < w.counted_at then w.counted_at end)
        + make_interval(months => (select value::integer from public.setting where name = 'confirm_' || b.code || '_months')) as due_at
    from unnest(in_cells) c (cell) cross join public.confirmation_block b
    left join lateral (select x.statement, x.said_by, x.at from public.station_confirmation x
      where x.cell = c.cell and x.block = b.code and x.step = 'confirmed' order by x.at desc, x.id desc limit 1) s on true
    left join lateral (select x.statement, x.said_by, x.at from public.station_confirmation x
      where x.cell = c.cell and x.block = b.code and x.step = 'reconciled' and x.at > coalesce(s.at, '-infinity') order by x.at desc, x.id desc limit 1) r on true
    left join lateral (select min(found.at) as counted_at from public.firearm f
      left join lateral (select max(i.seen_at) as at from public.stock_count_item i join public.stock_count n on n.id = i.count_id
        where i.firearm_id = f.id and i.outcome = 'found' and n.state = 'signed') found on true
      where f.cell = c.cell and f.state not in ('lost', 'stolen') having bool_and(found.at is not null)) w on b.code = 'firearms'
    where c.cell = any (sec.cells_station()) or (select sec.has_role('{job_detector}'))
  ) told
$$;

create function sec.guard_confirmation() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare before timestamptz;
begin
  if tg_op <> 'INSERT' then
    raise exception 'what was said stays' using errcode = '23514', constraint = 'confirmation_is_kept', table = 'station_confirmation';
  end if;
  select cell into strict new.cell from public.duty_station where id = new.station_id;
  -- two at once: the second one sees what the first one said
  perform pg_advisory_xact_lock(hashtextextended('confirmation ' || new.cell || new.block, 0));
  if sec.account_id() is not null and not sec.has_role_over(case new.step when 'confirmed' then '{senior_security_professional}'::text[] else '{cp_coordinator}' end, array[new.cell]) then
    raise exception 'this is said by another role' using errcode = '42501';
  end if;
  new.at := sec.now();
  new.records := sec.block_records(new.cell, new.block);
  if new.statement = 'none' and new.records > 0 then
    raise exception '% are recorded', new.records using errcode = '23514', constraint = 'none_means_none', table = 'station_confirmation';
  elsif new.statement in ('unchanged', 'changed') and new.records = 0 then
    raise exception 'nothing is recorded' using errcode = '23514', constraint = 'nothing_is_said_to_be_none', table = 'station_confirmation';
  end if;
  select max(x.at) into before from public.station_confirmation x
    where x.cell = new.cell and x.block = new.block and x.step = 'confirmed' and x.statement <> 'unknown';
  if new.statement = 'unchanged' and (before is null or sec.block_changed_at(new.cell, new.block) > before) then
    raise exception 'something changed since' using errcode = '23514', constraint = 'unchanged_means_unchanged', table = 'station_confirmation';
  end if;
  return new;
end $$;
create trigger station_confirmation_guarded before insert or update or delete on public.station_confirmation
  for each row execute function sec.guard_confirmation();

-- A station that let its day pass stands in the register of exceptions, once, until it has confirmed.
create function sec.settle_confirmations() returns table (out_reference text, out_cell integer) language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare late record;
begin
  if not sec.has_role(array['job_detector']) then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for late in
    select s.code, s.cell from sec.station_blocks((select array_agg(distinct cell) from public.station_confirmation)) b join public.duty_station s on s.cell = b.out_cell
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
create function sec.confirmation_of_station_settles() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if not exists (select from sec.station_blocks(array[new.cell]) where out_grade = 'late') then
    perform sec.settle_exceptions((select code from public.duty_station where id = new.station_id), '{station_unconfirmed}', 'settled-by-station');
  end if;
  return null;
end $$;
create trigger station_confirmation_settles after insert on public.station_confirmation
  for each row when (new.step = 'confirmed') execute function sec.confirmation_of_station_settles();

-- True if somebody is fit for a duty today at the own station; the same answer as the program's own function gives.
-- Null for readers who do not see the papers it follows from.
create function sec.fit_for(officer uuid, duty text) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select case duty
    when 'armed' then exists (select from public.qualification q where q.officer_id = o.id and q.type = 'weapon_authorization' and not q.is_void
      and sec.armed_gaps(o.id, q.weapon_class, q.weapon_model, o.station_id, today.day) = '{}')
    when 'driving' then sec.driver_gaps(o.id, false, today.day, today.day) = '{}'
    when 'armoured-driving' then sec.driver_gaps(o.id, true, today.day, today.day) = '{}'
    else not exists (select from unnest(case duty when 'medic' then '{etb,ifak}'::text[] else '{cpoc,physical_fitness,ifak}' end) taken
      where not exists (select from public.qualification q where q.officer_id = o.id and q.type = taken and q.verified_by is not null and not q.is_void
        and q.obtained_on <= today.day and (q.valid_until is null or q.valid_until >= today.day)))
    end
  from public.officer o cross join (select (sec.now() at time zone 'UTC')::date as day) today
  where o.id = officer and (o.cell = any (sec.cells_qualification()) or o.id = sec.own_officer())
$$;

call sec.business_table('station_confirmation', 'id', 'cell = {station}', 'cell = {confirmation}');
revoke insert, update on public.confirmation_block from cordon_web;
revoke execute on all functions in schema sec from public;
revoke execute on function sec.block_records(integer, text), sec.block_changed_at(integer, text) from cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
