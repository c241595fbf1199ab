-- Custody after years: who had what on a day, and what one holds or has handed over, are read from indexes and not
-- from the whole ledger.

create index firearm_custody_during on public.firearm_custody using gist (tstzrange(since, until));
create index firearm_custody_held on public.firearm_custody (officer_id) where until is null;
create index handover_offered_to on public.handover (officer_id) where state = 'prepared';

-- Handovers in which the reader is the officer: what one took, and what one gave back. Two indexes, asked one after the
-- other: an "or" over both tables reads every act there ever was.
create or replace function sec.own_handovers() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select coalesce(array_agg(mine.id), '{}') from (
    select h.id from public.handover h where h.officer_id = (select sec.own_officer())
    union select h.id from public.firearm_custody c join public.handover h on h.from_custody_id = c.id where c.officer_id = (select sec.own_officer())) mine
$$;

-- The weapon of an act in which the reader is the officer: it stays on the receipt when it is in other hands.
create function sec.firearm_of_own_act(act uuid) returns table (ref text, serial text, called text) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select f.ref, f.serial, f.make || ' ' || f.model || ', ' || f.calibre from public.handover h join public.firearm f on f.id = h.firearm_id
  where h.id = act and h.id = any ((select sec.own_handovers())::uuid[])
$$;
revoke execute on all functions in schema sec from public;
