-- One record of every kind at one station. Text is canary: zq, station, x, area, x, column.
insert into account (id, username, display_name) values
  (<account>, 'desk-of-<lower>', 'Desk'), (<grantee>, 'guest-of-<lower>', 'Guest');
insert into access_grant (id, ref, account_id, role, scope_kind, scope_code, valid_from, state, asked_by, reason) values
  (<grant>, 'G-<tail>', <grantee>, 'cp_officer', 'station', '<code>', sec.now() + interval '1 day', 'asked', <account>, 'zq<code>xgrantsxreason');
insert into station_number (id, station_id, cell, label, number, as_of)
  select <station_number>, id, cell, 'zq<code>xstationxlabel', '+<digits>1', '2026-01-01' from duty_station where code = '<code>';
insert into officer (id, ref, name, station_id, category, number_1, number_1_as_of, number_2, satellite, created_by)
  select <officer>, 'O-<tail>', 'zq<code>xpeoplexname', id, 'SS', '+<digits>2', '2026-01-01', '+<digits>2', '+<digits>2', <account>
  from duty_station where code = '<code>';
insert into officer (id, ref, name, station_id, category, number_1, number_1_as_of, number_2, satellite, created_by)
  select <receiver>, 'O-T<tail>', 'zq<code>xholderxname', id, 'SS', '+<digits>2', '2026-01-01', '+<digits>2', '+<digits>2', <account>
  from duty_station where code = '<code>';
insert into availability (id, officer_id, cell, kind, from_date, to_date, note)
  values (<availability>, <officer>, 0, 'training', '2031-01-01', '2031-01-05', 'zq<code>xpeoplexnote');
insert into employment (id, officer_id, cell, grade, organization) values (<employment>, <officer>, 0, 'P-3', 'zq<code>xpeoplexorganization');
insert into language_skill (id, officer_id, cell, language, reading, writing, speaking, understanding)
  values (<language>, <officer>, 0, 'fr', 'fluent', 'basic', 'fluent', 'fluent');
insert into principal (id, ref, codename, display_name, office, home_station_id, portfolio_code, office_number, office_number_as_of)
  select <principal>, 'P-<tail>', 'zq<code>xcodenamexcodename', 'zq<code>xprincipalxname', 'zq<code>xprincipalxoffice', id, 'world', '+<digits>3', '2026-01-01'
  from duty_station where code = '<code>';
insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, state, valid_from, valid_to, scope, situation, main_measures, residual_level,
    approver_name, approver_capacity, approved_on, document_ref, author_id)
  select <assessment>, 'R-26-<tail>', 'personal', 'registered', <principal>, id, cell, 'approved', current_date - 30, current_date + 300, 'zq<code>xriskxscope', 'zq<code>xriskxsituation',
    'zq<code>xriskxmeasures', 'medium', 'zq<code>xriskxapprover', 'zq<code>xriskxcapacity', current_date - 30, 'zq<code>xriskxdocument', <account>
  from duty_station where code = '<code>';
insert into risk_threat (id, assessment_id, number, category, sub_kind, description, likelihood, impact, residual_likelihood, residual_impact)
  values (<threat>, <assessment>, 1, 'crime', 'ambush', 'zq<code>xriskxthreat', 4, 3, 3, 3);
insert into risk_measure (id, assessment_id, number, threat_id, area, effect, description, owner)
  values (<measure>, <assessment>, 1, <threat>, 'route', 'both', 'zq<code>xriskxmeasure', 'zq<code>xriskxowner');
insert into risk_course (id, assessment_id, number, name, residual_level, people, note)
  values (<course>, <assessment>, 1, 'zq<code>xriskxcourse', 'medium', 4, 'zq<code>xriskxnote');
insert into risk_source (id, assessment_id, cell, number, reliability, credibility, used, origin_sealed)
  values (<source>, <assessment>, 0, 1, 'B', 2, 'zq<code>xsourcexused', ''::bytea);
insert into risk_comment (id, assessment_id, point, comment, author_id) values (<comment>, <assessment>, 'scope', 'zq<code>xriskxcomment', <account>);
insert into risk_extension (id, assessment_id, from_date, to_date, reason, asked_by)
  values (<extension>, <assessment>, current_date + 301, current_date + 310, 'zq<code>xriskxextension', <account>);
insert into risk_notice (id, assessment_id, officer_id, officer_cell, level_now, summary)
  values (<notice>, <assessment>, <officer>, 0, 'medium', 'zq<code>xnoticexsummary');
insert into risk_request (id, ref, principal_id, station_id, cell, kind, cause, urgency, reason, asked_by, due_at)
  select <request>, 'A-26-<tail>', <principal>, id, cell, 'personal', 'expiry', 'routine', 'zq<code>xriskxreason', <account>, sec.now() + interval '30 days'
  from duty_station where code = '<code>';
insert into interim_protection (id, ref, principal_id, station_id, cell, level, posture, threat, until, started_by)
  select <interim>, 'N-26-<tail>', <principal>, id, cell, 'high', 'P3', 'zq<code>xinterimxthreat', sec.now() + interval '71 hours', <account>
  from duty_station where code = '<code>';
