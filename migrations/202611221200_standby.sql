-- Stand-by (F-2.22, WF-12): what stations and Member States promise, who of it can move, and what stations report each
-- month. That a pledge has expired, that a check is old and that a named officer is not fit follow from dates and
-- papers and are stored nowhere; a pledge of which that cannot be said never counts.

call sec.add_area('standby');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'standby', 'global', true), ('pcu_officer', 'standby', 'global', true), ('pcu_support', 'standby', 'global', true),
  ('executive_reader', 'standby', 'global', false), ('regional_desk', 'standby', 'scope', false), ('designated_official', 'standby', 'scope', false),
  ('senior_security_professional', 'standby', 'scope', true), ('cp_coordinator', 'standby', 'scope', true), ('auditor', 'standby', 'global', false);

insert into public.setting (name, value, unit, source) values
  ('standby_check_days', '30', 'days', 'WF-12'), ('standby_test_days', '183', 'days', 'WF-12'), ('standby_report_days', '31', 'days', 'F-2.22');
call audit.note_migration('setting.create', 'settings of stand-by');

create table public.standby_pledge (
  id uuid primary key,
  ref text not null constraint standby_pledge_ref_once unique,
  -- the station that pledges, or that keeps the pledge of a Member State
  station_id uuid not null references public.duty_station,
  cell integer not null,
  -- empty: the station's own people
  member_state text references public.country,
  category text not null constraint standby_category_known check (category in
    ('armed_protection', 'close_protection', 'coordinator', 'driver', 'armoured_driver', 'medic')),
  head_count integer not null constraint standby_head_count_plausible check (head_count between 1 and 500),
  skills text not null default '' constraint standby_skills_short check (length(skills) <= 300),
  notice_hours integer not null constraint standby_notice_plausible check (notice_hours between 1 and 2160),
  from_date date not null,
  to_date date not null,
  during daterange not null generated always as (daterange(from_date, to_date, '[]')) stored,
  document text not null default '' constraint standby_document_short check (length(document) <= 160),
  state text not null default 'offered' constraint standby_state_known check (state in
    ('offered', 'accepted', 'ready', 'not_ready', 'activated', 'released')),
  state_since timestamptz not null default sec.now(),
  state_reason text not null default '' constraint standby_reason_short check (length(state_reason) <= 1000),
  accepted_by uuid references public.account,
  accepted_at timestamptz,
  activated_to uuid references public.duty_station,
  activated_count integer,
  activated_from date,
  activated_until date,
  activation_purpose text not null default '' constraint standby_purpose_known check (activation_purpose in ('', 'surge', 'guard', 'closing', 'withdrawal')),
  activation_document text not null default '' constraint standby_activation_document_short check (length(activation_document) <= 160),
  activated_by uuid references public.account,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint standby_ends_after_it_begins check (to_date >= from_date),
  constraint standby_at_most_two_years check (to_date <= from_date + 731),
  constraint standby_member_state_has_paper check (member_state is null or length(btrim(document)) > 0),
  -- INV-05
  constraint standby_accepted_by_another check (accepted_by <> created_by),
  constraint standby_accepted_at_a_time check ((accepted_by is null) = (accepted_at is null)),
  constraint standby_accepted_by_somebody check (state in ('offered', 'released') or accepted_by is not null),
  constraint standby_release_has_reason check (state <> 'released' or length(btrim(state_reason)) > 0),
  constraint standby_activation_is_whole check ((activated_to is not null) = (activated_by is not null) and
    (activated_to is null and state <> 'activated' or activated_count between 1 and head_count and activated_until >= activated_from
      and activation_purpose <> '' and length(btrim(activation_document)) > 0)),
  -- INV-13
  constraint activation_within_the_pledge check (activated_from >= from_date and activated_until <= to_date)
);
create index standby_by_cell on public.standby_pledge (cell, ref, id);
create index standby_by_notice on public.standby_pledge (notice_hours, id) where state <> 'released';
create index standby_by_station on public.standby_pledge (station_id);
create index standby_by_member_state on public.standby_pledge (member_state);
create index standby_by_acceptor on public.standby_pledge (accepted_by);
create index standby_by_destination on public.standby_pledge (activated_to);
create index standby_by_activator on public.standby_pledge (activated_by);
create index standby_by_creator on public.standby_pledge (created_by);
create index standby_by_updater on public.standby_pledge (updated_by);
create trigger standby_takes_cell before insert or update of station_id on public.standby_pledge
  for each row execute function sec.station_cell();
