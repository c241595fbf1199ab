-- Files that belong to records (security.md 4.11): attachments of risk assessments, the photo of an official.
-- The program stores a file sealed with a key of its own; that key is sealed with the key of the installation and
-- stands with the record. A file is never changed nor deleted: a record says that it no longer counts, and why.

-- Content stands apart from what is said about it: large, outside history, and opened with its record only.
create table public.file_content (
  id uuid primary key,
  content bytea not null constraint file_is_bounded check (octet_length(content) between 1 and 12582912)
);
-- Sealed bytes do not compress.
alter table public.file_content alter column content set storage external;

create table public.risk_attachment (
  id uuid primary key references public.file_content,
  assessment_id uuid not null references public.risk_assessment,
  number integer not null,
  title text not null constraint attachment_has_title check (length(btrim(title)) between 1 and 200),
  class text not null constraint attachment_class_known check (class in ('unclassified', 'confidential', 'strictly_confidential')),
  kind text not null constraint attachment_kind_known check (kind in ('pdf', 'png', 'jpeg')),
  bytes integer not null constraint attachment_is_not_empty check (bytes > 0),
  digest text not null constraint attachment_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$'),
  key_sealed bytea not null,
  uploaded_by uuid not null default sec.account_id() references public.account,
  uploaded_at timestamptz not null default sec.now(),
  void_reason text not null default '',
  voided_by uuid references public.account,
  voided_at timestamptz,
  version integer not null default 1,
  constraint attachment_number_once unique (assessment_id, number),
  constraint attachment_void_has_reason check ((voided_at is null) = (voided_by is null) and (voided_at is null or length(btrim(void_reason)) > 0))
);
create index risk_attachment_by_uploader on public.risk_attachment (uploaded_by);
create index risk_attachment_by_voider on public.risk_attachment (voided_by);
create trigger attachment_signed_by_oneself before insert or update on public.risk_attachment
  for each row execute function sec.signature_is_own('uploaded_by', 'voided_by');

-- Numbered by the system, also over those that the uploader does not see; kept as it came; void is final.
create function sec.keep_attachment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare later constant text[] := array['void_reason', 'voided_by', 'voided_at', 'version'];
begin
  if tg_op = 'INSERT' then
    perform from public.risk_assessment where id = new.assessment_id for update;
    select coalesce(max(number), 0) + 1 into new.number from public.risk_attachment where assessment_id = new.assessment_id;
    new.uploaded_at := sec.now(); new.void_reason := ''; new.voided_by := null; new.voided_at := null;
    return new;
  end if;
  if old.voided_at is not null or to_jsonb(old) - later <> to_jsonb(new) - later then
    raise exception 'an attachment stays as it came' using errcode = '23514', constraint = 'attachment_stays_as_it_came', table = 'risk_attachment';
  end if;
  return new;
end $$;
create trigger attachment_kept before insert or update on public.risk_attachment for each row execute function sec.keep_attachment();

create table public.principal_photo (
  id uuid primary key references public.file_content,
  principal_id uuid not null references public.principal,
  bytes integer not null constraint photo_is_not_empty check (bytes > 0),
  digest text not null constraint photo_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$'),
  key_sealed bytea not null,
  added_by uuid not null default sec.account_id() references public.account,
  added_at timestamptz not null default sec.now(),
  removal_reason text not null default '',
  removed_by uuid references public.account,
  removed_at timestamptz,
  version integer not null default 1,
  constraint photo_removal_has_reason check ((removed_at is null) = (removed_by is null) and (removed_at is null or length(btrim(removal_reason)) > 0))
);
create unique index official_has_one_photo on public.principal_photo (principal_id) where removed_at is null;
create index principal_photo_by_principal on public.principal_photo (principal_id);
create index principal_photo_by_adder on public.principal_photo (added_by);
create index principal_photo_by_remover on public.principal_photo (removed_by);
create trigger photo_signed_by_oneself before insert or update on public.principal_photo
  for each row execute function sec.signature_is_own('added_by', 'removed_by');
