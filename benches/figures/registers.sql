-- Registers at Goma: :vehicles vehicles with four papers and three works each, and ten weapons for each of them. Of this bulk
-- only indexes, walls and what is computed from the dates are asked.
insert into vehicle (id, ref, station_id, cell, plate, vin, make, model, seats, armour_standard, armour_level, tyres_on, odometer_km)
  select md5('fleet' || n)::uuid, 'V-BENCH' || n, s.id, s.cell, 'BENCH ' || n, 'VIN' || left(md5('vin' || n), 14), 'Invented', 'Wagon', 5,
    case when n % 3 = 0 then 'cen_b' else 'none' end, case when n % 3 = 0 then 'B6' else '' end, current_date - n % 1500, n * 10
  from duty_station s, generate_series(1, :vehicles) n where s.code = 'GOM';
insert into vehicle_paper (id, vehicle_id, cell, number, kind, document, issued_on, valid_until)
  select md5('fleet-paper' || n || '-' || k)::uuid, md5('fleet' || n)::uuid, s.cell, k,
    (array['armour_certificate', 'armour_inspection', 'insurance', 'registration'])[k], 'File', current_date - 300, current_date - 20 + n * k % 400
  from duty_station s, generate_series(1, :vehicles) n, generate_series(1, 4) k where s.code = 'GOM';
insert into vehicle_maintenance (id, vehicle_id, cell, number, kind, done_on, odometer_km, done_by, work)
  select md5('fleet-work' || n || '-' || k)::uuid, md5('fleet' || n)::uuid, s.cell, k, (array['service', 'tyres', 'run_flats'])[k],
    current_date - n % 300 - k, n * 10, 'Workshop', 'Invented'
  from duty_station s, generate_series(1, :vehicles) n, generate_series(1, 3) k where s.code = 'GOM';
insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership)
  select md5('stock' || n)::uuid, 'W-STOCK' || n, s.id, s.cell, 'GLK-' || upper(left(md5('serial' || n), 6)), 'Make ' || n % 97, 'M9', 'pistol', '9x19', 'un_owned'
  from duty_station s, generate_series(1, :vehicles * 10) n where s.code = 'GOM' on conflict do nothing;
