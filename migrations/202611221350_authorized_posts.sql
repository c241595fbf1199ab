-- The authorized posts of a station's protection unit, who fills each (INV-09), and the strength it must not fall below
-- (ux.md 3.10). Until when a post is funded and since when it is filled is written once, with the post: the employment of
-- whoever fills it follows (INV-13, X-09).

create table public.authorized_post (
  id uuid primary key,
  ref text not null default sec.new_ref('AP') constraint authorized_post_ref_once unique,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  -- as the staffing table writes it: S-25-019
  number text not null constraint authorized_post_number_shape check (number ~ '^[A-Z0-9][A-Z0-9./-]{0,29}$'),
  title text not null constraint authorized_post_title_present check (length(btrim(title)) between 1 and 120),
  duty_role text not null constraint authorized_post_duty_role_known check (duty_role in
    ('cp_coordinator', 'team_leader', 'cp_officer', 'driver', 'medic')),
  category text not null constraint authorized_post_category_known check (category in
    ('P', 'D', 'FS', 'GS', 'NPO', 'SS', 'TC', 'LT', 'unv_international', 'unv_national', 'GPP', 'UNPOL',
     'military_staff', 'formed_unit_member', 'mscpu_member', 'consultant', 'individual_contractor', 'company_contractor', 'intern')),
  grade text not null default '' constraint authorized_post_grade_short check (length(grade) <= 20),
  -- none: nobody said until when
  funded_until date,
  officer_id uuid references public.officer,
  occupied_since date,
  abolished_on date,
  abolish_reason text not null default '' constraint authorized_post_abolish_reason_short check (length(abolish_reason) <= 400),
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint filled_post_has_its_day check ((officer_id is null) = (occupied_since is null)),
  constraint abolished_post_is_vacant check (abolished_on is null or officer_id is null),
  constraint abolished_post_has_reason check (abolished_on is null or length(btrim(abolish_reason)) > 0)
);
create unique index authorized_post_number_once on public.authorized_post (number) where abolished_on is null;
-- INV-09: nobody has two
create unique index officer_fills_one_post on public.authorized_post (officer_id);
create index authorized_post_by_cell on public.authorized_post (cell, number, id);
create index authorized_post_by_station on public.authorized_post (station_id);
create index authorized_post_by_creator on public.authorized_post (created_by);
create index authorized_post_by_updater on public.authorized_post (updated_by);

create table public.station_strength (
  id uuid primary key,
  station_id uuid not null constraint station_strength_once unique references public.duty_station,
  cell integer not null,
  -- present and fit for armed duty; whoever is present beside them
  armed integer not null constraint station_strength_armed_possible check (armed between 0 and 999),
  unarmed integer not null constraint station_strength_unarmed_possible check (unarmed between 0 and 999),
  document text not null constraint station_strength_has_document check (length(btrim(document)) between 1 and 160),
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account
);
create index station_strength_by_cell on public.station_strength (cell);
create index station_strength_by_creator on public.station_strength (created_by);
create index station_strength_by_updater on public.station_strength (updated_by);
create trigger station_strength_takes_cell before insert or update of station_id on public.station_strength
  for each row execute function sec.station_cell();

create function sec.guard_authorized_post() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date := (sec.now() at time zone 'UTC')::date;
begin
  if tg_op = 'UPDATE' then
    if old.abolished_on is not null and to_jsonb(old) - 'cell' <> to_jsonb(new) - 'cell' then
      raise exception 'what was abolished stays' using errcode = '23514', constraint = 'abolished_post_is_kept', table = 'authorized_post';
    end if;
    if (new.station_id, new.ref) is distinct from (old.station_id, old.ref) then
      raise exception 'a post stays where it was authorized' using errcode = '23514', constraint = 'authorized_post_stays', table = 'authorized_post';
    end if;
  end if;
  select cell into strict new.cell from public.duty_station where id = new.station_id;
  if new.abolished_on > today then
    raise exception 'it is not abolished yet' using errcode = '23514', constraint = 'post_abolished_by_now', table = 'authorized_post';
  end if;
  -- the day may have begun elsewhere
  if new.occupied_since > today + 1 then
    raise exception 'it is not filled yet' using errcode = '23514', constraint = 'post_filled_by_now', table = 'authorized_post';
  end if;
  -- INV-09: a station's posts are filled by those who belong to it
  if new.officer_id is not null and (tg_op = 'INSERT' or new.officer_id is distinct from old.officer_id) then
    perform from public.officer o where o.id = new.officer_id and o.station_id = new.station_id and o.state = 'active' for share;
    if not found then
      raise exception 'an officer of another station' using errcode = '23514', constraint = 'post_filled_by_own_officer', table = 'authorized_post';
    end if;
  end if;
  return new;
