insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, state, valid_from, valid_to, residual_level, approver_name, approver_capacity, approved_on, document_ref, author_id)
  select gen_random_uuid(), sec.new_ref('R-26'), 'personal', 'registered', p.id, s.id, s.cell, 'approved', date '2025-06-01', (sec.now() + interval '3000 days')::date,
    'medium', 'Invented Approver', 'designated official', date '2025-06-01', 'DO/2026/1', (select id from account where username = 'officer-africa')
  from principal p join duty_station s on s.id = p.home_station_id or p.home_station_id is null and s.is_headquarters where p.id = <principal>;
insert into protection_requirement (id, ref, principal_id, station_id, cell, risk_assessment_id, posture, from_date, source_of_protection, productive_hours, author_id)
  select gen_random_uuid(), sec.new_ref('Q-26'), a.principal_id, a.station_id, a.cell, a.id, 'P3', a.valid_from, 'un_cpu', 1736, a.author_id
  from risk_assessment a where a.principal_id = <principal> and a.document_ref = 'DO/2026/1';
insert into requirement_post (id, requirement_id, number, role, count, hours_per_day, days_per_week)
  select gen_random_uuid(), id, 1, 'team_leader', 4, 12, 7 from protection_requirement where principal_id = <principal> and state = 'draft';
update protection_requirement set state = 'validated', head_count = 6, validated_by = (select id from account where username = 'officer-world')
  where principal_id = <principal> and state = 'draft';
update protection_requirement set state = 'approved', approved_by = (select id from account where username = 'chief'), approved_at = sec.now()
  where principal_id = <principal> and state = 'validated'
