-- The watch: a duty that a signed handover gives and the next signature takes (DESIGN 9.4).

create table public.watch_turn (
  id uuid primary key,
  ref text not null constraint watch_turn_ref_once unique,
  scope_kind text not null constraint watch_scope_known check (scope_kind in ('global', 'portfolio', 'region', 'station')),
  scope_code text not null,
  cells integer[] not null,
  holder_id uuid not null references public.account,
  outgoing_id uuid references public.account,
  summary text not null default '',
  began_at timestamptz not null default sec.now(),
  due_at timestamptz not null,
  ended_at timestamptz,
  version integer not null default 1,
  constraint watch_turn_ends_after_it_begins check (ended_at is null or ended_at >= began_at),
  constraint watch_due_after_it_begins check (due_at > began_at)
);
create unique index watch_held_once on public.watch_turn (scope_kind, scope_code) where ended_at is null;
create index watch_turn_by_holder on public.watch_turn (holder_id);
create index watch_turn_by_outgoing on public.watch_turn (outgoing_id);

-- A handover offered by the outgoing holder, waiting for the other signature.
create table public.watch_handover (
  id uuid primary key,
  ref text not null constraint watch_handover_ref_once unique,
  turn_id uuid not null references public.watch_turn,
  scope_kind text not null,
  scope_code text not null,
  cells integer[] not null,
  outgoing_id uuid not null references public.account,
  outgoing_at timestamptz not null default sec.now(),
  open_points text not null default '',
  incoming_id uuid references public.account,
  incoming_at timestamptz,
  incoming_note text not null default '',
  is_withdrawn boolean not null default false,
  version integer not null default 1,
  constraint handover_by_two_people check (incoming_id is null or incoming_id <> outgoing_id),
  constraint handover_signed_with_time check ((incoming_id is null) = (incoming_at is null))
);
create unique index handover_open_once on public.watch_handover (turn_id) where incoming_at is null and not is_withdrawn;
create index handover_by_turn on public.watch_handover (turn_id);
create index handover_by_outgoing on public.watch_handover (outgoing_id);
create index handover_by_incoming on public.watch_handover (incoming_id);

call sec.business_table('watch_turn', 'id', 'cells && (select sec.cells_movement()) or holder_id = (select sec.account_id())');
-- Open points speak of movements by name: they are for those who reach the whole scope, and for the two who signed.
call sec.business_table('watch_handover', 'id',
  'cells <@ (select sec.cells_movement()) or outgoing_id = (select sec.account_id()) or incoming_id = (select sec.account_id())');
