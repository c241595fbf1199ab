//! Who and where: stations with real places and zones, accounts for every role.
//! What they do is in the scenes, made by the same commands that people use.

use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::PASSWORD;

/// Name, shown name, role, kind and code of the scope.
pub const ACCOUNTS: &[(&str, &str, &str, &str, &str)] = &[
    ("chief", "C. Marlow", "pcu_chief", "global", ""),
    ("officer-africa", "A. Diallo", "pcu_officer", "portfolio", "africa"),
    ("officer-world", "W. Lindqvist", "pcu_officer", "portfolio", "world"),
    ("support", "S. Pereira", "pcu_support", "global", ""),
    ("executive", "E. Whitcombe", "executive_reader", "global", ""),
    ("desk-africa", "D. Okonjo", "regional_desk", "region", "africa"),
    ("analyst", "N. Farrokh", "tra_analyst", "global", ""),
    ("do-goma", "M. Kabasele", "designated_official", "country", "CD"),
    ("ssp-goma", "P. Verhagen", "senior_security_professional", "station", "GOM"),
    ("ssp-juba", "R. Lado", "senior_security_professional", "station", "JUB"),
    ("coordinator-goma", "T. Bisimwa", "cp_coordinator", "station", "GOM"),
    ("coordinator-juba", "J. Wani", "cp_coordinator", "station", "JUB"),
    ("leader-goma", "O. Okoro", "team_leader", "station", "GOM"),
    ("leader-juba", "L. Deng", "team_leader", "station", "JUB"),
    ("cpo-goma", "H. Haddad", "cp_officer", "station", "GOM"),
    ("cpo-juba", "K. Silva", "cp_officer", "station", "JUB"),
    ("armourer-goma", "B. Bah", "asset_custodian", "station", "GOM"),
    ("armourer-juba", "Y. Taban", "asset_custodian", "station", "JUB"),
    ("focal-wfp", "F. Moretti", "entity_focal_point", "entity", "WFP"),
    ("focal-ohchr", "J. Lind", "entity_focal_point", "entity", "OHCHR"),
    ("roster", "G. Adeyemi", "roster_manager", "global", ""),
    ("assessor-1", "I. Novak", "roster_assessor", "global", ""),
    ("assessor-2", "U. Tanaka", "roster_assessor", "global", ""),
    ("training", "V. Castellanos", "training_coordinator", "global", ""),
    ("auditor", "Z. Amari", "auditor", "global", ""),
    ("admin", "X. Holm", "system_admin", "global", ""),
];

