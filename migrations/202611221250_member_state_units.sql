-- Close protection units that Member States provide (F-2.18, WF-12): the offer, the agreement it stands on, the checks
-- before it is deployed, its people, its rotations and what it brings. That an agreement has ended, that a rotation is
-- overdue and that a check is missing follow from dates and rows and are stored nowhere.

call sec.add_area('ms_unit');
insert into sec.role_reach (role, area, breadth, may_write) values
  ('pcu_chief', 'ms_unit', 'global', true), ('pcu_officer', 'ms_unit', 'global', true), ('pcu_support', 'ms_unit', 'global', false),
  ('regional_desk', 'ms_unit', 'scope', false), ('designated_official', 'ms_unit', 'scope', false),
  ('senior_security_professional', 'ms_unit', 'scope', true), ('cp_coordinator', 'ms_unit', 'scope', true), ('auditor', 'ms_unit', 'global', false);

insert into public.setting (name, value, unit, source) values
  ('unit_rotation_months', '12', 'months', 'UNC-26'), ('unit_agreement_lead_days', '60', 'days', 'F-2.18');
call audit.note_migration('setting.create', 'settings of Member State units');

create table public.ms_cp_unit (
  id uuid primary key,
  ref text not null constraint ms_unit_ref_once unique,
  -- where it serves, or is meant to
  station_id uuid not null references public.duty_station,
  cell integer not null,
  name text not null constraint ms_unit_name_present check (length(btrim(name)) between 1 and 80),
  member_state text not null references public.country,
  strength integer not null constraint ms_unit_strength_plausible check (strength between 1 and 200),
  is_armed boolean not null default false,
  rotation_months integer not null constraint ms_unit_rotation_plausible check (rotation_months between 1 and 36),
  contact text not null default '' constraint ms_unit_contact_short check (length(contact) <= 300),
  performance text not null default '' constraint ms_unit_performance_short check (length(performance) <= 2000),
  state text not null default 'offer' constraint ms_unit_state_known check (state in
    ('enquiry', 'offer', 'negotiation', 'agreed', 'pre_deployment_check', 'ready', 'deployed', 'rotating', 'ended')),
  state_since timestamptz not null default sec.now(),
  state_reason text not null default '' constraint ms_unit_reason_short check (length(state_reason) <= 1000),
  deployed_on date,
  ended_on date,
  version integer not null default 1,
  created_at timestamptz not null default sec.now(),
  created_by uuid default sec.account_id() references public.account,
  updated_at timestamptz not null default sec.now(),
  updated_by uuid default sec.account_id() references public.account,
  constraint ms_unit_end_has_reason check (state <> 'ended' or length(btrim(state_reason)) > 0),
  constraint ms_unit_ended_on_a_day check ((state = 'ended') = (ended_on is not null))
);
create index ms_unit_by_cell on public.ms_cp_unit (cell, ref, id);
create index ms_unit_by_station on public.ms_cp_unit (station_id);
create index ms_unit_by_member_state on public.ms_cp_unit (member_state);
create index ms_unit_by_creator on public.ms_cp_unit (created_by);
create index ms_unit_by_updater on public.ms_cp_unit (updated_by);
create trigger ms_unit_takes_cell before insert or update of station_id on public.ms_cp_unit
  for each row execute function sec.station_cell();

create table public.ms_unit_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into public.ms_unit_transition (from_state, to_state) values
  ('enquiry', 'offer'), ('offer', 'negotiation'), ('negotiation', 'agreed'), ('agreed', 'pre_deployment_check'), ('pre_deployment_check', 'ready'),
  ('ready', 'pre_deployment_check'), ('ready', 'deployed'), ('deployed', 'rotating'), ('rotating', 'deployed');
insert into public.ms_unit_transition (from_state, to_state)
  select a, 'ended' from unnest(array['enquiry', 'offer', 'negotiation', 'agreed', 'pre_deployment_check', 'ready', 'deployed', 'rotating']) a;

