-- Kit in the readiness of a detail, and call-out tests that are due.
-- Kit (peers 95; INV-25): what its officers have in their hands, complete and in date on
-- every day of their legs. Who may not read the record gets its answer and the day of it, never what it says.

-- Whether a gap says only that nobody recorded what it takes to know: no contents, no level or no date of armour; or a
-- kit that would be whole if such a part counted.
create function sec.gap_is_unrecorded(kit uuid, gap text, from_day date, to_day date) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select case when gap like 'lacks:%' then
      coalesce((select sum(e.quantity) from public.equipment e where e.kit_id = kit and e.kind = split_part(gap, ':', 2)
        and sec.equipment_gaps(e.id, from_day, to_day) <@ array['level', 'undated'] and not sec.equipment_is_away(e.id)), 0) >= split_part(gap, ':', 4)::integer
    else split_part(gap, ':', case when gap like 'part:%' then 3 else 1 end) in ('contents', 'level', 'undated') end
$$;

-- The first day of a span on which a thing, or a kit, is known not to be ready: the first of all, or the day after the
-- last day of something.
create function sec.first_unkitted_day(item uuid, kit uuid, from_day date, to_day date) returns date language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select min(day) from (select from_day union select ends.day + 1 from public.equipment e
        cross join lateral (select sec.equipment_end(e.kind, e.expires_on, e.in_service_on, e.made_on) as day) ends
      where (e.id = item or e.kit_id = kit) and ends.day >= from_day and ends.day < to_day) days (day)
    where exists (select from unnest(case when kit is null then sec.equipment_gaps(item, day, day) else sec.kit_gaps(kit, day, day) end) gap
      where not sec.gap_is_unrecorded(kit, gap, day, day))
$$;

-- The kits and the single things that the officers of a detail have in their hands. What ends says when:
-- `expired:day`, `part:reference:expired:day`.
create function sec.detail_kit(movement uuid) returns table (out_officer uuid, out_is_kit boolean, out_reference text, out_gaps text[],
  out_unrecorded text[], out_failed_on date, out_until date) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select d.officer, c.equipment_id is null, case when seen.it then coalesce(e.ref, k.ref) end,
    case when seen.it then found.gaps when found.gaps = '{}' then '{}' else array['sealed'] end,
    case when seen.it then found.unrecorded when found.unrecorded = '{}' then '{}' else array['sealed'] end,
    sec.first_unkitted_day(c.equipment_id, case when c.equipment_id is null then c.kit_id end, d.from_day, d.to_day),
    (select min(sec.equipment_end(x.kind, x.expires_on, x.in_service_on, x.made_on)) from public.equipment x
      where x.id = c.equipment_id or c.equipment_id is null and x.kit_id = c.kit_id)
  from sec.detail_of(movement) d join public.equipment_custody c on c.officer_id = d.officer and c.until is null
    left join public.equipment e on e.id = c.equipment_id left join public.equipment_kit k on k.id = c.kit_id
    cross join lateral (select c.cell = any ((select sec.cells_vehicle())::integer[]) or coalesce(d.officer = (select sec.own_officer()), false) as it) seen
    cross join lateral (
      select coalesce(array_agg(said.gap order by said.place) filter (where not is_unrecorded), '{}') as gaps,
        coalesce(array_agg(said.gap order by said.place) filter (where is_unrecorded), '{}') as unrecorded
      from unnest(case when c.equipment_id is null then sec.kit_gaps(c.kit_id, d.from_day, d.to_day) else sec.equipment_gaps(c.equipment_id, d.from_day, d.to_day) end)
          with ordinality raw (gap, place)
        cross join lateral (select sec.gap_is_unrecorded(case when c.equipment_id is null then c.kit_id end, raw.gap, d.from_day, d.to_day) as is_unrecorded) known
        cross join lateral (select raw.place, raw.gap || coalesce((select to_char(sec.equipment_end(x.kind, x.expires_on, x.in_service_on, x.made_on), ':YYYY-MM-DD')
          from public.equipment x where raw.gap = 'expired' and x.id = c.equipment_id or raw.gap = 'part:' || x.ref || ':expired' and x.kit_id = c.kit_id), '') as gap) said) found
  -- what went with a kit is judged with it; what stayed when the kit came back is judged alone
  where c.equipment_id is null or not exists (select from public.equipment_custody o
    where o.kit_id = c.kit_id and o.equipment_id is null and o.until is null and o.act_id = c.act_id)
  order by 3, c.id
$$;

-- WF-12: a pledge that may be called on is tested every so many days; one that was never tested, as long after it was accepted.
create function sec.standby_test_is_due(state text, ends date, tested date, accepted timestamptz, on_day date) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(state in ('accepted', 'ready', 'not_ready') and ends >= on_day
    and coalesce(tested, (accepted at time zone 'UTC')::date) < on_day - (select value::integer from public.setting where name = 'standby_test_days'), false)
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.gap_is_unrecorded(uuid, text, date, date), sec.first_unkitted_day(uuid, uuid, date, date) from cordon_web;
