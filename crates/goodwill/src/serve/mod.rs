//! The server: events of running systems come in, are kept, and move into history.
//!
//! A request is read and checked by its own task; one writer keeps what all of them brought
//! ([`writer`]); answers are given when it is on disk. Beside them events move from the inbox into
//! history ([`compaction`]) and values follow ([`background`]).

mod answer;
mod app;
mod background;
mod body;
mod compaction;
mod door;
mod health;
mod inbox;
mod keys;
mod known;
mod listen;
mod metrics;
pub(crate) mod outbound;
mod queue;
pub(crate) mod repair;
mod retention;
mod settings;
mod shelf_keeping;
mod stubs;
mod taking;
pub(crate) mod web;
pub(crate) mod webhooks;
mod writer;

use std::{
    future::IntoFuture,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::{Notify, Semaphore, watch},
    time::timeout,
};

pub(crate) use keys::INTAKE;
pub(crate) use known::Known;
pub(crate) use settings::Settings;

use crate::{
    commands::Failure,
    folder::{Folder, Guarded},
};

/// What the tasks of a server share.
pub(crate) struct Desk {
    folder: Folder,
    settings: Settings,
    keys: keys::Keys,
    queue: queue::Queue,
    /// Requests that may be worked on.
    places: Semaphore,
    /// Bytes that bodies may take.
    room: Arc<Semaphore>,
    health: health::Health,
    inbox: inbox::Inbox,
    /// Told when the inbox is due.
    due: Notify,
    metrics: metrics::Metrics,
    /// The book of business as it is now.
    shelf: web::Shelf,
    /// When something was said on standard error last.
    said_at: Mutex<Option<Instant>>,
}

impl Desk {
    /// Says what failed, but not again and again: many senders meet the same failure.
    fn say(&self, what: &str) {
        let mut said_at = self.said_at.lock().unwrap_or_else(PoisonError::into_inner);
        if said_at.is_none_or(|at| at.elapsed() > Duration::from_secs(5)) {
            *said_at = Some(Instant::now());
            remark!("goodwill: {what}");
        }
    }

    /// Wakes the compaction where there is enough to move.
    fn compact_soon(&self) {
        let filling = self.inbox.now();
        if filling.rows >= self.settings.compact_rows || filling.bytes >= self.settings.compact_bytes {
            self.due.notify_one();
        }
    }

    /// Brings the figures that are not counted as they happen up to date.
    fn measure(&self, now: i64) {
        let filling = self.inbox.now();
        let metrics = &self.metrics;
        metrics.waiting_events.set(self.queue.waiting() as i64);
        metrics.inbox_rows.set(filling.rows as i64);
        metrics.inbox_bytes.set(filling.bytes as i64);
        metrics.inbox_age.set(filling.age(now).as_secs_f64());
        metrics.data_age.set(filling.newest.map_or(-1.0, |at| now.saturating_sub(at).max(0) as f64 / 1e6));
        metrics.ready.set(i64::from(self.health.now() == health::Condition::Ready));
    }
}

/// Serves a folder until it is asked to stop.
///
/// # Errors
///
/// If another server has the folder, if the address cannot be had, or if the folder cannot be read.
pub(crate) fn run(folder: &Folder, settings: Settings) -> Result<(), Failure> {
    // What the server does by itself is noted as its own.
    let folder = &folder.by(records::Actor::server());
    let Some(mut lock) = folder.try_lock(Guarded::Serve)? else {
        let holder = crate::folder::holder(folder.path(), Guarded::Serve)?.unwrap_or_default();
        return Err(Failure::new(format!(
            "another server has the data folder {}{}: stop it, or name another folder with --data",
            folder.path().display(),
            if holder.is_empty() { String::new() } else { format!(" ({holder})") }
        )));
    };
    folder.runtime().block_on(async {
        let listener = bind(settings.listen).await?;
        let address = listener.local_addr()?;
        lock.note(&format!("process {}, http://{address}", std::process::id()))?;
        serve(folder, settings, listener, address).await
    })
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|e| {
        let hint = if e.kind() == io::ErrorKind::AddrInUse { "; choose another with --listen" } else { "" };
        Failure::caused(format!("the server cannot listen at {address}{hint}"), &e)
    })
}

