-- Marks of one length that differ in one sign at most share the mark in which that sign is covered. Each mark is indexed by
-- all its covered forms, so that what is easily taken for it is found without reading the register. The answer is the one
-- that a comparison sign by sign gives; that comparison still has the last word, over the few that were found.

-- `AB1` as `?B1`, `A?1`, `AB?`.
create function sec.covered(mark text) returns text[] language sql immutable parallel safe strict set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(overlay(mark placing '?' from n for 1)), '{}') from generate_series(1, length(mark)) n
$$;
-- Whether marks of one length differ in one sign at most.
create function sec.is_near(one text, other text) returns boolean language sql immutable parallel safe strict set search_path = pg_catalog, pg_temp as $$
  select length(one) = length(other) and (select count(*) from generate_series(1, length(one)) n where substr(one, n, 1) <> substr(other, n, 1)) <= 1
$$;
create index firearm_by_covered_serial on public.firearm using gin (sec.covered(serial_key));
create index vehicle_by_covered_vin on public.vehicle using gin (sec.covered(vin_key)) where vin_key <> '';
create index equipment_by_covered_serial on public.equipment using gin (sec.covered(serial_key)) where serial_key <> '';

-- Which of these marks stand near which records that the reader may see. `&&` is not leakproof: behind row security it would
-- not reach the index, so the walls of the three registers stand here again.
create function sec.firearms_near(marks text[]) returns table (out_mark text, out_id uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select asked.mark, f.id from unnest(marks) asked (mark) join public.firearm f on sec.covered(f.serial_key) && sec.covered(asked.mark)
  where sec.is_near(f.serial_key, asked.mark) and (f.cell = any ((select sec.cells_asset())::integer[]) or f.id = any ((select sec.own_firearms())::uuid[]))
$$;
create function sec.vehicles_near(marks text[]) returns table (out_mark text, out_id uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select asked.mark, v.id from unnest(marks) asked (mark) join public.vehicle v on v.vin_key <> '' and sec.covered(v.vin_key) && sec.covered(asked.mark)
  where sec.is_near(v.vin_key, asked.mark) and (v.cell = any ((select sec.cells_vehicle())::integer[]) or v.id = any ((select sec.own_vehicles())::uuid[]))
$$;
create function sec.equipment_near(marks text[]) returns table (out_mark text, out_id uuid) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select asked.mark, e.id from unnest(marks) asked (mark) join public.equipment e on e.serial_key <> '' and sec.covered(e.serial_key) && sec.covered(asked.mark)
  where sec.is_near(e.serial_key, asked.mark) and (e.cell = any ((select sec.cells_vehicle())::integer[]) or e.id = any ((select sec.own_equipment())::uuid[]))
$$;

revoke execute on all functions in schema sec from public;
