//! Lists of the exercise world that came back edited: of each a row with a cell changed and one with a cell that is wrong,
//! and one that nobody keeps. They wait to be looked at; the officers' papers beside them are applied.

use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;

const PAPERS: &str = "\
EXERCISE: courses of the quarter,,,,,,,,
Name,Station,Category,Duty role,Type,Country,Obtained on,Valid until,Evidence
EXERCISE Newcomer,GOM,FS,driver,un_driver_permit,CD,2026-10-05,2027-10-04,Exercise file 41
EXERCISE Newcomer,GOM,FS,driver,cooking,,2026-10-05,,Exercise file 42
";

/// A list of Goma as somebody edited it.
struct Edited {
    list: &'static str,
    keeper: &'static str,
    /// References and versions of the records, at most two.
    records: &'static str,
    columns: &'static str,
    /// What became of the first and of the second.
    cells: [&'static str; 2],
    /// A row of a record that is not there.
    stray: &'static str,
}

const EDITED: &[Edited] = &[
    Edited {
        list: "vehicles",
        keeper: "armourer-goma",
        records: "select v.ref, v.version from vehicle v join duty_station s on s.id = v.station_id where s.code = 'GOM' order by v.plate limit 2",
        columns: "seats,tracker",
        cells: ["7,EX tracker 7", "many,"],
        stray: "V-NONE,1,5,\n",
    },
    Edited {
        list: "equipment",
        keeper: "armourer-goma",
        records: "select e.ref, e.version from equipment e join duty_station s on s.id = e.station_id where s.code = 'GOM' order by e.label, e.ref limit 2",
        columns: "maker,cut",
        cells: ["EXERCISE maker,", "EXERCISE maker,wide"],
        stray: "",
    },
    Edited {
        list: "kits",
        keeper: "armourer-goma",
        records: "select k.ref, k.version from equipment_kit k join duty_station s on s.id = k.station_id where s.code = 'GOM' order by k.name, k.ref limit 2",
        columns: "contents",
        cells: ["radio:2 medical_kit:1", "boat:1"],
        stray: "",
    },
    Edited {
        list: "armouries",
        keeper: "armourer-goma",
        records: "select a.ref, a.version from armoury a join duty_station s on s.id = a.station_id where s.code = 'GOM' order by a.name, a.ref limit 2",
        columns: "key_holders,adviser_number",
        cells: ["EXERCISE two key holders,", "EXERCISE two key holders,call me"],
        stray: "",
    },
    Edited {
        list: "ammunition",
        keeper: "armourer-goma",
        records: "select l.ref, l.version from ammunition_lot l join duty_station s on s.id = l.station_id where s.code = 'GOM' order by l.number, l.ref limit 2",
        columns: "hazard,quantity",
        cells: ["1.4S,", "1.4S,500"],
        stray: "",
    },
    Edited {
        list: "standby",
        keeper: "coordinator-goma",
        records: "select p.ref, p.version from standby_pledge p join duty_station s on s.id = p.station_id where s.code = 'GOM' order by p.ref limit 2",
        columns: "skills,head_count",
        cells: ["EXERCISE French,2", "EXERCISE French,none"],
        stray: "",
    },
    Edited {
        list: "places",
        keeper: "coordinator-goma",
        records: "select id::text, version from place where kind not in ('airport', 'duty_station') order by name, id limit 2",
        columns: "note,zone",
        cells: ["EXERCISE gate closed after dark,Africa/Lubumbashi", "EXERCISE gate closed after dark,Africa/Nowhere"],
        stray: "",
    },
];

/// Brings them back where nobody brought one.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from workbook)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    for edited in EDITED {
        bring(app, owner, edited).await?;
    }
    let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
    let papers = coordinator.upload("/workbooks", &[("list", "qualifications")], ("file", PAPERS.as_bytes())).await;
    if let Ok(address) = &papers {
        coordinator.try_post(&format!("{address}/apply"), &[]).await;
    }
    coordinator.leave().await?;
    if let Err(error) = papers {
        tracing::warn!(%error, "the officers' papers were not brought back");
    }
    Ok(())
}

async fn bring(app: &App, owner: &mut PgConnection, edited: &Edited) -> anyhow::Result<()> {
    let records: Vec<(String, i32)> = sqlx::query_as(edited.records).fetch_all(&mut *owner).await?;
    let mut file = format!("ref,version,{}\n", edited.columns);
    for ((reference, version), cells) in records.iter().zip(edited.cells) {
        file.push_str(&format!("{reference},{version},{cells}\n"));
    }
    file.push_str(edited.stray);
    let keeper = Player::enter(app, owner, edited.keeper).await?;
    let brought = keeper.upload("/workbooks", &[("list", edited.list)], ("file", file.as_bytes())).await;
    keeper.leave().await?;
    if let Err(error) = brought {
        tracing::warn!(%error, list = edited.list, "a workbook was not brought back");
    }
    Ok(())
}
