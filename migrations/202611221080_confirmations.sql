-- A decision registered from paper waits for a second person (INV-37). When nobody comes within a day the expiry
-- job opens an exception; the confirmation, or the end of the assessment, settles it.
create function sec.confirmation_settles() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform sec.settle_exceptions(new.ref, '{registration_unconfirmed}', case when new.confirmed_by is null then 'settled-by-end' else 'settled-by-confirmation' end);
  return null;
end $$;
create trigger registration_is_settled after update of state, confirmed_by on public.risk_assessment
  for each row when (new.way = 'registered' and (old.confirmed_by is null and new.confirmed_by is not null
    or old.state is distinct from new.state and new.state not in ('approved', 'submitted')))
  execute function sec.confirmation_settles();
revoke execute on all functions in schema sec from public;
