//! The measurement.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{chance::Chance, client::Client, disk, events, options::Options};

/// What one connection saw.
#[derive(Debug, Default)]
struct Seen {
    /// Time from sending to a 200, of each request that ended in the measured time.
    times: Vec<Duration>,
    /// Other answers by status; 0: the connection failed.
    others: BTreeMap<u16, u64>,
    /// Events acknowledged at all, warm-up included.
    acknowledged: u64,
}

pub(crate) fn run(options: &Options) -> Result<(), String> {
    let folder = &options.data;
    let disk_error = |e| format!("the disk of {} could not be measured: {e}", folder.display());
    let before = disk::measure(folder).map_err(disk_error)?;
    println!("disk, 4 KiB written and synced, before: {before}");
    let stop = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let from = began + options.warm_up;
    let until = from + options.time;
    let threads: Vec<_> = (0..options.connections)
        .map(|n| {
            let (options, stop) = (options.clone(), Arc::clone(&stop));
            thread::spawn(move || send(&options, n, from, until, &stop))
        })
        .collect();
    thread::sleep(until.saturating_duration_since(Instant::now()));
    stop.store(true, Ordering::Relaxed);
    let mut all = Seen::default();
    for thread in threads {
        let seen = thread.join().map_err(|_| "a connection's thread ended badly".to_owned())??;
        all.times.extend(seen.times);
        all.acknowledged += seen.acknowledged;
        for (status, count) in seen.others {
            *all.others.entry(status).or_default() += count;
        }
    }
    let after = disk::measure(folder).map_err(disk_error)?;
    report(options, &mut all);
    println!("disk, 4 KiB written and synced, after: {after}");
    if all.times.is_empty() { Err("nothing was acknowledged".to_owned()) } else { Ok(()) }
}

fn send(
    options: &Options,
    number: usize,
    from: Instant,
    until: Instant,
    stop: &AtomicBool,
) -> Result<Seen, String> {
    let mut client = Client::new(&options.address, &options.key);
    let (mut chance, mut body, mut seen) = (Chance::new(), String::new(), Seen::default());
    let pause = options
        .rate
        .map(|rate| Duration::from_secs_f64(options.connections as f64 * options.batch as f64 / rate));
    // Connections that keep a rate begin one after the other, not all in the same moment.
    let mut next =
        Instant::now() + pause.unwrap_or_default().mul_f64(number as f64 / options.connections as f64);
    while !stop.load(Ordering::Relaxed) {
        // With a rate, time counts from when the request was due: a server that stalls is not
        // spared the requests that would have come meanwhile.
        let due = next;
        if let Some(pause) = pause {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            next += pause;
        }
        let path = events::request(&mut chance, options.batch, &mut body);
        let mut since = if pause.is_some() { due.min(Instant::now()) } else { Instant::now() };
        loop {
            let wait = match client.post(path, &body) {
                Ok(answer) if answer.status == 200 => break,
                Ok(answer) => {
                    *seen.others.entry(answer.status).or_default() += 1;
                    if answer.status < 429 {
                        return Err(format!("the server answered {}; is the key right?", answer.status));
                    }
                    answer.retry_after.unwrap_or(Duration::from_secs(1))
                }
                Err(e) => {
                    *seen.others.entry(0).or_default() += 1;
                    if Instant::now() > until + Duration::from_secs(10) {
                        return Err(format!("the server at {} cannot be reached: {e}", options.address));
                    }
                    Duration::from_millis(200)
                }
            };
            thread::sleep(wait);
            // The time of an answer is that of the attempt that was acknowledged.
            since = Instant::now();
            if stop.load(Ordering::Relaxed) {
                return Ok(seen);
            }
        }
        seen.acknowledged += options.batch as u64;
        let now = Instant::now();
        if now >= from && now <= until {
            seen.times.push(now - since);
        }
    }
    Ok(seen)
}

fn report(options: &Options, all: &mut Seen) {
    all.times.sort_unstable();
    let requests = all.times.len() as f64;
    let seconds = options.time.as_secs_f64();
    println!(
        "{:.0} events a second in {:.0} requests a second: {} connections, batches of {}, {seconds} s after {} s of warm-up",
        requests * options.batch as f64 / seconds,
        requests / seconds,
        options.connections,
        options.batch,
        options.warm_up.as_secs()
    );
    let at = |share: f64| {
        let at = ((all.times.len() as f64 * share) as usize).min(all.times.len().saturating_sub(1));
        all.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    println!(
        "acknowledged after: p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms, longest {:.1} ms",
        at(0.5),
        at(0.9),
        at(0.99),
        at(0.999),
        at(1.0)
    );
    for (status, count) in &all.others {
        match status {
            0 => println!("connections that failed: {count}"),
            status => println!("answered {status} and sent again: {count}"),
        }
    }
    println!("acknowledged in all: {} events", all.acknowledged);
}