end $$;
create trigger authorized_post_guarded before insert or update on public.authorized_post for each row execute function sec.guard_authorized_post();

-- What employment says of the post is what the post says.
create function sec.employment_of_post() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and (old.officer_id, old.funded_until, old.occupied_since) is not distinct from (new.officer_id, new.funded_until, new.occupied_since) then
    return null;
  end if;
  if tg_op = 'UPDATE' and old.officer_id is distinct from new.officer_id then
    update public.employment set post_funded_until = null, position_occupied_since = null, version = version + 1 where officer_id = old.officer_id;
  end if;
  if new.officer_id is not null then
    insert into public.employment as e (id, officer_id, cell, post_funded_until, position_occupied_since)
      values (gen_random_uuid(), new.officer_id, new.cell, new.funded_until, new.occupied_since)
      on conflict (officer_id) do update set post_funded_until = excluded.post_funded_until,
        position_occupied_since = excluded.position_occupied_since, version = e.version + 1;
  end if;
  return null;
end $$;
create trigger employment_follows after insert or update on public.authorized_post for each row execute function sec.employment_of_post();
create function sec.post_of_employment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare p public.authorized_post;
begin
  select * into p from public.authorized_post where officer_id = new.officer_id;
  if found then
    new.post_funded_until := p.funded_until;
    new.position_occupied_since := p.occupied_since;
  end if;
  return new;
end $$;
create trigger employment_says_what_the_post_says before insert or update on public.employment for each row execute function sec.post_of_employment();

-- INV-09: whoever belongs to another station, or whose record ended, leaves the post vacant. Before the parts follow.
create function sec.officer_leaves_post() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.authorized_post set officer_id = null, occupied_since = null, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
    where officer_id = new.id;
  return null;
end $$;
create trigger a_post_is_left after update on public.officer
  for each row when (old.station_id <> new.station_id or old.state = 'active' and new.state <> 'active') execute function sec.officer_leaves_post();

-- Who is present at a station now and at noon of each of the next fourteen days, and how many of them are fit for armed
-- duty there: its own people who are not away, and those on temporary duty to it. Numbers only, for those who read people.
create function sec.presence_at(in_cell integer) returns table (out_day date, out_present integer, out_armed integer) language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select d.day, count(o.id)::integer, count(o.id) filter (where o.category in (select category from public.armed_category)
      and exists (select from public.qualification q where q.officer_id = o.id and q.type = 'weapon_authorization' and not q.is_void
        and (q.valid_until is null or q.valid_until >= d.day)
        and sec.armed_gaps(o.id, q.weapon_class, q.weapon_model, s.id, d.day) = '{}'))::integer
  from public.duty_station s
  cross join (select (sec.now() at time zone 'UTC')::date + n as day,
      case when n = 0 then sec.now() else ((sec.now() at time zone 'UTC')::date + n + time '12:00') at time zone 'UTC' end as moment
    from generate_series(0, 14) n) d
  left join public.officer o on o.state = 'active' and (
    o.station_id = s.id and not exists (select from public.availability v
      where v.officer_id = o.id and not v.is_void and v.kind <> 'stand_by' and v.during @> d.moment)
    or o.station_id <> s.id and o.id in (select v.officer_id from public.availability v
      where v.station_id = s.id and v.kind = 'temporary_duty' and not v.is_void and v.during @> d.moment))
  where s.cell = in_cell and in_cell = any ((select sec.cells_people())::integer[])
  group by d.day order by d.day
$$;

call sec.business_table('authorized_post', 'id', 'cell = {people}');
call sec.business_table('station_strength', 'id', 'cell = {people}');

-- A post of the people changes their block as well (WF-8).
create or replace function sec.parts_changed(in_cell integer) returns table (out_area text, out_record uuid, out_at timestamptz) language sql stable security definer
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
  select 'people', coalesce(p.officer_id, p.id), max(h.at) from public.authorized_post p join history.authorized_post h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'asset', p.firearm_id, max(h.at) from public.firearm_permit p join history.firearm_permit h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'asset', p.firearm_id, max(h.at) from public.firearm_inspection p join history.firearm_inspection h on h.record_id = p.id where p.cell = in_cell group by 2
  union all
  select 'vehicle', p.vehicle_id, max(h.at) from public.vehicle_paper p join history.vehicle_paper h on h.record_id = p.id where p.cell = in_cell group by 2
$$;

revoke execute on all functions in schema sec from public;
revoke execute on function sec.parts_changed(integer) from cordon_web;
