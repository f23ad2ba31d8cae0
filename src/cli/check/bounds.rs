//! What the check of one file may take: time, and memory. Both are looked at between one variant
//! and the next, which are small by the limits on the file itself.

use std::fs;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args as ClapArgs;

use crate::diagnostic::Diagnostic;
use crate::exercise::Exercise;

/// The bounds.
#[derive(ClapArgs, Clone, Copy, Debug)]
pub struct Bounds {
    /// The most time that one file may take
    #[arg(long, default_value_t = 10, value_name = "N",
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub most_seconds: u64,
    /// The most memory that one file may take; known on Linux
    #[arg(long, default_value_t = 256, value_name = "N",
          value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub most_mib: u64,
}

/// What one file has taken so far.
#[derive(Debug)]
pub struct Account {
    bounds: Bounds,
    /// What was in use before; other files have a part in it.
    before: u64,
    /// How long it took to be read.
    reading: Duration,
    /// When it was first looked at.
    begin: OnceLock<Instant>,
    /// The most memory that was seen, in MiB.
    memory: AtomicU64,
}

impl Account {
    /// Opens an account of a file that took some time to read.
    pub fn new(bounds: Bounds, reading: Duration) -> Self {
        let (begin, memory) = (OnceLock::new(), AtomicU64::new(0));
        Self { bounds, before: resident(), reading, begin, memory }
    }

    /// Whether the file has had enough.
    pub fn is_over(&self) -> bool {
        let time = self.begin.get_or_init(Instant::now).elapsed() + self.reading;
        let resident = resident();
        self.memory.fetch_max(resident, Ordering::Relaxed);
        time > Duration::from_secs(self.bounds.most_seconds) || self.has_too_much(resident)
    }

    /// Whether so much memory is too much. Where the files that were read before fill most of it,
    /// each may still take half of the bound.
    fn has_too_much(&self, resident: u64) -> bool {
        let most = self.bounds.most_mib;
        resident > most.max(self.before + most / 2)
    }

    /// The error that a bound was met, when `seen` of `seeds` variants had been looked at.
    pub fn fault(&self, exercise: &Exercise, seen: u64, seeds: u64) -> Diagnostic {
        let Bounds { most_seconds, most_mib } = self.bounds;
        let when = format!("when {seen} of {seeds} variants had been looked at");
        let fault = if self.has_too_much(self.memory.load(Ordering::Relaxed)) {
            let message = format!("the check took more than {most_mib} MiB and was ended, {when}");
            Diagnostic::error("out-of-memory", message)
                .help("make the exercise smaller, or allow more with `--most-mib`")
        } else {
            let message =
                format!("the check took longer than {most_seconds} s and was ended, {when}");
            Diagnostic::error("out-of-time", message).help(
                "make the exercise smaller, look at fewer variants with `--seeds`, or allow more \
                 with `--most-seconds`",
            )
        };
        fault.at(exercise.places.title, "this exercise")
    }
}

/// The memory of the process, in MiB; 0 where the system does not say.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