insert into protection_requirement (id, ref, principal_id, station_id, cell, risk_assessment_id, posture, from_date, places, equipment, source_of_protection, productive_hours, author_id)
  select <requirement>, 'Q-26-<tail>', <principal>, id, cell, <assessment>, 'P3', current_date - 20, 'zq<code>xrequirementxplaces', 'zq<code>xrequirementxequipment', 'un_cpu', 1736, <account>
  from duty_station where code = '<code>';
insert into requirement_post (id, requirement_id, number, role, count, hours_per_day, days_per_week, note)
  values (<required_post>, <requirement>, 1, 'team_leader', 2, 12, 7, 'zq<code>xrequirementxpost');
update protection_requirement set state = 'validated', head_count = 6, validated_by = <grantee>, validated_at = sec.now() where id = <requirement>;
update protection_requirement set state = 'approved', approved_by = <grantee>, approved_at = sec.now(), review_due_on = current_date + 90 where id = <requirement>;
insert into protection_team (id, ref, requirement_id, cell, name) select <team>, 'T-<tail>', <requirement>, 0, 'zq<code>xrequirementxteam';
insert into team_assignment (id, team_id, cell, post_id, seat, officer_id, officer_cell, from_date, state_reason)
  values (<assignment>, <team>, 0, <required_post>, 1, <officer>, 0, current_date - 10, 'zq<code>xassignmentxreason');
insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, evidence, entered_by, verified_by, verified_at)
  select gen_random_uuid(), sec.new_ref('F'), <officer>, 0, kind, current_date - 10, 'File', <account>, <grantee>, sec.now()
  from unnest('{cpoc,physical_fitness,ifak}'::text[]) kind;
insert into duty_day (id, assignment_id, officer_id, principal_id, cell, officer_cell, day, during, rests_on)
  select <duty>, <assignment>, <officer>, <principal>, 0, 0, current_date + 20, tstzrange((current_date + 20) + time '06:00' at time zone 'UTC', (current_date + 20) + time '14:00' at time zone 'UTC'), '';
insert into movement (id, ref, principal_id, planning_station_id, planning_cell, state, state_reason, lead_id, created_by)
  select <movement>, 'M-26-<tail>', <principal>, id, cell, 'planning', 'zq<code>xmovementxreason', null, <account>
  from duty_station where code = '<code>';
insert into movement_plan (movement_id, planning_cell, purpose, notes)
  select <movement>, cell, 'zq<code>xsealedxpurpose', 'zq<code>xsealedxnotes' from duty_station where code = '<code>';
insert into leg (id, movement_id, number, principal_id, mode, carrier, departure_place_id, departure_text, departs_local, departs_zone, departs_at,
    arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, planning_cell, departure_cell, arrival_cell)
  select <leg>, <movement>, 1, <principal>, 'road', 'zq<code>xmovementxcarrier', p.id, 'zq<code>xmovementxfrom', t at time zone 'UTC', 'UTC', t,
    p.id, 'zq<code>xmovementxto', (t + interval '2 hours') at time zone 'UTC', 'UTC', t + interval '2 hours', s.cell, s.cell, s.cell
  from duty_station s join place p on p.station_id = s.id and p.kind = 'duty_station', date_trunc('hour', sec.now() + interval '30 hours') t where s.code = '<code>';
insert into stay (id, movement_id, number, principal_id, place_id, place_text, from_date, to_date, planning_cell, place_cell)
  select <stay>, <movement>, 1, <principal>, p.id, 'zq<code>xmovementxstay', current_date + 40, current_date + 42, s.cell, s.cell
  from duty_station s join place p on p.station_id = s.id and p.kind = 'duty_station' where s.code = '<code>';
insert into stop (id, movement_id, number, place_id, planning_cell, place_cell, site, from_local, to_local, zone, from_at, to_at, notes)
  select <stop>, <movement>, 1, p.id, s.cell, s.cell, 'zq<code>xsealedxsite', t at time zone 'UTC', (t + interval '1 hour') at time zone 'UTC', 'UTC', t, t + interval '1 hour',
    'zq<code>xsealedxnote'
  from duty_station s join place p on p.station_id = s.id and p.kind = 'duty_station', date_trunc('hour', sec.now() + interval '33 hours') t where s.code = '<code>';
insert into formation (id, movement_id, planning_cell, name)
  select <formation>, <movement>, cell, 'zq<code>xmovementxformation' from duty_station where code = '<code>';
insert into post (id, movement_id, leg_id, planning_cell, role, number, reason)
  select <post>, <movement>, <leg>, cell, 'team_leader', 1, 'zq<code>xmovementxpost' from duty_station where code = '<code>';
insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during)
  select <tasking>, <movement>, <leg>, <post>, <formation>, <officer>, cell, cell, 'empty' from duty_station where code = '<code>';
insert into movement_event (id, movement_id, leg_id, kind, reported_by, occurred_at, note, account_id)
  values (<event>, <movement>, <leg>, 'note', 'zq<code>xmovementxreporter', sec.now(), 'zq<code>xmovementxnote', <account>);