-- What was agreed with the Member State. One drafts, another approves; then it is kept, and may only end early.
create table public.ms_agreement (
  id uuid primary key,
  unit_id uuid not null references public.ms_cp_unit,
  cell integer not null,
  number integer not null,
  form text not null constraint ms_agreement_form_known check (form in ('mou', 'loa', 'exchange_of_letters')),
  document text not null constraint ms_agreement_has_document check (length(btrim(document)) between 1 and 160),
  from_date date not null,
  to_date date not null,
  allows_arms boolean not null default false,
  reimbursement text not null default '' constraint ms_agreement_reimbursement_short check (length(reimbursement) <= 1000),
  -- in US dollars a year; empty: none was agreed
  ceiling integer constraint ms_agreement_ceiling_not_negative check (ceiling >= 0),
  kit_list text not null default '' constraint ms_agreement_kit_list_short check (length(kit_list) <= 2000),
  liability text not null default '' constraint ms_agreement_liability_short check (length(liability) <= 1000),
  drafted_by uuid not null default sec.account_id() references public.account,
  approved_by uuid references public.account,
  approved_at timestamptz,
  ended_on date,
  end_reason text not null default '' constraint ms_agreement_end_reason_short check (length(end_reason) <= 1000),
  in_force daterange not null generated always as (daterange(from_date, coalesce(ended_on, to_date), '[]')) stored,
  version integer not null default 1,
  constraint ms_agreement_number_once unique (unit_id, number),
  constraint ms_agreement_ends_after_it_begins check (to_date >= from_date),
  constraint ms_agreement_at_most_ten_years check (to_date <= from_date + 3653),
  -- INV-05
  constraint ms_agreement_approved_by_another check (approved_by <> drafted_by),
  constraint ms_agreement_approved_at_a_time check ((approved_by is null) = (approved_at is null)),
  constraint ms_agreement_end_has_reason check (ended_on is null or length(btrim(end_reason)) > 0),
  constraint ms_agreement_ends_within_its_time check (ended_on between from_date and to_date),
  constraint one_agreement_at_a_time exclude using gist (unit_id with =, in_force with &&) where (approved_by is not null)
);
create index ms_agreement_by_drafter on public.ms_agreement (drafted_by);
create index ms_agreement_by_approver on public.ms_agreement (approved_by);
create trigger ms_agreement_signed_by_oneself before insert or update on public.ms_agreement
  for each row execute function sec.signature_is_own('drafted_by', 'approved_by');

-- Checks before deployment: each an event that stays; the last of an item counts once a second person confirmed it.
create table public.ms_unit_check (
  id uuid primary key,
  unit_id uuid not null references public.ms_cp_unit,
  cell integer not null,
  number integer not null,
  item text not null constraint ms_unit_check_item_known check (item in ('general', 'training', 'equipment', 'medical', 'ict')),
  outcome text not null constraint ms_unit_check_outcome_known check (outcome in ('passed', 'failed')),
  done_on date not null,
  note text not null default '' constraint ms_unit_check_note_short check (length(note) <= 1000),
  done_by uuid not null default sec.account_id() references public.account,
  confirmed_by uuid references public.account,
  confirmed_at timestamptz,
  version integer not null default 1,
  constraint ms_unit_check_number_once unique (unit_id, number),
  constraint ms_unit_check_says_why check (outcome = 'passed' or length(btrim(note)) > 0),
  constraint ms_unit_check_confirmed_by_another check (confirmed_by <> done_by),
  constraint ms_unit_check_confirmed_at_a_time check ((confirmed_by is null) = (confirmed_at is null))
);
create index ms_unit_check_by_doer on public.ms_unit_check (done_by);
create index ms_unit_check_by_confirmer on public.ms_unit_check (confirmed_by);
create trigger ms_unit_check_signed_by_oneself before insert or update on public.ms_unit_check
  for each row execute function sec.signature_is_own('done_by', 'confirmed_by');

create table public.ms_unit_member (
  id uuid primary key,
  unit_id uuid not null references public.ms_cp_unit,
  cell integer not null,
  number integer not null,
  officer_id uuid not null references public.officer,
  position text not null constraint ms_unit_position_known check (position in ('commander', 'deputy', 'member', 'driver', 'medic', 'technician')),
  rank text not null default '' constraint ms_unit_rank_short check (length(rank) <= 60),
  from_date date not null,
  -- empty: not known yet
  to_date date,
  during daterange not null generated always as (daterange(from_date, to_date, '[]')) stored,
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint ms_unit_member_number_once unique (unit_id, number),
  constraint ms_unit_member_leaves_after_coming check (to_date >= from_date),
  constraint officer_in_one_unit exclude using gist (officer_id with =, during with &&)
);
create index ms_unit_member_by_officer on public.ms_unit_member (officer_id);
create index ms_unit_member_by_creator on public.ms_unit_member (created_by);

create table public.ms_rotation (
  id uuid primary key,
  unit_id uuid not null references public.ms_cp_unit,
  cell integer not null,
  number integer not null,
  planned_on date not null,
  -- who leaves and who comes, as far as it is known
  leaving text not null default '' constraint ms_rotation_leaving_short check (length(leaving) <= 1000),
  coming text not null default '' constraint ms_rotation_coming_short check (length(coming) <= 1000),
  done_on date,
  called_off_because text not null default '' constraint ms_rotation_reason_short check (length(called_off_because) <= 1000),
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint ms_rotation_number_once unique (unit_id, number),
  constraint ms_rotation_done_or_called_off check (done_on is null or called_off_because = '')
);
create unique index rotation_planned_once on public.ms_rotation (unit_id) where done_on is null and called_off_because = '';
create index ms_rotation_by_creator on public.ms_rotation (created_by);