create function sec.keep_photo() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare later constant text[] := array['removal_reason', 'removed_by', 'removed_at', 'version'];
begin
  if old.removed_at is not null or to_jsonb(old) - later <> to_jsonb(new) - later then
    raise exception 'a photo stays as it came' using errcode = '23514', constraint = 'photo_stays_as_it_came', table = 'principal_photo';
  end if;
  return new;
end $$;
create trigger photo_kept before update on public.principal_photo for each row execute function sec.keep_photo();

-- Strictly confidential ones open for who uploaded, reviews and decides, and for those who reach the sources of threats (K6).
call sec.business_table('risk_attachment', 'id',
  'exists (select from public.visible_risk_assessment a where a.id = assessment_id
    and (class <> ''strictly_confidential'' or uploaded_by = (select sec.account_id()) or a.reviewer_id = (select sec.account_id())
      or a.cell = {threat_source} or a.portfolio_cell = {threat_source}
      or (select sec.has_role(''{designated_official,senior_security_professional}''))))',
  'exists (select from public.visible_risk_assessment a where a.id = assessment_id and (a.cell = {risk} or a.portfolio_cell = {risk}))');
call sec.business_table('principal_photo', 'id', 'exists (select from public.visible_principal p where p.id = principal_id)',
  'exists (select from public.principal p where p.id = principal_id and (p.cell = {principal} or p.portfolio_cell = {principal}))');

alter table public.file_content enable row level security;
alter table public.file_content force row level security;
create policy base on public.file_content using (true) with check (true);
create policy wall_read on public.file_content as restrictive for select using (
  exists (select from public.visible_risk_attachment a where a.id = file_content.id and a.voided_at is null)
  or exists (select from public.visible_principal_photo p where p.id = file_content.id and p.removed_at is null));
create policy wall_insert on public.file_content as restrictive for insert
  with check ((select sec.cells_risk_write()) <> '{}' or (select sec.cells_principal_write()) <> '{}');
create policy wall_update on public.file_content as restrictive for update using (false);
revoke update on public.file_content from cordon_web;

-- How the risk of each official stands for the reader on a day: the level in force, or that there is none, or that it is
-- not theirs to know. A reader may not take what is hidden for what was never assessed.
create function sec.risk_standings(officials uuid[], on_day date, known_at timestamptz default null)
  returns table (principal_id uuid, ref text, level text, valid_to date, is_hidden boolean)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select p.id, l.ref, l.level, l.valid_to,
    l.ref is null and (
      not (p.cell = any ((select sec.cells_risk())::integer[]) or p.portfolio_cell = any ((select sec.cells_risk())::integer[])
        or p.cell = any ((select sec.cells_watch())::integer[]) or p.portfolio_cell = any ((select sec.cells_watch())::integer[])
        or p.id = any ((select sec.own_principals())::uuid[])) is true
      or exists (select from public.risk_assessment a where a.principal_id = p.id and a.kind = 'personal' and sec.assessment_in_force(a.id, on_day)
        and not (a.cell = any ((select sec.cells_risk())::integer[]) or a.portfolio_cell = any ((select sec.cells_risk())::integer[])
          or a.cell = any ((select sec.cells_watch())::integer[]) or a.portfolio_cell = any ((select sec.cells_watch())::integer[])
          or p.id = any ((select sec.own_principals())::uuid[])) is true))
  from public.principal p left join sec.risk_levels(officials, on_day, known_at) l on l.principal_id = p.id
  where p.id = any (officials)
$$;

-- When the reader was last here before the present session: what "since my last visit" means on a history.
create function sec.last_visit() returns timestamptz language sql stable security definer
  set search_path = pg_catalog, sec, pg_temp
as $$
  select max(least(s.last_seen_at, here.opened_at)) from sec.session here
    join sec.session s on s.account_id = here.account_id and s.opened_at < here.opened_at and s.kind = 'web'
  where here.key_hash = sha256(decode(nullif(current_setting('app.key', true), ''), 'hex'))
    and here.account_id = sec.account_id()
$$;

revoke execute on all functions in schema sec from public;
