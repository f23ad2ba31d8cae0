//! Files that are watched while an author writes: what was saved is told soon after.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify_debouncer_full::notify::{Error, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};

use crate::exercise::library::is_archive;

/// How long a file has to rest before it counts as saved: editors write in several strokes.
const REST: Duration = Duration::from_millis(30);

/// How often the watcher looks whether something rests.
const TICK: Duration = Duration::from_millis(10);

/// Paths that are watched until this is dropped.
pub struct Watch {
    changes: Receiver<()>,
    _debouncer: Debouncer<RecommendedWatcher, NoCache>,
}

impl Watch {
    /// Watches files, and folders with all below them; the error says what cannot be watched.
    pub fn new(paths: &[PathBuf]) -> Result<Self, String> {
        let cannot = |error: Error| format!("the files cannot be watched: {error}");
        let watched: Vec<PathBuf> = paths.iter().map(|path| full(path)).collect();
        let told = watched.clone();
        let (sender, changes) = channel();
        let concerns = move |path: &PathBuf| {
            let below = told.iter().any(|watched| path.starts_with(watched));
            told.contains(path) || (below && is_written(path))
        };
        let tell = move |result: DebounceEventResult| {
            // What was lost count of may be anything.
            let concerned = result.map_or(true, |events| {
                let changes =
                    events.iter().filter(|event| !matches!(event.kind, EventKind::Access(_)));
                changes.flat_map(|event| &event.paths).any(&concerns)
            });
            if concerned {
                // Nobody listens once the watch was dropped.
                let _ = sender.send(());
            }
        };
        let config = notify_debouncer_full::notify::Config::default();
        let mut debouncer: Debouncer<RecommendedWatcher, NoCache> =
            new_debouncer_opt(REST, Some(TICK), tell, NoCache, config).map_err(cannot)?;
        // Editors put a new file in the place of the old one: its folder sees that.
        let folders: HashSet<(PathBuf, bool)> = watched.iter().map(|path| folder(path)).collect();
        for (folder, whole) in folders {
            let mode = if whole { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            debouncer.watch(&folder, mode).map_err(cannot)?;
        }
        Ok(Self { changes, _debouncer: debouncer })
    }

    /// Waits until something is saved.
    pub fn wait(&self) -> bool {
        let changed = self.changes.recv().is_ok();
        // What was saved together counts once.
        while self.changes.try_recv().is_ok() {}
        changed
    }
}

/// A path as the watcher tells it.
fn full(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The folder to watch for a path, and whether with all below it.
fn folder(path: &Path) -> (PathBuf, bool) {
    if path.is_dir() {
        return (path.to_path_buf(), true);
    }
    (path.parent().unwrap_or(path).to_path_buf(), false)
}

/// Whether a path is one that authors write, not what their editors leave beside it.
fn is_written(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml") || is_archive(path)
}