-- What the unit brings. The UN counts it and does not dispose of it (UNC-31): at the end each thing is accounted for by two.
create table public.ms_unit_item (
  id uuid primary key,
  unit_id uuid not null references public.ms_cp_unit,
  cell integer not null,
  number integer not null,
  kind text not null constraint ms_unit_item_kind_known check (kind in
    ('firearm', 'ammunition', 'vehicle', 'armour', 'radio', 'medical', 'other')),
  label text not null constraint ms_unit_item_label_present check (length(btrim(label)) between 1 and 160),
  quantity integer not null constraint ms_unit_item_quantity_plausible check (quantity between 1 and 1000000),
  -- a weapon that stands in the register as the Member State's
  firearm_id uuid references public.firearm,
  brought_on date not null,
  outcome text not null default '' constraint ms_unit_item_outcome_known check (outcome in ('', 'handed_back', 'used_up', 'lost')),
  outcome_on date,
  outcome_document text not null default '' constraint ms_unit_item_document_short check (length(outcome_document) <= 160),
  outcome_note text not null default '' constraint ms_unit_item_note_short check (length(outcome_note) <= 1000),
  settled_by uuid references public.account,
  confirmed_by uuid references public.account,
  confirmed_at timestamptz,
  version integer not null default 1,
  created_by uuid default sec.account_id() references public.account,
  constraint ms_unit_item_number_once unique (unit_id, number),
  constraint registered_weapon_is_one check (firearm_id is null or quantity = 1 and kind = 'firearm'),
  constraint ms_unit_item_outcome_is_whole check ((outcome = '') = (outcome_on is null) and (outcome = '') = (settled_by is null)),
  constraint ms_unit_item_outcome_after_it_came check (outcome_on >= brought_on),
  constraint ms_unit_item_says_how check (outcome = '' or length(btrim(outcome_document)) > 0),
  constraint registered_weapon_is_not_used_up check (firearm_id is null or outcome <> 'used_up'),
  constraint ms_unit_item_confirmed_by_another check (confirmed_by <> settled_by),
  constraint ms_unit_item_confirmed_at_a_time check ((confirmed_by is null) = (confirmed_at is null)),
  constraint ms_unit_item_settled_before_confirmed check (confirmed_by is null or settled_by is not null)
);
create unique index weapon_brought_once on public.ms_unit_item (firearm_id) where confirmed_by is null;
create index ms_unit_item_by_firearm on public.ms_unit_item (firearm_id);
create index ms_unit_item_by_settler on public.ms_unit_item (settled_by);
create index ms_unit_item_by_confirmer on public.ms_unit_item (confirmed_by);
create index ms_unit_item_by_creator on public.ms_unit_item (created_by);
create trigger ms_unit_item_signed_by_oneself before insert or update on public.ms_unit_item
  for each row execute function sec.signature_is_own_or_gone('settled_by', 'confirmed_by');

-- Items of the check before deployment that nobody passed, or nobody confirmed.
create function sec.unit_checks_open(unit uuid) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(array_agg(wanted.item order by wanted.sort), '{}')
  from (values ('general', 1), ('training', 2), ('equipment', 3), ('medical', 4), ('ict', 5)) wanted (item, sort)
  left join lateral (select k.outcome, k.confirmed_by from public.ms_unit_check k where k.unit_id = unit and k.item = wanted.item
    order by k.number desc limit 1) last on true
  where last.outcome is distinct from 'passed' or last.confirmed_by is null
$$;

create function sec.guard_ms_unit() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare today date := (sec.now() at time zone 'UTC')::date; agreed boolean; armed boolean;
  may_follow constant text[] := array['performance', 'contact', 'version', 'updated_at', 'updated_by', 'cell'];
