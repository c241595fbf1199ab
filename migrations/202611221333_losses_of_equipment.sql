-- Equipment is lost, stolen and found by acts of their own, as weapons are (INV-24): the custody of whoever had it ends
-- with the report, what is found is unserviceable until somebody has looked at it. A write-off says where the thing
-- goes, if anything is left of it: back to its owner, or one of the groups of domain.md 3.1.

alter table public.equipment_act
  add column missing_as text not null default '' constraint equipment_missing_as_known check (missing_as in ('', 'lost', 'stolen')),
  add column place text not null default '' constraint equipment_act_place_short check (length(place) <= 160),
  add column document text not null default '' constraint equipment_act_document_short check (length(document) <= 160),
  add column disposal_kind text not null default '' constraint equipment_disposal_kind_known check (disposal_kind in
    ('', 'other_operation', 'other_un', 'sold', 'commercial', 'government', 'owner')),
  add column disposal_to text not null default '' constraint equipment_disposal_to_short check (length(disposal_to) <= 160),
  drop constraint equipment_act_kind_known,
  add constraint equipment_act_kind_known check (kind in ('issue', 'return', 'write_off', 'loss', 'recovery')),
  drop constraint equipment_act_condition_known,
  add constraint equipment_act_condition_known check (condition in ('good', 'worn', 'damaged', 'unknown')),
  drop constraint equipment_act_names_the_officer,
  add constraint equipment_act_names_the_officer check (
    case when kind in ('issue', 'return') then officer_id is not null when kind in ('write_off', 'recovery') then officer_id is null else true end),
  add constraint equipment_loss_says_what_where_and_how check ((kind = 'loss') = (missing_as <> '') and (kind = 'loss') = (condition = 'unknown')
    and (kind in ('loss', 'recovery')) = (length(btrim(place)) > 0) and (kind <> 'loss' or length(btrim(note)) > 0)
    and (kind not in ('loss', 'recovery') or equipment_id is not null)),
  add constraint equipment_loss_is_told_at_once check (kind not in ('loss', 'recovery') or is_fact and state = 'done'),
  add constraint equipment_disposal_is_whole check ((disposal_kind = '') = (btrim(disposal_to) = '')
    and (disposal_kind = '' or kind = 'write_off' and length(btrim(document)) > 0));
-- Columns of a view are those of the day on which it was made.
do $$
declare wall text := pg_get_viewdef('public.visible_equipment_act'::regclass);
begin
  execute 'create or replace view public.visible_equipment_act with (security_invoker) as select *' || substr(wall, position(' FROM' in wall));
end $$;

do $$
declare body text; part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['sec.guard_equipment_act()', 'and new.kind <> ''write_off'' or coalesce(',
     'and new.kind not in (''write_off'', ''loss'', ''recovery'')' || chr(10) || '      or new.kind = ''recovery'' and thing.state not in (''lost'', ''stolen'') or coalesce('],
    -- who had it is told by the ledger
    ['sec.guard_equipment_act()', '  if tg_op = ''INSERT'' and new.kind = ''return'' then',
     '  if tg_op = ''INSERT'' and new.kind = ''loss'' then' || chr(10) || '    new.officer_id := holds.officer_id;' || chr(10) || '  end if;' || chr(10)
       || '  if tg_op = ''INSERT'' and new.kind = ''return'' then'],
    ['sec.guard_equipment_act()', 'and new.officer_id is not null then', 'and new.officer_id is not null and new.kind <> ''loss'' then'],
    ['sec.guard_equipment_act()', 'if becomes_done and (holds.since', 'if becomes_done and new.kind <> ''loss'' and (holds.since'],
    ['sec.keep_equipment_custody()', 'c set until = new.occurred_at,', 'c set until = greatest(c.since, new.occurred_at),'],
    ['sec.keep_equipment_custody()', 'state_reason = left(new.ref || '': '' || new.note, 300), kit_id = null,',
     'state_reason = left(concat_ws('', '', new.ref || '': '' || new.note, nullif(new.disposal_to, '''')), 300), kit_id = null,'],
    ['sec.keep_equipment_custody()', '    if new.gaps <> ''{}'' or',
     '    if new.kind in (''loss'', ''recovery'') then' || chr(10)
       || '      update public.equipment set state = case new.kind when ''loss'' then new.missing_as else ''unserviceable'' end, state_reason = new.ref || '', '' || new.place,' || chr(10)
       || '          version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()' || chr(10)
       || '        where id = new.equipment_id;' || chr(10) || '    end if;' || chr(10) || '    if new.gaps <> ''{}'' or']]
  loop
    body := pg_get_functiondef(part[1]::regprocedure);
    changed := replace(body, part[2], part[3]);
    if changed = body then
      raise exception '% reads otherwise by now: %', part[1], part[2];
    end if;
    execute changed;
  end loop;
end $$;

create function sec.guard_missing_equipment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
declare last public.equipment_act;
begin
  select * into last from public.equipment_act a where a.equipment_id = new.id and a.kind in ('loss', 'recovery') order by a.first_at desc, a.id desc limit 1;
  if new.state in ('lost', 'stolen') then
    if last.missing_as is distinct from new.state then
      raise exception 'a loss is an act' using errcode = '23514', constraint = 'equipment_missing_by_an_act', table = 'equipment';
    end if;
  elsif old.state in ('lost', 'stolen') then
    if new.state <> 'written_off' and last.kind is distinct from 'recovery' then
      raise exception 'a recovery is an act' using errcode = '23514', constraint = 'equipment_recovered_by_an_act', table = 'equipment';
    end if;
  elsif last.kind = 'recovery' and last.second_by is null then
    raise exception 'one person has seen it' using errcode = '23514', constraint = 'equipment_recovery_signed_by_two', table = 'equipment';
  end if;
  return new;
end $$;
-- after equipment_then_guarded, by its name
create trigger equipment_then_missing before update of state on public.equipment
  for each row when (old.state <> new.state and (new.state in ('lost', 'stolen') or old.state in ('lost', 'stolen') or new.state = 'serviceable'))
  execute function sec.guard_missing_equipment();

revoke execute on all functions in schema sec from public;