async fn serve(
    folder: &Folder,
    settings: Settings,
    listener: TcpListener,
    address: SocketAddr,
) -> Result<(), Failure> {
    let mut asked_to_stop = Stop::new()?;
    let mut known = Known::new(folder.clone());
    known.prepare().await?;
    let (queue, jobs) = queue::queue(settings.waiting_events);
    let desk = Arc::new(Desk {
        folder: folder.clone(),
        keys: keys::Keys::new(folder.records().clone()),
        queue,
        places: Semaphore::new(settings.requests),
        room: body::room(&settings),
        health: health::Health::new(),
        inbox: inbox::Inbox::default(),
        due: Notify::new(),
        metrics: metrics::Metrics::new(),
        shelf: web::Shelf::default(),
        said_at: Mutex::default(),
        settings,
    });
    desk.inbox.is(&folder.records().inbox_size().await?);

    let (stop, stopping) = watch::channel(false);
    let touched = background::Touched::default();
    let mut writing = tokio::spawn(writer::run(Arc::clone(&desk), jobs, known));
    let compacting = tokio::spawn(compaction::run(Arc::clone(&desk), touched.clone(), stopping.clone()));
    let telling = tokio::spawn(webhooks::run(folder.clone(), outbound::Outbound::new(), stopping.clone()));
    let valuing = tokio::spawn(background::run(Arc::clone(&desk), touched.clone(), stopping.clone()));
    let keeping = tokio::spawn(shelf_keeping::run(Arc::clone(&desk), stopping.clone()));
    let sweeping = tokio::spawn(retention::run(Arc::clone(&desk), stopping.clone()));

    let front = web::Front::new(desk.settings.public_url.clone(), desk.settings.plain_http, address);
    let web = Arc::new(web::Web::new(Arc::clone(&desk), front));
    web.at_hand.renew().await?;
    greet(folder, address, &web).await?;
    let door = listen::Door::new(
        listener,
        desk.settings.connections,
        desk.metrics.connections.clone(),
        desk.settings.idle_time,
        // Below HTTP the time is a little longer, so that a slow body can still be told why.
        desk.settings.request_time + Duration::from_secs(5),
    );
    let served = {
        let mut stopping = stopping.clone();
        axum::serve(
            door,
            app::app(Arc::clone(&desk), Arc::clone(&web))
                .into_make_service_with_connect_info::<listen::Peer>(),
        )
        .with_graceful_shutdown(async move {
            stopped(&mut stopping).await;
        })
    };
    let served = tokio::spawn(served.into_future());

    let why = tokio::select! {
        why = asked_to_stop.wait() => why,
        // Without its writer a server would refuse everything for ever: whoever watches it starts it anew.
        _ = &mut writing => {
            return Err(Failure::new("the writer ended by itself; what was acknowledged is on disk"));
        }
    };
    remark!("goodwill: {why}; finishing what has begun");
    desk.health.stop();
    let _ = stop.send(true);
    // Requests that have begun are answered; connections that only hold the line are left.
    let _ = timeout(desk.settings.request_time.min(Duration::from_secs(20)), served).await;
    let _ = timeout(Duration::from_mins(1), compacting).await;
    valuing.abort();
    sweeping.abort();
    // A message that is on its way is told again after the next start.
    telling.abort();
    keeping.abort();
    compaction::last(&desk, &touched).await;
    writing.abort();
    // The file alone then holds everything, which is kinder to whoever copies it.
    let _ = folder.records().checkpoint().await;
    Ok(())
}

/// Waits until the server is to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// One line with the address, one with what to do first. Where nobody may sign in yet, a link to change that.
async fn greet(folder: &Folder, address: SocketAddr, web: &web::Web) -> Result<(), Failure> {
    say!("Goodwill listens on http://{address} with the data folder {}", folder.path().display());
    say!("A write key: goodwill key add intake --name shop --data {}", folder.path().display());
    say!(
        "A first event: curl http://{address}/v1/track -u WRITE_KEY: -d '{{\"userId\":\"u1\",\"event\":\"Product Viewed\",\
         \"properties\":{{\"product_id\":\"p1\"}}}}'"
    );
    if !address.ip().is_loopback() {
        say!(
            "Others can reach this address, unencrypted: put a proxy with TLS in front, and keep /metrics from them"
        );
        if web.desk.settings.plain_http {
            say!("Pages are shown to them in clear, passwords too: only for a network you trust");
        }
    }
    if web.desk.settings.public_url.as_ref().is_some_and(|url| url.scheme() == "http") {
        say!("The public address has no TLS: passwords cross the network in clear");
    }
    if let Some(link) = web.first_link().await? {
        say!("Create the owner: {link}");
    }
    Ok(())
}

/// The signals that ask a server to stop.
struct Stop {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    /// A file-size limit that is reached would end the process; caught, it is a full disk.
    _too_large: tokio::signal::unix::Signal,
}

impl Stop {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            _too_large: signal(SignalKind::from_raw(25))?,
        })
    }

    async fn wait(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "asked to stop",
            _ = self.interrupt.recv() => "interrupted",
        }
    }
}