begin
  if tg_op = 'INSERT' then
    if new.state not in ('enquiry', 'offer') then
      raise exception 'it begins with an enquiry or an offer' using errcode = '23514', constraint = 'ms_unit_follows', table = 'ms_cp_unit';
    end if;
    return new;
  end if;
  if old.state = 'ended' and to_jsonb(old) - may_follow <> to_jsonb(new) - may_follow then
    raise exception 'what has ended stays' using errcode = '23514', constraint = 'ended_unit_is_kept', table = 'ms_cp_unit';
  end if;
  if new.station_id <> old.station_id or new.member_state <> old.member_state and old.state not in ('enquiry', 'offer', 'negotiation') then
    raise exception 'another unit' using errcode = '23514', constraint = 'agreed_unit_is_kept', table = 'ms_cp_unit';
  end if;
  if new.strength < old.strength and exists (select from public.ms_unit_member p
      where p.unit_id = new.id and (p.during @> today or p.from_date > today)
        and (select count(*) from public.ms_unit_member m where m.unit_id = new.id and m.during @> greatest(p.from_date, today)) > new.strength) then
    raise exception 'more are in post' using errcode = '23514', constraint = 'unit_within_strength', table = 'ms_cp_unit';
  end if;
  if old.state = new.state and old.is_armed = new.is_armed then
    return new;
  end if;
  if old.state <> new.state then
    if not exists (select from public.ms_unit_transition where from_state = old.state and to_state = new.state) then
      raise exception '% does not follow %', new.state, old.state using errcode = '23514', constraint = 'ms_unit_follows', table = 'ms_cp_unit';
    end if;
    new.state_since := sec.now();
  end if;
  if new.state in ('agreed', 'pre_deployment_check', 'ready') and old.state <> new.state
      and not exists (select from public.ms_agreement a where a.unit_id = new.id and a.approved_by is not null and upper(a.in_force) > today) then
    raise exception 'nothing is agreed' using errcode = '23514', constraint = 'unit_agreed_by_an_agreement', table = 'ms_cp_unit';
  end if;
  if new.state in ('ready', 'deployed') and old.state in ('pre_deployment_check', 'ready') and old.state <> new.state
      and sec.unit_checks_open(new.id) <> '{}' then
    raise exception 'not checked: %', sec.unit_checks_open(new.id) using errcode = '23514', constraint = 'unit_deployed_when_checked', table = 'ms_cp_unit';
  end if;
  if new.state = 'deployed' then
    select count(*) > 0, coalesce(bool_or(a.allows_arms), false) into agreed, armed
      from public.ms_agreement a where a.unit_id = new.id and a.approved_by is not null and a.in_force @> today;
    if old.state <> new.state and not agreed then
      raise exception 'no agreement in force' using errcode = '23514', constraint = 'unit_deployed_under_an_agreement', table = 'ms_cp_unit';
    end if;
    -- UNC-19
    if new.is_armed and not armed and (old.state <> new.state or not old.is_armed) then
      raise exception 'no agreement says armed' using errcode = '23514', constraint = 'unit_armed_under_an_agreement', table = 'ms_cp_unit';
    end if;
    new.deployed_on := coalesce(new.deployed_on, today);
  end if;
  if new.state = 'ended' and old.state <> 'ended' then
    if new.ended_on > today then
      raise exception 'still to come' using errcode = '23514', constraint = 'unit_ended_by_now', table = 'ms_cp_unit';
    end if;
    if exists (select from public.ms_unit_member m where m.unit_id = new.id and (m.to_date is null or m.to_date > today)) then
      raise exception 'people are in post' using errcode = '23514', constraint = 'unit_members_have_left', table = 'ms_cp_unit';
    end if;
    if exists (select from public.ms_unit_item i where i.unit_id = new.id and i.confirmed_by is null) then
      raise exception 'kit is not accounted for' using errcode = '23514', constraint = 'unit_kit_is_accounted_for', table = 'ms_cp_unit';
    end if;
  end if;
  return new;
end $$;
create trigger ms_unit_guarded before insert or update on public.ms_cp_unit for each row execute function sec.guard_ms_unit();

-- What belongs to a unit comes one after another, carries its cell and its number, and stops with it.
create function sec.part_of_ms_unit() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
declare u public.ms_cp_unit; today date := (sec.now() at time zone 'UTC')::date; moment timestamptz := sec.now();
  before jsonb := '{}'; after jsonb; named constant text[] := array['position', 'rank', 'to_date', 'version', 'during', 'cell'];
  ending constant text[] := array['ended_on', 'end_reason', 'in_force', 'version', 'cell'];
  approving constant text[] := array['approved_by', 'approved_at', 'version', 'cell', 'in_force'];
  settling constant text[] := array['outcome', 'outcome_on', 'outcome_document', 'outcome_note', 'settled_by', 'confirmed_by', 'confirmed_at', 'version', 'cell'];
  confirming constant text[] := array['confirmed_by', 'confirmed_at', 'version', 'cell'];
