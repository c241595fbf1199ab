-- For whom an officer works and until when, and the languages they have (X-03, X-07, X-09, INV-13).

create table public.employment (
  id uuid primary key,
  officer_id uuid not null constraint employment_once_an_officer unique references public.officer,
  cell integer not null,
  grade text not null default '' constraint employment_grade_short check (length(grade) <= 20),
  organization text not null default '' constraint employment_organization_short check (length(organization) <= 120),
  -- one of record
  nationality text references public.country,
  gender text not null default '' constraint employment_gender_known check (gender in ('', 'female', 'male', 'other')),
  entry_on_duty date,
  contract_end date,
  post_funded_until date,
  position_occupied_since date,
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint employment_contract_ends_after_entry check (contract_end >= entry_on_duty),
  constraint employment_position_after_entry check (position_occupied_since >= entry_on_duty)
);
create index employment_by_nationality on public.employment (nationality);
create index employment_by_creator on public.employment (created_by);
create index employment_by_end on public.employment (cell, least(contract_end, post_funded_until));

create table public.language_skill (
  id uuid primary key,
  officer_id uuid not null references public.officer,
  cell integer not null,
  language text not null constraint language_skill_is_a_language check (language ~ '^[a-z]{2}$'),
  reading text not null,
  writing text not null,
  speaking text not null,
  understanding text not null,
  is_void boolean not null default false,
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint language_skill_rated_in_words check (array[reading, writing, speaking, understanding] <@ '{none,basic,confident,fluent}'::text[])
);
create unique index language_once_an_officer on public.language_skill (officer_id, language) where not is_void;
create index language_skill_by_officer on public.language_skill (officer_id);
create index language_skill_by_language on public.language_skill (language) where not is_void;
create index language_skill_by_creator on public.language_skill (created_by);

create function sec.part_of_officer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  select cell into strict new.cell from public.officer where id = new.officer_id;
  return new;
end $$;
create trigger employment_takes_cell before insert or update on public.employment for each row execute function sec.part_of_officer();
create trigger language_skill_takes_cell before insert or update on public.language_skill for each row execute function sec.part_of_officer();
-- Whoever moves to another station takes along what is known of them; their absences too.
create function sec.parts_follow_officer() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  update public.employment set version = version + 1 where officer_id = new.id;
  update public.language_skill set version = version + 1 where officer_id = new.id;
  update public.availability set version = version + 1 where officer_id = new.id;
  return null;
end $$;
create trigger parts_follow after update of station_id on public.officer
  for each row when (old.cell <> new.cell) execute function sec.parts_follow_officer();

call sec.business_table('employment', 'id', 'cell = {people} or officer_id = (select sec.own_officer())', 'cell = {people}');
call sec.business_table('language_skill', 'id', 'cell = {people} or officer_id = (select sec.own_officer())', 'cell = {people}');

-- The last day on which somebody may be deployed: none, if neither end is known.
create function sec.employed_until(wanted uuid) returns date language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$ select least(e.contract_end, e.post_funded_until) from public.employment e where e.officer_id = wanted $$;
-- INV-13: temporary duty and a place in a team end with the contract and the funds of the post. An end that comes sooner
-- than planned is recorded all the same; what goes beyond it stands on the record.
create function sec.deployed_while_employed() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and (new.from_date, new.to_date, new.officer_id) is not distinct from (old.from_date, old.to_date, old.officer_id) then
    return new;
  end if;
  if coalesce(new.to_date, new.from_date) > sec.employed_until(new.officer_id) then
    raise exception 'the contract or the funds end before' using errcode = '23514', constraint = 'deployed_while_employed', table = tg_table_name;
  end if;
  return new;
end $$;
create trigger temporary_duty_while_employed before insert or update on public.availability
  for each row when (new.kind = 'temporary_duty' and not new.is_void) execute function sec.deployed_while_employed();
create trigger assigned_while_employed before insert or update on public.team_assignment
  for each row when (new.state in ('proposed', 'accepted')) execute function sec.deployed_while_employed();

revoke execute on all functions in schema sec from public;
