-- A ledger of custody at Goma: two hundred weapons, each issued and given back by turns, twice a day, :events times, the
-- last half a day ago. The rules judge what people do; of this bulk only indexes and walls are asked.
insert into officer (id, ref, name, station_id, cell, category)
  select md5('holder' || n)::uuid, 'O-BENCH' || n, 'Invented Holder ' || n, s.id, s.cell, 'SS' from duty_station s, generate_series(0, 99) n where s.code = 'GOM';
insert into armoury (id, ref, station_id, cell, name, kind)
  select md5('store')::uuid, 'Y-BENCH', id, cell, 'Store of the benchmark', 'permanent' from duty_station where code = 'GOM';
insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership)
  select md5('weapon' || n)::uuid, 'W-BENCH' || n, s.id, s.cell, 'BENCH-' || n, 'Invented', 'M9', 'pistol', '9x19', 'un_owned'
  from duty_station s, generate_series(0, 199) n where s.code = 'GOM';
insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, armoury_id, officer_id, terms, occurred_at, state, first_by, first_at, second_by, second_at)
  select md5('act' || w || '-' || i)::uuid, 'C-BENCH' || w || '-' || i, md5('weapon' || w)::uuid, s.cell,
    case when i = 1 then 'taken_on' when i % 2 = 0 then 'issue' else 'return' end, case when i > 1 then md5('span' || w || '-' || i - 1)::uuid end,
    case when i % 2 = 1 then md5('store')::uuid end, case when i % 2 = 0 then md5('holder' || (w + i) % 100)::uuid end,
    case when i % 2 = 0 then 'assignment' else '' end, at, 'done', x.id, at, y.id, at
  from duty_station s, account x, account y, generate_series(1, :events) i, generate_series(0, 199) w
    cross join lateral (select date_trunc('day', sec.now()) - (:events - i + 1) * interval '12 hours' + w * interval '1 minute' as at) t
  where s.code = 'GOM' and x.username = 'armourer-goma' and y.username = 'ssp-goma';
insert into firearm_custody (id, firearm_id, cell, number, kind, armoury_id, officer_id, since, until, handover_id)
  select md5('span' || w || '-' || i)::uuid, md5('weapon' || w)::uuid, s.cell, i, case when i % 2 = 0 then 'person' else 'armoury' end,
    case when i % 2 = 1 then md5('store')::uuid end, case when i % 2 = 0 then md5('holder' || (w + i) % 100)::uuid end, at,
    case when i < :events then at + interval '12 hours' end, md5('act' || w || '-' || i)::uuid
  from duty_station s, generate_series(1, :events) i, generate_series(0, 199) w
    cross join lateral (select date_trunc('day', sec.now()) - (:events - i + 1) * interval '12 hours' + w * interval '1 minute' as at) t
  where s.code = 'GOM';
