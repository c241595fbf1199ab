-- INV-01 for journeys: an officer is tasked to a leg only on days that rest on something. What has
-- happened is kept (INV-38): on a leg under way the tasking stands and opens an exception.

-- The reference it rests on; empty: on nothing (a fact); null: made before requirements were kept.
alter table public.tasking add column rests_on text;
create index tasking_resting_on_nothing on public.tasking (movement_id) where coalesce(rests_on, '') = '' and state in ('planned', 'active');

-- Gives the visible view of a business table the columns that were added since it was made.
create procedure sec.widen_visible(name text) language plpgsql set search_path = pg_catalog, public, sec as $$
declare wall text;
begin
  select pg_get_expr(polqual, polrelid) into strict wall from pg_policy
    where polrelid = ('public.' || quote_ident(name))::regclass and polname = 'wall_read';
  execute format('create or replace view public.visible_%1$I with (security_invoker) as select * from public.%1$I where %2$s', name, wall);
end $$;
call sec.widen_visible('tasking');

create function sec.days_of(during tstzrange) returns setof date language sql immutable set search_path = pg_catalog as $$
  select d::date from generate_series(
    (lower(during) at time zone 'UTC')::date, (greatest(lower(during), upper(during) - interval '1 second') at time zone 'UTC')::date, interval '1 day') d
$$;

create function sec.guard_tasking() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare l public.leg; bare date; newly_bare date;
begin
  if tg_op = 'UPDATE' then
    -- what a tasking rested on when it was made is history; another span is looked at again
    if new.during = old.during or new.state in ('done', 'released') then return new; end if;
  end if;
  if isempty(new.during) or new.is_contested then
    new.rests_on := '';
    return new;
  end if;
  select * into strict l from public.leg where id = new.leg_id;
  bare := sec.first_bare_day(l.principal_id, new.during);
  if bare is null then
    new.rests_on := sec.duty_rests_on(l.principal_id, (lower(new.during) at time zone 'UTC')::date);
    return new;
  end if;
  -- a plan does not begin on such a day, nor move to one; a lapse on the day it was planned for marks it and removes nobody
  newly_bare := bare;
  if tg_op = 'UPDATE' then
    select min(d) into newly_bare from sec.days_of(new.during) d
      where sec.duty_rests_on(l.principal_id, d) is null and d not in (select sec.days_of(old.during));
  end if;
  if l.state = 'planned' and newly_bare is not null then
    raise exception 'INV-01: nothing in force on %', newly_bare using errcode = '23514', constraint = 'tasking_rests_on_assessment', table = 'tasking';
  end if;
  new.rests_on := '';
  if not exists (select from public.exception x where x.leg_id = l.id and x.code = 'duty_rests_on_nothing' and x.closed_at is null) then
    insert into public.exception (id, ref, movement_id, leg_id, cell, rule, code, detail)
      values (gen_random_uuid(), sec.new_ref('X'), l.movement_id, l.id, l.planning_cell, 'INV-01', 'duty_rests_on_nothing', bare::text);
  end if;
  return new;
end $$;
-- after tasking_occupies, which gives it its span
create trigger tasking_rests before insert or update on public.tasking
  for each row execute function sec.guard_tasking();
revoke execute on all functions in schema sec from public;
revoke execute on procedure sec.widen_visible(text) from public, cordon_web;

-- Taskings made before requirements were kept: marked by their null, and listed where open exceptions stand.
do $$
begin
  if exists (select from public.tasking where state in ('planned', 'active')) then
    insert into public.exception (id, ref, movement_id, leg_id, cell, rule, code)
      select gen_random_uuid(), sec.new_ref('X'), l.movement_id, l.id, l.planning_cell, 'INV-01', 'tasked_before_requirements'
      from public.leg l where exists (select from public.tasking t where t.leg_id = l.id and t.state in ('planned', 'active'));
    call audit.note_migration('exception.open', 'tasked_before_requirements');
  end if;
end $$;
