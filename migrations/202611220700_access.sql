-- Signing in, opening sessions, expanding scopes; and who may call what.

create function sec.reach(wanted uuid, wanted_area text, writing boolean) returns integer[]
language sql stable security definer set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct c.cell order by c.cell), '{}')
  from public.access_grant g
  join sec.role_reach r on r.role = g.role and r.area = wanted_area and (r.may_write or not writing)
  join sec.cell_scope c
    on c.scope_kind = case r.breadth when 'global' then 'global' else g.scope_kind end
   and c.scope_code = case r.breadth when 'global' then '' else g.scope_code end
  where g.account_id = wanted and g.state = 'granted'
    and g.valid_from <= sec.now() and (g.valid_to is null or g.valid_to > sec.now())
$$;

-- Cells of the watches this account has signed for. An overdue handover keeps them two hours.
create function sec.watch_reach(wanted uuid) returns integer[]
language sql stable security definer set search_path = pg_catalog, sec, public
as $$
  select coalesce(array_agg(distinct c.cell order by c.cell), '{}')
  from public.watch_turn t join sec.cell_scope c on c.scope_kind = t.scope_kind and c.scope_code = t.scope_code
  where t.holder_id = wanted and t.ended_at is null and sec.now() < t.due_at + interval '2 hours'
$$;

create function sec.union_cells(a integer[], b integer[]) returns integer[] language sql immutable
as $$ select coalesce(array_agg(distinct x order by x), '{}') from unnest(a || b) x $$;

-- Expands the scopes of a session and notes the instant at which they next change.
create function sec.refresh_session(wanted uuid) returns void language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare acc public.account; moment timestamptz := sec.now(); next timestamptz; w integer[];
begin
  select a.* into acc from sec.session s join public.account a on a.id = s.account_id where s.id = wanted;
  if acc.disabled_at is not null then
    update sec.session set ended_at = moment, end_reason = 'disabled' where id = wanted and ended_at is null;
    return;
  end if;
  w := sec.watch_reach(acc.id);
  select least(moment + interval '1 hour',
      (select min(t) from public.access_grant g, unnest(array[g.valid_from, g.valid_to]) t
        where g.account_id = acc.id and g.state = 'granted' and t > moment),
      (select min(t.due_at + interval '2 hours') from public.watch_turn t
        where t.holder_id = acc.id and t.ended_at is null and t.due_at + interval '2 hours' > moment)) into next;
  update sec.session set
    scopes_until = next,
    officer_id = acc.officer_id,
    cells_station = sec.union_cells(sec.reach(acc.id, 'station', false), w),
    cells_station_write = sec.reach(acc.id, 'station', true),
    cells_people = sec.union_cells(sec.reach(acc.id, 'people', false), w),
    cells_people_write = sec.reach(acc.id, 'people', true),
    cells_principal = sec.reach(acc.id, 'principal', false),
    cells_principal_write = sec.reach(acc.id, 'principal', true),
    cells_movement = sec.union_cells(sec.reach(acc.id, 'movement', false), w),
    cells_movement_write = sec.union_cells(sec.reach(acc.id, 'movement', true), w),
    cells_sealed = sec.reach(acc.id, 'sealed', false),
    cells_sealed_write = sec.reach(acc.id, 'sealed', true),
    cells_imports = sec.reach(acc.id, 'imports', false),
    cells_imports_write = sec.reach(acc.id, 'imports', true),
    cells_watch = w
  where id = wanted;
end $$;

create function sec.refresh_sessions_of() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare person uuid; found uuid;
begin
  foreach person in array case tg_table_name
    when 'access_grant' then array[(to_jsonb(new)->>'account_id')::uuid]
    when 'watch_turn' then array[(to_jsonb(new)->>'holder_id')::uuid]
    else array[(to_jsonb(new)->>'id')::uuid] end
  loop
    for found in select id from sec.session where account_id = person and ended_at is null loop
      perform sec.refresh_session(found);
    end loop;
  end loop;
  return null;
end $$;
create trigger grant_changes_scopes after insert or update on public.access_grant
  for each row execute function sec.refresh_sessions_of();
create trigger watch_changes_scopes after insert or update on public.watch_turn
  for each row execute function sec.refresh_sessions_of();
create trigger account_changes_scopes after update of disabled_at, officer_id on public.account
  for each row execute function sec.refresh_sessions_of();