insert into exception (id, ref, movement_id, leg_id, cell, rule, code, detail, opened_by)
  select <exception>, 'X-<tail>', <movement>, <leg>, cell, 'INV-08', 'contested', 'zq<code>xmovementxdetail', <account> from duty_station where code = '<code>';
insert into alert (id, movement_id, leg_id, kind, class) values (<alert>, <movement>, <leg>, 'uncovered', 'warning');
insert into watch_turn (id, ref, scope_kind, scope_code, cells, holder_id, summary, due_at)
  select <turn>, 'W-<tail>', 'station', '<code>', array[cell], <account>, 'zq<code>xwatchxsummary', sec.now() + interval '8 hours' from duty_station where code = '<code>';
insert into watch_handover (id, ref, turn_id, scope_kind, scope_code, cells, outgoing_id, open_points)
  select <handover>, 'H-<tail>', <turn>, 'station', '<code>', array[cell], <account>, 'zq<code>xwatchxpoints' from duty_station where code = '<code>';
insert into import_batch (id, ref, kind, mapping, file_name, file_digest, cell, portfolio_code, state, failure, created_by)
  select <batch>, 'B-<tail>', 'legs', '{"header": ["a", "b", "c", "d", "e"], "fields": {"principal": "a", "from": "b", "departs": "c", "to": "d", "arrives": "e"}}', 'zq<code>ximportsxfile.csv', ''::bytea, cell, 'world', 'tried', 'zq<code>ximportsxfailure', <account>
  from duty_station where code = '<code>';
insert into import_row (id, batch_id, cell, row_number, fingerprint, cells, state, code, column_name, told)
  select <row>, <batch>, cell, 1, ''::bytea, '["zq<code>ximportsxcell", "x", "2026-01-01 10:00", "y", "2026-01-01 12:00"]', 'quarantined', 'too_fast', 'zq<code>ximportsxcolumn', '{"told": "zq<code>ximportsxsentence"}'
  from duty_station where code = '<code>';
insert into import_work (batch_id, file, details) values (<batch>, convert_to(E'a,b,c,d,e\nzq<code>ximportsxcontent,x,2026-01-01 10:00,y,2026-01-01 12:00\n', 'UTF8'), '[{"row": 1, "column": "a", "value": "zq<code>ximportsxvalue", "code": "too_fast", "args": {}, "is_error": true}]');
insert into account_note (id, account_id, deed, reason, noted_by) values (<note>, <grantee>, 'disabled', 'zq<code>xaccountsxreason', <account>);
insert into place (id, kind, name, country, station_id, zone) select <place>, 'other', 'Gate of <code>', country, id, zone from duty_station where code = '<code>';
insert into protection_profile (id, principal_id, notice_on, state_reason, author_id)
  values (<profile>, <principal>, current_date - 40, 'zq<code>xprincipalxstate', <account>);
insert into profile_identity (id, principal_id, full_name, nationality, source) values (<identity>, <principal>, 'zq<code>xprincipalxfull', 'x', 'zq<code>xprincipalxsource');
insert into profile_contacts (id, principal_id, mobile_phone, focal_name, source) values (<contacts>, <principal>, '+<digits>3', 'zq<code>xprincipalxfocal', 'x');
insert into profile_work (id, principal_id, job, source) values (<work>, <principal>, 'zq<code>xprincipalxjob', 'x');
insert into profile_arrangements (id, principal_id, arrangements, source) values (<arrangements>, <principal>, 'zq<code>xprincipalxarrangements', 'x');
insert into profile_preferences (id, principal_id, languages, source) values (<preferences>, <principal>, 'zq<code>xprincipalxlanguages', 'x');
insert into profile_routine (id, principal_id, habits, source) values (<routine>, <principal>, 'zq<code>xroutinexhabits', 'zq<code>xroutinexsource');
insert into profile_documents (id, principal_id, visas, source) values (<documents>, <principal>, 'zq<code>xdocumentsxvisas', 'zq<code>xdocumentsxsource');
insert into profile_residence (id, principal_id, kind, source) values (<residence>, <principal>, 'house', 'zq<code>xresidencexsource');
insert into profile_family (id, principal_id, source) values (<family>, <principal>, 'zq<code>xfamilyxsource');
insert into profile_medical (id, principal_id, source, unable_reason) values (<medical>, <principal>, 'zq<code>xmedicalxsource', 'zq<code>xmedicalxunable');
insert into profile_attestation (id, principal_id, number, channel, attested_by, attested_on) values (<attestation>, <principal>, 1, 'code', 'zq<code>xprincipalxattested', current_date - 5);
insert into profile_answer (id, attestation_id, section, field, answer, proposed) values (<answer>, <attestation>, 'contacts', 'email', 'change', 'zq<code>xprincipalxproposed');
insert into emergency_reading (id, ref, account_id, opened_by, principal_id, portfolio_cell, reason, sentence, until)
  select <reading>, 'E-<tail>', <account>, <account>, <principal>, portfolio_cell, 'attack', 'zq<code>xemergencyxsentence', sec.now() + interval '4 hours' from principal where id = <principal>;
