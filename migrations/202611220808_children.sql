-- What belongs to another record takes its cell and its parents from it: nobody types them, so
-- nobody hangs a record of theirs on a record of another station.

create function sec.cell_of_movement() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select planning_cell into strict new.planning_cell from public.movement where id = new.movement_id;
  return new;
end $$;
create trigger plan_takes_cell before insert or update on public.movement_plan
  for each row execute function sec.cell_of_movement();
create trigger formation_takes_cell before insert or update on public.formation
  for each row execute function sec.cell_of_movement();
create trigger stop_takes_cell before insert or update on public.stop
  for each row execute function sec.cell_of_movement();

create function sec.movement_of_leg() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if new.leg_id is not null then
    select movement_id into strict new.movement_id from public.leg where id = new.leg_id;
  end if;
  return new;
end $$;
create trigger event_takes_movement before insert on public.movement_event
  for each row execute function sec.movement_of_leg();
create trigger exception_takes_movement before insert or update on public.exception
  for each row execute function sec.movement_of_leg();
create trigger alert_takes_movement before insert or update on public.alert
  for each row execute function sec.movement_of_leg();

create function sec.parents_of_post() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select movement_id, planning_cell into strict new.movement_id, new.planning_cell from public.leg where id = new.leg_id;
  return new;
end $$;
create trigger post_takes_parents before insert or update on public.post
  for each row execute function sec.parents_of_post();

-- An officer is tasked to a post of the leg, in a formation of its movement.
alter table public.post add constraint post_of_leg unique (id, leg_id);
alter table public.formation add constraint formation_of_movement unique (id, movement_id);
alter table public.tasking add constraint tasking_on_post_of_leg foreign key (post_id, leg_id) references public.post (id, leg_id);
alter table public.tasking add constraint tasking_in_formation_of_movement foreign key (formation_id, movement_id) references public.formation (id, movement_id);

create function sec.cell_of_batch() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select cell into strict new.cell from public.import_batch where id = new.batch_id;
  return new;
end $$;
create trigger row_takes_cell before insert or update on public.import_row
  for each row execute function sec.cell_of_batch();

-- INV-05: a signature is given by the hand it names. Columns that name who reported are set to oneself
-- or left alone; only the owner of the database, without a session, arranges otherwise.
create function sec.signature_is_own() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
declare me uuid := sec.account_id(); signed text; before jsonb := '{}'; after jsonb := to_jsonb(new);
begin
  if me is null then return new; end if;
  if tg_op = 'UPDATE' then before := to_jsonb(old); end if;
  foreach signed in array tg_argv loop
    if after ->> signed is distinct from before ->> signed and after ->> signed is distinct from me::text then
      raise exception '%: % is another person', tg_table_name, signed
        using errcode = '23514', constraint = 'signature_is_own', table = tg_table_name;
    end if;
  end loop;
  return new;
end $$;
create trigger event_reported_by_oneself before insert on public.movement_event
  for each row execute function sec.signature_is_own('account_id');

-- What is received is received by now: else an event could be told of the future.
create function sec.received_by_now() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
begin
  new.received_at := least(new.received_at, sec.now());
  return new;
end $$;
create trigger event_received_by_now before insert on public.movement_event
  for each row execute function sec.received_by_now();

-- Whoever occupies an officer waits for whoever began before: two that only met in the exclusion
-- would wait for each other, and of many clients after one officer none might win.
create function sec.one_at_a_time() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('officer ' || new.officer_id, 0));
  return new;
end $$;
create trigger occupied_one_at_a_time before insert on sec.occupation
  for each row execute function sec.one_at_a_time();
