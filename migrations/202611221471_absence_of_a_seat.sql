-- Whoever takes part in a session that is held is away for its days: the absence follows the seat (INV-08). One place of
-- truth: it is written and taken back with the seat, never by hand. Where the officer is recorded elsewhere on those days
-- already, both are facts: what stood there stays, and the session keeps its participant.

alter table public.availability
  add column participation_id uuid references public.participation,
  add constraint absence_of_a_seat_is_training check (participation_id is null or kind = 'training');
create unique index absence_of_a_seat_once on public.availability (participation_id);
-- the view was made before this column
create or replace view public.visible_availability with (security_invoker) as select * from public.availability
  where cell = any ((select sec.cells_people())::integer[]) or officer_id = (select sec.own_officer());

create function sec.guard_absence_of_a_seat() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if pg_trigger_depth() = 1 and (tg_op = 'INSERT' and new.participation_id is not null
      or tg_op = 'UPDATE' and (old.participation_id is distinct from new.participation_id
        or new.participation_id is not null and (new.is_void, new.from_date, new.to_date) is distinct from (old.is_void, old.from_date, old.to_date))) then
    raise exception 'it follows the session' using errcode = '23514', constraint = 'absence_follows_its_session', table = 'availability';
  end if;
  return new;
end $$;
create trigger absence_of_a_seat_guarded before insert or update on public.availability
  for each row execute function sec.guard_absence_of_a_seat();

-- Noon to noon: the day after the last one ends it.
create function sec.absence_follows_seat(seat uuid) returns void language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare p public.participation; s public.course_session; takes_days boolean;
begin
  select * into strict p from public.participation where id = seat;
  select * into strict s from public.course_session where id = p.session_id;
  takes_days := p.state = 'enrolled' and p.attendance <> 'absent' and s.state in ('held', 'results_entered', 'verified', 'closed');
  if exists (select from public.availability where participation_id = seat and is_void <> takes_days) then
    return;
  end if;
  update public.availability set is_void = not takes_days, void_reason = case when takes_days then '' else s.ref end, version = version + 1
    where participation_id = seat;
  if not found and takes_days then
    insert into public.availability (id, officer_id, cell, kind, from_date, to_date, station_id, participation_id)
      values (gen_random_uuid(), p.officer_id, p.officer_cell, 'training', s.from_date, s.to_date + 1, case when sec.station_is_closed(s.cell) then null else s.station_id end, seat);
  end if;
exception when exclusion_violation then
  -- recorded elsewhere on those days: that stands
  null;
end $$;
create function sec.seat_takes_days() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$ begin perform sec.absence_follows_seat(new.id); return null; end $$;
create trigger absence_follows_seat after insert or update of state, attendance on public.participation
  for each row execute function sec.seat_takes_days();
create function sec.session_takes_days() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.absence_follows_seat(p.id) from public.participation p where p.session_id = new.id order by p.id;
  return null;
end $$;
create trigger absences_follow_session after update of state on public.course_session
  for each row when (old.state <> new.state and (new.state in ('held', 'cancelled'))) execute function sec.session_takes_days();

revoke execute on all functions in schema sec from public;
revoke execute on function sec.absence_follows_seat(uuid) from cordon_web;