-- A new cell is in reach of those whose scope contains it: let every live session expand again.
create function sec.expire_scopes() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
begin
  update sec.session set scopes_until = '-infinity' where ended_at is null;
  return null;
end $$;
create trigger cells_change_scopes after insert on sec.cell_scope
  for each statement execute function sec.expire_scopes();

create function sec.start_session(in_account uuid, in_key_hash bytea, in_kind text, in_device text, in_network text,
  in_idle interval, in_life interval) returns uuid language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare made uuid := gen_random_uuid(); moment timestamptz := sec.now();
begin
  insert into sec.session (id, account_id, key_hash, kind, opened_at, last_seen_at, idle_limit, expires_at, device, network)
    values (made, in_account, in_key_hash, in_kind, moment, moment, in_idle, moment + in_life, left(in_device, 200), left(in_network, 64));
  -- at most five at a time for a person: the oldest ends
  update sec.session set ended_at = moment, end_reason = 'too_many' where id in (
    select id from sec.session where account_id = in_account and ended_at is null and kind = 'web'
      and in_kind = 'web' order by opened_at desc offset 5);
  perform sec.refresh_session(made);
  return made;
end $$;

-- Opens the session of a request: ends it when idle or over, touches it at most once a minute,
-- expands scopes when they have changed. Answers who it is. in_touch is false for fragments and streams.
create function sec.open_session(in_key text, in_touch boolean)
returns table (session_id uuid, account_id uuid, username text, display_name text, officer_id uuid,
  language text, theme text, density text, keys_on boolean, kind text, expires_at timestamptz, idle_until timestamptz,
  holds_watch boolean, moment timestamptz, grants jsonb)
language plpgsql security definer set search_path = pg_catalog, sec, public
as $$
declare s sec.session; n timestamptz := sec.now(); watching boolean;
begin
  select * into s from sec.session x
    where x.key_hash = sha256(decode(nullif(in_key, ''), 'hex')) and x.ended_at is null;
  if not found then return; end if;
  watching := exists (select from public.watch_turn t where t.holder_id = s.account_id and t.ended_at is null and n < t.due_at + interval '2 hours');
  if s.expires_at <= n or (s.last_seen_at + s.idle_limit <= n and not watching) then
    update sec.session x set ended_at = n, end_reason = case when s.expires_at <= n then 'over' else 'idle' end where x.id = s.id;
    return;
  end if;
  if s.scopes_until <= n then
    perform sec.refresh_session(s.id);
  end if;
  if in_touch and s.last_seen_at < n - interval '1 minute' then
    update sec.session x set last_seen_at = n where x.id = s.id;
    s.last_seen_at := n;
  end if;
  -- a person without any right left has no session (end of rotation)
  if s.kind in ('web', 'wall') and not exists (select from public.access_grant g where g.account_id = s.account_id and g.state = 'granted'
      and g.valid_from <= n and (g.valid_to is null or g.valid_to > n)) and not watching then
    perform set_config('app.key', in_key, true);
    if sec.own_movements() = '{}' then
      update sec.session x set ended_at = n, end_reason = 'rotation_ended' where x.id = s.id;
      return;
    end if;
  end if;
  return query select s.id, a.id, a.username, a.display_name, a.officer_id, a.language, a.theme, a.density, a.keys_on,
      s.kind, s.expires_at, s.last_seen_at + s.idle_limit, watching, n,
      (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scope_kind', g.scope_kind, 'scope_code', g.scope_code,
          'cells', case when g.scope_kind = 'global' then '{}'::integer[] else sec.cells_of(g.scope_kind, g.scope_code) end)
          order by g.role, g.scope_kind, g.scope_code), '[]')
        from public.access_grant g where g.account_id = s.account_id and g.state = 'granted' and a.kind = 'person'
          and g.valid_from <= n and (g.valid_to is null or g.valid_to > n))
    from public.account a join sec.session x on x.id = s.id where a.id = s.account_id and x.ended_at is null;
end $$;

create function sec.credential_of(in_username text)
returns table (account_id uuid, password_hash text, is_disabled boolean)
language sql stable security definer set search_path = pg_catalog, sec, public
as $$
  select a.id, c.password_hash, a.disabled_at is not null
  from public.account a join sec.credential c on c.account_id = a.id
  where a.username = in_username and a.kind = 'person'
$$;

