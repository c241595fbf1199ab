//! The accept loop: where connections are limited before a request exists.
//!
//! `axum::serve` has no time limit for headers, so this is our own. A connection must send its first
//! byte, then its whole header, in time; connections are counted in all and by address; a stop lets
//! requests finish, then cuts. Bodies, deadlines and sizes are limited by the router's layers.
//! TLS ends at the proxy, which also speaks HTTP/2; here it is HTTP/1.1 only.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Below this hyper panics.
const SMALLEST_BUFFER: usize = 8_192;

/// How much a stranger may ask of the listener.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections in all.
    pub connections: usize,
    /// Open connections of one address; of IPv6, of one /64 network.
    pub connections_per_address: usize,
    /// Addresses that are not counted alone: the proxy, behind which everybody is.
    pub uncounted_addresses: Vec<IpAddr>,
    /// How long a new connection may stay silent.
    pub first_byte: Duration,
    /// How long a header may take, and how long a connection may idle between requests.
    pub header_read: Duration,
    pub headers: usize,
    pub buffer_bytes: usize,
    /// How long requests may still run after a stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_024,
            connections_per_address: 64,
            uncounted_addresses: Vec::new(),
            first_byte: Duration::from_secs(5),
            header_read: Duration::from_secs(5),
            headers: 64,
            buffer_bytes: 32 * 1024,
            drain: Duration::from_secs(30),
        }
    }
}

/// Serves until `stop`, with the usual limits. Handlers find the peer as `ConnectInfo<SocketAddr>`.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> io::Result<()> {
    serve_within(listener, router, stop, Limits::default()).await
}

/// Serves until `stop`. Returns when every connection ended or was cut; an error is one of the listener.
pub async fn serve_within(listener: TcpListener, router: Router, stop: CancellationToken, limits: Limits) -> io::Result<()> {
    let limits = Arc::new(limits);
    let counter = Arc::new(Counter::default());
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_of_one_connection(&error) => continue,
            Err(error) => {
                // Out of file descriptors, most likely: others end meanwhile, and a loop would not help.
                tracing::error!(%error, "cannot accept connections");
                sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        match counter.admit(peer.ip(), &limits) {
            Some(place) => {
                let connection = Connection { stream, peer, router: router.clone(), limits: Arc::clone(&limits), stop: stop.clone() };
                connections.spawn(async move {
                    connection.run().await;
                    drop(place);
                });
            }
            None => turn_away(&stream),
        }
    }
    drop(listener);
    let drained = timeout(limits.drain, async { while connections.join_next().await.is_some() {} }).await;
    if drained.is_err() {
        tracing::warn!(connections = connections.len(), "requests were cut after the time to finish");
        connections.shutdown().await;
    }
    Ok(())
}

struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Arc<Limits>,
    stop: CancellationToken,
}