insert into emergency_alarm (id, reading_id, account_id) values (<alarm>, <reading>, <grantee>);
insert into file_content (id, content) values (<attachment>, <attachment_content>), (<photo>, <photo_content>), (<scan>, <scan_content>), (<weapon_photo>, <weapon_photo_content>);
insert into risk_attachment (id, assessment_id, number, title, class, kind, bytes, digest, key_sealed, uploaded_by)
  values (<attachment>, <assessment>, 1, 'zq<code>xriskxattachment', 'confidential', 'pdf', 40, repeat('0a', 32), <attachment_key>, <account>);
insert into principal_photo (id, principal_id, bytes, digest, key_sealed, added_by) values (<photo>, <principal>, 40, repeat('0b', 32), <photo_key>, <account>);
insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, state, is_urgent, asked_by, reason) values
  (<held>, <account>, 'senior_security_professional', 'station', '<code>', sec.now() - interval '1 day', 'granted', true, <account>, 'zq<code>xgrantsxheld');
insert into delegation (id, ref, authority, grant_id, role, scope_kind, scope_code, delegator_id, delegate_id, from_date, to_date, during, reason)
  select <delegation>, 'D-<tail>', 'risk', <held>, '', '', '', <account>, <grantee>, day, day + 20, 'empty', 'zq<code>xriskxdelegation'
  from (select (sec.now() at time zone 'UTC')::date as day) today;
insert into delegated_signature (id, delegation_id, record_id, record_ref, signature) values (<signature>, <delegation>, <assessment>, 'R-26-<tail>', 'decided_by');
insert into context_set (id, ref, kind, source, licence, as_of, file_digest, rows, kept, refused, read_by, superseded_at)
  values (<context_set>, 'K-<tail>', 'advisories', 'A list', 'Public domain', '2020-12-31', convert_to('<code>', 'UTF8'), 2, 1, 1, <account>, sec.now());
insert into context_event (set_id, row, year, latitude, longitude, place, deaths) values (<context_set>, 2, 2019, 1, 1, 'Somewhere', 1);
insert into context_index (set_id, row, iso3, country, value, class) values (<context_set>, 2, 'COD', 'Congo', 7, 'Very High');
insert into context_advisory (set_id, row, iso3, country, level, words, published) values (<context_set>, 2, 'COD', 'Congo', 4, 'Level 4', '2025-01-01');
insert into context_remark (set_id, number, row, column_name, code, value, is_refused) values (<context_set>, 1, 3, 'iso3', 'missing_field', '', true);
insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, issued_by, evidence, entered_by)
  values (<paper>, 'F-<tail>', <officer>, 0, 'ifak', current_date - 100, 'zq<code>xqualificationxissuer', 'zq<code>xqualificationxevidence', <account>);
insert into qualification_scan (id, qualification_id, kind, bytes, digest, key_sealed, added_by) values (<scan>, <paper>, 'pdf', 40, repeat('0c', 32), <scan_key>, <account>);
insert into armed_suspension (id, officer_id, officer_cell, reason, ordered_by)
  values (<suspension>, <officer>, 0, 'zq<code>xqualificationxreason', <account>);
insert into station_arming (id, station_id, cell, allows, authority, decided_on)
  select <arming>, id, cell, true, 'zq<code>xstationxauthority', current_date - 10 from duty_station where code = '<code>';
insert into station_training (id, station_id, cell, type, from_date, authority)
  select <asked_training>, id, cell, 'ssafe', current_date - 10, 'zq<code>xstationxtraining' from duty_station where code = '<code>';
insert into armoury (id, ref, station_id, cell, name, kind, key_holders, adviser, approval, approved_on, approved_until, authority, decided_by, decided_at, created_by)
  select <armoury>, 'Y-<tail>', id, cell, 'zq<code>xassetxname', 'permanent', 'zq<code>xassetxkeys', 'zq<code>xassetxadviser', 'approved', current_date - 30, current_date + 300,
    'zq<code>xassetxauthority', <grantee>, sec.now(), <account> from duty_station where code = '<code>';
insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership, marks, created_by)
  select <firearm>, 'W-<tail>', id, cell, 'zq<code>xassetxserial', 'zq<code>xassetxmake', 'M9', 'pistol', '9x19', 'un_owned', 'zq<code>xassetxmarks', <account>
  from duty_station where code = '<code>';
insert into firearm_permit (id, firearm_id, cell, number, country, kind, document, issued_on, valid_until)
  select <permit>, <firearm>, 0, 1, country, 'possession', 'zq<code>xassetxpermit', current_date - 30, current_date + 300 from duty_station where code = '<code>';
insert into firearm_inspection (id, firearm_id, cell, number, kind, done_on, result, inspector)
  values (<inspection>, <firearm>, 0, 1, 'inspection', current_date - 1, 'fit', 'zq<code>xassetxinspector');
insert into firearm_photo (id, firearm_id, number, shows, note, bytes, digest, key_sealed, added_by)
  values (<weapon_photo>, <firearm>, 1, 'whole', 'zq<code>xassetxphoto', 40, repeat('0d', 32), <weapon_photo_key>, <account>);
