//! How fast the disk is: 4 KiB written and synced, again and again, in the folder of the data.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
    time::{Duration, Instant},
};

/// Synced writes a second, and the middle time of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) per_second: f64,
    pub(crate) median: Duration,
}

/// Measures for two seconds.
pub(crate) fn measure(folder: &Path) -> io::Result<Rate> {
    let path = folder.join(format!(".load-{}", std::process::id()));
    let mut file = File::create(&path)?;
    let block = [0x5a; 4096];
    let (began, mut times) = (Instant::now(), Vec::new());
    let measured = loop {
        let since = Instant::now();
        if let Err(e) = file.write_all(&block).and_then(|()| file.sync_data()) {
            break Err(e);
        }
        times.push(since.elapsed());
        if began.elapsed() > Duration::from_secs(2) {
            break Ok(());
        }
    };
    fs::remove_file(&path)?;
    measured?;
    let per_second = times.len() as f64 / began.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok(Rate { per_second, median: times[times.len() / 2] })
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.0} a second, {:.2} ms each", self.per_second, self.median.as_secs_f64() * 1e3)
    }
}