/// Code, name, country, region, zone, latitude, longitude, hardship, family, headquarters.
type Station = (&'static str, &'static str, &'static str, &'static str, &'static str, f64, f64, &'static str, &'static str, bool);

const STATIONS: &[Station] = &[
    ("NYC", "New York", "US", "americas", "America/New_York", 40.7489, -73.968, "H", "family", true),
    ("GVA", "Geneva", "CH", "europe", "Europe/Zurich", 46.2266, 6.1402, "H", "family", false),
    ("NBO", "Nairobi", "KE", "africa", "Africa/Nairobi", -1.2345, 36.8172, "B", "family", false),
    ("GOM", "Goma", "CD", "africa", "Africa/Lubumbashi", -1.6585, 29.2203, "D", "non_family", false),
    ("FIH", "Kinshasa", "CD", "africa", "Africa/Kinshasa", -4.3033, 15.3105, "C", "family", false),
    ("JUB", "Juba", "SS", "africa", "Africa/Juba", 4.8594, 31.5713, "E", "non_family", false),
    ("BGF", "Bangui", "CF", "africa", "Africa/Bangui", 4.3612, 18.555, "E", "non_family", false),
    ("MGQ", "Mogadishu", "SO", "africa", "Africa/Mogadishu", 2.0469, 45.3182, "E", "non_family", false),
    ("ADD", "Addis Ababa", "ET", "africa", "Africa/Addis_Ababa", 9.0054, 38.7636, "B", "family", false),
    ("KBL", "Kabul", "AF", "asia", "Asia/Kabul", 34.5553, 69.2075, "E", "non_family", false),
    ("BEY", "Beirut", "LB", "mena", "Asia/Beirut", 33.8938, 35.5018, "C", "family", false),
];

/// Name, station, role on duty, account that is theirs.
const OFFICERS: &[(&str, &str, &str, &str)] = &[
    ("T. Bisimwa", "GOM", "cp_coordinator", "coordinator-goma"),
    ("O. Okoro", "GOM", "team_leader", "leader-goma"),
    ("H. Haddad", "GOM", "cp_officer", "cpo-goma"),
    ("M. Mbala", "GOM", "driver", ""),
    ("E. Nsimba", "GOM", "team_leader", ""),
    ("C. Furaha", "GOM", "driver", ""),
    ("S. Traore", "GOM", "cp_officer", ""),
    ("D. Kamanzi", "GOM", "medic", ""),
    ("J. Wani", "JUB", "cp_coordinator", "coordinator-juba"),
    ("L. Deng", "JUB", "team_leader", "leader-juba"),
    ("K. Silva", "JUB", "cp_officer", "cpo-juba"),
    ("A. Lomoro", "JUB", "driver", ""),
    ("N. Achol", "JUB", "team_leader", ""),
    ("P. Modi", "JUB", "driver", ""),
    ("F. Keji", "JUB", "cp_officer", ""),
    ("I. Wairimu", "NBO", "team_leader", ""),
    ("G. Otieno", "NBO", "cp_officer", ""),
];

/// Codename, name, office, entity, home station, portfolio.
const OFFICIALS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("KESTREL 4", "Invented Official Kestrel", "Deputy Special Representative (exercise)", "UNSEC", "GOM", "africa"),
    ("HERON 7", "Invented Official Heron", "Special Representative (exercise)", "UNSEC", "JUB", "africa"),
    ("BASALT 1", "Invented Official Basalt", "Humanitarian Coordinator (exercise)", "WFP", "JUB", "africa"),
    ("AMBER 9", "Invented Official Amber", "Special Envoy (exercise)", "OHCHR", "GOM", "africa"),
    ("CEDAR 2", "Invented Official Cedar", "Regional Director (exercise)", "WFP", "GOM", "africa"),
    ("COBALT 3", "Invented Official Cobalt", "Head of Office (exercise)", "UNHCR", "GOM", "africa"),
    ("DUNLIN 6", "Invented Official Dunlin", "Panel Coordinator (exercise)", "UNSEC", "JUB", "africa"),
    ("EGRET 2", "Invented Official Egret", "Deputy Coordinator (exercise)", "OHCHR", "GOM", "africa"),
    ("FALCON 8", "Invented Official Falcon", "Deputy Special Representative (exercise)", "UNSEC", "JUB", "africa"),
    ("GARNET 5", "Invented Official Garnet", "Sanctions Expert (exercise)", "UNSEC", "GOM", "africa"),
    ("JASPER 3", "Invented Official Jasper", "Emergency Coordinator (exercise)", "UNHCR", "GOM", "africa"),
    ("LINDEN 1", "Invented Official Linden", "Country Director (exercise)", "WFP", "JUB", "africa"),
    ("LARCH 5", "Invented Official Larch", "Special Adviser (exercise)", "UNSEC", "KBL", "world"),
];

/// Makes stations, entities, people and accounts that are missing.
pub async fn ensure(owner: &mut PgConnection) -> anyhow::Result<()> {
    let mut tx = owner.begin().await?;
    for (code, name) in [
        ("WFP", "World Food Programme"),
        ("OHCHR", "Office of the High Commissioner for Human Rights"),
        ("UNHCR", "Office of the High Commissioner for Refugees"),
        ("UNSEC", "United Nations Secretariat"),
    ] {
        sqlx::query("insert into entity (code, name) select $1, $2 where not exists (select from entity where code = $1)")
            .bind(code)
            .bind(name)
            .execute(&mut *tx)
            .await?;
    }
    for (code, name, country, region, zone, latitude, longitude, hardship, family, headquarters) in STATIONS {
        sqlx::query(
            "insert into duty_station (id, code, name, country, region, zone, latitude, longitude, hardship_class, family_status, is_headquarters)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 where not exists (select from duty_station where code = $2)",
        )
        .bind(Uuid::now_v7())
        .bind(code)
        .bind(name)
        .bind(country)
        .bind(region)
        .bind(zone)
        .bind(latitude)
        .bind(longitude)
        .bind(hardship)
        .bind(family)
        .bind(headquarters)
        .execute(&mut *tx)
        .await?;
    }
    let missing: i64 = sqlx::query_scalar("select $1 - count(*) from account where kind = 'person'").bind(ACCOUNTS.len() as i64).fetch_one(&mut *tx).await?;
    if missing > 0 {
        accounts(&mut tx).await?;
    }
    crate::audit::append_system(&mut tx, "exercise.cast", "", "").await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(())
}