insert into handover (id, ref, firearm_id, cell, kind, armoury_id, occurred_at, state, is_fact, note, first_by)
  values (<taken>, 'C-T<tail>', <firearm>, 0, 'taken_on', <armoury>, sec.now(), 'done', true, 'zq<code>xassetxtaken', <account>);
insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, officer_id, terms, purpose, occurred_at, state, first_by)
  select <issue>, 'C-<tail>', <firearm>, 0, 'issue', k.id, <receiver>, 'assignment', 'zq<code>xassetxpurpose', sec.now(), 'prepared', <account>
  from firearm_custody k where k.firearm_id = <firearm>;
insert into handover (id, ref, firearm_id, cell, kind, officer_id, terms, purpose, occurred_at, state, is_fact, paper, first_by)
  values (<contested>, 'CW-<tail>', <firearm>, 0, 'issue', <receiver>, 'assignment', 'zq<code>xassetxclaimed', sec.now() - interval '10 minutes', 'done', true,
    'zq<code>xassetxpaper', <account>);
insert into joint_count (id, ref, armoury_id, cell, unexpected, remark, first_by)
  values (<joint_count>, 'JC-<tail>', <armoury>, 0, 'zq<code>xassetxunexpected', 'zq<code>xassetxdifference', <account>);
insert into property_book (id, station_id, cell, ref, file_name, file_digest, sheets, rows, kept, refused, unnamed, quantity, read_by)
  select <book>, id, cell, 'S-<tail>', 'zq<code>xassetxfile', convert_to('<code>', 'UTF8'), '[]', 2, 1, 1, 0, 2, <account> from duty_station where code = '<code>';
insert into property_item (id, book_id, cell, sheet, row, item, class, make, model, serial, nsn, number, holder, condition, quantity, unit, row_key)
  select <book>, id, cell, '', 2, 'zq<code>xassetxitem', 'firearm', '', '', 'zq<code>xassetxmark', '1005', '', 'zq<code>xassetxholder', '', 1, 'Each', convert_to('<code>', 'UTF8')
  from property_book where id = <book>;
insert into property_remark (book_id, number, cell, sheet, row, column_name, code, value, cells, row_key)
  select id, 1, cell, '', 3, 'Item', 'missing_field', '', '{"NSN": "zq<code>xassetxcell"}', convert_to('<code>', 'UTF8') from property_book where id = <book>;
insert into property_registration (id, item_id, cell, kind, reason, made_by)
  values (<registration>, <book>, 0, 'not_ours', 'zq<code>xassetxaside', <account>);
insert into property_sighting (registration_id, book_id, cell, standing)
  select <registration>, id, cell, 'missing' from property_book where id = <book>;
insert into ammunition_lot (id, ref, station_id, cell, number, maker, calibre, nature, created_by)
  select <lot>, 'L-<tail>', id, cell, 'zq<code>xassetxlot', 'zq<code>xassetxlotmaker', '9x19', 'ball', <account> from duty_station where code = '<code>';
insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, quantity, document, occurred_at, state, is_fact, first_by)
  values (<rounds_in>, 'U-T<tail>', <lot>, 0, 'receive', <armoury>, 1000, 'zq<code>xassetxdelivery', sec.now(), 'done', true, <account>);
insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, officer_id, quantity, purpose, reason, occurred_at, state, first_by)
  values (<rounds_out>, 'U-<tail>', <lot>, 0, 'issue', <armoury>, <receiver>, 45, 'duty', 'zq<code>xassetxrounds', sec.now(), 'prepared', <account>);
insert into ammunition_minimum (id, station_id, cell, calibre, minimum, authority)
  select <minimum>, id, cell, '9x19', 500, 'zq<code>xassetxminimum' from duty_station where code = '<code>';
insert into vehicle (id, ref, station_id, cell, plate, make, model, seats, armour_standard, odometer_km, communications, created_by)
  select <vehicle>, 'V-<tail>', id, cell, 'zq<code>xvehiclexplate', 'zq<code>xvehiclexmake', 'Wagon', 5, 'none', 100, 'zq<code>xvehiclexradio', <account>
  from duty_station where code = '<code>';
insert into vehicle_maintenance (id, vehicle_id, cell, number, kind, done_on, odometer_km, done_by, work)
  values (<maintenance>, <vehicle>, 0, 1, 'service', current_date - 3, 90, 'zq<code>xvehiclexworkshop', 'zq<code>xvehiclexwork');
insert into odometer_correction (id, vehicle_id, cell, number, reading_km, since, reason, proposed_by)
  values (<correction>, <vehicle>, 0, 1, 95, sec.now(), 'zq<code>xvehiclexslip of the hand', <account>);
insert into vehicle_paper (id, vehicle_id, cell, number, kind, document, issued_on, valid_until)
  values (<vehicle_paper>, <vehicle>, 0, 1, 'insurance', 'zq<code>xvehiclexpaper', current_date - 30, current_date + 300);
insert into vehicle_reservation (id, ref, vehicle_id, cell, during, purpose, created_by)
  values (<reservation>, 'BV-<tail>', <vehicle>, 0, tstzrange(sec.now() + interval '1 hour', sec.now() + interval '3 hours'), 'zq<code>xvehiclexpurpose', <account>);
