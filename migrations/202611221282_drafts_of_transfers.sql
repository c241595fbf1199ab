-- A draft is corrected by its sender until somebody authorizes it, and an unpacking that one person began is taken back.

drop trigger transfer_signed_by_oneself on public.transfer;
create trigger transfer_signed_by_oneself before insert or update on public.transfer for each row execute function sec.signature_is_own(
  'created_by', 'ssp_by', 'pcu_by', 'pack_first_by', 'pack_second_by', 'dispatch_by', 'investigate_by', 'close_by', 'unpack_by');
drop trigger transfer_receipt_signed_by_oneself on public.transfer;
create trigger transfer_signed_by_oneself_or_not_at_all before insert or update on public.transfer
  for each row execute function sec.signature_is_own_or_gone('receive_first_by', 'receive_second_by', 'end_by');

do $$
declare body text := pg_get_functiondef('sec.guard_transfer()'::regprocedure); was text; became text;
begin
  for was, became in select * from (values
    ($t$when 'drafted drafted' then '{ssp_by,pcu_by}'$t$,
     $t$when 'drafted drafted' then case when num_nonnulls(new.ssp_by, new.pcu_by) = 0 then '{planned_on,reason}' else '{ssp_by,pcu_by}' end$t$),
    ($t$field not in ('pack_first_by', 'receive_first_by') and$t$,
     $t$field not in ('pack_first_by', 'receive_first_by') and not (field = 'end_by' and new.end_by is null and new.state = 'packed') and$t$),
    ($t$array['pack_first_by', 'seals', 'pack_second_by', 'dispatch_by', 'unpack_by'] or sec.has_role_over$t$,
     $t$array['planned_on', 'reason', 'pack_first_by', 'seals', 'pack_second_by', 'dispatch_by', 'unpack_by'] or sec.has_role_over$t$),
    ($t$  if tg_op = 'INSERT' then
    return new;
  end if;
$t$,
     $t$  if tg_op = 'INSERT' then
    return new;
  end if;
  if 'planned_on' = any (changed) and new.planned_on < today then
    raise exception 'that day is over' using errcode = '23514', constraint = 'transfer_planned_ahead', table = 'transfer';
  end if;
$t$)) as told (was, became) loop
    if position(was in body) = 0 then
      raise exception 'transfers are guarded otherwise by now: %', was;
    end if;
    body := replace(body, was, became);
  end loop;
  execute body;
end $$;
revoke execute on all functions in schema sec from public;
