-- Accounts and grants as pages know them: what an administrator may look up without reading
-- protected content, and who may ask and answer for a right, held a second time by the database.

-- The sign-in name to print beside an act, for readers who may not open the account itself.
create function sec.account_username(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, public
as $$ select username from public.account where id = wanted $$;

-- Live sessions of an account: a number, for whoever may open the account.
create function sec.live_sessions(wanted uuid) returns integer language sql stable security definer
  set search_path = pg_catalog, sec
as $$
  select case when wanted = sec.account_id() or sec.has_role('{system_admin,pcu_chief,auditor}') then (
    select count(*)::integer from sec.session s where s.account_id = wanted and s.ended_at is null
      and s.expires_at > sec.now() and s.last_seen_at + s.idle_limit > sec.now()) end
$$;

-- How an account can get in: `password`, `code` while one is open, else `none`.
create function sec.way_in(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec
as $$
  select case
    when not sec.has_role('{system_admin,pcu_chief,auditor}') then 'none'
    when c.code_expires_at > sec.now() then 'code'
    when c.password_hash is not null then 'password'
    else 'none' end
  from (select) as always left join sec.credential c on c.account_id = wanted
$$;

-- An administrator links by reference and learns nothing else about an officer (INV-34).
create function sec.officer_of_ref(wanted text) returns uuid language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$ select id from public.officer where ref = wanted and state = 'active' and sec.has_role('{system_admin}') $$;
create function sec.officer_ref(wanted uuid) returns text language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select ref from public.officer where id = wanted
    and (id = sec.own_officer() or sec.has_role('{system_admin,pcu_chief,auditor}'))
$$;

-- Scopes a right can be held at: codes and names, nothing of what lies in them.
create function sec.scope_choices() returns table (kind text, code text, name text) language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select c.kind, c.code, c.name from (
    select 'station' as kind, code, name, 1 as place from public.duty_station
    union all select 'country', iso2, name, 2 from public.country where iso2 in (select country from public.duty_station)
    union all select 'region', code, name, 3 from public.region
    union all select 'portfolio', code, name, 4 from public.portfolio
    union all select 'entity', code, name, 5 from public.entity) c
  where sec.has_role('{system_admin,pcu_chief,auditor,senior_security_professional}')
    and exists (select from sec.cell_scope s where s.scope_kind = c.kind and s.scope_code = c.code)
  order by c.place, c.code
$$;

-- Whose session this key was, once it has ended: a form sent too late is kept for that account only.
create function sec.ended_session_account(in_key text) returns table (account_id uuid, username text)
language sql stable security definer set search_path = pg_catalog, sec, public
as $$
  select a.id, a.username from sec.session s join public.account a on a.id = s.account_id
  where s.key_hash = sha256(decode(nullif(in_key, ''), 'hex')) and s.kind = 'web' and s.ended_at is not null
    and a.disabled_at is null
$$;

-- Who somebody is and whether they may come in is changed by an administrator, and not for oneself.
-- Statements without a session (the owner's: migrations, the first account) are not held.
create function sec.account_identity() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare me uuid := sec.account_id();
begin
  if me is null or (new.username, new.display_name, new.kind, new.officer_id, new.disabled_at)
      is not distinct from (old.username, old.display_name, old.kind, old.officer_id, old.disabled_at) then
    return new;
  end if;
  if not sec.has_role('{system_admin}') then
    raise exception 'an account is changed by an administrator' using errcode = '42501';
  end if;
  if new.id = me and (new.officer_id is distinct from old.officer_id or new.disabled_at is distinct from old.disabled_at) then
    raise exception 'account: not for oneself' using errcode = '23514', constraint = 'account_not_for_oneself';
  end if;
  return new;
end $$;
create trigger account_identity_by_administrator before update on public.account
  for each row execute function sec.account_identity();

-- INV-05 and DESIGN 9.10 for rights: one asks in their own name, another answers in theirs; at a station its
-- senior security professional, elsewhere and for that role itself the chief. Urgent rights are never one's own.
create function sec.grant_by_its_people() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare
  me uuid := sec.account_id();
  of_station boolean := new.scope_kind = 'station' and new.role <> 'senior_security_professional';
begin
  if me is null then return new; end if;
  if tg_op = 'INSERT' then
    if new.asked_by <> me or new.decided_by is not null or new.ended_by is not null or not sec.has_role('{system_admin}')
        or new.state not in ('asked', 'granted') or new.is_urgent <> (new.state = 'granted') then
      raise exception 'a right is asked for in one''s own name' using errcode = '42501';
    end if;
    if new.is_urgent and new.account_id = me then
      raise exception 'grant: not to oneself' using errcode = '23514', constraint = 'grant_not_to_oneself';
    end if;
    return new;
  end if;
  if (new.account_id, new.role, new.scope_kind, new.scope_code, new.valid_from, new.valid_to, new.asked_by, new.asked_at, new.is_urgent)
      is distinct from (old.account_id, old.role, old.scope_kind, old.scope_code, old.valid_from, old.valid_to, old.asked_by, old.asked_at, old.is_urgent) then
    raise exception 'a right is not changed; end it and ask anew' using errcode = '42501';
  end if;
  if new.decided_by is distinct from old.decided_by or (new.state = 'granted' and old.state <> 'granted') then
    if old.decided_by is not null or old.state not in ('asked', 'granted') or new.decided_by is distinct from me or not (case
        when of_station then sec.has_role('{senior_security_professional}')
          and sec.cells_of(new.scope_kind, new.scope_code) && (select coalesce(array_agg(c.cell), '{}')
            from public.access_grant g join sec.cell_scope c on c.scope_kind = g.scope_kind and c.scope_code = g.scope_code
            where g.account_id = me and g.role = 'senior_security_professional' and g.state = 'granted'
              and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now()))
        else sec.has_role('{pcu_chief}') end) then
      raise exception 'a right is answered by its second person' using errcode = '42501';
    end if;
  end if;
  if new.ended_by is distinct from old.ended_by and new.ended_by is distinct from me then
    raise exception 'a right is ended in one''s own name' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger grant_has_its_people before insert or update on public.access_grant
  for each row execute function sec.grant_by_its_people();

create index access_grant_open on public.access_grant (asked_at) where state = 'asked' or (is_urgent and decided_by is null);

-- Refusals of strangers are counted per day; the readers of the trail read the counts.
alter table audit.anonymous_refusal enable row level security;
alter table audit.anonymous_refusal force row level security;
create policy readers on audit.anonymous_refusal for select using ((select sec.has_role('{auditor,pcu_chief}')));
grant select on audit.anonymous_refusal to cordon_web;

-- Why an account was disabled, for those who may open it; the trail holds the deed without the words.
create table public.account_note (
  id uuid primary key,
  account_id uuid not null references public.account,
  deed text not null constraint account_note_deed_known check (deed in ('disabled')),
  reason text not null constraint account_note_reason_present check (length(btrim(reason)) between 1 and 500),
  noted_by uuid not null default sec.account_id() references public.account,
  noted_at timestamptz not null default sec.now(),
  version integer not null default 1
);
create index account_note_by_account on public.account_note (account_id, noted_at);
create index account_note_by_author on public.account_note (noted_by);
call sec.business_table('account_note', 'id', '(select sec.has_role(''{system_admin,pcu_chief,auditor}''))',
  '(select sec.has_role(''{system_admin}''))');
