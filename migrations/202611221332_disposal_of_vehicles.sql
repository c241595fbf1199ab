-- What becomes of a vehicle that leaves the books: one of the groups of domain.md 3.1, or back to its owner, with the
-- recipient and the document. It is part of what the first person proposes and the second confirms; a proposal that is
-- taken back takes it along.

alter table public.vehicle
  add column disposal_kind text not null default '' constraint vehicle_disposal_kind_known check (disposal_kind in
    ('', 'other_operation', 'other_un', 'sold', 'commercial', 'government', 'owner')),
  add column disposal_to text not null default '' constraint vehicle_disposal_to_short check (length(disposal_to) <= 160),
  add column disposal_document text not null default '' constraint vehicle_disposal_document_short check (length(disposal_document) <= 160),
  add constraint vehicle_disposal_is_whole check ((disposal_kind = '') = (btrim(disposal_to) = '') and (disposal_kind = '') = (btrim(disposal_document) = '')),
  add constraint vehicle_disposal_with_write_off check (disposal_kind = '' or write_off_by is not null);
-- Columns of a view are those of the day on which it was made.
do $$
declare wall text := pg_get_viewdef('public.visible_vehicle'::regclass);
begin
  execute 'create or replace view public.visible_vehicle with (security_invoker) as select *' || substr(wall, position(' FROM' in wall));
end $$;

create function sec.guard_disposal() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if new.write_off_by is null then
    new.disposal_kind := '';
    new.disposal_to := '';
    new.disposal_document := '';
  elsif old.write_off_by is not null
      and (new.disposal_kind, new.disposal_to, new.disposal_document) is distinct from (old.disposal_kind, old.disposal_to, old.disposal_document) then
    raise exception 'what was signed stays' using errcode = '23514', constraint = 'vehicle_write_off_is_kept', table = 'vehicle';
  end if;
  return new;
end $$;
-- after vehicle_guarded, by its name
create trigger vehicle_then_disposed before update on public.vehicle for each row execute function sec.guard_disposal();

revoke execute on all functions in schema sec from public;
