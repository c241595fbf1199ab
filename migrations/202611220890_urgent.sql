-- The urgent form of an act of two people is never silent (INV-05, DESIGN 9.10): what one person did
-- alone stands in the register of exceptions until the second has confirmed it. Neither words nor time close it.

-- Where such an act stands: at the station of its scope, else at headquarters.
create function sec.cell_of_act(in_kind text, in_code text) returns integer language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(
    case when in_kind = 'station' then (sec.cells_of(in_kind, in_code))[1] end,
    (select s.cell from public.duty_station s where s.is_headquarters order by s.code limit 1),
    (select min(c.no) from sec.cell c), 0)
$$;

-- Rights in force by one person alone for more than a day get their exception; those that ended lose it.
-- The detector asks for it with every run; a confirmation closes at once (below).
create function sec.settle_urgent_grants() returns table (out_reference text, out_cell integer, out_deed text)
language plpgsql security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
declare g record;
begin
  if not sec.has_role('{job_detector}') then
    raise exception 'this is the work of the detector' using errcode = '42501';
  end if;
  for g in select a.ref, a.scope_kind, a.scope_code, a.asked_by from public.access_grant a
    where a.state = 'granted' and a.is_urgent and a.decided_by is null and a.role not like 'job%'
      and (a.valid_to is null or a.valid_to > sec.now()) and a.asked_at <= sec.now() - interval '24 hours'
      and not exists (select from public.exception x where x.code = 'grant_unconfirmed' and x.detail = a.ref and x.closed_at is null)
    order by a.asked_at, a.ref
  loop
    out_reference := sec.new_ref('X');
    out_cell := sec.cell_of_act(g.scope_kind, g.scope_code);
    out_deed := 'exception.open';
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), out_reference, out_cell, 'INV-05', 'grant_unconfirmed', g.ref, g.asked_by);
    return next;
  end loop;
  for g in select x.id, x.ref, x.cell from public.exception x join public.access_grant a on a.ref = x.detail
    where x.code = 'grant_unconfirmed' and x.closed_at is null and a.valid_to <= sec.now()
    order by x.ref
  loop
    update public.exception set closed_at = sec.now(), closed_by = sec.account_id(), resolution = 'settled-by-end', version = version + 1
      where id = g.id;
    out_reference := g.ref;
    out_cell := g.cell;
    out_deed := 'exception.settle';
    return next;
  end loop;
end $$;

create function sec.grant_settles_exception() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin
  update public.exception set closed_at = sec.now(), closed_by = sec.account_id(),
      resolution = case when new.state = 'granted' then 'settled-by-confirmation' else 'settled-by-end' end, version = version + 1
    where code = 'grant_unconfirmed' and detail = new.ref and closed_at is null;
  return null;
end $$;
create trigger grant_settles_exception after update on public.access_grant
  for each row when (old.state = 'granted' and old.is_urgent and (new.decided_by is distinct from old.decided_by or new.state <> old.state))
  execute function sec.grant_settles_exception();

create index exception_of_act on public.exception (code, detail) where closed_at is null and detail <> '';

-- A code for an account that has a password resets it. Whoever issues one could sign in as somebody else:
-- it works at once, the person is told at the next sign-in, and a second administrator or the chief confirms it.
alter table sec.credential
  add column reset_by uuid references public.account,
  add column reset_at timestamptz,
  add column is_told boolean not null default true;
create index credential_by_resetter on sec.credential (reset_by);

