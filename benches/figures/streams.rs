//! A thousand open streams: what each costs, and how soon a change has reached them all.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use cordon::authz::session::{fresh_token, hash_of, key_of};
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::Incoming;
use uuid::Uuid;

use super::load::{self, Sender};
use super::table::{Table, median};
use super::world::World;

const STREAMS: usize = 1_000;
/// Below what the listener allows to one address.
const PER_ADDRESS: usize = 40;
const CHANGES: usize = 5;

struct Stream {
    body: Incoming,
    _sender: Sender,
}

impl Stream {
    /// The next news of the board, signs of life left aside.
    async fn next(&mut self) -> Instant {
        loop {
            let frame = self.body.frame().await.expect("the stream is open").expect("the stream is whole");
            let told = Instant::now();
            let text = frame.into_data().unwrap_or_default();
            if !text.starts_with(b"event: beat") {
                return told;
            }
        }
    }
}

pub async fn measure(table: &mut Table, world: &World, cookie: &str) {
    let tokens = sessions(world).await;
    let before = world.resident_mb();
    let mut streams = Vec::with_capacity(STREAMS);
    for (n, token) in tokens.iter().enumerate() {
        let source = SocketAddr::from(([127, 0, 1, (n / PER_ADDRESS + 1) as u8], 0));
        let mut sender = load::connect_from(source, &world.address).await;
        let response = sender.send_request(load::get(&world.address, "/events", &format!("cordon_session={token}"))).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "stream {n}");
        streams.push(Stream { body: response.into_body(), _sender: sender });
    }
    for stream in &mut streams {
        stream.next().await;
    }
    let each = (world.resident_mb() - before) * 1024.0 / STREAMS as f64;
    table.push("memory of an open stream, 1,000 open", "at most 32", each, "KB", |m| m <= 32.0);

    let mut slowest = Vec::new();
    for movement in under_way(world).await.into_iter().take(CHANGES) {
        let waiting: Vec<_> = streams.into_iter().map(|mut stream| tokio::spawn(async move { (stream.next().await, stream) })).collect();
        let sent = Instant::now();
        let body = format!("form_key={}&back=", Uuid::new_v4().simple());
        let answer = load::post(&world.address, &format!("/movements/{movement}/take"), cookie, &body).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{movement} was not taken");
        let mut last = Duration::ZERO;
        let mut back = Vec::with_capacity(STREAMS);
        for task in waiting {
            let (told, stream) = task.await.unwrap();
            last = last.max(told - sent);
            back.push(stream);
        }
        streams = back;
        slowest.push(last.as_secs_f64() * 1000.0);
    }
    assert!(!slowest.is_empty(), "no movement could be taken");
    table.push("a change sent by form has reached 1,000 open streams", "at most 1000", median(slowest), "ms", |m| m <= 1000.0);
}

/// Sessions as a sign-in would make them, without the price of a password each.
async fn sessions(world: &World) -> Vec<String> {
    let mut owner = world.owner().await;
    let mut tokens = Vec::with_capacity(STREAMS);
    for _ in 0..STREAMS {
        let token = fresh_token().unwrap();
        sqlx::query("select sec.start_session(id, $1, 'wall', 'bench', '', '1 hour', '1 hour') from account where username = 'chief'")
            .bind(hash_of(&key_of(&token)))
            .execute(&mut owner)
            .await
            .unwrap();
        tokens.push(token);
    }
    tokens
}

async fn under_way(world: &World) -> Vec<String> {
    sqlx::query_scalar("select ref from movement where state = 'under_way' and owner_id is null and not is_void order by ref")
        .fetch_all(&mut world.owner().await)
        .await
        .unwrap()
}
