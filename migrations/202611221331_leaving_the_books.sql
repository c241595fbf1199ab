-- A weapon leaves the books by an act of two people: back to whoever owns it, or on to another UN entity. It lies in an
-- armoury, nothing else is about to happen to it, and a document says where it goes. Of the groups of domain.md 3.1,
-- sale, commercial disposal and the host Government are no choice for a weapon here.

alter table public.firearm drop constraint firearm_state_known,
  add constraint firearm_state_known check (state in
    ('serviceable', 'limited', 'unserviceable', 'in_repair', 'quarantined', 'lost', 'stolen', 'destroyed', 'transferred_out'));
insert into public.firearm_transition (from_state, to_state)
  select a, 'transferred_out' from unnest(array['serviceable', 'limited', 'unserviceable', 'in_repair', 'quarantined']) a;

alter table public.handover
  add column recipient_kind text not null default '' constraint handover_recipient_kind_known check (recipient_kind in ('', 'owner', 'other_un')),
  add column recipient text not null default '' constraint handover_recipient_short check (length(recipient) <= 160),
  drop constraint handover_kind_known,
  add constraint handover_kind_known check (kind in
    ('taken_on', 'issue', 'return', 'to_workshop', 'from_workshop', 'move', 'destroy', 'loss', 'recovery', 'transfer_out')),
  drop constraint handover_names_who_takes_over,
  add constraint handover_names_who_takes_over check (
    case when kind = 'issue' then officer_id is not null when kind = 'to_workshop' then length(btrim(workshop)) > 0
      when kind in ('destroy', 'loss', 'transfer_out') then armoury_id is null and officer_id is null and workshop = '' else armoury_id is not null end),
  add constraint transfer_out_names_recipient check ((kind = 'transfer_out') = (recipient_kind <> '') and (kind = 'transfer_out') = (length(btrim(recipient)) > 0)),
  add constraint transfer_out_has_document check (kind <> 'transfer_out' or length(btrim(document)) > 0),
  add constraint transfer_out_waits_for_both check (kind <> 'transfer_out' or not is_fact);
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
    ['sec.guard_handover()', 'when ''loss'' then true when', 'when ''loss'' then true when ''transfer_out'' then holds.kind is not distinct from ''armoury'' when'],
    ['sec.keep_custody()', 'if new.kind = ''destroy'' then', 'if new.kind in (''destroy'', ''transfer_out'') then'],
    ['sec.keep_custody()', 'set state = ''destroyed'', state_reason = new.document,',
     'set state = case new.kind when ''destroy'' then ''destroyed'' else ''transferred_out'' end,' || chr(10)
       || '          state_reason = concat_ws('', '', nullif(new.recipient, ''''), new.document),']]
  loop
    body := pg_get_functiondef(part[1]::regprocedure);
    changed := replace(body, part[2], part[3]);
    if changed = body then
      raise exception '% reads otherwise by now', part[1];
    end if;
    execute changed;
  end loop;
end $$;

create function sec.guard_transfer_out() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare weapon public.firearm;
begin
  select * into strict weapon from public.firearm where id = new.firearm_id for update;
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
create trigger handover_of_what_is_on_the_books before insert on public.handover
  for each row when (new.state <> 'contested') execute function sec.guard_transfer_out();
create trigger transfer_out_still_fits before update on public.handover
  for each row when (new.kind = 'transfer_out' and new.state = 'done' and old.state = 'prepared') execute function sec.guard_transfer_out();

-- The state follows from the act, or from the kit of a Member State unit that two people saw go back.
create function sec.guard_transferred_out() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if exists (select from public.firearm_custody k where k.firearm_id = new.id and k.until is null)
      or not exists (select from public.handover h where h.firearm_id = new.id and h.kind = 'transfer_out' and h.state = 'done' and h.second_by is not null)
        and not exists (select from public.ms_unit_item i where i.firearm_id = new.id and i.outcome = 'handed_back' and i.confirmed_by is not null) then
    raise exception 'one person hands nothing over' using errcode = '23514', constraint = 'transferred_out_by_two', table = 'firearm';
  end if;
  return new;
end $$;
create trigger firearm_transferred_out_by_two before update of state on public.firearm
  for each row when (new.state = 'transferred_out' and old.state <> 'transferred_out') execute function sec.guard_transferred_out();

create or replace function sec.weapon_goes_home() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform from public.firearm where id = new.firearm_id for update;
  update public.firearm_custody set until = greatest(since, sec.now()), version = version + 1 where firearm_id = new.firearm_id and until is null;
  update public.firearm set state = 'transferred_out', state_reason = concat_ws(', ', (select u.ref from public.ms_cp_unit u where u.id = new.unit_id), new.outcome_document),
      version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()
    where id = new.firearm_id;
  return null;
end $$;

-- What has left the books is neither brought, nor counted, nor confirmed; nor is what was destroyed.
do $$
declare body text; part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['sec.part_of_ms_unit()', 'f.state <> ''destroyed''', 'f.state not in (''destroyed'', ''transferred_out'')'],
    ['sec.block_records(integer,text)', 'f.state not in (''lost'', ''stolen'')', 'f.state not in (''lost'', ''stolen'', ''destroyed'', ''transferred_out'')'],
    ['sec.station_blocks(integer[],text)', 'f.state not in (''lost'', ''stolen'')', 'f.state not in (''lost'', ''stolen'', ''destroyed'', ''transferred_out'')']]
  loop
    body := pg_get_functiondef(part[1]::regprocedure);
    changed := replace(body, part[2], part[3]);
    if changed = body then
      raise exception '% reads otherwise by now', part[1];
    end if;
    execute changed;
  end loop;
end $$;

revoke execute on all functions in schema sec from public;
