-- Types of qualifications change: how long they last, when they warn, on whose word; new ones are added, and those that
-- nobody uses any more are withdrawn. What was recorded keeps the end it was given.

alter table public.qualification_type
  -- of an added type; the program names its own in every language
  add column name text not null default '' constraint qualification_type_name_short check (length(name) <= 120),
  add column is_added boolean not null default false,
  add column is_withdrawn boolean not null default false;
alter table public.qualification_type
  alter column is_added set default true,
  add constraint added_type_is_named check (is_added = (length(btrim(name)) > 0)),
  -- what a duty takes is not withdrawn: nobody would be fit for it again
  add constraint withdrawn_type_blocks_nothing check (not is_withdrawn or blocks = 'nothing'),
  add constraint added_type_blocks_nothing check (not is_added or blocks = 'nothing' and names = '' and not is_printed),
  add constraint qualification_type_source_present check (length(btrim(source)) between 1 and 160);
-- the view was made before these columns
create or replace view public.visible_qualification_type with (security_invoker) as select * from public.qualification_type where true;

create function sec.keep_qualification_type() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if (new.code, new.sort, new.blocks, new.names, new.is_printed, new.is_added)
      is distinct from (old.code, old.sort, old.blocks, old.names, old.is_printed, old.is_added) then
    raise exception 'a type stays what it is' using errcode = '23514', constraint = 'qualification_type_stays', table = 'qualification_type';
  end if;
  return new;
end $$;
create trigger qualification_type_kept before update on public.qualification_type for each row execute function sec.keep_qualification_type();

create function sec.refuse_withdrawn_type() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.qualification_type where code = new.type and is_withdrawn) then
    raise exception 'the type was withdrawn' using errcode = '23514', constraint = 'qualification_of_a_type_in_use', table = 'qualification';
  end if;
  return new;
end $$;
create trigger qualification_of_a_type_in_use before insert on public.qualification for each row execute function sec.refuse_withdrawn_type();

revoke execute on all functions in schema sec from public;
