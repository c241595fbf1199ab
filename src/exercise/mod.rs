//! The exercise world: real places, invented people, marked EXERCISE on every page. Used by `serve`,
//! by the tests and by the benchmarks.

pub mod cast;
pub mod load;

mod acts;
mod ammunition;
mod assets;
mod context;
mod courses;
mod counts;
mod delegations;
mod door;
mod equipment;
mod files;
mod partners;
mod people;
mod places;
mod posts;
mod member_state_units;
mod protection;
mod profiles;
mod property;
mod risk;
mod scenes;
mod transfers;
mod vehicles;
mod workbooks;

use sqlx::postgres::PgConnectOptions;

use crate::app::App;

/// The password of every exercise account.
pub const PASSWORD: &str = "exercise-only-2026";

/// Names of the accounts, in the order in which they are announced.
pub fn account_names() -> Vec<&'static str> {
    cast::ACCOUNTS.iter().map(|account| account.0).collect()
}

/// Makes the world if it is not there, and plays the scenes that are missing now.
pub async fn ensure(app: &App, admin: &PgConnectOptions) -> anyhow::Result<()> {
    let mut owner = crate::db::connect_owner(admin).await?;
    cast::ensure(&mut owner).await?;
    cast::ensure_people(&mut owner).await?;
    // Duty rests on a requirement, and that on an assessment (INV-01).
    risk::play(app, &mut owner).await?;
    // and on papers that are in force (INV-14, INV-15)
    assets::play_fitness(app, &mut owner).await?;
    protection::play(app, admin).await?;
    scenes::play(app, admin).await?;
    profiles::play(app, &mut owner).await?;
    files::play(app, &mut owner).await?;
    context::play(app, &mut owner).await?;
    property::play(app, &mut owner).await?;
    delegations::play(app, &mut owner).await?;
    assets::play(app, &mut owner).await?;
    files::play_scan(app, &mut owner).await?;
    files::play_weapon(app, &mut owner).await?;
    ammunition::play(app, &mut owner).await?;
    acts::play(app, &mut owner).await?;
    vehicles::play(app, &mut owner).await?;
    property::register(app, &mut owner).await?;
    equipment::play(app, &mut owner).await?;
    counts::play(app, &mut owner).await?;
    people::play(app, &mut owner).await?;
    posts::play(app, &mut owner).await?;
    courses::play(app, &mut owner).await?;
    places::play(app, &mut owner).await?;
    partners::play(app, &mut owner).await?;
    member_state_units::play(app, &mut owner).await?;
    transfers::play(app, &mut owner).await?;
    workbooks::play(app, &mut owner).await
}

/// Plays the missing scenes every hour, until the task is ended.
pub async fn keep_playing(app: App, admin: PgConnectOptions) {
    let mut clock = tokio::time::interval(std::time::Duration::from_secs(3600));
    clock.tick().await;
    loop {
        clock.tick().await;
        if let Err(error) = protection::play(&app, &admin).await {
            tracing::error!(%error, "the scenes of protection were not played");
        }
        if let Err(error) = scenes::play(&app, &admin).await {
            tracing::error!(%error, "the scenes were not played");
        }
    }
}