impl Connection {
    async fn run(self) {
        let Self { stream, peer, router, limits, stop } = self;
        let spoke = tokio::select! {
            spoke = timeout(limits.first_byte, stream.readable()) => matches!(spoke, Ok(Ok(()))),
            () = stop.cancelled() => false,
        };
        if !spoke {
            return;
        }
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection ended before its first request");
            return;
        }
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = router.clone().oneshot(request.map(Body::new));
            async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_read)
            .max_headers(limits.headers)
            .max_buf_size(limits.buffer_bytes.max(SMALLEST_BUFFER))
            // The buffer alone lets a longer header through when it arrives in one piece.
            .max_header_size(limits.buffer_bytes)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            // What strangers send is no event of ours; the address stays out of the log.
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// Says that it is full in the shortest way; a full send buffer is not waited for.
fn turn_away(stream: &TcpStream) {
    const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    // The peer may be gone; it is sent away in either case.
    let _ = stream.try_write(FULL);
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Open connections, in all and by network.
#[derive(Debug, Default)]
struct Counter {
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One counted connection; gives its place back when dropped.
#[derive(Debug)]
struct Admission {
    counter: Arc<Counter>,
    network: IpAddr,
}

impl Counter {
    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(self: &Arc<Self>, address: IpAddr, limits: &Limits) -> Option<Admission> {
        let network = network_of(address);
        let is_counted_alone = !limits.uncounted_addresses.contains(&address.to_canonical());
        let mut open = self.open();
        let total: usize = open.values().sum();
        let of_network = open.get(&network).copied().unwrap_or(0);
        if total >= limits.connections || (is_counted_alone && of_network >= limits.connections_per_address) {
            return None;
        }
        open.insert(network, of_network + 1);
        Some(Admission { counter: Arc::clone(self), network })
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut open = self.counter.open();
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

/// One household or server has a whole /64 of IPv6, so that is counted as one.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::Instant;

    use super::*;

    struct Running {
        address: SocketAddr,
        stop: CancellationToken,
        server: tokio::task::JoinHandle<io::Result<()>>,
    }

    async fn slow(ConnectInfo(peer): ConnectInfo<SocketAddr>) -> String {
        sleep(Duration::from_millis(300)).await;
        peer.to_string()
    }

    async fn endless() {
        std::future::pending().await
    }

    #[expect(clippy::disallowed_methods, reason = "no route of the product: any service will do here")]
    async fn start(limits: Limits) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // The product mounts its routes elsewhere; here a service stands in without axum's routing.
        let router = Router::new().fallback(async |request: axum::extract::Request| {
            use axum::handler::Handler;
            if request.uri().path() == "/endless" { endless.call(request, ()).await } else { slow.call(request, ()).await }
        });
        let stop = CancellationToken::new();
        let server = tokio::spawn(serve_within(listener, router, stop.clone(), limits));
        Running { address, stop, server }
    }

    async fn answer(address: SocketAddr, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // The server may have hung up on us already, which is what some tests are about.
        let _ = stream.write_all(request).await;
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text).await;
        String::from_utf8(text).unwrap()
    }

    const PLAIN: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    fn quick() -> Limits {
        Limits { first_byte: Duration::from_millis(200), header_read: Duration::from_millis(200), drain: Duration::from_millis(600), ..Limits::default() }
    }

    #[tokio::test]
    async fn handlers_know_the_address_of_the_peer() {
        let running = start(Limits::default()).await;

        let answer = answer(running.address, PLAIN).await;

        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("127.0.0.1:"), "{answer}");
    }

    #[tokio::test]
    async fn silent_slow_and_idle_connections_are_dropped() {
        let running = start(quick()).await;
        for (kind, start_of_request) in [("silent", &b""[..]), ("slow", b"GET / HTTP/1.1\r\nHost: x\r\nX-"), ("one byte", b"G")] {
            let began = Instant::now();
            let mut stream = TcpStream::connect(running.address).await.unwrap();
            stream.write_all(start_of_request).await.unwrap();
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            assert!(began.elapsed() < Duration::from_secs(3), "{kind}");
            assert!(!String::from_utf8_lossy(&rest).contains("200 OK"), "{kind}");
        }

        let began = Instant::now();
        let idle = answer(running.address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;

        assert!(idle.contains("200 OK") && began.elapsed() < Duration::from_secs(3));
    }

    #[tokio::test]
    async fn a_dripping_header_is_dropped_although_it_never_stops() {
        let running = start(quick()).await;
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.unwrap();

        let began = Instant::now();
        let mut drip = tokio::time::interval(Duration::from_millis(20));
        while stream.write_all(b"X-a: b\r\n").await.is_ok() {
            drip.tick().await;
            assert!(began.elapsed() < Duration::from_secs(3), "still open");
        }
    }

    #[tokio::test]
    async fn too_many_and_too_large_headers_are_refused() {
        let running = start(Limits::default()).await;
        let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-a: b\r\n".repeat(70));
        let large = format!("GET / HTTP/1.1\r\nHost: x\r\nX-a: {}\r\n\r\n", "b".repeat(40_000));

        for request in [many, large] {
            let answer = answer(running.address, request.as_bytes()).await;
            assert!(!answer.contains("200 OK"), "{answer}");
        }
    }

    #[tokio::test]
    async fn one_address_has_only_its_share_and_gets_it_back() {
        let running = start(Limits { connections_per_address: 2, ..Limits::default() }).await;
        let first = TcpStream::connect(running.address).await.unwrap();
        let second = TcpStream::connect(running.address).await.unwrap();

        let third = answer(running.address, PLAIN).await;
        assert!(third.starts_with("HTTP/1.1 503") || third.is_empty(), "{third}");

        drop((first, second));
        timeout(Duration::from_secs(5), async { while !answer(running.address, PLAIN).await.contains("200 OK") {} }).await.unwrap();
    }

    #[test]
    fn the_proxy_is_not_counted_alone_but_all_together_are() {
        let counter = Arc::new(Counter::default());
        let proxy: IpAddr = "127.0.0.1".parse().unwrap();
        let limits = Limits { connections: 3, connections_per_address: 1, uncounted_addresses: vec![proxy], ..Limits::default() };

        let open: Vec<_> = (0..3).map(|_| counter.admit(proxy, &limits)).collect();

        assert!(open.iter().all(Option::is_some));
        assert!(counter.admit(proxy, &limits).is_none());
        drop(open);
        assert!(counter.open().is_empty());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        for (one, other, same) in [
            ("2001:db8::1", "2001:db8::ffff", true),
            ("2001:db8::1", "2001:db8:0:1::1", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
        ] {
            let networks = [one, other].map(|address| network_of(address.parse().unwrap()));
            assert_eq!(networks[0] == networks[1], same, "{one} {other}");
        }
    }

    #[tokio::test]
    async fn a_stop_lets_a_request_finish_and_then_cuts_what_never_ends() {
        let running = start(quick()).await;
        let address = running.address;
        let finishing = tokio::spawn(async move { answer(address, PLAIN).await });
        let never_ending = tokio::spawn(async move { answer(address, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n").await });
        sleep(Duration::from_millis(100)).await;

        running.stop.cancel();

        assert!(finishing.await.unwrap().contains("200 OK"));
        timeout(Duration::from_secs(3), running.server).await.unwrap().unwrap().unwrap();
        assert!(!never_ending.await.unwrap().contains("200"));
        assert!(TcpStream::connect(address).await.is_err());
    }
}
