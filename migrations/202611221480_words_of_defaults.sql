-- Whoever reads on whose word a type lasts as long as it does reads who said it: what is unpublished is our own default.
alter table public.qualification_type disable trigger user;
update public.qualification_type set source = 'Cordon' where source = 'domain.md 3.1';
update public.qualification_type set source = 'Cordon (' || source || ')' where source in ('UNC-07', 'UNC-08');
alter table public.qualification_type enable trigger user;
