//! The door itself: how many may stand in it, and for how long.
//!
//! A connection that is silent, or that sends a request one byte at a time, holds its place only
//! for a while. Both times are counted here, below HTTP, so that slow headers end as slow bodies do.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{extract::connect_info::Connected, serve::IncomingStream};
use prometheus_client::metrics::gauge::Gauge;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep, sleep_until},
};

/// The time one byte earns: 64 KiB a second is a fair pace.
const FAIR_PACE: Duration = Duration::from_nanos(1_000_000_000 / (64 << 10));

/// A listener that lets a limited number in.
pub(crate) struct Door {
    listener: TcpListener,
    places: Arc<Semaphore>,
    open: Gauge,
    idle: Duration,
    request: Duration,
}

impl Door {
    pub(crate) fn new(
        listener: TcpListener,
        places: usize,
        open: Gauge,
        idle: Duration,
        request: Duration,
    ) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(places)), open, idle, request }
    }
}

impl axum::serve::Listener for Door {
    type Io = Visitor;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Visitor, SocketAddr) {
        loop {
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
                std::future::pending::<()>().await;
                continue;
            };
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    // Answers are small: waiting to fill a packet would only delay them.
                    let _ = stream.set_nodelay(true);
                    return (Visitor::new(stream, place, self), address);
                }
                // Out of file descriptors, or a connection that ended before it began.
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// One connection.
pub(crate) struct Visitor {
    stream: TcpStream,
    clock: Pin<Box<Sleep>>,
    /// Whether a request has begun that is not yet answered.
    asking: bool,
    idle: Duration,
    request: Duration,
    open: Gauge,
    _place: OwnedSemaphorePermit,
}

impl Visitor {
    fn new(stream: TcpStream, place: OwnedSemaphorePermit, door: &Door) -> Self {
        door.open.inc();
        Self {
            stream,
            clock: Box::pin(sleep_until(Instant::now() + door.idle)),
            asking: false,
            idle: door.idle,
            request: door.request,
            open: door.open.clone(),
            _place: place,
        }
    }

    /// Begins the time of a request, or the time between two.
    fn begin(&mut self, asking: bool) {
        self.asking = asking;
        let time = if asking { self.request } else { self.idle };
        self.clock.as_mut().reset(Instant::now() + time);
    }

    /// What became of writing: an answer that is not taken does not hold the place for ever.
    fn wrote(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(_)) => self.begin(false),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                if !self.asking {
                    self.begin(true);
                }
                if self.clock.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
            }
        }
        written
    }
}

impl Drop for Visitor {
    fn drop(&mut self) {
        self.open.dec();
    }
}

impl AsyncRead for Visitor {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Pending => match self.clock.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
            Poll::Ready(Ok(())) if buffer.filled().len() > before => {
                let came = buffer.filled().len() - before;
                if !self.asking {
                    self.begin(true);
                } else if !self.clock.is_elapsed() {
                    // A large file may take longer, as long as it comes on at a fair pace.
                    let later = self.clock.deadline() + FAIR_PACE * came as u32;
                    let latest = Instant::now() + self.request;
                    self.clock.as_mut().reset(later.min(latest));
                } else {
                    // Bytes that come one by one never leave the reader waiting.
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
                Poll::Ready(Ok(()))
            }
            other @ Poll::Ready(_) => other,
        }
    }
}

impl AsyncWrite for Visitor {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.wrote(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
