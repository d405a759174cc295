//! Puts many events into a data folder before measuring, by `goodwill import events`.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    process::Command,
    time::Instant,
};

use crate::{chance::Chance, options::Options};

pub(crate) fn fill(options: &Options) -> Result<(), String> {
    fs::create_dir_all(&options.data).map_err(|e| format!("{}: {e}", options.data.display()))?;
    let path = options.data.with_extension(format!("fill-{}.csv", std::process::id()));
    let (mut left, mut chance, began) = (options.fill, Chance::new(), Instant::now());
    while left > 0 {
        let count = left.min(options.chunk);
        write(&path, count, &mut chance).map_err(|e| format!("{}: {e}", path.display()))?;
        let status = Command::new(&options.goodwill)
            .args(["import", "events"])
            .arg(&path)
            .args(["--source", "load", "--data"])
            .arg(&options.data)
            .status()
            .map_err(|e| format!("{}: {e}", options.goodwill.display()))?;
        fs::remove_file(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        if !status.success() {
            return Err(format!("goodwill import events ended with {status}"));
        }
        left -= count;
        println!("{} events in {:.0} s", options.fill - left, began.elapsed().as_secs_f64());
    }
    Ok(())
}

/// A file of events of two years, in no order.
fn write(path: &std::path::Path, count: u64, chance: &mut Chance) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "message_id,customer,name,time,product")?;
    for _ in 0..count {
        let (day, second) = (chance.below(730), chance.below(86_400));
        // The first 28 days, which every month has.
        let (year, month, day) = (2024 + day / 365, 1 + day % 365 / 31, 1 + day % 28);
        writeln!(
            out,
            "{},customer-{},Product Viewed,{year}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z,p-{}",
            chance.uuid(),
            chance.below(100_000),
            second / 3600,
            second / 60 % 60,
            second % 60,
            chance.below(5000)
        )?;
    }
    out.flush()
}
