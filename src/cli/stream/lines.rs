//! Lines from a stranger, in batches: what is at hand is a batch, and no line is too long to
//! be met.

use std::io::{self, Read};
use std::ops::Range;

/// The longest line that is read, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// How much is read at once.
const CHUNK: usize = 128 << 10;

/// Some lines that follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The number of the first line, counted from 1.
    pub first: u64,
    bytes: Vec<u8>,
    lines: Vec<Option<Range<usize>>>,
}

impl Batch {
    /// The lines without their ends; `None` for one that is too long.
    pub fn lines(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.lines.iter().map(|line| line.clone().map(|range| &self.bytes[range]))
    }
}

/// A source of lines.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    chunk: Vec<u8>,
    /// The part of the chunk that is in no batch yet.
    rest: Range<usize>,
    /// The beginning of a line whose end was not read yet.
    begun: Vec<u8>,
    /// Whether that line is too long, so that the rest of it is passed over.
    too_long: bool,
    next: u64,
}

impl<R: Read> Lines<R> {
    /// Lines from a source that needs no buffer.
    pub fn new(source: R) -> Self {
        let (chunk, begun) = (vec![0; CHUNK], Vec::new());
        Self { source, chunk, rest: 0..0, begun, too_long: false, next: 1 }
    }

    /// The next lines of those at hand, so that whoever waits for a reply before the next line gets
    /// it, and not more than `most`; `None` at the end.
    pub fn batch(&mut self, most: usize) -> io::Result<Option<Batch>> {
        let mut batch = Batch { first: self.next, ..Batch::default() };
        while batch.lines.is_empty() {
            if self.rest.is_empty() {
                let count = match self.source.read(&mut self.chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    count => count?,
                };
                if count == 0 {
                    if !self.begun.is_empty() || self.too_long {
                        self.end(0..0, &mut batch);
                    }
                    break;
                }
                self.rest = 0..count;
            }
            self.fill(most, &mut batch);
        }
        self.next += batch.lines.len() as u64;
        Ok((!batch.lines.is_empty()).then_some(batch))
    }

    /// Ends the lines that end in the rest of the chunk, until the batch is full.
    fn fill(&mut self, most: usize, batch: &mut Batch) {
        while batch.lines.len() < most {
            let Range { start, end } = self.rest;
            let Some(length) = self.chunk[start..end].iter().position(|b| *b == b'\n') else {
                self.begin(start..end);
                self.rest = end..end;
                break;
            };
            self.end(start..start + length, batch);
            self.rest.start = start + length + 1;
        }
    }

    /// Keeps a part of the chunk that does not end its line.
    fn begin(&mut self, part: Range<usize>) {
        self.too_long |= self.begun.len() + part.len() > MOST_BYTES;
        if self.too_long {
            self.begun.clear();
        } else {
            self.begun.extend_from_slice(&self.chunk[part]);
        }
    }

    /// Ends a line with a part of the chunk.
    fn end(&mut self, part: Range<usize>, batch: &mut Batch) {
        self.begin(part);
        let line = (!self.too_long).then(|| {
            let start = batch.bytes.len();
            batch.bytes.append(&mut self.begun);
            start..batch.bytes.len()
        });
        batch.lines.push(line);
        self.too_long = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All lines of a source that gives its bytes in the pieces named.
    fn read(pieces: &[&[u8]]) -> Vec<(u64, Option<Vec<u8>>)> {
        struct Pieces<'p>(Vec<&'p [u8]>);
        impl Read for Pieces<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let Some(piece) = self.0.first_mut() else { return Ok(0) };
                let count = piece.len().min(buffer.len());
                buffer[..count].copy_from_slice(&piece[..count]);
                *piece = &piece[count..];
                if piece.is_empty() {
                    self.0.remove(0);
                }
                Ok(count)
            }
        }
        let mut lines = Lines::new(Pieces(pieces.to_vec()));
        let mut found = Vec::new();
        while let Some(batch) = lines.batch(3).unwrap() {
            let numbered = (batch.first..).zip(batch.lines());
            found.extend(numbered.map(|(number, line)| (number, line.map(<[u8]>::to_vec))));
        }
        found
    }

    #[test]
    fn lines_are_the_same_however_they_arrive() {
        let wanted: Vec<_> = [&b"one"[..], b"", b"three\r", b"four"]
            .iter()
            .zip(1..)
            .map(|(line, number)| (number, Some(line.to_vec())))
            .collect();
        assert_eq!(read(&[b"one\n\nthree\r\nfour"]), wanted);
        assert_eq!(read(&[b"o", b"ne", b"\n\nth", b"ree\r\n", b"four\n"]), wanted);
        assert_eq!(read(&[]), []);
    }

    #[test]
    fn a_batch_is_as_small_as_is_asked_however_much_is_at_hand() {
        let text = "line\n".repeat(34) + "end";
        let mut lines = Lines::new(text.as_bytes());
        let mut sizes = Vec::new();
        while let Some(batch) = lines.batch(16).unwrap() {
            assert_eq!(batch.first, 1 + sizes.iter().sum::<usize>() as u64);
            sizes.push(batch.lines().count());
        }
        assert_eq!(sizes, [16, 16, 2, 1]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_counted() {
        let fits = vec![b'x'; MOST_BYTES];
        let long = vec![b'x'; MOST_BYTES + 1];
        let found = read(&[b"a\n", &fits, b"\n", &long, b"\nb\n", &long]);
        let wanted = [Some(b"a".to_vec()), Some(fits.clone()), None, Some(b"b".to_vec()), None];
        assert_eq!(found.into_iter().map(|(_, line)| line).collect::<Vec<_>>(), wanted);
    }
}