/// Makes the people who are missing: officers with their accounts, officials, numbers of every station.
pub async fn ensure_people(owner: &mut PgConnection) -> anyhow::Result<()> {
    let mut tx = owner.begin().await?;
    people(&mut tx).await?;
    crate::audit::append_system(&mut tx, "exercise.people", "", "").await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(())
}

async fn people(tx: &mut PgConnection) -> anyhow::Result<()> {
    for (n, (name, station, duty_role, account)) in OFFICERS.iter().enumerate() {
        sqlx::query(
            "insert into officer (id, ref, name, station_id, category, duty_role, number_1, number_1_as_of, number_2, number_2_as_of, satellite, satellite_as_of)
             select $1, sec.new_ref('O'), $2, s.id, 'FS', $4, '+999 55 01' || $5, current_date - 20, '+999 55 02' || $5, current_date - 120,
               '+999 88 16' || $5, current_date - 40
             from duty_station s where s.code = $3 and not exists (select from officer where name = $2)",
        )
        .bind(Uuid::now_v7())
        .bind(name)
        .bind(station)
        .bind(duty_role)
        .bind(format!("{:02}", n + 10))
        .execute(&mut *tx)
        .await?;
        if !account.is_empty() {
            sqlx::query("update account set officer_id = o.id from officer o where o.name = $1 and username = $2 and officer_id is null")
                .bind(name)
                .bind(account)
                .execute(&mut *tx)
                .await?;
        }
    }
    for (n, (codename, name, office, entity, station, portfolio)) in OFFICIALS.iter().enumerate() {
        sqlx::query(
            "insert into principal (id, ref, codename, display_name, office, entity_code, home_station_id, portfolio_code, office_number, office_number_as_of)
             select $1, sec.new_ref('P'), $2, $3, $4, $5, s.id, $7, '+999 20 00' || $8, current_date - 30
             from duty_station s where s.code = $6 and not exists (select from principal where codename = $2)",
        )
        .bind(Uuid::now_v7())
        .bind(codename)
        .bind(name)
        .bind(office)
        .bind(entity)
        .bind(station)
        .bind(portfolio)
        .bind(format!("{:02}", n + 10))
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query(
        "insert into station_number (id, station_id, cell, label, number, is_always_on, as_of)
         select gen_random_uuid(), s.id, s.cell, x.label, '+999 70 ' || lpad((s.cell * 10 + x.n)::text, 4, '0'), x.always, current_date - x.age
         from duty_station s cross join (values (1, '24-hour duty room', true, 12), (2, 'Senior security professional', false, 95)) x (n, label, always, age)
         where not exists (select from station_number k where k.station_id = s.id)",
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

async fn accounts(tx: &mut PgConnection) -> anyhow::Result<()> {
    // One hash for all: the exercise password is no secret, and twenty-six hashes cost seconds.
    let hash = crate::features::accounts::password::hash(PASSWORD)?;
    for (username, display_name, ..) in ACCOUNTS {
        let made: Option<Uuid> =
            sqlx::query_scalar("insert into account (id, username, display_name) values ($1, $2, $3) on conflict (username) do nothing returning id")
                .bind(Uuid::now_v7())
                .bind(username)
                .bind(display_name)
                .fetch_optional(&mut *tx)
                .await?;
        let Some(id) = made else { continue };
        sqlx::query("insert into sec.credential (account_id, password_hash, set_at) values ($1, $2, sec.now())").bind(id).bind(&hash).execute(&mut *tx).await?;
    }
    for (username, _, role, scope_kind, scope_code) in ACCOUNTS {
        // INV-05 holds here too: one asks, another answers, neither for themselves.
        let (asker, answerer) = match *username {
            "admin" => ("executive", "chief"),
            "chief" => ("admin", "executive"),
            _ => ("admin", "chief"),
        };
        sqlx::query(
            "insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, state, asked_by, decided_by, decided_at, reason)
             select $1, a.id, $3, $4, $5, sec.now() - interval '1 day', 'granted', x.id, y.id, sec.now(), 'exercise world'
             from account a, account x, account y
             where a.username = $2 and x.username = $6 and y.username = $7 and not exists (select from access_grant g where g.account_id = a.id)",
        )
        .bind(Uuid::now_v7())
        .bind(username)
        .bind(role)
        .bind(scope_kind)
        .bind(scope_code)
        .bind(asker)
        .bind(answerer)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