create or replace function sec.issue_code(in_account uuid, in_code_hash bytea, in_life interval) returns void language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare is_reset boolean; named text;
begin
  if not sec.has_role('{system_admin}') then
    raise exception 'codes are issued by an administrator' using errcode = '42501';
  end if;
  is_reset := exists (select from sec.credential c where c.account_id = in_account and c.password_hash is not null);
  insert into sec.credential (account_id, code_hash, code_expires_at) values (in_account, in_code_hash, sec.now() + in_life)
    on conflict (account_id) do update set code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at;
  if not is_reset then
    return;
  end if;
  update sec.credential set reset_by = sec.account_id(), reset_at = sec.now(), is_told = false where account_id = in_account;
  select a.username into strict named from public.account a where a.id = in_account;
  -- a second code by somebody else is a second act: whoever issued the first may not confirm the one through the other
  if not exists (select from public.exception x where x.code = 'reset_unconfirmed' and x.detail = named and x.opened_by = sec.account_id()
      and x.closed_at is null) then
    insert into public.exception (id, ref, cell, rule, code, detail, owner_id)
      values (gen_random_uuid(), sec.new_ref('X'), sec.cell_of_act('global', ''), 'INV-05', 'reset_unconfirmed', named, sec.account_id());
  end if;
end $$;

-- What of an account waits for its second person.
create function sec.resets_to_confirm(in_account uuid) returns table (reference text, issuer uuid, who text, at timestamptz)
language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select x.ref, x.opened_by, sec.account_label(x.opened_by), x.opened_at
  from public.exception x join public.account a on a.username = x.detail
  where a.id = in_account and x.code = 'reset_unconfirmed' and x.closed_at is null and sec.has_role('{system_admin,pcu_chief,auditor}')
  order by x.opened_at, x.ref
$$;

-- The second person confirms what others issued: never one's own act, nor one for oneself, nor by two accounts of one person.
create function sec.confirm_resets(in_account uuid) returns integer language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
declare me uuid := sec.account_id(); done integer; own uuid;
begin
  if not sec.has_role('{system_admin,pcu_chief}') then
    raise exception 'a reset is confirmed by an administrator or the chief' using errcode = '42501';
  end if;
  select a.officer_id into own from public.account a where a.id = me;
  if in_account = me or exists (select from public.account a where a.id = in_account and a.officer_id = own) then
    raise exception 'reset: not for oneself' using errcode = '23514', constraint = 'reset_by_two_people', table = 'exception';
  end if;
  update public.exception x set closed_at = sec.now(), closed_by = me, resolution = 'settled-by-confirmation', version = x.version + 1
    from public.account a, public.account o
    where a.id = in_account and x.detail = a.username and x.code = 'reset_unconfirmed' and x.closed_at is null
      and o.id = x.opened_by and o.id <> me and o.officer_id is distinct from coalesce(own, gen_random_uuid());
  get diagnostics done = row_count;
  if done = 0 and exists (select from sec.resets_to_confirm(in_account)) then
    raise exception 'reset: the same person twice' using errcode = '23514', constraint = 'reset_by_two_people', table = 'exception';
  end if;
  return done;
end $$;

-- Told once, at the first sign-in after the reset.
create function sec.told_of_reset() returns table (who text, at timestamptz) language sql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  update sec.credential set is_told = true
  where account_id = sec.account_id() and not is_told
  returning sec.account_label(reset_by), reset_at
$$;

-- Words do not take the place of the second person.
create function sec.exception_of_act_rules() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
begin
  if new.resolution not in ('settled-by-confirmation', 'settled-by-end') then
    raise exception 'exception: closed by its second person'
      using errcode = '23514', constraint = 'exception_closed_by_second_person', table = 'exception';
  end if;
  return new;
end $$;
create trigger exception_of_act_obeys before update on public.exception
  for each row when (old.closed_at is null and new.closed_at is not null and old.code in ('grant_unconfirmed', 'reset_unconfirmed'))
  execute function sec.exception_of_act_rules();

revoke execute on function sec.cell_of_act(text, text), sec.settle_urgent_grants(), sec.grant_settles_exception(), sec.resets_to_confirm(uuid),
  sec.confirm_resets(uuid), sec.told_of_reset(), sec.exception_of_act_rules() from public;
grant execute on function sec.settle_urgent_grants(), sec.resets_to_confirm(uuid), sec.confirm_resets(uuid), sec.told_of_reset() to cordon_web;
