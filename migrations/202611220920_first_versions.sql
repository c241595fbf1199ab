-- Settings and postures that were shipped before their history was kept get the version they stand at,
-- so that a lost race over them has a base to be settled from.
insert into history.setting (record_id, version, at, xact, account_id, deed, content)
  select s.name, s.version, s.changed_at, pg_current_xact_id(), null, 'insert', to_jsonb(s) from public.setting s
  where not exists (select from history.setting h where h.record_id = s.name and h.version = s.version);
insert into history.posture (record_id, version, at, xact, account_id, deed, content)
  select p.code, p.version, sec.now(), pg_current_xact_id(), null, 'insert', to_jsonb(p) from public.posture p
  where not exists (select from history.posture h where h.record_id = p.code and h.version = p.version);
