//! `gradus grade --stream`: a line of JSON for each line of JSON, in order, in constant memory.
//!
//! Batches of lines go round to one grader a core, and come back in the same round, so that
//! nothing has to be put in order; a batch waits for whoever is slow.

pub mod grader;
pub mod lines;
pub mod recent;
pub mod submission;

use std::io::{self, Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::output::Outcome;
use grader::{Common, Grader};
use lines::{Batch, Lines};

/// How many batches wait for a grader, and how many for being written.
const WAITING: usize = 2;

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
    let (read, written) = thread::scope(|scope| {
        let (mut to_grade, mut graded) = (Vec::new(), Vec::new());
        for _ in 0..graders.get() {
            let (give, batches) = sync_channel(WAITING);
            let (put, texts) = sync_channel(WAITING);
            let common = common.clone();
            scope.spawn(move || grade(common, &batches, &put));
            to_grade.push(give);
            graded.push(texts);
        }
        let writer = scope.spawn(move || write(&graded, sink));
        let read = read(Lines::new(source), &to_grade);
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
fn read(mut lines: Lines<impl Read>, to_grade: &[SyncSender<Batch>]) -> io::Result<()> {
    for give in to_grade.iter().cycle() {
        let Some(batch) = lines.batch()? else { break };
        if give.send(batch).is_err() {
            break;
        }
    }
    Ok(())
}

fn grade(common: Common, batches: &Receiver<Batch>, put: &SyncSender<Vec<u8>>) {
    let mut grader = Grader::new(common);
    for batch in batches {
        if put.send(grader.batch(&batch)).is_err() {
            break;
        }
    }
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