-- The wait before the next try for this key (an account name or an address), in seconds. 0 means now.
create function sec.sign_in_wait(in_key text) returns integer language sql stable security definer
  set search_path = pg_catalog, sec
as $$
  select coalesce((select greatest(0, ceil(extract(epoch from allowed_at - sec.now())))::integer from sec.throttle where key = in_key), 0)
$$;
create function sec.sign_in_failed(in_key text, in_free integer) returns void language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
declare n timestamptz := sec.now(); times integer;
begin
  insert into sec.throttle as t (key, failures, allowed_at, last_at) values (in_key, 1, n, n)
    on conflict (key) do update set
      failures = case when t.last_at < n - interval '12 hours' then 1 else t.failures + 1 end, last_at = n
    returning failures into times;
  update sec.throttle set allowed_at = n + case
      when times <= in_free then interval '0'
      when times <= in_free + 3 then interval '1 second' * (times - in_free) * 2
      when times <= 100 then least(interval '5 minutes', interval '5 seconds' * power(1.5, least(times - in_free - 3, 12)))
      else interval '12 hours' end
    where key = in_key;
end $$;
create function sec.sign_in_succeeded(in_key text) returns void language sql security definer
  set search_path = pg_catalog, sec
as $$ delete from sec.throttle where key = in_key $$;

create function sec.end_session(in_session uuid, in_reason text) returns void language sql security definer
  set search_path = pg_catalog, sec
as $$ update sec.session set ended_at = sec.now(), end_reason = in_reason where id = in_session and ended_at is null $$;

-- My live sessions; ending one of mine, or all but this one.
create function sec.my_sessions() returns table (id uuid, kind text, device text, network text, opened_at timestamptz, last_seen_at timestamptz, expires_at timestamptz, is_this boolean)
language sql stable security definer set search_path = pg_catalog, sec
as $$
  select s.id, s.kind, s.device, s.network, s.opened_at, s.last_seen_at, s.expires_at,
    s.key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'))
  from sec.session s where s.account_id = sec.account_id() and s.ended_at is null and s.expires_at > sec.now()
    and s.last_seen_at + s.idle_limit > sec.now()
  order by s.opened_at desc
$$;
create function sec.end_my_session(in_session uuid) returns boolean language sql security definer
  set search_path = pg_catalog, sec
as $$
  with done as (update sec.session set ended_at = sec.now(), end_reason = 'ended_by_owner'
    where id = in_session and account_id = sec.account_id() and ended_at is null returning 1)
  select exists (select from done)
$$;
create function sec.end_other_sessions(in_account uuid, in_reason text) returns void language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
begin
  if in_account is distinct from sec.account_id() and not sec.has_role('{system_admin,pcu_chief}') then
    raise exception 'only the owner or an administrator ends sessions' using errcode = '42501';
  end if;
  update sec.session set ended_at = sec.now(), end_reason = in_reason
    where account_id = in_account and ended_at is null
      and key_hash <> sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'));
end $$;

create function sec.set_password(in_account uuid, in_hash text) returns void language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
begin
  if in_account is distinct from sec.account_id() then
    raise exception 'a password is set by its owner' using errcode = '42501';
  end if;
  insert into sec.credential (account_id, password_hash, set_at) values (in_account, in_hash, sec.now())
    on conflict (account_id) do update set password_hash = excluded.password_hash, set_at = excluded.set_at, code_hash = null, code_expires_at = null;
end $$;
-- An invitation or reset: a one-time code, hashed at rest, one hour.
create function sec.issue_code(in_account uuid, in_code_hash bytea, in_life interval) returns void language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
begin
  if not sec.has_role('{system_admin}') then
    raise exception 'codes are issued by an administrator' using errcode = '42501';
  end if;
  insert into sec.credential (account_id, code_hash, code_expires_at) values (in_account, in_code_hash, sec.now() + in_life)
    on conflict (account_id) do update set code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at;
end $$;
-- Redeems a code once: sets the password, answers the account, ends its sessions.
create function sec.redeem_code(in_username text, in_code_hash bytea, in_hash text) returns uuid language plpgsql security definer
  set search_path = pg_catalog, sec, public
as $$
declare found uuid;
begin
  update sec.credential c set password_hash = in_hash, set_at = sec.now(), code_hash = null, code_expires_at = null
    from public.account a where a.id = c.account_id and a.username = in_username and a.disabled_at is null
      and c.code_hash = in_code_hash and c.code_expires_at > sec.now()
    returning a.id into found;
  if found is not null then
    update sec.session set ended_at = sec.now(), end_reason = 'password_reset' where account_id = found and ended_at is null;
  end if;
  return found;
