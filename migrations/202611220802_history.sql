-- What the pages of history and conflict ask beyond the content of a version.

-- Where a save came from: the trail knows it by transaction. Two words of it, never the entry.
create function history.source_of(wanted xid8) returns table (origin text, action text)
language sql stable security definer set search_path = pg_catalog, audit
as $$ select e.origin, e.action from audit.entry e where e.xact = wanted order by e.chain, e.position limit 1 $$;

-- What an id inside a version is called, for those who may see what it names.
create function history.name_of(wanted uuid) returns text language sql stable
as $$
  select coalesce(
    (select s.code from public.visible_duty_station s where s.id = wanted),
    (select p.name from public.visible_place p where p.id = wanted),
    (select o.ref from public.visible_officer o where o.id = wanted),
    (select p.ref from public.visible_principal p where p.id = wanted),
    (select m.ref from public.visible_movement m where m.id = wanted),
    (select l.number::text from public.visible_leg l where l.id = wanted),
    (select p.role from public.visible_post p where p.id = wanted),
    (select f.name from public.visible_formation f where f.id = wanted),
    sec.account_label(wanted))
$$;

-- The officer behind an account: whom to call about a save. The record itself stays behind its wall.
create function sec.officer_of(wanted uuid) returns uuid language sql stable security definer
  set search_path = pg_catalog, public
as $$ select officer_id from public.account where id = wanted $$;

-- Whether an officer can sign in: a yes or no for those who see the officer, not the account.
create function sec.has_account(wanted uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public
as $$ select exists (select from public.account where officer_id = wanted and disabled_at is null) $$;

grant execute on function history.source_of(xid8), history.name_of(uuid), sec.officer_of(uuid), sec.has_account(uuid) to cordon_web;
