-- A weapon that left the books comes back under its number (INV-18): the same record lives on with its ledger, by an act of
-- two people (INV-23) that names the paper and the day by which it came. It lies in quarantine until somebody inspected it.
-- What was destroyed does not come back, and what is lost is recovered (INV-24).

insert into public.firearm_transition (from_state, to_state) values ('transferred_out', 'quarantined');
alter table public.handover
  add column came_on date,
  drop constraint handover_kind_known,
  add constraint handover_kind_known check (kind in
    ('taken_on', 'issue', 'return', 'to_workshop', 'from_workshop', 'move', 'destroy', 'loss', 'recovery', 'transfer_out', 'taken_on_again')),
  add constraint taken_on_again_has_paper_and_day check ((kind = 'taken_on_again') = (came_on is not null)
    and (kind <> 'taken_on_again' or length(btrim(document)) > 0 and length(btrim(note)) > 0)),
  add constraint taken_on_again_waits_for_both check (kind <> 'taken_on_again' or not is_fact);
-- Columns of a view are those of the day on which it was made.
do $$
declare wall text := pg_get_viewdef('public.visible_handover'::regclass);
begin
  execute 'create or replace view public.visible_handover with (security_invoker) as select *' || substr(wall, position(' FROM' in wall));
end $$;

do $$
declare body text; part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['sec.guard_handover()', 'when ''loss'' then true when', 'when ''taken_on_again'' then holds.id is null and weapon.state = ''transferred_out'' when ''loss'' then true when'],
    ['sec.keep_custody()', '    if new.gaps <> ''{}'' then',
     '    if new.kind = ''taken_on_again'' then' || chr(10)
       || '      update public.firearm set state = ''quarantined'', state_reason = concat_ws('', '', new.ref, new.document),' || chr(10)
       || '          version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()' || chr(10)
       || '        where id = new.firearm_id;' || chr(10) || '    end if;' || chr(10) || '    if new.gaps <> ''{}'' then']]
  loop
    body := pg_get_functiondef(part[1]::regprocedure);
    changed := replace(body, part[2], part[3]);
    if changed = body then
      raise exception '% reads otherwise by now', part[1];
    end if;
    execute changed;
  end loop;
end $$;

create or replace function sec.guard_transfer_out() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare weapon public.firearm; left_at timestamptz;
begin
  select * into strict weapon from public.firearm where id = new.firearm_id for update;
  if new.kind = 'taken_on_again' then
    -- a day is that of the place: a day more or less is no lie
    if new.came_on > (sec.now() at time zone 'UTC')::date + 1 then
      raise exception 'it has not come yet' using errcode = '23514', constraint = 'taken_on_again_has_come', table = 'handover';
    end if;
    select max(k.until) into left_at from public.firearm_custody k where k.firearm_id = weapon.id;
    if new.came_on < (left_at at time zone 'UTC')::date - 1 then
      raise exception 'it was still there' using errcode = '23514', constraint = 'taken_on_again_after_it_left', table = 'handover';
    end if;
    return new;
  end if;
  if weapon.state = 'transferred_out' then
    raise exception 'it has left the books' using errcode = '23514', constraint = 'transferred_out_is_final', table = 'handover';
  end if;
  if new.kind <> 'transfer_out' or new.state = 'withdrawn' then
    return new;
  end if;
  if (weapon.ownership = 'un_owned') <> (new.recipient_kind = 'other_un') then
    raise exception 'not to them' using errcode = '23514', constraint = 'transferred_out_by_ownership', table = 'handover';
  end if;
  if exists (select from public.transfer_line l where l.firearm_id = new.firearm_id and l.is_open) then
    raise exception 'a transfer lists it' using errcode = '23514', constraint = 'transferred_out_by_one_way', table = 'handover';
  end if;
  if exists (select from public.ms_unit_item i where i.firearm_id = new.firearm_id and i.confirmed_by is null) then
    raise exception 'its unit accounts for it' using errcode = '23514', constraint = 'weapon_of_unit_leaves_with_its_unit', table = 'handover';
  end if;
  return new;
end $$;

-- Nothing but that act brings it back.
create function sec.guard_taken_on_again() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if not exists (select from public.firearm_custody k join public.handover h on h.id = k.handover_id
      where k.firearm_id = new.id and k.until is null and h.kind = 'taken_on_again' and h.second_by is not null) then
    raise exception 'one person takes nothing on again' using errcode = '23514', constraint = 'taken_on_again_by_two', table = 'firearm';
  end if;
  return new;
end $$;
create trigger firearm_taken_on_again_by_two before update of state on public.firearm
  for each row when (old.state = 'transferred_out' and new.state <> 'transferred_out') execute function sec.guard_taken_on_again();

revoke execute on all functions in schema sec from public;
