-- Loss and theft of a weapon as dated events of their own (INV-24): one person reports at once, from whatever state,
-- and a second signs within a day. The weapon goes from whoever had it into the custody "missing", so that the ledger
-- still has exactly one open link (INV-17) and nobody is shown as holding it. A recovery is another event of two people
-- and opens the custody of an armoury, in quarantine. What was declared by a change of state before this stays readable.

alter table public.handover
  add column missing_as text not null default '' constraint handover_missing_as_known check (missing_as in ('', 'lost', 'stolen')),
  add column place text not null default '' constraint handover_place_short check (length(place) <= 160),
  drop constraint handover_kind_known,
  add constraint handover_kind_known check (kind in ('taken_on', 'issue', 'return', 'to_workshop', 'from_workshop', 'move', 'destroy', 'loss', 'recovery')),
  drop constraint handover_condition_known,
  add constraint handover_condition_known check (condition in ('good', 'worn', 'damaged', 'unknown')),
  drop constraint handover_names_who_takes_over,
  add constraint handover_names_who_takes_over check (
    case when kind = 'issue' then officer_id is not null when kind = 'to_workshop' then length(btrim(workshop)) > 0
      when kind in ('destroy', 'loss') then armoury_id is null and officer_id is null and workshop = '' else armoury_id is not null end),
  add constraint loss_says_what_where_and_how check ((kind = 'loss') = (missing_as <> '') and (kind = 'loss') = (condition = 'unknown')
    and (kind in ('loss', 'recovery')) = (length(btrim(place)) > 0) and (kind <> 'loss' or length(btrim(note)) > 0)),
  add constraint loss_is_told_at_once check (kind not in ('loss', 'recovery') or is_fact and state = 'done');
alter table public.firearm_custody
  drop constraint custody_kind_known,
  add constraint custody_kind_known check (kind in ('armoury', 'person', 'workshop', 'consignment', 'missing'));
insert into public.firearm_transition (from_state, to_state) values ('stolen', 'lost');

-- Columns of a view are those of the day on which it was made.
do $$
declare wall text := pg_get_viewdef('public.visible_handover'::regclass);
begin
  execute 'create or replace view public.visible_handover with (security_invoker) as select *' || substr(wall, position(' FROM' in wall));
end $$;
-- Whoever has a weapon reports its loss; the act is theirs to read from then on.
do $$
declare wall text := (select with_check from pg_policies where schemaname = 'public' and tablename = 'handover' and policyname = 'wall_insert');
begin
  execute 'alter policy wall_insert on public.handover with check ((' || wall
    || ') or kind = ''loss'' and firearm_id = any ((select sec.own_firearms())::uuid[]))';
end $$;

-- Loss and recovery among the acts: who had it is told by the ledger and not by whoever reports, and a loss is kept
-- whatever the ledger says of that time.
do $$
declare body text := pg_get_functiondef('sec.guard_handover()'::regprocedure); part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['  follows := case new.kind',
     '  if tg_op = ''INSERT'' and new.kind in (''loss'', ''recovery'') then' || chr(10)
       || '    new.from_custody_id := holds.id;' || chr(10)
       || '    -- people tell the minute, the ledger knows the second' || chr(10)
       || '    if new.kind = ''recovery'' and new.occurred_at >= date_trunc(''minute'', holds.since) then' || chr(10)
       || '      new.occurred_at := greatest(new.occurred_at, holds.since);' || chr(10) || '    end if;' || chr(10)
       || '  end if;' || chr(10) || '  follows := case new.kind'],
    -- a receipt does not find what is missing: its recovery does
    ['holds.id is null or holds.kind = ''consignment'' or', 'holds.id is null or holds.kind in (''consignment'', ''missing'') or'],
    ['when ''taken_on'' then holds.id is null when',
     'when ''taken_on'' then holds.id is null when ''loss'' then true when ''recovery'' then weapon.state in (''lost'', ''stolen'') when'],
    ['if becomes_done and holds.since > new.occurred_at then', 'if becomes_done and new.kind <> ''loss'' and holds.since > new.occurred_at then']]
  loop
    changed := replace(body, part[1], part[2]);
    if changed = body then
      raise exception 'handovers are guarded otherwise by now: %', part[1];
    end if;
    body := changed;
  end loop;
  execute body;
end $$;
-- The ledger and the state of the weapon follow from both.
do $$
declare body text := pg_get_functiondef('sec.keep_custody()'::regprocedure); part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['    update public.firearm_custody set until = begins,',
     '    if new.kind in (''loss'', ''recovery'') then' || chr(10)
       || '      begins := greatest(begins, (select c.since from public.firearm_custody c where c.id = new.from_custody_id));' || chr(10)
       || '    end if;' || chr(10) || '    update public.firearm_custody set until = begins,'],
    ['when ''to_workshop'' then ''workshop'' else ''armoury'' end,', 'when ''to_workshop'' then ''workshop'' when ''loss'' then ''missing'' else ''armoury'' end,'],
    ['then new.workshop else '''' end, begins, new.id);',
     'then new.workshop else '''' end, begins, new.id);' || chr(10)
       || '    if new.kind in (''loss'', ''recovery'') then' || chr(10)
       || '      update public.firearm set state = case new.kind when ''loss'' then new.missing_as else ''quarantined'' end, state_reason = new.ref || '', '' || new.place,' || chr(10)
       || '          version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()' || chr(10)
       || '        where id = new.firearm_id;' || chr(10) || '    end if;']]
  loop
    changed := replace(body, part[1], part[2]);
    if changed = body then
      raise exception 'custody is kept otherwise by now: %', part[1];
    end if;
    body := changed;
  end loop;
  execute body;
