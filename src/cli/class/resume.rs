//! Verdicts that were found before an interruption. They are kept one a line behind a fingerprint
//! of what was graded and how; whoever grades again takes over those at the beginning that are
//! still true, and goes on from there.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use crate::markup::is_hidden;

/// A fingerprint of what was graded and how, and the verdict.
pub type Record = (u64, String);

/// Verdicts on their way to being complete.
pub struct Partial {
    file: File,
    /// What was found before, while it is still true.
    before: Option<BufReader<File>>,
    /// Where the next verdict is written.
    end: u64,
}

impl Partial {
    /// Goes on with the file at a path, or begins it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file =
            OpenOptions::new().create(true).read(true).write(true).truncate(false).open(path)?;
        let before = Some(BufReader::new(File::open(path)?));
        Ok(Self { file, before, end: 0 })
    }

    /// The next verdict that was found before, with its fingerprint; nothing if there is none that
    /// is whole.
    pub fn known(&mut self) -> Option<Record> {
        let mut line = Vec::new();
        let found = self.before.as_mut()?.read_until(b'\n', &mut line).ok();
        let text = std::str::from_utf8(&line).unwrap_or_default().strip_suffix('\n');
        let parts = text.filter(|_| found.is_some()).and_then(|text| text.split_once(' '));
        // Only this program writes here, and it writes nothing that is hidden.
        let parts = parts.filter(|(_, verdict)| !verdict.contains(is_hidden));
        let known = parts.and_then(|(fingerprint, verdict)| {
            Some((u64::from_str_radix(fingerprint, 16).ok()?, verdict.to_owned()))
        });
        if known.is_none() {
            self.before = None;
        }
        known
    }

    /// Keeps a verdict that was known, which the file holds already.
    pub fn keep(&mut self, verdict: &str) {
        self.end += record(0, verdict).len() as u64;
    }

    /// Writes verdicts behind those that were kept; of what was known before no more is taken over.
    pub fn add(&mut self, verdicts: &[Record]) -> io::Result<()> {
        let text: String =
            verdicts.iter().map(|(fingerprint, verdict)| record(*fingerprint, verdict)).collect();
        self.before = None;
        self.file.set_len(self.end)?;
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(text.as_bytes())?;
        self.end += text.len() as u64;
        Ok(())
    }

    /// Writes all verdicts without their fingerprints.
    pub fn copy_to(&self, path: &Path, from: &Path) -> io::Result<()> {
        let mut out = io::BufWriter::new(File::create(path)?);
        let mut source = BufReader::new(File::open(from)?);
        let (mut line, mut left) = (Vec::new(), self.end);
        while left > 0 {
            line.clear();
            let count = source.read_until(b'\n', &mut line)?;
            if count == 0 {
                break;
            }
            left = left.saturating_sub(count as u64);
            let start = line.iter().position(|byte| *byte == b' ').map_or(0, |at| at + 1);
            out.write_all(&line[start..])?;
        }
        out.flush()
    }
}

fn record(fingerprint: u64, verdict: &str) -> String {
    format!("{fingerprint:016x} {verdict}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn what_is_whole_is_taken_over_and_what_is_cut_off_is_written_again() {
        let folder = std::env::temp_dir().join(format!("gradus-resume-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (path, out) = (folder.join("part"), folder.join("out"));
        std::fs::write(&path, "000000000000000a {\"a\": 1}\n000000000000000b {\"a\"").unwrap();
        let mut partial = Partial::open(&path).unwrap();
        assert_eq!(partial.known(), Some((10, "{\"a\": 1}".to_owned())));
        partial.keep("{\"a\": 1}");
        assert_eq!((partial.known(), partial.known()), (None, None));
        partial.add(&[(12, "{\"a\": 2}".to_owned())]).unwrap();
        partial.copy_to(&out, &path).unwrap();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "{\"a\": 1}\n{\"a\": 2}\n");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "000000000000000a {\"a\": 1}\n000000000000000c {\"a\": 2}\n");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