begin
  select * into strict u from public.ms_cp_unit where id = new.unit_id for update;
  new.cell := u.cell;
  if tg_op = 'INSERT' then
    execute format('select coalesce(max(number), 0) + 1 from public.%I where unit_id = $1', tg_table_name) into new.number using new.unit_id;
  else
    before := to_jsonb(old);
    if new.unit_id <> old.unit_id or new.number <> old.number then
      raise exception 'it stays with its unit' using errcode = '23514', constraint = 'part_stays_with_its_unit', table = tg_table_name;
    end if;
  end if;
  after := to_jsonb(new);
  if u.state = 'ended' and not (tg_op = 'UPDATE' and before - array['cell'] = after - array['cell']) then
    raise exception 'what has ended stays' using errcode = '23514', constraint = 'ended_unit_is_kept', table = tg_table_name;
  end if;
  if tg_table_name = 'ms_agreement' then
    if tg_op = 'INSERT' and (new.approved_by is not null or new.ended_on is not null) then
      raise exception 'it begins as a draft' using errcode = '23514', constraint = 'approved_agreement_is_kept', table = tg_table_name;
    end if;
    if tg_op = 'UPDATE' and (old.approved_by is not null and (before - ending <> after - ending or old.ended_on is not null)
        or old.approved_by is null and new.approved_by is not null and before - approving <> after - approving
        or new.approved_by is null and new.ended_on is not null) then
      raise exception 'what was approved stays' using errcode = '23514', constraint = 'approved_agreement_is_kept', table = tg_table_name;
    end if;
    new.approved_at := case when new.approved_by is null then null when tg_op = 'UPDATE' and old.approved_by is not null then old.approved_at else moment end;
    if new.ended_on > today then
      raise exception 'still to come' using errcode = '23514', constraint = 'ms_agreement_ended_by_now', table = tg_table_name;
    end if;
  elsif tg_table_name = 'ms_unit_check' then
    if tg_op = 'UPDATE' and (before - confirming <> after - confirming or old.confirmed_by is not null) or tg_op = 'INSERT' and new.confirmed_by is not null then
      raise exception 'a check stays as it was recorded' using errcode = '23514', constraint = 'ms_unit_check_is_kept', table = tg_table_name;
    end if;
    new.confirmed_at := case when new.confirmed_by is not null then moment end;
    if tg_op = 'INSERT' and u.state not in ('pre_deployment_check', 'ready', 'rotating') then
      raise exception 'it is not being checked' using errcode = '23514', constraint = 'unit_checked_before_deployment', table = tg_table_name;
    end if;
    if new.done_on > today + 1 then
      raise exception 'not done yet' using errcode = '23514', constraint = 'ms_unit_check_done_by_now', table = tg_table_name;
    end if;
  elsif tg_table_name = 'ms_unit_member' then
    if tg_op = 'UPDATE' and before - named <> after - named then
      raise exception 'another person' using errcode = '23514', constraint = 'ms_unit_member_is_kept', table = tg_table_name;
    end if;
    if tg_op = 'INSERT' and not exists (select from public.officer o
        where o.id = new.officer_id and o.category = 'mscpu_member' and o.state = 'active' and o.cell = u.cell) then
      raise exception 'not of its kind' using errcode = '23514', constraint = 'unit_takes_its_own_kind', table = tg_table_name;
    end if;
    -- on no day more than agreed: the number grows only where somebody comes
    if exists (select from (select new.from_date as day union select m.from_date from public.ms_unit_member m
          where m.unit_id = u.id and m.id <> new.id and m.from_date >= new.from_date and (new.to_date is null or m.from_date <= new.to_date)) days
        where (select count(*) from public.ms_unit_member m where m.unit_id = u.id and m.id <> new.id and m.during @> days.day) >= u.strength) then
      raise exception 'all posts are filled' using errcode = '23514', constraint = 'unit_within_strength', table = tg_table_name;
    end if;
  elsif tg_table_name = 'ms_rotation' then
    if tg_op = 'UPDATE' and (old.done_on is not null or old.called_off_because <> '') then
      raise exception 'what is over stays' using errcode = '23514', constraint = 'ms_rotation_is_kept', table = tg_table_name;
    end if;
    if new.done_on > today then
      raise exception 'not done yet' using errcode = '23514', constraint = 'ms_rotation_done_by_now', table = tg_table_name;
    end if;
  else
    if tg_op = 'UPDATE' and (old.confirmed_by is not null or old.settled_by is not null and new.confirmed_by is not null and before - confirming <> after - confirming
        or before - settling <> after - settling) or tg_op = 'INSERT' and new.outcome <> '' then
      raise exception 'what was accounted for stays' using errcode = '23514', constraint = 'ms_unit_item_is_kept', table = tg_table_name;
    end if;
    new.confirmed_at := case when new.confirmed_by is not null then moment end;
    if new.outcome_on > today or tg_op = 'INSERT' and new.brought_on > today then
      raise exception 'not yet' using errcode = '23514', constraint = 'ms_unit_item_by_now', table = tg_table_name;
    end if;
    if tg_op = 'INSERT' and new.firearm_id is not null and not exists (select from public.firearm f
        where f.id = new.firearm_id and f.ownership = 'member_state_owned' and f.cell = u.cell and f.state <> 'destroyed') then
      raise exception 'not its weapon' using errcode = '23514', constraint = 'unit_brings_its_own_weapons', table = tg_table_name;
    end if;
    if new.firearm_id is not null and new.outcome = 'lost' and not exists (select from public.firearm f
        where f.id = new.firearm_id and f.state in ('lost', 'stolen')) then
      raise exception 'the register says otherwise' using errcode = '23514', constraint = 'weapon_lost_by_the_register', table = tg_table_name;
    end if;
    if new.firearm_id is not null and new.outcome = 'handed_back' and not exists (select from public.firearm_custody c
        where c.firearm_id = new.firearm_id and c.until is null and c.kind = 'armoury'
          and not exists (select from public.handover h where h.firearm_id = c.firearm_id and h.state = 'prepared')) then
      raise exception 'it does not lie in an armoury' using errcode = '23514', constraint = 'weapon_handed_back_from_an_armoury', table = tg_table_name;
    end if;
  end if;
  return new;
