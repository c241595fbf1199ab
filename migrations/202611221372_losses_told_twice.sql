-- INV-24: a weapon that is missing is reported a second time by whoever learns more. The ledger goes on as it is, so that
-- there is one hour since which it is missing, and a recovery is as old as it is told.
do $$
declare body text; part text[]; changed text;
begin
  foreach part slice 1 in array array[
    ['sec.keep_custody()',
     '    update public.firearm_custody set until = begins,',
     '    if new.kind = ''loss'' and exists (select from public.firearm_custody c where c.id = new.from_custody_id and c.kind = ''missing'') then' || chr(10)
       || '      update public.firearm set state = new.missing_as, state_reason = new.ref || '', '' || new.place,' || chr(10)
       || '          version = version + 1, updated_at = sec.now(), updated_by = sec.account_id()' || chr(10)
       || '        where id = new.firearm_id;' || chr(10)
       || '      return null;' || chr(10) || '    end if;' || chr(10)
       || '    update public.firearm_custody set until = begins,'],
    ['sec.guard_handover()',
     'and new.kind <> ''loss'' and holds.since > new.occurred_at then',
     'and new.kind <> ''loss'' and holds.since > new.occurred_at and not (new.kind = ''recovery''' || chr(10)
       || '        and new.occurred_at >= (select min(h.occurred_at) from public.handover h where h.kind = ''loss'' and h.from_custody_id = holds.id)) then'],
    ['sec.guard_missing_weapon()',
     'join public.handover h on h.id = k.handover_id',
     'join public.handover h on h.id = k.handover_id or h.kind = ''loss'' and h.from_custody_id = k.id']]
  loop
    body := pg_get_functiondef(part[1]::regprocedure);
    changed := replace(body, part[2], part[3]);
    if changed = body then
      raise exception '% reads otherwise by now', part[1];
    end if;
    execute changed;
  end loop;
end $$;
