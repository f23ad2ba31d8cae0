//! What the check of one file may take: time, and memory. A check that sees that it comes near them
//! ends itself, with what it has found; one that does not is ended.

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args as ClapArgs;
use nix::sys::resource::{UsageWho, getrusage};

use crate::cli::breakdown::hold;
use crate::diagnostic::Diagnostic;
use crate::exercise::library::Loaded;
use crate::source::{Source, Span};

/// The bounds.
#[derive(ClapArgs, Clone, Copy, Debug)]
pub struct Bounds {
    /// The most time that one file may take
    #[arg(long, default_value_t = 10, value_name = "N",
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub most_seconds: u64,
    /// The most memory that one file may take
    #[arg(long, default_value_t = 256, value_name = "N",
          value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub most_mib: u64,
}

/// How much of a bound there is for each step.
#[derive(Clone, Copy, Debug)]
enum Share {
    /// A check takes no further step from here on.
    NoMore,
    /// Whoever has not stopped yet is ended, so that the bound itself is not met.
    Ended,
}

impl Share {
    fn time(self, most: Duration) -> Duration {
        match self {
            Self::NoMore => most * 9 / 10,
            Self::Ended => most * 19 / 20,
        }
    }

    fn memory(self, most: u64) -> u64 {
        match self {
            Self::NoMore => most * 3 / 4,
            Self::Ended => most * 7 / 8,
        }
    }
}

/// The largest file whose lines are shown where it was ended.
const MOST_SHOWN: usize = 1 << 16;

/// What one file has taken so far.
#[derive(Debug)]
pub struct Account {
    bounds: Bounds,
    /// What was in use before, in KiB.
    before: u64,
    begin: Instant,
    /// The most memory that was seen, in KiB.
    memory: AtomicU64,
    /// How many variants were looked at, and how many are to be; none before the file is read.
    seen: AtomicU64,
    asked: AtomicU64,
    /// The file's text, and where its title is, once it is read.
    file: Mutex<(Source, Option<Span>)>,
}

impl Account {
    /// Opens an account of a file, before it is read.
    pub fn new(bounds: Bounds, name: String) -> Self {
        Self {
            bounds,
            before: resident(),
            begin: Instant::now(),
            memory: AtomicU64::new(0),
            seen: AtomicU64::new(0),
            asked: AtomicU64::new(0),
            file: Mutex::new((Source::new(name, ""), None)),
        }
    }

    /// Notes that the file was read, and how many of its variants will be looked at.
    pub fn is_read(&self, file: &Loaded, asked: u64) {
        let title = file.exercise.as_ref().map(|exercise| exercise.places.title);
        // A report with lines of a very large file would take its own time.
        if file.source.text().len() <= MOST_SHOWN {
            *hold(&self.file) = (file.source.clone(), title);
        }
        self.asked.store(asked, Ordering::Relaxed);
    }

    /// Notes that so many variants more were looked at.
    pub fn has_seen(&self, variants: u64) {
        self.seen.fetch_add(variants, Ordering::Relaxed);
    }

    /// Looks how much memory is in use.
    pub fn look(&self) {
        self.memory.fetch_max(resident(), Ordering::Relaxed);
    }

    /// Whether no further step is to be taken.
    pub fn is_over(&self) -> bool {
        self.is_beyond(Share::NoMore)
    }

    /// Whether the check has to be ended.
    pub fn is_overdrawn(&self) -> bool {
        self.is_beyond(Share::Ended)
    }

    fn is_beyond(&self, share: Share) -> bool {
        let most = Duration::from_secs(self.bounds.most_seconds);
        self.begin.elapsed() > share.time(most) || self.has_too_much(share)
    }

    /// Whether too much memory is in use. Where the files that were checked before left most of it
    /// in use, each may still take half of the bound.
    fn has_too_much(&self, share: Share) -> bool {
        let most = self.bounds.most_mib << 10;
        let memory = self.memory.load(Ordering::Relaxed);
        memory > share.memory(most).max(self.before + share.memory(most / 2))
    }

    /// The file with the one error that it was ended.
    pub fn file(&self) -> Loaded {
        let (source, title) = hold(&self.file).clone();
        let fault = self.fault();
        let fault = match title {
            Some(title) => fault.at(title, "this exercise"),
            None => fault,
        };
        Loaded { source, exercise: None, diagnostics: vec![fault] }
    }

    /// The error that a bound would be passed.
    pub fn fault(&self) -> Diagnostic {
        let Bounds { most_seconds, most_mib } = self.bounds;
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let when = match count(&self.asked) {
            0 => "while it was read".to_owned(),
            asked => format!("when {} of {asked} variants had been looked at", count(&self.seen)),
        };
        if self.has_too_much(Share::NoMore) {
            let message =
                format!("the check would take more than {most_mib} MiB and was ended, {when}");
            Diagnostic::error("out-of-memory", message)
                .help("make the exercise smaller, or allow more with `--most-mib`")
        } else {
            let message =
                format!("the check would take longer than {most_seconds} s and was ended, {when}");
            Diagnostic::error("out-of-time", message).help(
                "make the exercise smaller, look at fewer variants with `--seeds`, or allow more \
                 with `--most-seconds`",
            )
        }
    }
}

/// The memory of the process, in KiB: what is in use now, or where the system does not say, the
/// most that ever was.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let now = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    now.unwrap_or_else(|| {
        let most = getrusage(UsageWho::RUSAGE_SELF).map_or(0, |usage| usage.max_rss());
        let most = u64::try_from(most).unwrap_or_default();
        if cfg!(target_vendor = "apple") { most / 1024 } else { most }
    })
}
