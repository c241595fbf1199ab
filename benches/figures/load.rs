//! Load over kept connections: how many answers, how long each took.

use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// What a round of load saw.
pub struct Figures {
    pub requests: u64,
    pub elapsed: Duration,
    /// Seconds of each answer.
    pub times: Vec<f64>,
}

type Sender = http1::SendRequest<Full<Bytes>>;

async fn connect(address: &str) -> Sender {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(async move {
        let _ = connection.await;
    });
    sender
}

fn get(address: &str, path: &str, cookie: &str) -> Request<Full<Bytes>> {
    Request::get(path).header("host", address).header("cookie", cookie).body(Full::default()).unwrap()
}

/// Asks for a page over and over on some connections, for a time.
pub async fn get_for(address: &str, path: &str, cookie: &str, connections: usize, time: Duration) -> Figures {
    let started = Instant::now();
    let mut work = Vec::new();
    for _ in 0..connections {
        let (address, path, cookie) = (address.to_owned(), path.to_owned(), cookie.to_owned());
        work.push(tokio::spawn(async move {
            let mut sender = connect(&address).await;
            let mut times = Vec::new();
            while started.elapsed() < time {
                let asked = Instant::now();
                let response = sender.send_request(get(&address, &path, &cookie)).await.unwrap();
                assert_eq!(response.status(), StatusCode::OK, "{path}");
                response.into_body().collect().await.unwrap();
                times.push(asked.elapsed().as_secs_f64());
            }
            times
        }));
    }
    let mut times = Vec::new();
    for task in work {
        times.extend(task.await.unwrap());
    }
    Figures { requests: times.len() as u64, elapsed: started.elapsed(), times }
}

/// Signs in and answers the cookie.
pub async fn sign_in(address: &str, name: &str) -> String {
    let mut sender = connect(address).await;
    let body = format!("username={name}&password=exercise-only-2026");
    let request = Request::post("/sign-in")
        .header("host", address)
        .header("origin", format!("http://{address}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(body))
        .unwrap();
    let response = sender.send_request(request).await.unwrap();
    let cookies = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    cookies.filter_map(|cookie| cookie.split(';').next().map(str::to_owned)).find(|cookie| cookie.starts_with("cordon_session=")).expect("signed in")
}

/// Opens streams and keeps them.
pub async fn hold_streams(address: &str, cookie: &str, count: usize) -> Vec<(Sender, hyper::body::Incoming)> {
    let mut held = Vec::new();
    for _ in 0..count {
        let mut sender = connect(address).await;
        let response = sender.send_request(get(address, "/events", cookie)).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        held.push((sender, response.into_body()));
    }
    held
}
