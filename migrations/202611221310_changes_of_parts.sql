-- "Unchanged" says that nothing of a block changed, not even a paper: qualifications, suspensions, absences, employment
-- and languages are of the people; permits and inspections of the firearms; papers of the vehicles (WF-8).

-- The partial index on ends leaves out what was voided.
create index qualification_by_cell on public.qualification (officer_cell);
create index armed_suspension_by_cell on public.armed_suspension (officer_cell);
create index availability_by_cell on public.availability (cell);
create index language_skill_by_cell on public.language_skill (cell);
create index firearm_permit_by_cell on public.firearm_permit (cell);
create index firearm_inspection_by_cell on public.firearm_inspection (cell);
create index vehicle_paper_by_cell on public.vehicle_paper (cell);

-- When the parts of each record at a station changed last, as the histories have it.
create function sec.parts_changed(in_cell integer) returns table (out_area text, out_record uuid, out_at timestamptz) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select 'qualification', p.officer_id, max(h.at) from public.qualification p join history.qualification h on h.record_id = p.id where p.officer_cell = in_cell group by 2
  union all
  select 'qualification', p.officer_id, max(h.at) from public.armed_suspension p join history.armed_suspension h on h.record_id = p.id where p.officer_cell = in_cell group by 2
  union all
  select 'people', p.officer_id, max(h.at) from public.availability p join history.availability h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'people', p.officer_id, max(h.at) from public.employment p join history.employment h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'people', p.officer_id, max(h.at) from public.language_skill p join history.language_skill h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'asset', p.firearm_id, max(h.at) from public.firearm_permit p join history.firearm_permit h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'asset', p.firearm_id, max(h.at) from public.firearm_inspection p join history.firearm_inspection h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'vehicle', p.vehicle_id, max(h.at) from public.vehicle_paper p join history.vehicle_paper h on h.record_id = p.id where p.cell = in_cell group by 2
$$;
-- The same for the pages: each reader learns of the parts of their own reach.
create function sec.visible_parts_changed(in_cell integer) returns table (out_record uuid, out_at timestamptz) language sql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
  select p.out_record, max(p.out_at) from sec.parts_changed(in_cell) p
  where p.out_area = 'qualification' and in_cell = any ((select sec.cells_qualification())::integer[])
    or p.out_area = 'people' and in_cell = any ((select sec.cells_people())::integer[])
    or p.out_area = 'asset' and in_cell = any ((select sec.cells_asset())::integer[])
    or p.out_area = 'vehicle' and in_cell = any ((select sec.cells_vehicle())::integer[])
  group by p.out_record
$$;

create or replace function sec.block_changed_at(in_cell integer, in_block text) returns timestamptz language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select greatest(case in_block
    when 'people' then (select max(updated_at) from public.officer where cell = in_cell)
    when 'firearms' then (select max(updated_at) from public.firearm where cell = in_cell)
    when 'ammunition' then (select max(greatest(first_at, second_at)) from public.ammunition_act where cell = in_cell and state <> 'withdrawn')
    when 'vehicles' then (select max(updated_at) from public.vehicle where cell = in_cell)
    when 'equipment' then (select max(updated_at) from public.equipment where cell = in_cell)
  end, (select max(p.out_at) from sec.parts_changed(in_cell) p
    where p.out_area = any (case in_block when 'people' then '{qualification,people}'::text[] when 'firearms' then '{asset}' when 'vehicles' then '{vehicle}' else '{}' end)))
$$;

-- As before, and of one block where a list asks for no other.
drop function sec.station_blocks(integer[]);
create function sec.station_blocks(in_cells integer[], in_block text default null) returns table (out_cell integer, out_block text, out_sort integer, out_statement text, out_by uuid,
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
      where b.code = 'firearms' and f.cell = c.cell and f.state not in ('lost', 'stolen') having bool_and(found.at is not null)) w on true
    where (in_block is null or b.code = in_block) and (c.cell = any (sec.cells_station()) or (select sec.has_role('{job_detector}')))
  ) told
$$;

-- Interns are personnel too (domain.md 3.1).
alter table public.officer drop constraint officer_category_known, add constraint officer_category_known check (category in
  ('P', 'D', 'FS', 'GS', 'NPO', 'SS', 'TC', 'LT', 'unv_international', 'unv_national', 'GPP', 'UNPOL',
   'military_staff', 'formed_unit_member', 'mscpu_member', 'consultant', 'individual_contractor', 'company_contractor', 'intern'));

revoke execute on all functions in schema sec from public;
revoke execute on function sec.parts_changed(integer), sec.block_changed_at(integer, text) from cordon_web;
