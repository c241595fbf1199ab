-- Photos of weapons (domain.md, `marking_photo_ref`): the markings left and right, the whole weapon, damage. At most six
-- count, made anew without what their camera wrote beside them, sealed, taken off with a reason; nothing is deleted.

create table public.firearm_photo (
  id uuid primary key references public.file_content,
  firearm_id uuid not null references public.firearm,
  number integer not null,
  shows text not null constraint firearm_photo_shows_known check (shows in ('marking_left', 'marking_right', 'whole', 'damage', 'other')),
  note text not null default '' constraint firearm_photo_note_short check (length(note) <= 200),
  bytes integer not null constraint firearm_photo_is_not_empty check (bytes > 0),
  digest text not null constraint firearm_photo_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$'),
  key_sealed bytea not null,
  added_by uuid not null default sec.account_id() references public.account,
  added_at timestamptz not null default sec.now(),
  removal_reason text not null default '' constraint firearm_photo_removal_short check (length(removal_reason) <= 500),
  removed_by uuid references public.account,
  removed_at timestamptz,
  version integer not null default 1,
  constraint firearm_photo_number_once unique (firearm_id, number),
  constraint firearm_photo_removal_has_reason check ((removed_at is null) = (removed_by is null) and (removed_at is null) = (length(btrim(removal_reason)) = 0))
);
create index firearm_photo_by_adder on public.firearm_photo (added_by);
create index firearm_photo_by_remover on public.firearm_photo (removed_by);
create trigger firearm_photo_signed_by_oneself before insert or update on public.firearm_photo
  for each row execute function sec.signature_is_own('added_by', 'removed_by');

create function sec.keep_firearm_photo() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare weapon public.firearm; later constant text[] := array['removal_reason', 'removed_by', 'removed_at', 'version'];
begin
  if tg_op = 'UPDATE' then
    if old.removed_at is not null or to_jsonb(old) - later <> to_jsonb(new) - later then
      raise exception 'a photo stays as it came' using errcode = '23514', constraint = 'firearm_photo_stays_as_it_came', table = 'firearm_photo';
    end if;
    return new;
  end if;
  -- whoever adds one at this moment is waited for
  select * into strict weapon from public.firearm where id = new.firearm_id for no key update;
  perform pg_advisory_xact_lock_shared(7346021, weapon.cell);
  if sec.station_is_closed(weapon.cell) then
    raise exception 'the station is closed' using errcode = '23514', constraint = 'station_is_closed', table = 'firearm_photo';
  end if;
  if (select count(*) from public.firearm_photo p where p.firearm_id = new.firearm_id and p.removed_at is null) >= 6 then
    raise exception 'six photos are enough' using errcode = '23514', constraint = 'firearm_has_six_photos', table = 'firearm_photo';
  end if;
  new.number := (select count(*) + 1 from public.firearm_photo p where p.firearm_id = new.firearm_id);
  new.added_at := sec.now();
  new.removal_reason := '';
  new.removed_by := null;
  new.removed_at := null;
  return new;
end $$;
create trigger firearm_photo_kept before insert or update on public.firearm_photo for each row execute function sec.keep_firearm_photo();

call sec.business_table('firearm_photo', 'id', 'exists (select from public.visible_firearm f where f.id = firearm_id)',
  'exists (select from public.firearm f where f.id = firearm_id and f.cell = {asset})');

alter policy wall_read on public.file_content using (
  exists (select from public.visible_risk_attachment a where a.id = file_content.id and a.voided_at is null)
  or exists (select from public.visible_principal_photo p where p.id = file_content.id and p.removed_at is null)
  or exists (select from public.visible_qualification_scan s where s.id = file_content.id and s.removed_at is null)
  or exists (select from public.visible_firearm_photo f where f.id = file_content.id and f.removed_at is null));
alter policy wall_insert on public.file_content with check ((select sec.cells_risk_write()) <> '{}' or (select sec.cells_principal_write()) <> '{}'
  or (select sec.cells_qualification_write()) <> '{}' or (select sec.own_officer()) is not null or (select sec.cells_asset_write()) <> '{}');

-- What became of an item of a property book came after the closures of stations: a closed one takes none either.
call sec.closes_with_station('property_registration');

revoke execute on all functions in schema sec from public;
