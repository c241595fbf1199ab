-- What the races are about at Goma: a weapon in store and a lot with thirty rounds for each of :rounds rounds, one vehicle,
-- one officer. The rules are asked by the racers.
insert into officer (id, ref, name, station_id, cell, category)
  select md5('racer')::uuid, 'O-RACE', 'Invented Racer', id, cell, 'SS' from duty_station where code = 'GOM';
insert into armoury (id, ref, station_id, cell, name, kind, approval, approved_on, approved_until, authority, decided_by, decided_at, created_by)
  select md5('race')::uuid, 'Y-RACE', s.id, s.cell, 'Store of the races', 'permanent', 'approved', current_date - 9, current_date + 900, 'Note', y.id, sec.now(), x.id
  from duty_station s, account x, account y where s.code = 'GOM' and x.username = 'armourer-goma' and y.username = 'ssp-goma';
insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership)
  select md5('race' || n)::uuid, 'W-RACE' || n, s.id, s.cell, 'RACE-' || n, 'Invented', 'M9', 'pistol', '9x19', 'un_owned'
  from duty_station s, generate_series(0, :rounds - 1) n where s.code = 'GOM';
insert into handover (id, ref, firearm_id, cell, kind, armoury_id, occurred_at, state, first_by, second_by, second_at)
  select md5('race-act' || n)::uuid, 'C-RACE' || n, md5('race' || n)::uuid, s.cell, 'taken_on', md5('race')::uuid, sec.now() - interval '1 day', 'done', x.id, y.id, sec.now()
  from duty_station s, account x, account y, generate_series(0, :rounds - 1) n where s.code = 'GOM' and x.username = 'armourer-goma' and y.username = 'ssp-goma';
insert into firearm_custody (id, firearm_id, cell, number, kind, armoury_id, since, handover_id)
  select md5('race-span' || n)::uuid, md5('race' || n)::uuid, cell, 1, 'armoury', md5('race')::uuid, sec.now() - interval '1 day', md5('race-act' || n)::uuid
  from duty_station, generate_series(0, :rounds - 1) n where code = 'GOM';
insert into ammunition_lot (id, ref, station_id, cell, number, maker, calibre, nature)
  select md5('race-lot' || n)::uuid, 'L-RACE' || n, id, cell, 'RACE-' || n, 'Invented', '9x19', 'ball' from duty_station, generate_series(0, :rounds - 1) n where code = 'GOM';
insert into ammunition_account (id, lot_id, cell, kind, armoury_id, quantity)
  select md5('race-in' || n)::uuid, md5('race-lot' || n)::uuid, cell, 'armoury', md5('race')::uuid, 30 from duty_station, generate_series(0, :rounds - 1) n where code = 'GOM';
insert into ammunition_account (id, lot_id, cell, kind, quantity)
  select md5('race-out' || n)::uuid, md5('race-lot' || n)::uuid, cell, 'supplier', -30 from duty_station, generate_series(0, :rounds - 1) n where code = 'GOM';
insert into vehicle (id, ref, station_id, cell, plate, make, model, seats, armour_standard, odometer_km)
  select md5('race-car')::uuid, 'V-RACE', id, cell, 'RACE 1', 'Invented', 'Wagon', 5, 'none', 100 from duty_station where code = 'GOM';
insert into vehicle_paper (id, vehicle_id, cell, number, kind, document, issued_on, valid_until)
  select md5('race-paper')::uuid, md5('race-car')::uuid, cell, 1, 'insurance', 'File', current_date - 9, current_date + 900 from duty_station where code = 'GOM';
