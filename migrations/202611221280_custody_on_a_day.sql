-- Who had what on a day, after years. Behind row security the planner takes an index only for comparisons that can tell
-- nothing, and the overlap of spans is none of these: the spans of a day are found here, of the reader's stations alone.

drop index public.firearm_custody_during;
create index firearm_custody_during on public.firearm_custody using gist (cell, tstzrange(since, until));

-- Spans of custody that touch a span of time, of those that the reader sees.
create function sec.custody_during(span tstzrange) returns setof uuid language sql stable security definer rows 500
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select k.id from public.firearm_custody k where k.cell = any ((select sec.cells_asset())::integer[]) and tstzrange(k.since, k.until) && span
  union
  select k.id from public.firearm_custody k where k.officer_id = (select sec.own_officer()) and tstzrange(k.since, k.until) && span
$$;
revoke execute on all functions in schema sec from public;
