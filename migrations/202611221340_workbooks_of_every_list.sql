-- The workbook of every list that somebody keeps may come back: equipment, kits with what they must contain, armouries,
-- lots of ammunition, pledges of stand-by, and the employment and languages of officers, and duty stations too.

alter table public.workbook drop constraint workbook_list_known;
alter table public.workbook add constraint workbook_list_known check (list in
  ('ammunition', 'armouries', 'duty-stations', 'employment', 'equipment', 'firearms', 'kits', 'officers', 'qualifications', 'standby', 'vehicles'));
