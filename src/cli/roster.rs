//! Who is in the class: a CSV file with a column `learner`, and `name`, `seed` and `due` where an
//! instructor wants to say so.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use jiff::Timestamp;

/// One who is in the class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The id.
    pub learner: String,
    /// What the learner is called.
    pub name: String,
    /// Which variant is the learner's.
    pub seed: Option<u64>,
    /// When the learner's answers are due, where that differs from the others'.
    pub due: Option<Timestamp>,
}

/// All who are in the class.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    entries: Vec<Entry>,
    places: HashMap<String, usize>,
}

impl Roster {
    /// Reads a roster; the error says what is wrong, and in which line.
    pub fn read(file: &str, text: &str) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new()
            .trim(Trim::All)
            .flexible(true)
            .from_reader(text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes());
        let header = reader.headers().map_err(|error| format!("{file} is not CSV: {error}"))?;
        let header = header.clone();
        let column =
            |wanted: &str| header.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        let learner = column("learner").ok_or_else(|| {
            format!(
                "{file} has no column `learner`; its first line names the columns: learner, name, \
                 seed, due"
            )
        })?;
        let (name, seed, due) = (column("name"), column("seed"), column("due"));
        let mut roster = Self::default();
        for record in reader.records() {
            let record = record.map_err(|error| format!("{file} is not CSV: {error}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |column: Option<usize>| cell(&record, column);
            let learner = cell(Some(learner));
            if learner.is_empty() {
                if record.iter().all(str::is_empty) {
                    continue;
                }
                return Err(format!("{file}, line {line}: there is no `learner`"));
            }
            let (seed, due) = (cell(seed), cell(due));
            let seed = (!seed.is_empty()).then(|| {
                seed.parse().map_err(|_| {
                    format!("{file}, line {line}: the seed `{seed}` is no whole number from 0 on")
                })
            });
            let due = (!due.is_empty())
                .then(|| time(due).map_err(|error| format!("{file}, line {line}: {error}")));
            let entry = Entry {
                learner: learner.to_owned(),
                name: cell(name).to_owned(),
                seed: seed.transpose()?,
                due: due.transpose()?,
            };
            if roster.places.insert(entry.learner.clone(), roster.entries.len()).is_some() {
                return Err(format!("{file}, line {line}: `{learner}` is there twice"));
            }
            roster.entries.push(entry);
        }
        Ok(roster)
    }

    /// The entry of a learner.
    pub fn find(&self, learner: &str) -> Option<&Entry> {
        self.place(learner).map(|(_, entry)| entry)
    }

    /// The entry of a learner, and its place among all.
    pub fn place(&self, learner: &str) -> Option<(usize, &Entry)> {
        self.places.get(learner).map(|place| (*place, &self.entries[*place]))
    }

    /// All entries, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn cell(record: &StringRecord, column: Option<usize>) -> &str {
    column.and_then(|column| record.get(column)).unwrap_or_default()
}

/// A moment, as RFC 3339 writes it; the error says how to.
pub fn time(text: &str) -> Result<Timestamp, String> {
    text.trim().parse().map_err(|_| {
        format!("`{text}` is no moment in time; write one as 2026-11-25T23:59:00+01:00")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_may_stand_in_any_order_and_be_left_out() {
        let text = "\u{feff}Seed,email,learner,name\n7,x@y,ada,Ada L.\n,,bo\n\n";
        let roster = Roster::read("class.csv", text).unwrap();
        let ada = roster.find("ada").unwrap();
        assert_eq!((ada.seed, &*ada.name), (Some(7), "Ada L."));
        assert_eq!(roster.find("bo").map(|bo| bo.seed), Some(None));
        assert_eq!((roster.entries().len(), roster.find("cy")), (2, None));
    }

    #[test]
    fn faults_have_their_line() {
        for (text, said) in [
            ("id,name\nada,Ada\n", "no column `learner`"),
            ("learner,seed\nada,-1\n", "line 2: the seed `-1`"),
            ("learner,due\nada,tomorrow\n", "line 2: `tomorrow` is no moment"),
            ("learner\nada\nada\n", "line 3: `ada` is there twice"),
            ("learner,name\n,Ada\n", "line 2: there is no `learner`"),
        ] {
            let error = Roster::read("class.csv", text).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }
}