end $$;

-- INV-24: a weapon is missing by the act that says so, and comes back by its own act, or out of a consignment that two
-- people received; nothing of it is done by a change of state.
create function sec.guard_missing_weapon() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if new.state in ('lost', 'stolen') then
    if not exists (select from public.firearm_custody k join public.handover h on h.id = k.handover_id
        where k.firearm_id = new.id and k.until is null and k.kind = 'missing' and h.missing_as = new.state) then
      raise exception 'a loss is an act' using errcode = '23514', constraint = 'missing_by_an_act', table = 'firearm';
    end if;
  elsif old.state in ('lost', 'stolen') then
    if not exists (select from public.firearm_custody k left join public.handover h on h.id = k.handover_id
        where k.firearm_id = new.id and k.until is null and (h.kind = 'recovery' or k.transfer_id is not null)) then
      raise exception 'a recovery is an act' using errcode = '23514', constraint = 'recovered_by_an_act', table = 'firearm';
    end if;
  elsif exists (select from public.handover h where h.firearm_id = new.id and h.kind = 'recovery' and h.second_by is null) then
    raise exception 'one person has seen it' using errcode = '23514', constraint = 'recovery_signed_by_two', table = 'firearm';
  end if;
  return new;
end $$;
create trigger firearm_missing_by_an_act before update of state on public.firearm
  for each row when (old.state <> new.state and (new.state in ('lost', 'stolen') or old.state in ('lost', 'stolen', 'quarantined')))
  execute function sec.guard_missing_weapon();

-- A consignment: what the investigation leaves lost is lost by the same act; what was reported lost on the way and is
-- in the box after all is back in the consignment before it arrives.
do $$
declare body text; part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['sec.carry_transfer()',
     'update public.firearm set state = ''lost'', state_reason = new.ref, version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()' || chr(10)
       || '            where id = l.firearm_id and state not in (''lost'', ''stolen'');',
     'insert into public.handover (id, ref, firearm_id, cell, kind, missing_as, condition, place, note, document, occurred_at, state, is_fact)' || chr(10)
       || '            select gen_random_uuid(), sec.new_ref(''C''), f.id, f.cell, ''loss'', ''lost'', ''unknown'', new.ref, left(new.findings, 1000), new.ref, sec.now(), ''done'', true' || chr(10)
       || '            from public.firearm f where f.id = l.firearm_id and f.state not in (''lost'', ''stolen'');'],
    ['sec.carry_transfer()',
     'then perform sec.transfer_custody(new, l.firearm_id, ''armoury'', new.armoury_id, new.cell);',
     'then perform sec.transfer_custody(new, l.firearm_id, ''armoury'', new.armoury_id, new.cell)' || chr(10)
       || '          where not exists (select from public.firearm f where f.id = l.firearm_id and f.state in (''lost'', ''stolen''));'],
    ['sec.transfer_arrives(public.transfer,uuid)',
     'begin' || chr(10) || '  update public.firearm',
     'begin' || chr(10) || '  perform sec.transfer_custody(t, weapon, ''consignment'', null, t.cell)' || chr(10)
       || '    where exists (select from public.firearm_custody k where k.firearm_id = weapon and k.until is null and k.kind = ''missing'');' || chr(10)
       || '  update public.firearm']]
  loop
    body := pg_get_functiondef(part[1]::regprocedure);
    changed := replace(body, part[2], part[3]);
    if changed = body then
      raise exception '% reads otherwise by now', part[1];
    end if;
    execute changed;
  end loop;
end $$;

-- INV-26: at the closing of a mission a missing weapon is an open investigation, and nobody's custody.
alter table public.closing_plan
  drop constraint closing_kind_known,
  add constraint closing_kind_known check (kind in
    ('custody', 'ammunition', 'team', 'assignment', 'deployment', 'exception', 'equipment', 'vehicle', 'grant', 'investigation'));
do $$
declare body text; part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['sec.open_matters(integer[])',
     'where k.cell = any (cells) and k.until is null',
     'where k.cell = any (cells) and k.until is null and k.kind <> ''missing'' and f.state not in (''lost'', ''stolen'')'],
    ['sec.open_matters(integer[])',
     'from public.exception e where e.cell = any (cells) and e.closed_at is null',
     'from public.exception e where e.cell = any (cells) and e.closed_at is null and e.code not in (''firearm_lost'', ''firearm_stolen'')' || chr(10)
       || '  union all' || chr(10)
       || '  select ''investigation'', e.id, e.ref, e.cell, e.detail || coalesce('' '' || f.make || '' '' || f.model || '', '' || f.serial, ''''), e.opened_at' || chr(10)
       || '    from public.exception e left join public.firearm f on f.ref = e.detail' || chr(10)
       || '    where e.cell = any (cells) and e.closed_at is null and e.code in (''firearm_lost'', ''firearm_stolen'')'],
    ['sec.guard_mission()', '''deployment'', ''exception'')', '''deployment'', ''exception'', ''investigation'')']]
  loop
    body := pg_get_functiondef(part[1]::regprocedure);
    changed := replace(body, part[2], part[3]);
    if changed = body then
      raise exception '% reads otherwise by now', part[1];
    end if;
    execute changed;
  end loop;
  execute format('create or replace function sec.visible_matters(cells integer[]) returns table (
      out_kind text, out_item uuid, out_ref text, out_cell integer, out_about text, out_since timestamptz)
    language sql stable set search_path = pg_catalog, public, sec, pg_temp as %L',
    (select replace(prosrc, 'public.', 'public.visible_') from pg_proc where oid = 'sec.open_matters(integer[])'::regprocedure));
end $$;

revoke execute on all functions in schema sec from public;
