-- Receipt of a transfer: what was counted is written down as it was counted. More rounds than were sent, and a lot that
-- was not on the list, come into the receiver's quarantine from the account that closes the sum (INV-19), open the same
-- difference, and enter the armoury when the chief closes it (INV-23).

-- A line of nothing is a lot that the receiver found and the sender never listed.
alter table public.transfer_line
  drop constraint transfer_line_quantity_plausible,
  add constraint transfer_line_quantity_plausible check (quantity between 0 and 10000000),
  add constraint only_a_lot_comes_unlisted check (quantity > 0 or lot_id is not null);

create or replace function sec.guard_transfer_line() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare t public.transfer;
  -- keys of the new row are made after this trigger
  may_change constant text[] := array['cell', 'to_cell', 'mark_key', 'counted', 'found_later', 'is_void', 'is_open', 'version'];
begin
  select * into strict t from public.transfer where id = new.transfer_id for update;
  new.cell := t.cell;
  new.to_cell := t.to_cell;
  -- a lot that came and was not listed: nothing of it was sent, and what came is counted at once
  if tg_op = 'INSERT' and new.quantity = 0 then
    if t.state <> 'in_transit' or new.lot_id is null or new.is_void or new.counted is null or new.counted = 0 or new.found_later is not null then
      raise exception 'nothing of it came' using errcode = '23514', constraint = 'unlisted_lot_is_counted_on_arrival', table = 'transfer_line';
    end if;
    if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,senior_security_professional}', array[t.to_cell]) then
      raise exception 'the receiver counts' using errcode = '42501';
    end if;
    new.number := (select count(*) + 1 from public.transfer_line where transfer_id = t.id);
    new.is_open := true;
    select o.ref, o.number, o.maker || ', ' || o.calibre into strict new.item_ref, new.mark, new.called from public.ammunition_lot o where o.id = new.lot_id;
    return new;
  end if;
  if tg_op = 'INSERT' or new.is_void <> old.is_void then
    if t.state <> 'drafted' or t.ssp_by is not null or t.pcu_by is not null then
      raise exception 'what was authorized stays' using errcode = '23514', constraint = 'authorized_list_is_kept', table = 'transfer_line';
    end if;
    if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,cp_coordinator,senior_security_professional}', array[t.cell]) then
      raise exception 'the sender lists' using errcode = '42501';
    end if;
  end if;
  if tg_op = 'INSERT' then
    if new.is_void or new.counted is not null or new.found_later is not null then
      raise exception 'nothing is counted yet' using errcode = '23514', constraint = 'transfer_line_is_kept', table = 'transfer_line';
    end if;
    new.number := (select count(*) + 1 from public.transfer_line where transfer_id = t.id);
    if new.firearm_id is not null then
      select f.ref, f.serial, f.make || ' ' || f.model || ', ' || f.calibre into new.item_ref, new.mark, new.called
        from public.firearm f where f.id = new.firearm_id and f.station_id = t.station_id;
    else
      select o.ref, o.number, o.maker || ', ' || o.calibre into new.item_ref, new.mark, new.called
        from public.ammunition_lot o join public.ammunition_account a on a.lot_id = o.id and a.armoury_id = t.armoury_id and a.kind = 'armoury'
        where o.id = new.lot_id;
    end if;
    if new.item_ref is null then
      raise exception 'the sender has no such thing' using errcode = '23514', constraint = 'transfer_lists_what_the_sender_has', table = 'transfer_line';
    end if;
  else
    if to_jsonb(old) - may_change <> to_jsonb(new) - may_change
        or old.is_void and to_jsonb(old) - array['mark_key', 'version'] <> to_jsonb(new) - array['mark_key', 'version'] then
      raise exception 'a line is taken off, not rewritten' using errcode = '23514', constraint = 'transfer_line_is_kept', table = 'transfer_line';
    end if;
    if new.firearm_id is not null then
      -- a weapon is there if its mark was read
      new.counted := case when t.state = 'received' then (select count(*) from public.transfer_scan x where x.line_id = new.id)
        when t.state = 'in_transit' then null else old.counted end;
    elsif new.counted is distinct from old.counted then
      if t.state <> 'in_transit' then
        raise exception 'the count is finished' using errcode = '23514', constraint = 'transfer_counted_on_arrival', table = 'transfer_line';
      end if;
      if sec.account_id() is not null and not sec.has_role_over('{asset_custodian,senior_security_professional}', array[t.to_cell]) then
        raise exception 'the receiver counts' using errcode = '42501';
      end if;
    end if;
    if new.found_later is distinct from old.found_later then
      if t.state <> 'discrepancy' or t.investigate_by is null or new.counted >= new.quantity then
        raise exception 'nothing of it is missing' using errcode = '23514', constraint = 'transfer_settled_by_an_investigation', table = 'transfer_line';
      end if;
      if sec.account_id() is not null and not sec.has_role('{pcu_chief}') then
        raise exception 'the chief settles it' using errcode = '42501';
      end if;
    end if;
  end if;
  new.is_open := not new.is_void and t.state not in ('refused', 'cancelled', 'completed', 'lost');
  return new;