insert into stock_count (id, ref, armoury_id, cell, opened_by) values (<stock_count>, 'SC-<tail>', <armoury>, 0, <account>);
insert into stock_count_item (id, count_id, cell, number, typed, outcome, entered_by) values (<counted_item>, <stock_count>, 0, 0, 'zq<code>xassetxtyped', 'found', <account>);
insert into stock_count_lot (id, count_id, cell, lot_id, counted, entered_by) values (<counted_lot>, <stock_count>, 0, <lot>, 990, <account>);
insert into stock_discrepancy (id, ref, count_id, cell, kind, typed, expected, counted)
  select <discrepancy>, 'SD-<tail>', id, cell, 'unexpected', 'zq<code>xassetxmarked', 0, 1 from stock_count where id = <stock_count>;
insert into station_confirmation (id, station_id, cell, block, step, statement, said_by)
  select <confirmation>, id, cell, 'people', 'confirmed', 'changed', <account> from duty_station where code = '<code>';
-- equipment and kits
insert into equipment_kit (id, ref, station_id, cell, name, place, note, created_by)
  select <kit>, 'KT-<tail>', id, cell, 'zq<code>xvehiclexkit', 'zq<code>xvehiclexshelf', 'zq<code>xvehiclexkitnote', <account> from duty_station where code = '<code>';
insert into equipment_kit_need (id, kit_id, cell, kind, wanted, created_by) values (<kit_need>, <kit>, 0, 'radio', 1, <account>);
insert into equipment (id, ref, station_id, cell, kind, label, serial, maker, ownership, place, created_by)
  select <gear>, 'J-<tail>', id, cell, 'radio', 'zq<code>xvehiclexlabel', 'zq<code>xvehiclexserial', 'zq<code>xvehiclexmaker', 'un_owned', 'zq<code>xvehiclexstore', <account>
  from duty_station where code = '<code>';
insert into equipment_act (id, ref, cell, kind, equipment_id, officer_id, purpose, note, occurred_at, state, first_by)
  values (<gear_act>, 'JA-<tail>', 0, 'issue', <gear>, <receiver>, 'zq<code>xvehiclexduty', 'zq<code>xvehiclexnote', sec.now(), 'prepared', <account>);
-- vehicles that movements count on
insert into movement_vehicle (id, movement_id, planning_cell, number, reservation_id, created_by)
  select <counted_vehicle>, <movement>, cell, 1, <reservation>, <account> from duty_station where code = '<code>';
-- a workbook that somebody brought back
insert into workbook (id, ref, account_id, list, file_name, file_digest)
  values (<workbook>, 'WB-<tail>', <account>, 'vehicles', 'zq<code>xvehiclexworkbook', convert_to('<code>', 'UTF8'));
insert into workbook_row (workbook_id, account_id, number, reference, record_version, cells, mark, print, state)
  values (<workbook>, <account>, 1, 'V-<tail>', 1, '{"plate": "zq<code>xvehiclexcell"}', '', convert_to('<code>', 'UTF8'), 'changed');
-- stand-by, missions, evacuations
insert into standby_pledge (id, ref, station_id, cell, category, head_count, skills, notice_hours, from_date, to_date, document, created_by)
  select <pledge>, 'SB-<tail>', id, cell, 'close_protection', 4, 'zq<code>xstandbyxskills', 48, current_date - 30, current_date + 300, 'zq<code>xstandbyxdocument', <account>
  from duty_station where code = '<code>';
update standby_pledge set state = 'accepted', accepted_by = <grantee>, version = 2 where id = <pledge>;
insert into standby_member (id, pledge_id, cell, number, officer_id, during) values (<pledged>, <pledge>, 0, 1, <officer>, 'empty');
insert into standby_kit (id, pledge_id, cell, number, kind, vehicle_id, during, remove_reason)
  values (<pledged_kit>, <pledge>, 0, 1, 'vehicle', <vehicle>, 'empty', 'zq<code>xstandbyxback');
insert into standby_check (id, pledge_id, cell, number, kind, done_on, ready, not_ready, reason, created_by)
  values (<check>, <pledge>, 0, 1, 'readiness', current_date - 1, 3, 1, 'zq<code>xstandbyxreason', <account>);
insert into standby_report (id, station_id, cell, month, number, answer, note, created_by)
  select <month>, id, cell, date_trunc('month', current_date)::date, 1, 'figures', 'zq<code>xstandbyxnote', <account> from duty_station where code = '<code>';
insert into standby_report_line (id, report_id, cell, category, ready, not_ready, reason)
  values (gen_random_uuid(), <month>, 0, 'medic', 1, 1, 'zq<code>xstandbyxwhy');
insert into mission (id, ref, acronym, name) values (<mission>, 'MI-<tail>', 'INV<code>', 'Invented mission');
insert into mission_station (id, mission_id, station_id, cell, number, from_date)
  select <mission_station>, <mission>, id, cell, 1, current_date - 100 from duty_station where code = '<code>';
insert into closing_plan (id, mission_id, cell, kind, item, destination_kind, destination, due_on, created_by)
  select gen_random_uuid(), <mission>, cell, 'vehicle', <vehicle>, 'government', 'zq<code>xclosurexdestination', current_date + 90, <account>
  from duty_station where code = '<code>';