end $$;
create function sec.code_is_good(in_username text, in_code_hash bytea) returns boolean language sql stable security definer
  set search_path = pg_catalog, sec, public
as $$
  select exists (select from sec.credential c join public.account a on a.id = c.account_id
    where a.username = in_username and a.disabled_at is null and c.code_hash = in_code_hash and c.code_expires_at > sec.now())
$$;

-- Claims a form key for this transaction. Null: it is new. Otherwise where its first use led.
create function sec.use_form_key(in_key bytea, in_action text) returns text language plpgsql security definer
  set search_path = pg_catalog, sec
as $$
declare added integer;
begin
  insert into sec.form_key (key, account_id, action) values (in_key, sec.account_id(), in_action) on conflict do nothing;
  get diagnostics added = row_count;
  if added = 1 then return null; end if;
  return coalesce((select location from sec.form_key where key = in_key and account_id = sec.account_id()), '/');
end $$;
create function sec.close_form_key(in_key bytea, in_location text) returns void language sql security definer
  set search_path = pg_catalog, sec
as $$ update sec.form_key set location = in_location where key = in_key and account_id = sec.account_id() $$;

create function sec.beat(in_job text, in_interval integer, in_detail text) returns void language sql security definer
  set search_path = pg_catalog, sec
as $$
  insert into sec.heartbeat (job, ran_at, interval_seconds, detail) values (in_job, sec.now(), in_interval, in_detail)
  on conflict (job) do update set ran_at = excluded.ran_at, interval_seconds = excluded.interval_seconds, detail = excluded.detail
$$;
create function sec.heartbeat_of(in_job text) returns timestamptz language sql stable security definer
  set search_path = pg_catalog, sec
as $$ select ran_at from sec.heartbeat where job = in_job $$;

create function sec.migrations_applied() returns bigint language plpgsql stable security definer
  set search_path = pg_catalog, public
as $$ begin return (select count(*) from _sqlx_migrations where success); end $$;
create function sec.installation_kind() returns text language sql stable security definer
  set search_path = pg_catalog, sec
as $$ select kind from sec.installation $$;

-- Accounts: administrators and the chief see all, everybody oneself.
call sec.business_table('account', 'id',
  'id = (select sec.account_id()) or (select sec.has_role(''{system_admin,pcu_chief,auditor}''))',
  'id = (select sec.account_id()) or (select sec.has_role(''{system_admin}''))');
-- Grants: those who ask and decide, at the scope they decide for.
call sec.business_table('access_grant', 'id',
  'account_id = (select sec.account_id()) or (select sec.has_role(''{system_admin,pcu_chief,auditor}''))
   or scope_kind = ''station'' and (select sec.has_role(''{senior_security_professional}''))
      and sec.cells_of(scope_kind, scope_code) && (select sec.cells_station_write())',
  '(select sec.has_role(''{system_admin,pcu_chief}''))
   or scope_kind = ''station'' and (select sec.has_role(''{senior_security_professional}''))
      and sec.cells_of(scope_kind, scope_code) && (select sec.cells_station_write())');
call sec.business_table('setting', 'name', 'true', '(select sec.has_role(''{pcu_chief,system_admin}''))');
call sec.business_table('posture', 'code', 'true', '(select sec.has_role(''{pcu_chief,system_admin}''))');

-- Reference tables are read by all and written by migrations and imports through the owner.
revoke insert, update on public.region, public.portfolio, public.movement_transition, public.posture_post from cordon_web;

grant execute on all functions in schema sec to cordon_web;
revoke execute on function sec.start_session(uuid, bytea, text, text, text, interval, interval) from public;
create function audit.heads() returns table (chain smallint, "position" bigint, hash bytea) language sql stable security definer
  set search_path = pg_catalog, audit
as $$ select h.chain, h.position, h.hash from audit.head h order by h.chain $$;
grant execute on all functions in schema audit to cordon_web;
revoke execute on function audit.demand_entry() from cordon_web;
grant execute on all functions in schema history to cordon_web;
alter default privileges in schema sec grant execute on functions to cordon_web;
grant select on sec.installation, sec.cell, sec.role, sec.role_reach to cordon_web;
