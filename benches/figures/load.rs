//! Load over kept connections: how many answers, how long each took.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;

use super::table::median;

/// What a round of load saw.
pub struct Figures {
    elapsed: Duration,
    /// Seconds of each answer.
    times: Vec<f64>,
}

impl Figures {
    pub fn requests(&self) -> usize {
        self.times.len()
    }
    pub fn per_second(&self) -> f64 {
        self.requests() as f64 / self.elapsed.as_secs_f64()
    }
    pub fn median_ms(&self) -> f64 {
        median(self.times.clone()) * 1000.0
    }
}

pub type Sender = http1::SendRequest<Full<Bytes>>;

/// A connection from an address of our own choice: one address may only hold so many.
pub async fn connect_from(source: SocketAddr, address: &str) -> Sender {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(source).unwrap();
    let stream = socket.connect(address.parse().unwrap()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(async move {
        let _ = connection.await;
    });
    sender
}

async fn connect(address: &str) -> Sender {
    connect_from(SocketAddr::from(([127, 0, 0, 1], 0)), address).await
}

pub fn get(address: &str, path: &str, cookie: &str) -> Request<Full<Bytes>> {
    Request::get(path).header("host", address).header("cookie", cookie).body(Full::default()).unwrap()
}

/// A page, once.
pub async fn page(address: &str, path: &str, cookie: &str) -> String {
    let response = connect(address).await.send_request(get(address, path, cookie)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
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
    Figures { elapsed: started.elapsed(), times }
}

/// Sends a form.
pub async fn post(address: &str, path: &str, cookie: &str, body: &str) -> Response<Incoming> {
    let request = Request::post(path)
        .header("host", address)
        .header("origin", format!("http://{address}"))
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(body.to_owned()))
        .unwrap();
    connect(address).await.send_request(request).await.unwrap()
}

/// Signs in and answers the cookie.
pub async fn sign_in(address: &str, name: &str) -> String {
    let response = post(address, "/sign-in", "", &format!("username={name}&password=exercise-only-2026")).await;
    let cookies = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    cookies.filter_map(|cookie| cookie.split(';').next().map(str::to_owned)).find(|cookie| cookie.starts_with("cordon_session=")).expect("signed in")
}

/// Whether the program says that it is ready.
pub async fn is_ready(address: &str) -> bool {
    connect(address).await.send_request(get(address, "/readyz", "")).await.is_ok_and(|response| response.status() == StatusCode::OK)
}
