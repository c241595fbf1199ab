-- How everybody within reach stands to what is asked of them where they are on duty, in one statement: lists and the
-- figures of a station ask it, the record of one officer asks `sec.training_of`. A test compares the two.

create function sec.training_standings(on_day date) returns table (out_officer uuid, out_type text, out_state text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  with within as materialized (
    select o.id, o.station_id from public.officer o where o.cell = any ((select sec.cells_qualification())::integer[]) or o.id = (select sec.own_officer())
  ), duty as materialized (
    select w.id, w.station_id from within w
    union
    select w.id, v.station_id from within w join public.availability v on v.officer_id = w.id
      where v.kind = 'temporary_duty' and v.station_id is not null and not v.is_void and v.from_date <= on_day and v.to_date >= on_day
  ), asked as materialized (
    select d.id, k.code from duty d cross join public.qualification_type k where k.blocks = 'deployment'
    union
    select d.id, t.type from duty d join public.station_training t on t.station_id = d.station_id and t.from_date <= on_day and coalesce(t.until_date, 'infinity') >= on_day
      join public.qualification_type k on k.code = t.type and not k.is_withdrawn
  ), held as materialized (
    select q.officer_id, q.type, max(coalesce(q.valid_until, 'infinity')) filter (where q.verified_by is not null) as ends, bool_or(q.verified_by is null) as waits
    from public.qualification q where q.type in (select a.code from asked a) and not q.is_void and q.obtained_on <= on_day group by q.officer_id, q.type
  )
  select a.id, a.code, case when h.ends >= on_day then case when h.ends <= on_day + k.lead_days then 'ending' else 'kept' end
    when h.ends is not null then 'expired' when h.waits then 'waiting' else 'missing' end
  from asked a join public.qualification_type k on k.code = a.code left join held h on h.officer_id = a.id and h.type = a.code
$$;
drop function sec.training_stands(uuid, date, text[]);
revoke execute on all functions in schema sec from public;