create trigger standby_signed_by_oneself before insert or update on public.standby_pledge
  for each row execute function sec.signature_is_own_or_gone('created_by', 'accepted_by', 'activated_by');

-- The people who are known by name. The rest of the head count is a number.
create table public.standby_member (
  id uuid primary key,
  pledge_id uuid not null references public.standby_pledge,
  cell integer not null,
  number integer not null,
  officer_id uuid not null references public.officer,
  during daterange not null,
  removed_at timestamptz,
  remove_reason text not null default '',
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint standby_member_number_once unique (pledge_id, number),
  constraint standby_removed_with_reason check (removed_at is null or length(btrim(remove_reason)) > 0),
  -- whoever is promised to one is not promised to another
  constraint officer_pledged_once exclude using gist (officer_id with =, during with &&) where (removed_at is null)
);
create index standby_member_by_officer on public.standby_member (officer_id);
create index standby_member_by_creator on public.standby_member (created_by);

-- Readiness checks and call-out tests: each an event that stays.
create table public.standby_check (
  id uuid primary key,
  pledge_id uuid not null references public.standby_pledge,
  cell integer not null,
  number integer not null,
  kind text not null constraint standby_check_kind_known check (kind in ('readiness', 'call_out')),
  done_on date not null,
  -- of a test: those who were there in time
  ready integer not null constraint standby_check_ready_not_negative check (ready >= 0),
  not_ready integer not null constraint standby_check_not_ready_not_negative check (not_ready >= 0),
  hours numeric(6, 1) constraint standby_check_hours_plausible check (hours between 0 and 9999),
  reason text not null default '' constraint standby_check_reason_short check (length(reason) <= 1000),
  recorded_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  version integer not null default 1,
  constraint standby_check_number_once unique (pledge_id, number),
  constraint standby_check_says_why check (not_ready = 0 or length(btrim(reason)) > 0),
  constraint standby_test_has_its_hours check ((kind = 'call_out') = (hours is not null))
);
create index standby_check_by_pledge on public.standby_check (pledge_id, kind, done_on desc);
create index standby_check_by_creator on public.standby_check (created_by);
create trigger standby_check_signed_by_oneself before insert on public.standby_check
  for each row execute function sec.signature_is_own('created_by');

-- What a station says about a month: figures, or that it has none. Without a row it is unknown. A correction is
-- another report of the same month; the last one counts.
create table public.standby_report (
  id uuid primary key,
  station_id uuid not null references public.duty_station,
  cell integer not null,
  month date not null constraint standby_report_month_begins check (extract(day from month) = 1),
  number integer not null,
  answer text not null constraint standby_answer_known check (answer in ('figures', 'same', 'none')),
  note text not null default '' constraint standby_report_note_short check (length(note) <= 1000),
  reported_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  version integer not null default 1,
  constraint standby_report_number_once unique (station_id, month, number)
);
create index standby_report_by_cell on public.standby_report (cell, reported_at desc);
create index standby_report_by_creator on public.standby_report (created_by);
create trigger standby_report_signed_by_oneself before insert on public.standby_report
  for each row execute function sec.signature_is_own('created_by');
