-- A scan or photo of the evidence behind a qualification (INV-16). Never needed; at most one counts. It is kept as it
-- came, sealed with a key of its own, and taken off with a reason; nothing is deleted. Holders bring the scan of their
-- own paper until somebody has seen the evidence; from then on another person does.

create table public.qualification_scan (
  id uuid primary key references public.file_content,
  qualification_id uuid not null references public.qualification,
  kind text not null constraint scan_kind_known check (kind in ('pdf', 'png', 'jpeg')),
  bytes integer not null constraint scan_is_not_empty check (bytes > 0),
  digest text not null constraint scan_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$'),
  key_sealed bytea not null,
  added_by uuid not null default sec.account_id() references public.account,
  added_at timestamptz not null default sec.now(),
  removal_reason text not null default '',
  removed_by uuid references public.account,
  removed_at timestamptz,
  version integer not null default 1,
  constraint scan_removal_has_reason check ((removed_at is null) = (removed_by is null) and (removed_at is null or length(btrim(removal_reason)) > 0))
);
create unique index qualification_has_one_scan on public.qualification_scan (qualification_id) where removed_at is null;
create index qualification_scan_by_qualification on public.qualification_scan (qualification_id);
create index qualification_scan_by_adder on public.qualification_scan (added_by);
create index qualification_scan_by_remover on public.qualification_scan (removed_by);
create trigger scan_signed_by_oneself before insert or update on public.qualification_scan
  for each row execute function sec.signature_is_own('added_by', 'removed_by');

create function sec.keep_scan() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare later constant text[] := array['removal_reason', 'removed_by', 'removed_at', 'version'];
begin
  if tg_op = 'UPDATE' and (old.removed_at is not null or to_jsonb(old) - later <> to_jsonb(new) - later) then
    raise exception 'a scan stays as it came' using errcode = '23514', constraint = 'scan_stays_as_it_came', table = 'qualification_scan';
  end if;
  if exists (select from public.qualification q where q.id = new.qualification_id and q.officer_id = sec.own_officer() and q.verified_at is not null) then
    raise exception 'somebody has seen the evidence' using errcode = '23514', constraint = 'scan_of_verified_by_another', table = 'qualification_scan';
  end if;
  return new;
end $$;
create trigger scan_kept before insert or update on public.qualification_scan for each row execute function sec.keep_scan();

call sec.business_table('qualification_scan', 'id', 'exists (select from public.visible_qualification q where q.id = qualification_id)',
  'exists (select from public.qualification q where q.id = qualification_id and (q.officer_cell = {qualification} or q.officer_id = (select sec.own_officer())))');

alter policy wall_read on public.file_content using (
  exists (select from public.visible_risk_attachment a where a.id = file_content.id and a.voided_at is null)
  or exists (select from public.visible_principal_photo p where p.id = file_content.id and p.removed_at is null)
  or exists (select from public.visible_qualification_scan s where s.id = file_content.id and s.removed_at is null));
alter policy wall_insert on public.file_content with check ((select sec.cells_risk_write()) <> '{}' or (select sec.cells_principal_write()) <> '{}'
  or (select sec.cells_qualification_write()) <> '{}' or (select sec.own_officer()) is not null);

revoke execute on all functions in schema sec from public;