insert into station_evacuation (id, ref, station_id, cell, to_station_id, relocated_until, reason, decider_name, decider_capacity, decided_on, document_ref, created_by)
  select <evacuation>, 'EV-<tail>', s.id, s.cell, n.id, current_date, 'zq<code>xclosurexreason', 'zq<code>xclosurexdecider', 'Designated official', current_date,
    'zq<code>xclosurexdocument', <account> from duty_station s, duty_station n where s.code = '<code>' and n.code = 'NBO';
insert into equipment (id, ref, station_id, cell, kind, label, serial, ownership, place, created_by)
  select <gear_out>, 'J-T<tail>', id, cell, 'radio', 'zq<code>xvehiclexout', 'zq<code>xvehiclexmark', 'un_owned', 'zq<code>xvehiclexshelf', <account>
  from duty_station where code = '<code>';
insert into equipment_act (id, ref, cell, kind, equipment_id, officer_id, purpose, occurred_at, state, is_fact, first_by)
  values (<gear_taken>, 'JA-T<tail>', 0, 'issue', <gear_out>, <receiver>, 'zq<code>xvehiclexescort', sec.now(), 'done', true, <account>);
-- Member State units
insert into officer (id, ref, name, station_id, category, number_1, number_1_as_of, number_2, satellite, created_by)
  select <unit_officer>, 'O-U<tail>', 'zq<code>xpeoplexunit', id, 'mscpu_member', '+<digits>2', '2026-01-01', '+<digits>2', '+<digits>2', <account>
  from duty_station where code = '<code>';
insert into ms_cp_unit (id, ref, station_id, cell, name, member_state, strength, is_armed, rotation_months, contact, performance, created_by)
  select <ms_unit>, 'MU-<tail>', id, cell, 'zq<code>xunitxname', country, 4, false, 12, 'zq<code>xunitxcontact', 'zq<code>xunitxperformance', <account>
  from duty_station where code = '<code>';
insert into ms_agreement (id, unit_id, cell, number, form, document, from_date, to_date, reimbursement, kit_list, liability, drafted_by)
  values (<ms_agreement>, <ms_unit>, 0, 1, 'mou', 'zq<code>xunitxdocument', current_date - 30, current_date + 300, 'zq<code>xunitxpay', 'zq<code>xunitxlist', 'zq<code>xunitxliability', <account>);
update ms_agreement set approved_by = <grantee>, version = 2 where id = <ms_agreement>;
update ms_cp_unit set state = 'negotiation', version = 2 where id = <ms_unit>;
update ms_cp_unit set state = 'agreed', version = 3 where id = <ms_unit>;
update ms_cp_unit set state = 'pre_deployment_check', version = 4 where id = <ms_unit>;
insert into ms_unit_check (id, unit_id, cell, number, item, outcome, done_on, note, done_by)
  values (<ms_check>, <ms_unit>, 0, 1, 'general', 'passed', current_date - 1, 'zq<code>xunitxchecked', <account>);
insert into ms_unit_member (id, unit_id, cell, number, officer_id, position, rank, from_date)
  values (<ms_member>, <ms_unit>, 0, 1, <unit_officer>, 'commander', 'zq<code>xunitxrank', current_date - 1);
insert into ms_rotation (id, unit_id, cell, number, planned_on, leaving, coming)
  values (<ms_rotation>, <ms_unit>, 0, 1, current_date + 100, 'zq<code>xunitxleaving', 'zq<code>xunitxcoming');
insert into ms_unit_item (id, unit_id, cell, number, kind, label, quantity, brought_on)
  values (<ms_item>, <ms_unit>, 0, 1, 'radio', 'zq<code>xunitxlabel', 2, current_date - 1);
-- transfers between stations: one on its way to a station that is none of the three
insert into armoury (id, ref, station_id, cell, name, kind, approval, approved_on, approved_until, authority, decided_by, decided_at, created_by)
  select <far_armoury>, 'Y-N<tail>', id, cell, 'Store <code>', 'permanent', 'approved', current_date - 30, current_date + 300, 'Note', <grantee>, sec.now(), <account>
  from duty_station where code = 'NBO';
insert into transfer (id, ref, station_id, cell, armoury_id, to_station_id, to_cell, to_armoury_id, reason, planned_on, created_by)
  select <transfer>, 'TR-<tail>', s.id, s.cell, <armoury>, n.id, n.cell, <far_armoury>, 'zq<code>xtransferxreason', current_date + 20, <account>
  from duty_station s, duty_station n where s.code = '<code>' and n.code = 'NBO';
insert into transfer_line (id, transfer_id, cell, to_cell, number, lot_id, quantity) values (<transfer_line>, <transfer>, 0, 0, 0, <lot>, 5);
insert into transfer_permit (id, transfer_id, cell, to_cell, number, kind, country, is_waived, document, entered_by)
  select <transfer_permit>, <transfer>, 0, 0, 0, 'export', country, true, 'zq<code>xtransferxpermit', <account> from duty_station where code = '<code>';