create table public.standby_report_line (
  id uuid primary key,
  report_id uuid not null references public.standby_report,
  cell integer not null,
  category text not null constraint standby_line_category_known check (category in
    ('armed_protection', 'close_protection', 'coordinator', 'driver', 'armoured_driver', 'medic')),
  ready integer not null constraint standby_line_ready_plausible check (ready between 0 and 500),
  not_ready integer not null constraint standby_line_not_ready_plausible check (not_ready between 0 and 500),
  reason text not null default '' constraint standby_line_reason_short check (length(reason) <= 300),
  version integer not null default 1,
  constraint standby_line_once unique (report_id, category),
  constraint standby_line_says_why check (not_ready = 0 or length(btrim(reason)) > 0)
);

create table public.standby_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into public.standby_transition (from_state, to_state) values
  ('offered', 'accepted'), ('offered', 'released'), ('accepted', 'ready'), ('accepted', 'not_ready'), ('accepted', 'released'),
  ('ready', 'not_ready'), ('not_ready', 'ready'), ('ready', 'activated'), ('ready', 'released'), ('not_ready', 'released'), ('activated', 'released');

-- What stands against counting an officer for a category on a day. Empty: nothing. For the duties this is the same
-- answer as the program's own function of fitness gives; a test holds the two together.
create function sec.standby_gaps(officer uuid, category text, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with held as (
    select q.type, q.country from public.qualification q
    where q.officer_id = officer and q.verified_by is not null and not q.is_void
      and q.obtained_on <= on_day and (q.valid_until is null or q.valid_until >= on_day)
  ), duty as (
    select * from public.officer o where o.id = officer
  )
  select array_remove(array[
      case when o.state <> 'active' then 'ended' end,
      case when exists (select from public.availability v where v.officer_id = o.id and not v.is_void and v.kind <> 'stand_by'
        and v.from_date <= on_day and v.to_date >= on_day) then 'away' end,
      case when standby_gaps.category = 'armed_protection' and c.category is null then 'category' end,
      case when standby_gaps.category = 'armed_protection' then case when a.allows is null then 'station_unknown' when not a.allows then 'station'
        when c.by_station and not a.allows_professionals then 'station_category' end end,
      case when standby_gaps.category = 'armed_protection' and exists (select from public.armed_suspension x where x.officer_id = o.id and x.lifted_at is null) then 'suspended' end
    ], null)
    || coalesce((select array_agg(wanted.type order by wanted.sort) from (values
        ('armed_protection', 'firearm', 1), ('armed_protection', 'weapon_authorization', 2), ('armed_protection', 'use_of_force', 3),
        ('armed_protection', 'medical_fitness', 4), ('armed_protection', 'host_weapon_permit', 5),
        ('close_protection', 'cpoc', 1), ('close_protection', 'physical_fitness', 2), ('close_protection', 'ifak', 3),
        ('driver', 'un_driver_permit', 1), ('armoured_driver', 'un_driver_permit', 1), ('armoured_driver', 'av_driver', 2),
        ('medic', 'etb', 1), ('medic', 'ifak', 2)) wanted (duty, type, sort)
      where wanted.duty = standby_gaps.category
        and not exists (select from held h where h.type = wanted.type and (wanted.type <> 'host_weapon_permit' or h.country = s.country))), '{}')
  from duty o join public.duty_station s on s.id = o.station_id
  left join public.armed_category c on c.category = o.category
  left join public.station_arming a on a.station_id = s.id
$$;

-- What stands against counting a pledge at all on a day. Empty: nothing.
create function sec.standby_blocks(pledge public.standby_pledge, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  select array_remove(array[
    case when pledge.state <> 'ready' then pledge.state end,
    case when pledge.to_date < on_day then 'expired' end,
    case when pledge.from_date > on_day then 'not_yet' end,
    case when last.done_on is null then 'never_checked'
      when last.done_on < on_day - (select value::integer from public.setting where name = 'standby_check_days') then 'check_old' end
  ], null)
  from (select max(k.done_on) as done_on from public.standby_check k where k.pledge_id = pledge.id and k.kind = 'readiness') last
$$;

-- How a pledge stands on a day: its last check and test, how many of its named people are not fit, and how many of it
-- can move. Nothing is guessed: what was not checked does not count.
create function sec.standby_standing(wanted uuid, on_day date) returns table (
    out_checked_on date, out_declared integer, out_tested_on date, out_named integer, out_unfit integer, out_blocks text[], out_counts integer)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select checked.done_on, checked.ready, (select max(k.done_on) from public.standby_check k where k.pledge_id = p.id and k.kind = 'call_out'),
    people.named, people.unfit, b.blocks,
    case when b.blocks = '{}' then greatest(0, least(checked.ready, p.head_count - people.unfit)) else 0 end
  from public.standby_pledge p
  left join lateral (select k.done_on, k.ready from public.standby_check k where k.pledge_id = p.id and k.kind = 'readiness'
    order by k.done_on desc, k.number desc limit 1) checked on true
  cross join lateral (select count(*)::integer as named, count(*) filter (where sec.standby_gaps(m.officer_id, p.category, on_day) <> '{}')::integer as unfit
    from public.standby_member m where m.pledge_id = p.id and m.removed_at is null) people
  cross join lateral (select sec.standby_blocks(p, on_day) as blocks) b
  where p.id = wanted
$$;

-- The people of a pledge, with what stands against each, for those who may see the pledge.
create function sec.standby_people(wanted uuid, on_day date) returns table (
    out_number integer, out_officer text, out_name text, out_category text, out_gaps text[], out_removed boolean, out_reason text, out_version integer)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select m.number, o.ref, case when o.cell = any (sec.cells_people()) or o.id = sec.own_officer() then o.name else '' end, o.category, case when m.removed_at is null then sec.standby_gaps(o.id, p.category, on_day) else '{}' end,
    m.removed_at is not null, m.remove_reason, m.version
  from public.standby_pledge p join public.standby_member m on m.pledge_id = p.id join public.officer o on o.id = m.officer_id
  where p.id = wanted and (p.cell = any (sec.cells_standby()) or m.officer_id = sec.own_officer())
  order by m.removed_at is not null, m.number limit 500
$$;
-- The code of a station somebody was sent to, also for those who may not open the station.
create function sec.station_code(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ select code from public.duty_station where id = wanted $$;
-- Pledges in which the reader is named.
create function sec.own_pledges() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(distinct m.pledge_id), '{}') from public.standby_member m
  where m.officer_id = (select sec.own_officer()) and m.removed_at is null
$$;

create function sec.guard_pledge() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date := (sec.now() at time zone 'UTC')::date; can_move integer; moment timestamptz := sec.now();
  promise constant text[] := array['station_id', 'member_state', 'category', 'head_count', 'notice_hours', 'from_date', 'to_date', 'created_by'];
  activation constant text[] := array['activated_to', 'activated_count', 'activated_from', 'activated_until', 'activation_purpose', 'activation_document', 'activated_by'];
begin
  if tg_op = 'INSERT' then
    if new.state <> 'offered' or new.accepted_by is not null or new.activated_to is not null then
      raise exception 'it begins offered' using errcode = '23514', constraint = 'standby_follows', table = 'standby_pledge';
    end if;
    return new;
  end if;
  if old.state = 'released' and to_jsonb(old) - 'cell' <> to_jsonb(new) - 'cell' then
    raise exception 'what was released stays' using errcode = '23514', constraint = 'released_pledge_is_kept', table = 'standby_pledge';
  end if;
  if old.state <> 'offered' and exists (select from unnest(promise) field where to_jsonb(old) -> field is distinct from to_jsonb(new) -> field) then
    raise exception 'what was accepted stays' using errcode = '23514', constraint = 'accepted_pledge_is_kept', table = 'standby_pledge';
  end if;
  if old.accepted_by is not null and (new.accepted_by, new.accepted_at) is distinct from (old.accepted_by, old.accepted_at)
      or (new.state <> 'activated' or old.state = 'activated')
        and exists (select from unnest(activation) field where to_jsonb(old) -> field is distinct from to_jsonb(new) -> field) then
    raise exception 'what was signed stays' using errcode = '23514', constraint = 'signed_pledge_is_kept', table = 'standby_pledge';
  end if;
  if old.state = new.state then
    return new;
  end if;
  if not exists (select from public.standby_transition where from_state = old.state and to_state = new.state) then
    raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'standby_follows', table = 'standby_pledge';
  end if;
  new.state_since := moment;
  if new.state = 'accepted' then
    new.accepted_at := moment;
    if new.to_date < today then
      raise exception 'it has expired' using errcode = '23514', constraint = 'expired_pledge_is_not_accepted', table = 'standby_pledge';
    end if;
  end if;
  -- ready is what a check found
  if new.state in ('ready', 'not_ready') and new.state is distinct from (select case when k.ready > 0 then 'ready' else 'not_ready' end
      from public.standby_check k where k.pledge_id = new.id and k.recorded_at >= old.accepted_at order by k.number desc limit 1) then
    raise exception 'a check says so' using errcode = '23514', constraint = 'readiness_follows_a_check', table = 'standby_pledge';
  end if;
  if new.state = 'activated' then
    select out_counts into can_move from sec.standby_standing(new.id, today);
    if coalesce(can_move, 0) < new.activated_count then
      raise exception 'only % can move', can_move using errcode = '23514', constraint = 'activation_of_the_ready_only', table = 'standby_pledge';
    end if;
    if new.activated_until < today then
      raise exception 'it is over' using errcode = '23514', constraint = 'activation_is_to_come', table = 'standby_pledge';
    end if;
  end if;
  return new;
end $$;
create trigger standby_guarded before insert or update on public.standby_pledge for each row execute function sec.guard_pledge();
-- Whoever is named is promised as long as the pledge is.
create function sec.members_follow_pledge() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.standby_member set version = version + 1, during = case when new.state = 'released'
      then daterange(lower(during), greatest(lower(during), least(upper(during), (sec.now() at time zone 'UTC')::date))) else new.during end
    where pledge_id = new.id and removed_at is null and not isempty(during);
  return null;
end $$;
create trigger members_follow after update on public.standby_pledge
  for each row when (old.during <> new.during or old.state <> new.state and new.state = 'released') execute function sec.members_follow_pledge();

create function sec.part_of_pledge() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare p public.standby_pledge; kept jsonb := to_jsonb(new);
begin
  -- checks and names of one pledge come one after another
  select * into strict p from public.standby_pledge where id = new.pledge_id for update;
  new.cell := p.cell;
  if tg_table_name = 'standby_check' then
    if tg_op = 'UPDATE' then
      raise exception 'a check stays as it was recorded' using errcode = '23514', constraint = 'standby_check_is_kept', table = 'standby_check';
    end if;
    new.recorded_at := sec.now();
    if p.state not in ('accepted', 'ready', 'not_ready') then
      raise exception 'only what was accepted is checked' using errcode = '23514', constraint = 'standby_checked_when_accepted', table = 'standby_check';
    end if;
    if new.done_on > (sec.now() at time zone 'UTC')::date + 1 then
      raise exception 'it is not done yet' using errcode = '23514', constraint = 'standby_check_done_by_now', table = 'standby_check';
    end if;
    if new.ready + new.not_ready <> p.head_count then
      raise exception 'everybody is in one of the two' using errcode = '23514', constraint = 'standby_check_covers_everybody', table = 'standby_check';
    end if;
  elsif tg_op = 'INSERT' then
    if p.state = 'released' then
      raise exception 'it is over' using errcode = '23514', constraint = 'released_pledge_is_kept', table = 'standby_member';
    end if;
    new.during := p.during;
    if (select count(*) from public.standby_member m where m.pledge_id = p.id and m.removed_at is null) >= p.head_count then
      raise exception 'all are named' using errcode = '23514', constraint = 'standby_names_within_head_count', table = 'standby_member';
    end if;
    -- a station promises its own people
    if p.member_state is null and not exists (select from public.officer o where o.id = new.officer_id and o.station_id = p.station_id and o.state = 'active') then
      raise exception 'an officer of another station' using errcode = '23514', constraint = 'standby_names_own_officers', table = 'standby_member';
    end if;
  elsif kept - array['removed_at', 'remove_reason', 'version', 'during', 'cell'] <> to_jsonb(old) - array['removed_at', 'remove_reason', 'version', 'during', 'cell']
      or old.removed_at is not null and kept <> to_jsonb(old) then
    raise exception 'a name is taken back, not rewritten' using errcode = '23514', constraint = 'standby_member_is_kept', table = 'standby_member';
  end if;
  return new;
end $$;
create trigger check_of_pledge before insert or update on public.standby_check for each row execute function sec.part_of_pledge();
create trigger member_of_pledge before insert or update on public.standby_member for each row execute function sec.part_of_pledge();
create function sec.check_moves_pledge() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.standby_pledge set state = case when new.ready > 0 then 'ready' else 'not_ready' end, state_reason = new.reason,
      version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
    where id = new.pledge_id;
  return null;
end $$;
create trigger check_moves after insert on public.standby_check for each row execute function sec.check_moves_pledge();

create function sec.guard_standby_report() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare r public.standby_report;
begin
  if tg_op = 'UPDATE' then
    raise exception 'a report is corrected by another' using errcode = '23514', constraint = 'standby_report_is_kept', table = tg_table_name;
  end if;
  if tg_table_name = 'standby_report' then
    select cell into strict new.cell from public.duty_station where id = new.station_id for update;
    new.reported_at := sec.now();
    if new.month > (sec.now() at time zone 'UTC')::date then
      raise exception 'the month is to come' using errcode = '23514', constraint = 'standby_report_of_a_month_begun', table = 'standby_report';
    end if;
    select coalesce(max(x.number), 0) + 1 into new.number from public.standby_report x where x.station_id = new.station_id and x.month = new.month;
  else
    select * into strict r from public.standby_report where id = new.report_id;
    new.cell := r.cell;
    if r.answer = 'none' then
      raise exception 'none has no figures' using errcode = '23514', constraint = 'standby_none_has_no_figures', table = 'standby_report_line';
    end if;
    if not exists (select from public.standby_report x where x.id = r.id and x.xmin = pg_current_xact_id()::xid) then
      raise exception 'a report is made at once' using errcode = '23514', constraint = 'standby_report_is_kept', table = 'standby_report_line';
    end if;
  end if;
  return new;
end $$;
create trigger standby_report_guarded before insert or update on public.standby_report for each row execute function sec.guard_standby_report();
create trigger standby_line_guarded before insert or update on public.standby_report_line for each row execute function sec.guard_standby_report();

call sec.business_table('standby_pledge', 'id', 'cell = {standby} or id = any ((select sec.own_pledges())::uuid[])', 'cell = {standby}');
call sec.business_table('standby_member', 'id', 'cell = {standby} or officer_id = (select sec.own_officer())', 'cell = {standby}');
call sec.business_table('standby_check', 'id', 'exists (select from public.visible_standby_pledge p where p.id = pledge_id)', 'cell = {standby}');
call sec.business_table('standby_report', 'id', 'cell = {standby}');
call sec.business_table('standby_report_line', 'id', 'cell = {standby}');

revoke insert, update on public.standby_transition from cordon_web;
revoke execute on all functions in schema sec from public;
revoke execute on function sec.standby_gaps(uuid, text, date), sec.standby_blocks(public.standby_pledge, date) from cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
