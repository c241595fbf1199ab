-- The ledgers of custody and ammunition are sealed: each line of their history enters one chain of hashes when its
-- transaction commits, and the head of the chain stands in the checkpoints outside the database. `cordon audit verify`
-- finds a line that was altered, added or taken away, also by the owner of the database.

create table audit.ledger (
  position bigint primary key,
  -- the table and the line of its history
  name text not null,
  entry bigint not null,
  digest bytea not null,
  hash bytea not null,
  constraint ledger_seals_a_line_once unique (name, entry)
);
create table audit.ledger_head (
  is_only boolean primary key default true constraint one_ledger_head check (is_only),
  position bigint not null,
  hash bytea not null
);
insert into audit.ledger_head (position, hash) values (0, sha256('cordon-ledger'::bytea));

-- A field with its length before it, so that no two lines have the same bytes.
create function audit.field(content bytea) returns bytea language sql immutable
as $$ select int4send(length(coalesce(content, ''))) || coalesce(content, '') $$;

-- digest = sha256(table, line, record, version, time in microseconds, account, deed, content as it is stored)
-- hash = sha256(hash of the line before || position || digest)
create function audit.seal(in_name text, in_entry bigint, in_record uuid, in_version integer, in_at timestamptz, in_account uuid, in_deed text, in_content jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, audit, pg_temp
as $$
declare
  before audit.ledger_head;
  line bytea;
  linked bytea;
begin
  line := sha256(audit.field(convert_to(in_name, 'UTF8')) || int8send(in_entry) || audit.field(uuid_send(in_record)) || int4send(in_version)
    || int8send((extract(epoch from in_at) * 1000000)::bigint) || audit.field(uuid_send(in_account)) || audit.field(convert_to(in_deed, 'UTF8'))
    || audit.field(convert_to(in_content::text, 'UTF8')));
  select * into strict before from audit.ledger_head for update;
  linked := sha256(before.hash || int8send(before.position + 1) || line);
  insert into audit.ledger (position, name, entry, digest, hash) values (before.position + 1, in_name, in_entry, line, linked);
  update audit.ledger_head set position = before.position + 1, hash = linked;
end $$;

-- Deferred to the commit: the head is locked after everything else, as the head of the trail is.
create function audit.seal_line() returns trigger language plpgsql security definer set search_path = pg_catalog, audit, pg_temp
as $$
begin
  perform audit.seal(tg_table_name, new.entry, new.record_id, new.version, new.at, new.account_id, new.deed, new.content);
  return null;
end $$;

do $$
declare name text; line record;
begin
  for line in
    select 'handover' as name, h.* from history.handover h
    union all select 'firearm_custody', h.* from history.firearm_custody h
    union all select 'ammunition_act', h.* from history.ammunition_act h
    union all select 'ammunition_entry', h.* from history.ammunition_entry h
    union all select 'ammunition_account', h.* from history.ammunition_account h
    union all select 'equipment_act', h.* from history.equipment_act h
    union all select 'equipment_custody', h.* from history.equipment_custody h
    order by at, name, entry
  loop
    perform audit.seal(line.name, line.entry, line.record_id, line.version, line.at, line.account_id, line.deed, line.content);
  end loop;
  foreach name in array array['handover', 'firearm_custody', 'ammunition_act', 'ammunition_entry', 'ammunition_account', 'equipment_act', 'equipment_custody'] loop
    execute format('create constraint trigger line_is_sealed after insert on history.%I deferrable initially deferred
      for each row execute function audit.seal_line()', name);
  end loop;
end $$;

revoke execute on all functions in schema audit from public;
