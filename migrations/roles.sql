-- Database roles, made once per cluster before the first migration; migrations only grant.
-- cordon_owner owns everything and cannot sign in; cordon_web is the program; cordon_backup only reads.
do $$
begin
  if not exists (select from pg_roles where rolname = 'cordon_owner') then
    create role cordon_owner nologin bypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'cordon_web') then
    create role cordon_web login;
  end if;
  if not exists (select from pg_roles where rolname = 'cordon_backup') then
    create role cordon_backup login bypassrls;
  end if;
end $$;