insert into transfer_permit (id, transfer_id, cell, to_cell, number, kind, country, is_waived, document, entered_by)
  values (<transfer_import>, <transfer>, 0, 0, 0, 'import', 'KE', true, 'zq<code>xtransferxaccord', <account>);
update transfer set ssp_by = <grantee>, pcu_by = (select id from account where username = 'chief') where id = <transfer>;
update transfer set pack_first_by = <account>, seals = 'zq<code>xtransferxseals' where id = <transfer>;
update transfer set state = 'packed', pack_second_by = <grantee> where id = <transfer>;
update transfer set state = 'in_transit', dispatch_by = <account>, carrier = 'zq<code>xtransferxcarrier' where id = <transfer>;
insert into transfer_scan (id, transfer_id, cell, to_cell, number, typed, entered_by) values (<transfer_scan>, <transfer>, 0, 0, 0, 'zq<code>xtransferxtyped', <account>);
-- and one that arrives from there
insert into ammunition_lot (id, ref, station_id, cell, number, maker, calibre, nature, created_by)
  select <far_lot>, 'L-N<tail>', id, cell, 'N <tail>', 'Maker', '9x19', 'ball', <account> from duty_station where code = 'NBO';
insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, quantity, document, occurred_at, state, is_fact, first_by)
  values (gen_random_uuid(), 'U-N<tail>', <far_lot>, 0, 'receive', <far_armoury>, 100, 'Note', sec.now(), 'done', true, <account>);
insert into transfer (id, ref, station_id, cell, armoury_id, to_station_id, to_cell, to_armoury_id, reason, planned_on, created_by)
  select <arriving>, 'TR-A<tail>', n.id, n.cell, <far_armoury>, s.id, s.cell, <armoury>, 'zq<code>xtransferxarrival', current_date + 20, <account>
  from duty_station s, duty_station n where s.code = '<code>' and n.code = 'NBO';
insert into transfer_line (id, transfer_id, cell, to_cell, number, lot_id, quantity) values (gen_random_uuid(), <arriving>, 0, 0, 0, <far_lot>, 5);
insert into transfer_permit (id, transfer_id, cell, to_cell, number, kind, country, is_waived, document, entered_by)
  select gen_random_uuid(), <arriving>, 0, 0, 0, 'import', country, true, 'zq<code>xtransferxentry', <account> from duty_station where code = '<code>';
insert into transfer_permit (id, transfer_id, cell, to_cell, number, kind, country, is_waived, document, entered_by)
  values (gen_random_uuid(), <arriving>, 0, 0, 0, 'export', 'KE', true, 'zq<code>xtransferxexit', <account>);
update transfer set ssp_by = <grantee>, pcu_by = (select id from account where username = 'chief') where id = <arriving>;
update transfer set pack_first_by = <account>, seals = '1' where id = <arriving>;
update transfer set state = 'packed', pack_second_by = <grantee> where id = <arriving>;
update transfer set state = 'in_transit', dispatch_by = <account>, carrier = 'zq<code>xtransferxflight' where id = <arriving>;
insert into transfer_scan (id, transfer_id, cell, to_cell, number, typed, entered_by) values (gen_random_uuid(), <arriving>, 0, 0, 0, 'zq<code>xtransferxread', <account>);
-- authorized posts and strength
insert into authorized_post (id, ref, station_id, cell, number, title, duty_role, category, grade, officer_id, occupied_since, created_by)
  select <authorized_post>, 'AP-<tail>', id, cell, 'S-25-<tail>', 'zq<code>xpeoplextitle', 'cp_officer', 'SS', 'FS-4', <officer>, current_date - 30, <account>
  from duty_station where code = '<code>';
insert into station_strength (id, station_id, cell, armed, unarmed, document, created_by)
  select <strength>, id, cell, 2, 1, 'zq<code>xpeoplexplan', <account> from duty_station where code = '<code>';
insert into station_closure (id, ref, station_id, cell, reason, document, asked_by)
  select <closure>, 'CL-<tail>', id, cell, 'zq<code>xclosurexwhy', 'zq<code>xclosurexpaper', <account> from duty_station where code = '<code>';
-- courses: a session that was held, with a participant and an instructor
insert into course (id, ref, code, title, assessment, leads_to, days, provider, created_by)
  values (<training_course>, 'CO-<tail>', 'C-<tail>', 'Course <code>', 'Test', 'ifak', 2, 'un', <account>);
insert into course_session (id, ref, course_id, station_id, cell, place, from_date, to_date, capacity, created_by)
  select <session>, 'CS-<tail>', <training_course>, id, cell, 'zq<code>xqualificationxplace', current_date - 9, current_date - 8, 5, <account>
  from duty_station where code = '<code>';
insert into session_instructor (id, session_id, cell, name, institution, created_by)
  values (<teacher>, <session>, 0, 'zq<code>xqualificationxteacher', 'Academy', <account>);
insert into participation (id, session_id, cell, officer_id, officer_cell, remark, created_by)
  values (<seat>, <session>, 0, <officer>, 0, 'zq<code>xqualificationxremark', <account>);
update course_session set state = 'open' where id = <session>;
update course_session set state = 'held' where id = <session>;
