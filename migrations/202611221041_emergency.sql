-- Emergency reading (DESIGN 9.7): what a rescuer knows finds the record; a reason opens it, at once, for hours;
-- the alarm is raised by the same statement. Nothing is written, granted or exported through it.

create function sec.may_read_in_emergency() returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
  select sec.cells_watch() <> '{}' or sec.has_role('{pcu_chief,pcu_officer,regional_desk,designated_official,senior_security_professional,cp_coordinator,team_leader,cp_officer}')
$$;

-- Beyond the walls, but little: a reference and what to call it. Every search is in the trail.
create function sec.rescue_search(known text, said text, around timestamptz)
returns table (kind text, ref text, called text, detail text, starts_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
declare pattern text := '%' || replace(replace(replace(btrim(said), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  digits text := regexp_replace(said, '[^0-9]', '', 'g');
begin
  if not sec.may_read_in_emergency() or length(btrim(said)) < 3 then return; end if;
  return query
  select x.kind, x.ref, x.called, x.detail, x.starts_at from (
    select 'principal'::text as kind, p.ref, coalesce(nullif(p.codename, ''), p.ref) as called, p.office as detail, null::timestamptz as starts_at
      from public.principal p where p.state = 'active' and (
        known = 'codename' and (p.codename ilike pattern or p.ref ilike pattern)
        or known = 'office' and p.office ilike pattern
        or known = 'phone' and length(digits) >= 4 and (
          regexp_replace(p.office_number, '[^0-9]', '', 'g') like '%' || digits
          or exists (select from public.profile_contacts c where c.principal_id = p.id and (
            regexp_replace(c.mobile_phone, '[^0-9]', '', 'g') like '%' || digits or regexp_replace(c.satellite_phone, '[^0-9]', '', 'g') like '%' || digits
            or regexp_replace(c.office_phone, '[^0-9]', '', 'g') like '%' || digits or regexp_replace(c.assistant_phone, '[^0-9]', '', 'g') like '%' || digits))))
    union all
    select 'movement', m.ref, coalesce(nullif(p.codename, ''), p.ref), l.departure_text || ' → ' || l.arrival_text, l.departs_at
      from public.leg l join public.movement m on m.id = l.movement_id join public.principal p on p.id = m.principal_id
      where not l.is_void and not m.is_void and m.state <> 'cancelled'
        and l.departs_at between around - interval '36 hours' and around + interval '36 hours' and (
        known = 'codename' and (p.codename ilike pattern or m.ref ilike pattern)
        or known in ('flight', 'plate') and regexp_replace(l.carrier, '[^A-Za-z0-9]', '', 'g') ilike '%' || regexp_replace(said, '[^A-Za-z0-9]', '', 'g') || '%'
        or known = 'place' and (l.departure_text ilike pattern or l.arrival_text ilike pattern)
        or known = 'phone' and length(digits) >= 4 and exists (select from public.tasking t join public.officer o on o.id = t.officer_id
          where t.leg_id = l.id and (regexp_replace(o.number_1, '[^0-9]', '', 'g') like '%' || digits
            or regexp_replace(o.number_2, '[^0-9]', '', 'g') like '%' || digits or regexp_replace(o.satellite, '[^0-9]', '', 'g') like '%' || digits)))) x
  order by x.kind, x.starts_at, x.ref limit 30;
end $$;

-- Opens one record to one person. A watch may open it to somebody else, who stands at the place.
create function sec.open_reading(in_record text, in_reason text, in_sentence text, in_for text) returns text language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare official public.principal; journey public.movement; reader uuid := sec.account_id(); made uuid := gen_random_uuid();
  reference text := sec.new_ref('E'); moment timestamptz := sec.now(); owners uuid[];
begin
  if not sec.may_read_in_emergency() then
    raise exception 'emergency reading is for security roles' using errcode = '42501';
  end if;
  select * into journey from public.movement m where m.ref = in_record and not m.is_void;
  select * into official from public.principal p where p.ref = in_record and p.state = 'active' or p.id = journey.principal_id limit 1;
  if official.id is null then return null; end if;
  if in_for <> '' then
    if sec.cells_watch() = '{}' then
      raise exception 'only a watch opens a record to somebody else' using errcode = '23514', constraint = 'watch_opens_to_others', table = 'emergency_reading';
    end if;
    select a.id into reader from public.account a where a.username = in_for and a.kind = 'person' and a.disabled_at is null;
    if reader is null then return ''; end if;
  end if;
  insert into public.emergency_reading (id, ref, account_id, opened_by, principal_id, movement_id, portfolio_cell, reason, sentence, opened_at, until)
    values (made, reference, reader, sec.account_id(), official.id, journey.id, official.portfolio_cell, in_reason, in_sentence, moment,
      moment + make_interval(hours => (select value::integer from public.setting where name = 'emergency_hours')));
  owners := sec.officers_of_portfolio(official.portfolio_code);
  insert into public.emergency_alarm (reading_id, account_id)
    select made, x.id from (
      select g.account_id as id from public.access_grant g join public.account a on a.id = g.account_id and a.disabled_at is null
        where g.role = 'pcu_chief' and g.state = 'granted' and g.valid_from <= moment and (g.valid_to is null or g.valid_to > moment)
      union select unnest(owners)) x
    where x.id <> reader;
  insert into public.exception (id, ref, movement_id, cell, rule, code, detail, opened_by, owner_id)
    values (gen_random_uuid(), sec.new_ref('X'), journey.id, coalesce(journey.planning_cell, official.cell, official.portfolio_cell),
      'DESIGN 9.7', 'emergency_reading', reference, sec.account_id(),
      coalesce((select a.account_id from public.emergency_alarm a where a.reading_id = made
        order by (select sec.account_label(a.account_id)), a.account_id limit 1), sec.account_id()));
  perform sec.announce('watch', array[journey.planning_cell, official.cell, official.portfolio_cell]);
  return reference;
end $$;

-- Terms never change: these three are all that happens to a reading afterwards.
create function sec.close_reading(in_ref text) returns boolean language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin
  update public.emergency_reading set closed_at = sec.now(), closed_by = sec.account_id(), version = version + 1
    where ref = in_ref and closed_at is null and (account_id = sec.account_id() or opened_by = sec.account_id() or sec.has_role('{pcu_chief}'));
  return found;
end $$;
create function sec.review_reading(in_ref text, in_finding text) returns boolean language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin
  if not sec.has_role('{pcu_chief}') then
    raise exception 'emergency readings are reviewed by the chief' using errcode = '42501';
  end if;
  update public.emergency_reading set reviewed_at = sec.now(), reviewed_by = sec.account_id(), finding = in_finding,
      closed_at = coalesce(closed_at, sec.now()), closed_by = coalesce(closed_by, sec.account_id()), version = version + 1
    where ref = in_ref and reviewed_at is null;
  return found;
end $$;
create function sec.see_alarm(in_ref text) returns boolean language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin
  update public.emergency_alarm a set seen_at = sec.now(), version = a.version + 1 from public.emergency_reading e
    where e.id = a.reading_id and e.ref = in_ref and a.account_id = sec.account_id() and a.seen_at is null;
  return found;
end $$;
create function sec.keep_reading_terms() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare later constant text[] := array['closed_at', 'closed_by', 'reviewed_at', 'reviewed_by', 'finding', 'version'];
begin
  if to_jsonb(old) - later <> to_jsonb(new) - later then
    raise exception 'the terms of an emergency reading never change'
      using errcode = '23514', constraint = 'emergency_terms_stay', table = 'emergency_reading';
  end if;
  return new;
end $$;
create trigger terms_stay before update on public.emergency_reading for each row execute function sec.keep_reading_terms();

-- What every page of a person must say: own readings that are open, alarms not yet seen.
create function sec.emergency_bars(wanted uuid) returns text[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(x.mark order by x.mark), '{}') from (
    select 'open ' || e.ref as mark from public.emergency_reading e where e.account_id = wanted and e.closed_at is null and e.until > sec.now()
    union all
    select 'alarm ' || e.ref from public.emergency_alarm a join public.emergency_reading e on e.id = a.reading_id
      where a.account_id = wanted and a.seen_at is null and e.reviewed_at is null) x
$$;

-- What a rescuer needs of an opened record, besides its compartments: for the reader while it is open.
create function sec.rescue_sheet(in_ref text) returns jsonb language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select jsonb_build_object(
    'official', jsonb_build_object('id', p.id, 'ref', p.ref, 'codename', p.codename, 'name', p.display_name, 'office', p.office, 'number', p.office_number,
      'contacts', (select jsonb_build_array(c.mobile_phone, c.satellite_phone, c.office_phone, c.assistant_name, c.assistant_phone) from public.profile_contacts c where c.principal_id = p.id)),
    'legs', coalesce((select jsonb_agg(jsonb_build_object('movement', m.ref, 'number', l.number, 'mode', l.mode, 'carrier', l.carrier, 'from', l.departure_text, 'to', l.arrival_text,
        'from_zone', l.departs_zone, 'to_zone', l.arrives_zone, 'departs_at', l.departs_at, 'arrives_at', l.arrives_at, 'state', l.state) order by l.departs_at, l.number)
      from public.leg l join public.movement m on m.id = l.movement_id
      where not l.is_void and not m.is_void and l.state <> 'cancelled' and (m.id = e.movement_id or e.movement_id is null and m.principal_id = p.id
        and l.arrives_at > sec.now() - interval '1 day' and l.departs_at < sec.now() + interval '3 days')), '[]'),
    'team', coalesce((select jsonb_agg(distinct jsonb_build_object('name', o.name, 'role', t2.role, 'number', o.number_1, 'other', o.number_2, 'satellite', o.satellite))
      from public.tasking t join public.post t2 on t2.id = t.post_id join public.officer o on o.id = t.officer_id join public.leg l on l.id = t.leg_id
      where t.state in ('planned', 'active') and (t.movement_id = e.movement_id or e.movement_id is null and l.principal_id = p.id
        and l.arrives_at > sec.now() - interval '1 day' and l.departs_at < sec.now() + interval '3 days')), '[]'),
    'stations', coalesce((select jsonb_agg(jsonb_build_object('label', s.code || ' ' || n.label, 'number', n.number) order by s.code, n.label)
      from public.station_number n join public.duty_station s on s.id = n.station_id
      where n.is_always_on and not n.is_void and (s.id = p.home_station_id or s.cell in (
        select unnest(array[l.departure_cell, l.arrival_cell]) from public.leg l where l.movement_id = e.movement_id and not l.is_void))), '[]'))
  from public.emergency_reading e join public.principal p on p.id = e.principal_id
  where e.ref = in_ref and e.account_id = sec.account_id() and e.closed_at is null and e.until > sec.now()
$$;

-- References that the terms name, for those who see the terms: no more of the records than that.
create function sec.emergency_subject(reading uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$ select p.ref from public.emergency_reading e join public.principal p on p.id = e.principal_id where e.id = reading $$;
create function sec.emergency_journey(reading uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$ select m.ref from public.emergency_reading e join public.movement m on m.id = e.movement_id where e.id = reading $$;

call sec.business_table('emergency_reading', 'id',
  'account_id = (select sec.account_id()) or opened_by = (select sec.account_id()) or (select sec.has_role(''{pcu_chief,auditor}''))
   or exists (select from public.emergency_alarm a where a.reading_id = emergency_reading.id and a.account_id = (select sec.account_id()))', 'false');
call sec.business_table('emergency_alarm', 'id',
  'account_id = (select sec.account_id()) or (select sec.has_role(''{pcu_chief,auditor}''))', 'false');
revoke insert, update on public.emergency_reading, public.emergency_alarm from cordon_web;
revoke execute on function sec.emergency_bars(uuid) from public;
revoke execute on all functions in schema sec from public;
