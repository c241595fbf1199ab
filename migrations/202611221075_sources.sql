-- A source of information that turns out wrong is voided with the reason; it stays in history.

alter table public.risk_source add column void_reason text not null default '';
alter table public.risk_source add constraint source_void_has_reason check (not is_void or length(btrim(void_reason)) > 0) not valid;
-- Columns of a view are those of the day on which it was made.
do $$
declare wall text := pg_get_viewdef('public.visible_risk_source'::regclass);
begin
  execute 'create or replace view public.visible_risk_source with (security_invoker) as select *' || substr(wall, position(' FROM' in wall));
end $$;
