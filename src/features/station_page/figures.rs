//! The figures of a station. Each is asked of the list it links to, with the filter of the link.

use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::confirmations;
use crate::features::contested;
use crate::features::firearms::custody;
use crate::features::movements::exceptions;
use crate::features::stations::{self, Figure, FigureGroup, Figures, Station, StationTarget, StoreLine};
use crate::features::stock_counts::{self, discrepancies};
use crate::features::{ammunition, armouries, authorized_posts, equipment, firearms, people, qualifications, standby, transfers, vehicles};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::fresh_form_key;
use crate::web::page::Seed;
use crate::web::time;

/// The list that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Officers,
    Qualifications,
    Matrix,
    Firearms,
    Custody,
    Armouries,
    Ammunition,
    Vehicles,
    Reservations,
    Equipment,
    Kits,
    Exceptions,
    Contested,
    Discrepancies,
    Counts,
    Transfers,
}

impl List {
    /// Its address, and the line of the rule table that opens it.
    fn place(self) -> (&'static str, &'static str) {
        match self {
            List::Officers => ("/officers", "officer.list"),
            List::Qualifications => ("/qualifications", "qualification.list"),
            List::Matrix => ("/qualifications/matrix", "qualification.list"),
            List::Firearms => ("/firearms", "firearm.list"),
            List::Custody => ("/custody", "custody.list"),
            List::Armouries => ("/armouries", "armoury.list"),
            List::Ammunition => ("/ammunition", "ammunition.list"),
            List::Vehicles => ("/vehicles", "vehicle.list"),
            List::Reservations => ("/reservations", "reservation.list"),
            List::Equipment => ("/equipment", "equipment.list"),
            List::Kits => ("/kits", "kit.list"),
            List::Exceptions => ("/exceptions", "exception.list"),
            List::Contested => ("/contested", "contested.list"),
            List::Discrepancies => ("/discrepancies", "discrepancy.list"),
            List::Counts => ("/stock-counts", "count.list"),
            List::Transfers => ("/transfers", "transfer.list"),
        }
    }

    async fn how_many(self, tx: &mut Tx, here: &str) -> Result<i64> {
        match self {
            List::Officers => people::how_many(tx, here).await,
            List::Qualifications => qualifications::how_many(tx, here).await,
            List::Matrix => qualifications::how_many_people(tx, here).await,
            List::Firearms => firearms::how_many(tx, here).await,
            List::Custody => custody::how_many(tx, here).await,
            List::Armouries => armouries::how_many(tx, here).await,
            List::Ammunition => ammunition::how_many(tx, here).await,
            List::Vehicles => vehicles::how_many(tx, here).await,
            List::Reservations => vehicles::reservations::how_many(tx, here).await,
            List::Equipment => equipment::how_many(tx, here).await,
            List::Kits => equipment::how_many_kits(tx, here).await,
            List::Exceptions => exceptions::how_many(tx, here).await,
            List::Contested => contested::how_many(tx, here).await,
            List::Discrepancies => discrepancies::how_many(tx, here).await,
            List::Counts => stock_counts::how_many(tx, here).await,
            List::Transfers => transfers::how_many(tx, here).await,
        }
    }
}

