-- INV-13: what is known of somebody's funds is not forgotten because a post says nothing of them, nor when the post is left.
create or replace function sec.employment_of_post() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and (old.officer_id, old.funded_until, old.occupied_since) is not distinct from (new.officer_id, new.funded_until, new.occupied_since) then
    return null;
  end if;
  if tg_op = 'UPDATE' and old.officer_id is distinct from new.officer_id then
    update public.employment set position_occupied_since = null, version = version + 1 where officer_id = old.officer_id;
  end if;
  if new.officer_id is not null then
    insert into public.employment as e (id, officer_id, cell, post_funded_until, position_occupied_since)
      values (gen_random_uuid(), new.officer_id, new.cell, new.funded_until, new.occupied_since)
      on conflict (officer_id) do update set post_funded_until = coalesce(excluded.post_funded_until, e.post_funded_until),
        position_occupied_since = coalesce(excluded.position_occupied_since, e.position_occupied_since), version = e.version + 1;
  end if;
  return null;
end $$;
create or replace function sec.post_of_employment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare p public.authorized_post; before public.employment;
begin
  if tg_op = 'UPDATE' then
    before := old;
  end if;
  select * into p from public.authorized_post where officer_id = new.officer_id;
  if found then
    new.post_funded_until := coalesce(p.funded_until, new.post_funded_until, before.post_funded_until);
    new.position_occupied_since := coalesce(p.occupied_since, new.position_occupied_since);
  end if;
  return new;
end $$;
