//! `gradus grade --stream`: a line of JSON for each line of JSON, in order, in constant memory.
//!
//! Batches of lines go round to one grader a core, and come back in the same round, so that
//! nothing has to be put in order; a batch waits for whoever is slow. Right answers take
//! microseconds each, and what is handed to and fro costs less where batches are large; wrong ones
//! take milliseconds, and where batches are large one grader has the last of them alone while the
//! others have nothing left to do. So a batch has as many lines as take a while that is short for
//! people.

pub mod grader;
pub mod lines;
pub mod recent;
pub mod submission;

use std::io::{self, Read, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::output::Outcome;
use grader::{Common, Grader};
use lines::{Batch, Lines};

/// How many batches wait for a grader, and how many for being written.
const WAITING: usize = 2;

/// How many lines the first batches have.
const FIRST_LINES: usize = 16;

/// The most lines of a batch.
const MOST_LINES: usize = 256;

/// How long a batch should take.
const WHILE: Duration = Duration::from_millis(5);

/// How many graders there are, if nobody says: one a core.
pub fn cores() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// Answers every line of a source. Whoever stops reading the answers has read enough.
pub fn run(
    common: &Common,
    graders: NonZero<usize>,
    source: impl Read,
    sink: impl Write + Send,
) -> Outcome {
    grader::tell_breakdowns();
    let lines = &AtomicUsize::new(FIRST_LINES);
    let (read, written) = thread::scope(|scope| {
        let (mut to_grade, mut graded) = (Vec::new(), Vec::new());
        for _ in 0..graders.get() {
            let (give, batches) = sync_channel(WAITING);
            let (put, texts) = sync_channel(WAITING);
            let common = common.clone();
            scope.spawn(move || grade(common, &batches, &put, lines));
            to_grade.push(give);
            graded.push(texts);
        }
        let writer = scope.spawn(move || write(&graded, sink));
        let read = read(Lines::new(source), lines, &to_grade);
        drop(to_grade);
        (read, writer.join().expect("writing does not panic"))
    });
    match (read, written) {
        (Err(error), _) => Outcome::failed(&format!("the lines cannot be read: {error}")),
        (_, Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => {
            Outcome::failed(&format!("the answers cannot be written: {error}"))
        }
        _ => Outcome::default(),
    }
}

/// Hands batches out in turn until there are no more, or nobody takes them.
fn read(
    mut source: Lines<impl Read>,
    lines: &AtomicUsize,
    to_grade: &[SyncSender<Batch>],
) -> io::Result<()> {
    for give in to_grade.iter().cycle() {
        let Some(batch) = source.batch(lines.load(Ordering::Relaxed))? else { break };
        if give.send(batch).is_err() {
            break;
        }
    }
    Ok(())
}

/// Grades batches until there are no more, and says how many lines the next should have.
fn grade(
    common: Common,
    batches: &Receiver<Batch>,
    put: &SyncSender<Vec<u8>>,
    lines: &AtomicUsize,
) {
    let mut grader = Grader::new(common);
    for batch in batches {
        let begin = Instant::now();
        let text = grader.batch(&batch);
        lines.store(next_lines(batch.lines().count(), begin.elapsed()), Ordering::Relaxed);
        if put.send(text).is_err() {
            break;
        }
    }
}

/// How many lines take a while, if so many took so long.
fn next_lines(lines: usize, took: Duration) -> usize {
    let fit = WHILE.as_nanos() * lines as u128 / took.as_nanos().max(1);
    usize::try_from(fit).map_or(MOST_LINES, |fit| fit.clamp(1, MOST_LINES))
}

/// Writes what comes in turn, each batch at once.
fn write(graded: &[Receiver<Vec<u8>>], mut sink: impl Write) -> io::Result<()> {
    for texts in graded.iter().cycle() {
        let Ok(text) = texts.recv() else { break };
        sink.write_all(&text)?;
        sink.flush()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_large_where_lines_are_quick_and_small_where_they_are_slow() {
        let after = |lines, micros| next_lines(lines, Duration::from_micros(micros));
        assert_eq!([after(16, 16 * 50), after(1, 50), after(100, 5_000)], [100, 100, 100]);
        assert_eq!([after(16, 16 * 4_000), after(1, 4_000), after(1, 60_000_000)], [1, 1, 1]);
        assert_eq!([after(1, 1), after(1, 0), after(usize::MAX, 0)], [MOST_LINES; 3]);
    }
}
