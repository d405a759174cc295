//! `goodwill serve`: takes events of running systems in.

use std::{env, net::SocketAddr, os::unix::process::CommandExt, process::Command, time::Duration};

use clap::Args;
use url::Url;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs},
    serve::{Settings, run},
};

/// Takes events of running systems in, and shows pages and the API.
///
/// Events come by Segment's HTTP interface, PostHog's and Jitsu's; what was answered with 200 is on disk. Point an SDK here by changing its host; the write
/// key is made by 'goodwill key add intake --name shop'. Ctrl-C or SIGTERM ends it: what has begun
/// is finished first.
///
/// Pages are shown on this machine only, until --public-url or --plain-http says otherwise. Where
/// nobody may sign in yet, a link that is good once is printed, which creates the owner.
///
/// Example: goodwill serve --listen 127.0.0.1:8080
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address and port; port 0 takes a free one and prints it
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    listen: SocketAddr,
    /// Address under which people reach the pages, https:// and a name: a proxy with TLS
    /// stands there, and its X-Forwarded-For is believed
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<Url>,
    /// Show pages to other machines over plain HTTP: passwords cross the network in clear
    #[arg(long, conflicts_with = "public_url")]
    plain_http: bool,
    /// Megabytes of one request at most, after expanding
    #[arg(long, value_name = "MB", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    max_body: u32,
    /// Kilobytes of one event at most; a larger one goes to quarantine
    #[arg(long, value_name = "KB", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=1024))]
    max_event: u32,
    /// Requests worked on at one time; more are answered 429
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=65536))]
    max_requests: u32,
    /// Events that may wait for the disk; more are answered 503
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..))]
    max_waiting: u32,
    /// Seconds in which a request must have come whole
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3600))]
    request_time: u32,
    /// Events in the inbox at which they are moved into history
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..))]
    compact_rows: u64,
    /// Seconds after which events are moved into history however few they are
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..))]
    compact_seconds: u64,
    /// Hours between two full fits of the models; 0: never by itself
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    refit_hours: u32,
    /// Seconds without new facts before values are refreshed
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    refresh_seconds: u64,
    #[command(flatten)]
    folder: FolderArgs,
}

/// An address as it is written, or the name of this machine to itself.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    local.as_deref().unwrap_or(text).parse().map_err(|_| {
        "an address in numbers and a port are needed: 127.0.0.1:8080, or 0.0.0.0:8080 for all networks"
            .to_owned()
    })
}

/// The address people type: a scheme and a host, nothing more.
fn public_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|e| format!("{e}: an address such as https://goodwill.example is needed"))?;
    let bare = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if bare {
        Ok(url)
    } else {
        Err("a scheme and a host are needed, no path: https://goodwill.example".to_owned())
    }
}

impl ServeArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        with_few_arenas();
        let mut settings = Settings::at(self.listen);
        settings.public_url = self.public_url;
        settings.plain_http = self.plain_http;
        settings.body_bytes = self.max_body as usize * 1_000_000;
        settings.event.event_bytes = self.max_event as usize * 1024;
        settings.requests = self.max_requests as usize;
        settings.waiting_events = self.max_waiting as usize;
        settings.request_time = Duration::from_secs(u64::from(self.request_time));
        settings.compact_rows = self.compact_rows;
        settings.inbox_rows = settings.inbox_rows.max(self.compact_rows.saturating_mul(4));
        // A larger inbox is moved in parts: the memory of a move grows with it.
        settings.compact_most = self.compact_rows.clamp(1_000, 100_000);
        settings.compact_age = Duration::from_secs(self.compact_seconds);
        settings.refit_every =
            (self.refit_hours > 0).then(|| Duration::from_hours(u64::from(self.refit_hours)));
        settings.refresh_after = Duration::from_secs(self.refresh_seconds);
        // Room for the largest request many times over, whatever it was set to.
        settings.held_bytes = settings.held_bytes.max(settings.body_bytes * 4);
        let folder = Folder::open(&self.folder, Access::Create)?;
        run(&folder, settings)
    }
}

/// With glibc's usual number of arenas a server under load holds a quarter more memory for little
/// more speed. They can be set from outside only, so the program takes its own place with four; what
/// the person set stands, and where it cannot be done it goes on as it is.
fn with_few_arenas() {
    const ARENAS: &str = "MALLOC_ARENA_MAX";
    if cfg!(target_env = "gnu")
        && env::var_os(ARENAS).is_none()
        && let Ok(program) = env::current_exe()
    {
        // Returns only where it failed.
        let _ = Command::new(program).args(env::args_os().skip(1)).env(ARENAS, "4").exec();
    }
}
