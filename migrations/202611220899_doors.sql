-- Doors beside the walls, closed after the rooms were built.

-- Tables without a wall are read by the program and written by the owner only.
do $$
declare name text;
begin
  for name in select oid::regclass from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity loop
    execute format('revoke insert, update on %s from cordon_web', name);
  end loop;
end $$;

-- A temporary table of the caller must never stand before a table that a definer function means.
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name, substr(c, length('search_path=') + 1) as path from pg_proc p, unnest(proconfig) c
    where prosecdef and pronamespace in ('sec'::regnamespace, 'audit'::regnamespace, 'history'::regnamespace)
      and c like 'search_path=%' and c not like '%pg_temp'
  loop
    execute format('alter function %s set search_path = %s, pg_temp', f.name, f.path);
  end loop;
end $$;
