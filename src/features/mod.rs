//! Features, in an order in which each may import only those above it, with their nouns in the address.
//!
//! | feature | addresses |
//! | --- | --- |
//! | [`stations`] | `/duty-stations`, `/places`, `/countries` |
//! | [`confirmations`] | `/duty-stations/{code}/confirmation` |
//! | [`accounts`] | `/sign-in`, `/me`, `/admin/users`, `/access-grants` |
//! | [`delegations`] | `/delegations` |
//! | [`context`] | `/context` |
//! | [`contested`] | `/contested` |
//! | [`people`] | `/officers` |
//! | [`principals`] | `/principals`, `/attest` |
//! | [`risk`] | `/risk-assessments`, `/risk-requests`, `/risk-matrix` |
//! | [`requirements`] | `/requirements`, `/interim-protection` |
//! | [`qualifications`] | `/qualifications`, `/officers/{ref}/qualifications`, `/duty-stations/{code}/arming`, `/duty-stations/{code}/training` |
//! | [`authorized_posts`] | `/authorized-posts`, `/duty-stations/{code}/strength` |
//! | [`teams`] | `/teams` |
//! | [`courses`] | `/courses`, `/sessions`, `/officers/{ref}/courses` |
//! | [`armouries`] | `/armouries` |
//! | [`transfers`] | `/transfers` |
//! | [`origins`] | none of its own: shown on records of the registers |
//! | [`ammunition`] | `/ammunition`, `/duty-stations/{code}/ammunition` |
//! | [`firearms`] | `/firearms`, `/custody` |
//! | [`vehicles`] | `/vehicles`, `/reservations` |
//! | [`equipment`] | `/equipment`, `/kits`, `/equipment-acts` |
//! | [`officer_custody`] | `/officers/{ref}/custody` |
//! | [`officer_sheet`] | `/officers/{ref}/print` |
//! | [`stock_counts`] | `/stock-counts`, `/discrepancies` |
//! | [`property_books`] | `/property-books`, `/property` |
//! | [`standby`] | `/standby`, `/duty-stations/{code}/standby` |
//! | [`workbooks`] | `/workbooks` |
//! | [`member_state_units`] | `/member-state-units` |
//! | [`missions`] | `/missions` |
//! | [`station_closures`] | `/duty-stations/{code}/closing` |
//! | [`evacuations`] | `/evacuations`, `/duty-stations/{code}/evacuation` |
//! | [`emergency`] | `/emergency-readings` |
//! | [`movements`] | `/movements`, `/exceptions` |
//! | [`station_page`] | `/duty-stations/{code}` |
//! | [`imports`] | `/imports` |
//! | [`watch`] | `/watch`, `/events` |
//! | [`today`] | `/today` |
//! | [`search`] | `/search` |
//! | [`settings`] | `/admin/rules`, `/admin/status` |

pub mod stations;
pub mod confirmations;
pub mod accounts;
pub mod delegations;
pub mod context;
pub mod contested;
pub mod people;
pub mod principals;
pub mod risk;
pub mod requirements;
pub mod qualifications;
pub mod authorized_posts;
pub mod teams;
pub mod courses;
pub mod armouries;
pub mod transfers;
pub mod origins;
pub mod ammunition;
pub mod firearms;
pub mod vehicles;
pub mod equipment;
pub mod officer_custody;
pub mod officer_sheet;
pub mod stock_counts;
pub mod property_books;
pub mod standby;
pub mod workbooks;
pub mod member_state_units;
pub mod missions;
pub mod station_closures;
pub mod evacuations;
pub mod emergency;
pub mod movements;
pub mod station_page;
pub mod imports;
pub mod watch;
pub mod today;
pub mod search;
pub mod settings;

use crate::authz::routes::Routes;
use crate::web::statics;

/// Every route of the program.
pub fn routes() -> Routes {
    Routes::default()
        .plain("/static/{file}", "public.static", |_, parts, _| async move { statics::serve(&parts) })
        .plain("/sw.js", "public.worker", |_, parts, _| async move { statics::serve(&parts) })
        .and(crate::web::health::routes())
        .and(stations::routes())
        .and(confirmations::routes())
        .and(accounts::routes())
        .and(delegations::routes())
        .and(context::routes())
        .and(contested::routes())
        .and(people::routes())
        .and(principals::routes())
        .and(risk::routes())
        .and(requirements::routes())
        .and(authorized_posts::routes())
        .and(teams::routes())
        .and(qualifications::routes())
        .and(courses::routes())
        .and(armouries::routes())
        .and(transfers::routes())
        .and(ammunition::routes())
        .and(firearms::routes())
        .and(vehicles::routes())
        .and(equipment::routes())
        .and(officer_custody::routes())
        .and(officer_sheet::routes())
        .and(stock_counts::routes())
        .and(property_books::routes())
        .and(standby::routes())
        .and(workbooks::routes())
        .and(member_state_units::routes())
        .and(missions::routes())
        .and(station_closures::routes())
        .and(evacuations::routes())
        .and(emergency::routes())
        .and(movements::routes())
        .and(station_page::routes())
        .and(imports::routes())
        .and(watch::routes())
        .and(today::routes())
        .and(search::routes())
        .and(settings::routes())
        .and(crate::audit::pages::routes())
}