end $$;

do $$
declare body text := pg_get_functiondef('sec.carry_transfer()'::regprocedure); was text; became text;
begin
  for was, became in select * from (values
    ($t$at_sender uuid; at_receiver uuid;$t$, $t$at_sender uuid; at_receiver uuid; at_quarantine uuid;$t$),
    ($t$      at_sender := sec.consignment_account_of(new.id, l.lot_id, new.cell);$t$,
     $t$      at_sender := case when l.quantity > 0 then sec.consignment_account_of(new.id, l.lot_id, new.cell) end;$t$),
    ($t$        when old.state = 'received' and new.state = 'completed' then$t$,
     $t$        when old.state = 'received' and l.quantity = 0 and l.counted = 0 then null;
        when old.state = 'received' and new.state = 'completed' then$t$),
    ($t$          perform sec.transfer_rounds(new, l.lot_id, at_sender, sec.consignment_account_of(new.id, l.lot_id, new.to_cell), least(l.counted, l.quantity), new.to_cell);$t$,
     $t$          at_quarantine := sec.consignment_account_of(new.id, l.lot_id, new.to_cell);
          perform sec.transfer_rounds(new, l.lot_id, at_sender, at_quarantine, least(l.counted, l.quantity), new.to_cell);
          if l.counted > l.quantity then
            perform sec.transfer_rounds(new, l.lot_id, sec.ammunition_account_of(l.lot_id, new.to_cell, 'supplier', null, null), at_quarantine,
              l.counted - l.quantity, new.to_cell);
          end if;$t$),
    ($t$        when old.state = 'discrepancy' and new.state in ('completed', 'lost') then
          at_receiver$t$,
     $t$        when old.state = 'discrepancy' and l.quantity = 0 and l.counted = 0 then null;
        when old.state = 'discrepancy' and new.state in ('completed', 'lost') then
          at_receiver$t$),
    -- what lies in quarantine: a difference of before this rule has no surplus there
    ($t$          perform sec.transfer_rounds(new, l.lot_id, sec.consignment_account_of(new.id, l.lot_id, new.to_cell), at_receiver, least(l.counted, l.quantity), new.to_cell);$t$,
     $t$          at_quarantine := sec.consignment_account_of(new.id, l.lot_id, new.to_cell);
          perform sec.transfer_rounds(new, l.lot_id, at_quarantine, at_receiver,
            (select a.quantity from public.ammunition_account a where a.id = at_quarantine), new.to_cell);$t$)) as told (was, became) loop
    if position(was in body) = 0 then
      raise exception 'transfers are carried otherwise by now: %', was;
    end if;
    body := replace(body, was, became);
  end loop;
  execute body;
end $$;
revoke execute on all functions in schema sec from public;
