-- Areas of reach become rows: a later part adds its own area with one call.

create table sec.area (name text primary key);
insert into sec.area (name) values ('station'), ('people'), ('principal'), ('movement'), ('sealed'), ('imports');
alter table sec.role_reach drop constraint reach_area_known;
alter table sec.role_reach add constraint reach_area_known foreign key (area) references sec.area;
create index role_reach_by_area on sec.role_reach (area);

-- Areas whose cells a session keeps in columns of their own, filled by refresh_added_areas below.
create table sec.added_area (name text primary key references sec.area);

create procedure sec.add_area(area text) language plpgsql set search_path = pg_catalog, sec as $$
begin
  insert into sec.area (name) values (area);
  insert into sec.added_area (name) values (area);
  execute format('alter table sec.session add column cells_%1$s integer[] not null default ''{}'',
      add column cells_%1$s_write integer[] not null default ''{}''', area);
  for area in select area || suffix from unnest(array['', '_write']) suffix loop
    execute format($f$
      create function sec.cells_%1$s() returns integer[] language plpgsql stable security definer
        set search_path = pg_catalog, sec, pg_temp
      as $b$ begin
        return coalesce((select s.cells_%1$s from sec.session s
          where s.key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'))
            and s.ended_at is null and s.expires_at > sec.now() and s.scopes_until > sec.now()), '{}');
      end $b$;
      revoke execute on function sec.cells_%1$s() from public;
      grant execute on function sec.cells_%1$s() to cordon_web $f$, area);
  end loop;
end $$;

-- Runs whenever a session's scopes are expanded: scopes_until is written by refresh_session only.
create function sec.refresh_added_areas() returns trigger language plpgsql security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
declare added text; cells jsonb := '{}';
begin
  for added in select name from sec.added_area loop
    cells := cells || jsonb_build_object(
      'cells_' || added, to_jsonb(sec.reach(new.account_id, added, false)),
      'cells_' || added || '_write', to_jsonb(sec.reach(new.account_id, added, true)));
  end loop;
  return jsonb_populate_record(new, cells);
end $$;
create trigger session_reaches_added_areas before insert or update of scopes_until on sec.session
  for each row when (new.scopes_until > '-infinity') execute function sec.refresh_added_areas();

create or replace function sec.wall_text(wall text, suffix text) returns text language sql immutable as $$
  select regexp_replace(
    replace(replace(replace(wall,
      '{own}', 'any ((select sec.own_movements())::uuid[])'),
      '{touched}', 'any ((select sec.touched_movements' || suffix || '())::uuid[])'),
      '{now}', '(select sec.now())'),
    '\{([a-z_]+)\}', 'any ((select sec.cells_\1' || suffix || '())::integer[])', 'g')
$$;

-- What a migration changes in business tables stands in the trail like every change.
create procedure audit.note_migration(in_action text, in_subject text) language plpgsql set search_path = pg_catalog, audit as $$
declare field text; body bytea := '\x01';
begin
  -- the canonical bytes of src/audit: a length before each field
  foreach field in array array['', '', 'command line', in_action, in_subject, 'done', '', ''] loop
    body := body || int4send(octet_length(field)) || convert_to(field, 'UTF8');
  end loop;
  perform audit.append(0::smallint, '', 'command line', null, in_action, in_subject, 'done', '', '', body);
end $$;

-- A job is an account without password and with a role of its own (DESIGN 5.2).
create procedure sec.add_job(job text, shown text) language plpgsql set search_path = pg_catalog, public, sec as $$
declare made uuid := gen_random_uuid(); role_code text := 'job_' || job;
begin
  insert into sec.role (code, scope_kinds) values (role_code, '{global}');
  insert into public.account (id, username, display_name, kind) values (made, 'job-' || job, shown, 'job');
  insert into public.access_grant (id, account_id, role, scope_kind, scope_code, valid_from, state, is_urgent, asked_by, reason)
    values (gen_random_uuid(), made, role_code, 'global', '', clock_timestamp(), 'granted', true, made, shown);
  call audit.note_migration('account.job', 'job-' || job);
end $$;

-- Every live session expands again, so that nobody waits an hour for a right of a new area.
update sec.session set scopes_until = '-infinity' where ended_at is null;
revoke execute on all functions in schema sec from public;
revoke execute on procedure sec.add_area(text), sec.add_job(text, text), audit.note_migration(text, text) from public, cordon_web;