end $$;
create trigger agreement_of_unit before insert or update on public.ms_agreement for each row execute function sec.part_of_ms_unit();
create trigger check_of_unit before insert or update on public.ms_unit_check for each row execute function sec.part_of_ms_unit();
create trigger member_of_unit before insert or update on public.ms_unit_member for each row execute function sec.part_of_ms_unit();
create trigger rotation_of_unit before insert or update on public.ms_rotation for each row execute function sec.part_of_ms_unit();
create trigger item_of_unit before insert or update on public.ms_unit_item for each row execute function sec.part_of_ms_unit();

-- A weapon that two people saw go back to its Member State is in nobody's custody any more; its ledger stays.
create function sec.weapon_goes_home() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  perform from public.firearm where id = new.firearm_id for update;
  update public.firearm_custody set until = greatest(since, sec.now()), version = version + 1 where firearm_id = new.firearm_id and until is null;
  return null;
end $$;
create trigger weapon_goes_home after update on public.ms_unit_item
  for each row when (new.firearm_id is not null and new.outcome = 'handed_back' and old.confirmed_by is null and new.confirmed_by is not null)
  execute function sec.weapon_goes_home();

-- UNC-31: the UN registers and counts weapons of a Member State and does not dispose of them, whoever asks.
create function sec.guard_member_state_weapon() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
as $$
begin
  if tg_table_name = 'handover' then
    if exists (select from public.firearm f where f.id = new.firearm_id and f.ownership = 'member_state_owned') then
      raise exception 'it is the Member State''s' using errcode = '23514', constraint = 'member_state_weapon_not_disposed', table = 'handover';
    end if;
  elsif new.ownership <> old.ownership then
    if exists (select from public.ms_unit_item i where i.firearm_id = new.id and i.confirmed_by is null) then
      raise exception 'a unit brought it' using errcode = '23514', constraint = 'weapon_of_unit_keeps_its_owner', table = 'firearm';
    end if;
  elsif old.ownership = 'member_state_owned' then
    raise exception 'it is the Member State''s' using errcode = '23514', constraint = 'member_state_weapon_not_disposed', table = 'firearm';
  end if;
  return new;
end $$;
create trigger a_weapon_of_a_member_state before insert on public.handover
  for each row when (new.kind = 'destroy') execute function sec.guard_member_state_weapon();
create trigger a_weapon_of_a_member_state before update on public.firearm
  for each row when (new.ownership <> old.ownership or new.state = 'destroyed' and old.state <> 'destroyed' or new.station_id <> old.station_id)
  execute function sec.guard_member_state_weapon();
-- Whoever serves in a unit is a member of one, as long as he serves.
create function sec.guard_unit_category() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
begin
  if exists (select from public.ms_unit_member m where m.officer_id = new.id and (m.to_date is null or m.to_date >= (sec.now() at time zone 'UTC')::date)) then
    raise exception 'serves in a unit' using errcode = '23514', constraint = 'unit_takes_its_own_kind', table = 'officer';
  end if;
  return new;
end $$;
create trigger category_of_unit_members before update of category on public.officer
  for each row when (old.category = 'mscpu_member' and new.category <> 'mscpu_member') execute function sec.guard_unit_category();

-- How a unit stands on a day, for those who may see it.
create function sec.ms_unit_standing(wanted uuid, on_day date) returns table (out_number integer, out_from date, out_until date, out_in_force boolean,
    out_is_ending boolean, out_allows_arms boolean, out_in_post integer, out_rotation_due date, out_checks_open text[], out_kit_open integer)
  language sql stable security definer set search_path = pg_catalog, public, sec, pg_temp
as $$
  select a.number, lower(a.in_force), upper(a.in_force) - 1, coalesce(a.in_force @> on_day, false),
    coalesce(a.in_force @> on_day, false) and not exists (select from public.ms_agreement b where b.unit_id = u.id and b.approved_by is not null
      and b.in_force @> on_day + (select value::integer from public.setting where name = 'unit_agreement_lead_days')),
    coalesce(a.allows_arms, false),
    (select count(*) from public.ms_unit_member m where m.unit_id = u.id and m.during @> on_day)::integer,
    case when u.state in ('deployed', 'rotating') then coalesce(
      (select r.planned_on from public.ms_rotation r where r.unit_id = u.id and r.done_on is null and r.called_off_because = ''),
      (greatest(u.deployed_on, (select max(r.done_on) from public.ms_rotation r where r.unit_id = u.id)) + make_interval(months => u.rotation_months))::date) end,
    sec.unit_checks_open(u.id),
    (select count(*) from public.ms_unit_item i where i.unit_id = u.id and i.confirmed_by is null)::integer
  from public.ms_cp_unit u
  left join lateral (select x.number, x.in_force, x.allows_arms from public.ms_agreement x where x.unit_id = u.id and x.approved_by is not null
    order by x.in_force @> on_day desc, upper(x.in_force) desc limit 1) a on true
  where u.id = wanted and u.cell = any ((select sec.cells_ms_unit())::integer[])