/// Key of the words, list, filter beside the station, kind of the tag when it is not zero.
type Spec = (&'static str, List, &'static str, &'static str);
/// Key of the block in the confirmations, or none; key of the heading; figures.
const GROUPS: &[(&str, &str, &[Spec])] = &[
    (
        "people",
        "confirmation-block-people",
        &[
            ("station-figure-officers", List::Officers, "", ""),
            ("station-figure-armed", List::Officers, "&fit=armed", ""),
            ("station-figure-driving", List::Officers, "&fit=driving", ""),
            ("station-figure-armoured", List::Officers, "&fit=armoured-driving", ""),
            ("station-figure-medic", List::Officers, "&fit=medic", ""),
            ("station-figure-papers-ending", List::Qualifications, "&within=60", "caution"),
            ("station-figure-papers-expired", List::Qualifications, "&state=expired", "warning"),
            ("station-figure-training-lacking", List::Matrix, "&asked=lacking", "warning"),
            ("station-figure-training-ending", List::Matrix, "&asked=ending", "caution"),
            ("station-figure-contracts-ending", List::Officers, "&ends=soon", "caution"),
            ("station-figure-contracts-ended", List::Officers, "&ends=ended", "warning"),
        ],
    ),
    (
        "firearms",
        "confirmation-block-firearms",
        &[
            ("station-figure-firearms", List::Firearms, "", ""),
            ("station-figure-serviceable", List::Firearms, "&state=serviceable", ""),
            ("station-figure-with-officers", List::Firearms, "&place=person", ""),
            ("station-figure-late", List::Firearms, "&needs=late", "warning"),
            ("station-figure-withdraw", List::Firearms, "&needs=withdraw", "warning"),
            ("station-figure-lost", List::Firearms, "&state=lost&state=stolen", "warning"),
            ("station-figure-ending", List::Firearms, "&needs=ending", "caution"),
            ("station-figure-upkeep-overdue", List::Firearms, "&due=overdue", "warning"),
            ("station-figure-upkeep-soon", List::Firearms, "&due=soon", "caution"),
            ("station-figure-prepared", List::Custody, "&open=prepared", "advisory"),
            ("station-figure-unsigned", List::Custody, "&open=unsigned", "caution"),
            ("station-figure-approvals-ending", List::Armouries, "&needs=ending", "caution"),
            ("station-figure-approvals-ended", List::Armouries, "&needs=ended", "warning"),
            ("station-figure-transfers-out", List::Transfers, "&way=sent&state=packed&state=in_transit", "advisory"),
            ("station-figure-transfers-in", List::Transfers, "&way=received&state=in_transit&state=received&state=discrepancy", "advisory"),
        ],
    ),
    (
        "ammunition",
        "confirmation-block-ammunition",
        &[
            ("station-figure-lots", List::Ammunition, "", ""),
            ("station-figure-suspended", List::Ammunition, "&state=suspended", "warning"),
            ("station-figure-lots-expired", List::Ammunition, "&state=expired", "warning"),
            ("station-figure-lots-ending", List::Ammunition, "&state=ending-60", "caution"),
        ],
    ),
    (
        "vehicles",
        "confirmation-block-vehicles",
        &[
            ("station-figure-vehicles", List::Vehicles, "", ""),
            ("station-figure-fully", List::Vehicles, "&capability=fully", ""),
            ("station-figure-partly", List::Vehicles, "&capability=partly", "caution"),
            ("station-figure-not", List::Vehicles, "&capability=not", "warning"),
            ("station-figure-ending", List::Vehicles, "&needs=ending_60", "caution"),
            ("station-figure-upkeep-overdue", List::Vehicles, "&due=overdue", "warning"),
            ("station-figure-upkeep-soon", List::Vehicles, "&due=soon", "caution"),
            ("station-figure-reserved", List::Reservations, "&within=7", ""),
            ("station-figure-reserved-late", List::Reservations, "&state=late", "warning"),
        ],
    ),
    (
        "equipment",
        "confirmation-block-equipment",
        &[
            ("station-figure-equipment", List::Equipment, "", ""),
            ("station-figure-fully", List::Equipment, "&capability=fully", ""),
            ("station-figure-partly", List::Equipment, "&capability=partly", "caution"),
            ("station-figure-not", List::Equipment, "&capability=not", "warning"),
            ("station-figure-ending", List::Equipment, "&needs=ending", "caution"),
            ("station-figure-with-officers", List::Equipment, "&needs=out", ""),
            ("station-figure-kits-fully", List::Kits, "&capability=fully", ""),
            ("station-figure-kits-partly", List::Kits, "&capability=partly", "caution"),
            ("station-figure-kits-not", List::Kits, "&capability=not", "warning"),
        ],
    ),
    (
        "",
        "station-figures-open",
        &[
            ("station-figure-exceptions", List::Exceptions, "", "warning"),
            ("station-figure-contested", List::Contested, "", "warning"),
            ("station-figure-discrepancies", List::Discrepancies, "&state=open&state=investigated", "warning"),
            ("station-figure-counts", List::Counts, "&state=counting&state=counted", "advisory"),
        ],
    ),
];

/// Every figure of a station that the reader may open, with the age of its block.
pub async fn read(tx: &mut Tx, seed: &Seed, actor: &Actor, target: &StationTarget) -> Result<Figures> {
    let language = seed.language;
    let station = &target.0;
    let may = |action: &str| policy::decide(actor, action, &target.facts(actor)) == Decision::Allow;
    let blocks = confirmations::blocks_of(tx, &[station.cell]).await?;
    let mut groups = Vec::new();
    for (block, name, specs) in GROUPS {
        let mut figures = Vec::new();
        for spec in specs.iter().filter(|spec| may(spec.1.place().1)) {
            figures.push(figure(tx, language, &station.code, spec).await?);
        }
        if *block == "ammunition" && may("ammunition.minimums") {
            figures.push(short_calibres(tx, language, station.cell, &station.code).await?);
        }
        let age = blocks.iter().find(|one| one.code == *block).map(|one| confirmations::age_line(language, one));
        if !figures.is_empty() || age.is_some() {
            groups.push(FigureGroup { name: language.t(name), age: age.unwrap_or_default(), figures });
        }
    }
    let unit = if may("authorized-post.list") { Some(authorized_posts::unit_line(tx, language, &station.code, station.cell).await?) } else { None };
    let can_count = may("count.open");
    let stores = if may("armoury.list") { stores(tx, seed, target, can_count).await? } else { Vec::new() };
    Ok(Figures {
        unit,
        lines: lines(tx, language, station, &may).await?,
        groups,
        stores,
        confirm_url: if may("confirmation.show") { format!("/duty-stations/{}/confirmation", station.code) } else { String::new() },
        confirm_label: language.t(if may("confirmation.confirm") { "station-confirm" } else { "station-confirmations" }),
        print_url: format!("/duty-stations/{}/print", station.code),
        form_key: fresh_form_key(),
    })
}

/// What the station offers for stand-by, who may be armed there, and the notice that its host asks for.
async fn lines(tx: &mut Tx, language: Language, station: &Station, may: &impl Fn(&str) -> bool) -> Result<Vec<(String, String)>> {
    let mut told = Vec::new();
    if may("standby.list")
        && let Some((people, from)) = standby::offered(tx, station.cell).await?
    {
        let words = language.fill("station-standby-offered", &[("count", Hole::Number(people)), ("day", Hole::Text(&time::typed_date(from)))]);
        told.push((words, format!("/standby?station={}", station.code)));
    }
    if may("arming.show") {
        told.push((language.t("station-rules-arming"), format!("/duty-stations/{}/arming", station.code)));
    }
    if may("station-training.show") {
        let words = qualifications::asked_line(tx, language, station.cell, tx.now.date_naive()).await?;
        told.push((words, format!("/duty-stations/{}/training", station.code)));
    }
    if may("country.show") {
        let words = match stations::country_by_text(tx, &station.country).await?.and_then(|country| country.notice_days) {
            Some(days) => language.fill("station-host-notice", &[("days", Hole::Number(days.into()))]),
            None => language.t("station-host-notice-unknown"),
        };
        told.push((words, format!("/countries/{}", station.country)));
    }
    Ok(told)
}

async fn figure(tx: &mut Tx, language: Language, code: &str, (label, list, filter, kind): &Spec) -> Result<Figure> {
    let url = format!("{}?station={code}{filter}", list.place().0);
    let count = list.how_many(tx, &url).await?;
    Ok(Figure { label: language.fill(label, &[("count", Hole::Number(count))]), count, url, kind: if count > 0 { kind } else { "" } })
}

/// Calibres of which less is stored than the station set as its minimum.
async fn short_calibres(tx: &mut Tx, language: Language, cell: i32, code: &str) -> Result<Figure> {
    let stock = ammunition::minimums::stock(tx, Some(cell)).await?;
    let count = stock.iter().filter(|one| one.minimum.is_some_and(|minimum| one.usable < minimum.into())).count() as i64;
    let kind = if count > 0 { "warning" } else { "" };
    Ok(Figure {
        label: language.fill("station-figure-under-minimum", &[("count", Hole::Number(count))]),
        count,
        url: format!("/duty-stations/{code}/ammunition"),
        kind,
    })
}

async fn stores(tx: &mut Tx, seed: &Seed, target: &StationTarget, can_count: bool) -> Result<Vec<StoreLine>> {
    let language = seed.language;
    let stores = stock_counts::stores_of(tx, target.0.cell).await?;
    Ok(stores
        .into_iter()
        .map(|one| StoreLine {
            standing: match one.covers.as_str() {
                "armoury" => armouries::standing_words(language, seed.now.date_naive(), &one.approval, one.approved_until),
                _ => Default::default(),
            },
            counted: match one.counted_at {
                Some(at) => {
                    let day = time::typed_date(at.date_naive());
                    // WF-8: arms monthly, vehicles and equipment quarterly
                    let is_old = at < seed.now - chrono::Duration::days(if one.covers == "armoury" { 31 } else { 92 });
                    (if is_old { "caution" } else { "" }, language.fill("station-store-counted", &[("day", Hole::Text(&day))]))
                }
                None => ("caution", language.t("station-store-never-counted")),
            },
            can_count: can_count && one.going_on.is_empty(),
            going_on: one.going_on,
            url: stock_counts::place_url(&one.covers, &one.reference),
            sheet_url: match one.covers.as_str() {
                "armoury" => format!("/armouries/{}/counting-sheet", one.reference),
                covers => format!("/duty-stations/{}/{covers}-sheet", one.reference),
            },
            key: one.key,
            name: if one.covers == "armoury" { one.name } else { stock_counts::covers_word(language, &one.covers) },
            reference: one.reference,
        })
        .collect())
}