$$;

-- UNC-19: spans in which an agreement lets a member of a unit be armed.
create function sec.armed_spans(officer uuid) returns table (out_from date, out_until date) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select lower(span), upper(span) - 1 from (
    select m.during * a.in_force as span from public.ms_unit_member m join public.ms_agreement a on a.unit_id = m.unit_id
    where m.officer_id = armed_spans.officer and a.approved_by is not null and a.allows_arms) spans
  where not isempty(span) order by 1
$$;
-- INV-14, with the agreement of whoever a Member State sent.
create or replace function sec.armed_gaps(officer uuid, class text, model text, station uuid, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with held as (
    select q.type, q.weapon_class, q.weapon_model, q.country from public.qualification q
    where q.officer_id = officer and q.verified_by is not null and not q.is_void
      and q.obtained_on <= on_day and (q.valid_until is null or q.valid_until >= on_day)
  )
  select array_remove(array[
    case when c.category is null then 'category' end,
    case when o.category = 'mscpu_member' and not exists (select from sec.armed_spans(o.id) s where on_day between s.out_from and s.out_until) then 'agreement' end,
    case when a.allows is null then 'station_unknown' when not a.allows then 'station'
      when c.by_station and not a.allows_professionals then 'station_category' end,
    case when exists (select from public.armed_suspension x where x.officer_id = officer and x.lifted_at is null) then 'suspended' end,
    case when not exists (select from held where type = 'firearm' and weapon_class = class) then 'firearm' end,
    case when not exists (select from held where type = 'weapon_authorization' and weapon_class = class and lower(btrim(weapon_model)) = lower(btrim(model)))
      then 'weapon_authorization' end,
    case when not exists (select from held where type = 'use_of_force') then 'use_of_force' end,
    case when not exists (select from held where type = 'medical_fitness') then 'medical_fitness' end,
    case when not exists (select from held where type = 'host_weapon_permit' and country = s.country) then 'host_weapon_permit' end
  ], null)
  from public.officer o join public.duty_station s on s.id = station
  left join public.armed_category c on c.category = o.category
  left join public.station_arming a on a.station_id = s.id
  where o.id = officer
$$;
create or replace function sec.standby_gaps(officer uuid, category text, on_day date) returns text[] language sql stable security definer
  set search_path = pg_catalog, public, sec, pg_temp
as $$
  with held as (
    select q.type, q.country from public.qualification q
    where q.officer_id = officer and q.verified_by is not null and not q.is_void
      and q.obtained_on <= on_day and (q.valid_until is null or q.valid_until >= on_day)
  ), duty as (
    select * from public.officer o where o.id = officer
  )
  select array_remove(array[
      case when o.state <> 'active' then 'ended' end,
      case when exists (select from public.availability v where v.officer_id = o.id and not v.is_void and v.kind <> 'stand_by'
        and v.from_date <= on_day and v.to_date >= on_day) then 'away' end,
      case when standby_gaps.category = 'armed_protection' and c.category is null then 'category' end,
      case when standby_gaps.category = 'armed_protection' and o.category = 'mscpu_member'
        and not exists (select from sec.armed_spans(o.id) x where on_day between x.out_from and x.out_until) then 'agreement' end,
      case when standby_gaps.category = 'armed_protection' then case when a.allows is null then 'station_unknown' when not a.allows then 'station'
        when c.by_station and not a.allows_professionals then 'station_category' end end,
      case when standby_gaps.category = 'armed_protection' and exists (select from public.armed_suspension x where x.officer_id = o.id and x.lifted_at is null) then 'suspended' end
    ], null)
    || coalesce((select array_agg(wanted.type order by wanted.sort) from (values
        ('armed_protection', 'firearm', 1), ('armed_protection', 'weapon_authorization', 2), ('armed_protection', 'use_of_force', 3),
        ('armed_protection', 'medical_fitness', 4), ('armed_protection', 'host_weapon_permit', 5),
        ('close_protection', 'cpoc', 1), ('close_protection', 'physical_fitness', 2), ('close_protection', 'ifak', 3),
        ('driver', 'un_driver_permit', 1), ('armoured_driver', 'un_driver_permit', 1), ('armoured_driver', 'av_driver', 2),
        ('medic', 'etb', 1), ('medic', 'ifak', 2)) wanted (duty, type, sort)
      where wanted.duty = standby_gaps.category
        and not exists (select from held h where h.type = wanted.type and (wanted.type <> 'host_weapon_permit' or h.country = s.country))), '{}')
  from duty o join public.duty_station s on s.id = o.station_id
  left join public.armed_category c on c.category = o.category
  left join public.station_arming a on a.station_id = s.id
$$;
-- An agreement can end on the way as a paper can.
create or replace function sec.first_unarmed_day(officer uuid, class text, model text, station uuid, countries text[], from_day date, to_day date) returns date
  language sql stable security definer set search_path = pg_catalog, sec, public, pg_temp
as $$
  select least(
    (select min(day) from (select from_day union select q.valid_until + 1 from public.qualification q
        where q.officer_id = officer and q.valid_until >= from_day and q.valid_until < to_day
        union select x.out_until + 1 from sec.armed_spans(officer) x where x.out_until >= from_day and x.out_until < to_day) days (day)
      where array_remove(sec.armed_gaps(officer, class, model, station, day), 'host_weapon_permit') <> '{}'),
    (select min(sec.first_day_without(officer, array['host_weapon_permit'], c, from_day, to_day)) from unnest(countries) c))
$$;
-- The same spans, for those who may read the officer's fitness.
create function sec.armed_spans_of(officer uuid) returns table (out_from date, out_until date) language sql stable security definer
  set search_path = pg_catalog, sec, public, pg_temp
as $$
  select x.out_from, x.out_until from public.officer o cross join lateral sec.armed_spans(o.id) x
  where o.id = officer and (o.cell = any ((select sec.cells_people())::integer[]) or o.id = (select sec.own_officer()))
$$;

call sec.business_table('ms_cp_unit', 'id', 'cell = {ms_unit}');
-- the paper is PCU's
call sec.business_table('ms_agreement', 'id', 'cell = {ms_unit}', 'cell = {ms_unit} and (select sec.has_role(array[''pcu_chief'', ''pcu_officer'']))');
call sec.business_table('ms_unit_check', 'id', 'cell = {ms_unit}');
call sec.business_table('ms_unit_member', 'id', 'cell = {ms_unit}');
call sec.business_table('ms_rotation', 'id', 'cell = {ms_unit}');
call sec.business_table('ms_unit_item', 'id', 'cell = {ms_unit}');

-- Names in the history.
create or replace function history.name_of(wanted uuid) returns text language sql stable
as $$
  select coalesce(
    (select s.code from public.visible_duty_station s where s.id = wanted),
    (select p.name from public.visible_place p where p.id = wanted),
    (select o.ref from public.visible_officer o where o.id = wanted),
    (select p.ref from public.visible_principal p where p.id = wanted),
    (select m.ref from public.visible_movement m where m.id = wanted),
    (select l.number::text from public.visible_leg l where l.id = wanted),
    (select p.role from public.visible_post p where p.id = wanted),
    (select f.name from public.visible_formation f where f.id = wanted),
    (select a.ref from public.visible_risk_assessment a where a.id = wanted),
    (select q.ref from public.visible_protection_requirement q where q.id = wanted),
    (select t.ref from public.visible_protection_team t where t.id = wanted),
    (select p.number::text from public.visible_requirement_post p where p.id = wanted),
    (select f.ref from public.visible_firearm f where f.id = wanted),
    (select a.ref from public.visible_armoury a where a.id = wanted),
    (select l.ref from public.visible_ammunition_lot l where l.id = wanted),
    (select x.ref from public.visible_ammunition_act x where x.id = wanted),
    (select b.ref from public.visible_property_book b where b.id = wanted),
    (select v.ref from public.visible_vehicle v where v.id = wanted),
    (select e.ref from public.visible_equipment e where e.id = wanted),
    (select k.ref from public.visible_equipment_kit k where k.id = wanted),
    (select a.ref from public.visible_equipment_act a where a.id = wanted),
    (select h.ref from public.visible_handover h where h.id = wanted),
    (select j.ref from public.visible_joint_count j where j.id = wanted),
    (select n.ref from public.visible_stock_count n where n.id = wanted),
    (select d.ref from public.visible_stock_discrepancy d where d.id = wanted),
    (select r.ref from public.visible_vehicle_reservation r where r.id = wanted),
    (select p.ref from public.visible_standby_pledge p where p.id = wanted),
    (select m.ref from public.visible_mission m where m.id = wanted),
    (select e.ref from public.visible_station_evacuation e where e.id = wanted),
    (select t.ref from public.visible_transfer t where t.id = wanted),
    (select l.item_ref from public.visible_transfer_line l where l.id = wanted),
    sec.transfer_store(wanted),
    (select u.ref from public.visible_ms_cp_unit u where u.id = wanted),
    sec.account_label(wanted))
$$;

revoke insert, update on public.ms_unit_transition from cordon_web;
revoke execute on all functions in schema sec from public;
revoke execute on function sec.unit_checks_open(uuid), sec.armed_spans(uuid) from cordon_web;
update sec.session set scopes_until = '-infinity' where ended_at is null;
