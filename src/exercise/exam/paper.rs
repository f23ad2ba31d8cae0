//! A paper: the exercises that were drawn, each with its variant, questions and points.

use super::Slot;
use super::choose::{rank, variant_seed};
use crate::exercise::Exercise;
use crate::exercise::library::Loaded;

/// How many seeds are tried for an exercise whose conditions a seed cannot meet.
const TRIES: u64 = 16;

/// An exam that was drawn, to be taken or printed.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The exam's id; `drawn` for one without a file.
    pub exam: String,
    /// What the learner reads first.
    pub title: String,
    /// How long it takes.
    pub minutes: u32,
    /// Whether the calculator is allowed.
    pub scratch: bool,
    /// What drew it.
    pub seed: u64,
    /// Its exercises, in order; never empty.
    pub parts: Vec<Part>,
}

/// One exercise of a paper. It has only the questions that are asked, with the points that they
/// earn here.
#[derive(Clone, Debug)]
pub struct Part {
    /// The exercise.
    pub exercise: Exercise,
    /// The seed of its variant.
    pub seed: u64,
    /// What has to be kept to have the same part again.
    pub record: Record,
    /// What a point of the exercise earns here.
    pub scale: f64,
    /// How many questions of the exercise are not asked.
    pub left_out: usize,
}

/// All that makes a part, without the library that it was drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The exercise's id.
    pub exercise: String,
    /// What practice of it is remembered under.
    pub key: String,
    /// The text of its file.
    pub text: String,
    /// The seed of its variant.
    pub seed: u64,
    /// The ids of the questions that are asked.
    pub questions: Vec<String>,
    /// What they earn together.
    pub points: f64,
}

impl Paper {
    /// What all parts earn together.
    pub fn points(&self) -> f64 {
        self.parts.iter().map(|part| part.record.points).sum()
    }

    /// How many questions are asked.
    pub fn questions(&self) -> usize {
        self.parts.iter().map(|part| part.exercise.questions.len()).sum()
    }
}

impl Part {
    /// The part that a seed draws of an exercise that was read. The error says why there is
    /// none.
    pub fn draw(slot: &Slot, seed: u64, (key, loaded): (String, &Loaded)) -> Result<Self, String> {
        let id = &slot.exercise;
        let Some(exercise) = &loaded.exercise else {
            return Err(format!(
                "the exercise `{id}` has errors; `gradus check {}` shows them",
                loaded.source.name()
            ));
        };
        let mut asked: Vec<&str> = exercise.questions.iter().map(|one| one.id.as_str()).collect();
        if let Some(count) = slot.questions {
            let mut ranked = asked.clone();
            let of = |one: &&str| rank(seed, slot.turn, "question", &format!("{id}/{one}"));
            ranked.sort_by_cached_key(of);
            ranked.truncate(count);
            asked.retain(|one| ranked.contains(one));
        }
        let chosen = exercise.questions.iter().filter(|one| asked.contains(&one.id.as_str()));
        let own: f64 = chosen.map(|question| question.points).sum();
        let record = Record {
            exercise: id.clone(),
            key,
            text: loaded.source.text().to_owned(),
            seed: variant(exercise, seed, slot)?,
            questions: asked.into_iter().map(str::to_owned).collect(),
            points: slot.points.unwrap_or(own),
        };
        Ok(Self::new(exercise.clone(), record))
    }

    /// The part of a record. The error says that the text can no longer be read.
    pub fn restore(record: Record) -> Result<Self, String> {
        let loaded = Loaded::read(&record.exercise, record.text.as_bytes(), &record.exercise);
        let unread = || format!("the exercise `{}` of this exam cannot be read", record.exercise);
        let exercise = loaded.exercise.ok_or_else(unread)?;
        let known = |id: &String| exercise.questions.iter().any(|question| question.id == *id);
        if record.questions.is_empty() || !record.questions.iter().all(known) {
            return Err(unread());
        }
        Ok(Self::new(exercise, record))
    }

    fn new(mut exercise: Exercise, record: Record) -> Self {
        let all = exercise.questions.len();
        exercise.questions.retain(|question| record.questions.contains(&question.id));
        let scale = record.points / exercise.points();
        let own: Vec<f64> = exercise.questions.iter().map(|question| question.points).collect();
        for (question, points) in exercise.questions.iter_mut().zip(shares(record.points, &own)) {
            question.points = points;
            question.follow_penalty *= scale;
        }
        let left_out = all - exercise.questions.len();
        Self { exercise, seed: record.seed, record, scale, left_out }
    }
}

/// Points shared among questions in the proportion of their own, in half points as on a paper that
/// somebody marks: the halves that rounding down leaves go to those that it took most from. Where a
/// question would get less than a half, or the points are no halves, the shares are exact.
fn shares(points: f64, own: &[f64]) -> Vec<f64> {
    const UNIT: f64 = 0.5;
    let scale = points / own.iter().sum::<f64>();
    let exact: Vec<f64> = own.iter().map(|own| own * scale / UNIT).collect();
    let uneven = (points / UNIT).fract() != 0.0 || exact.iter().any(|share| *share < 1.0);
    if uneven || (scale - 1.0).abs() < 1e-12 {
        return own.iter().map(|own| own * scale).collect();
    }
    let mut found: Vec<f64> = exact.iter().map(|share| share.floor()).collect();
    let mut left = points / UNIT - found.iter().sum::<f64>();
    let mut places: Vec<usize> = (0..own.len()).collect();
    places.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    for place in places {
        if left > 0.5 {
            found[place] += 1.0;
            left -= 1.0;
        }
    }
    found.into_iter().map(|share| share * UNIT).collect()
}

/// The first seed tried that has a variant.
fn variant(exercise: &Exercise, seed: u64, slot: &Slot) -> Result<u64, String> {
    if !exercise.is_drawn() {
        return Ok(0);
    }
    let tried = (0..TRIES).map(|attempt| variant_seed(seed, slot.turn, attempt, &slot.exercise));
    let mut last = String::new();
    for seed in tried {
        match exercise.variant(seed) {
            Ok(_) => return Ok(seed),
            Err(fault) => last = fault.message,
        }
    }
    Err(format!("the exercise `{}` has no variant here: {last}", slot.exercise))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_shared_in_halves() {
        assert_eq!(shares(12.0, &[1.0, 2.0, 2.0, 1.0, 1.0]), [2.0, 3.5, 3.5, 1.5, 1.5]);
        assert_eq!(
            shares(26.0, &[1.0, 2.0, 2.0, 1.0, 3.0, 2.0, 1.0, 1.0]).iter().sum::<f64>(),
            26.0
        );
        assert_eq!(shares(7.0, &[1.25, 5.75]), [1.25, 5.75], "its own points stay");
        assert_eq!(shares(1.0, &[1.0, 1.0, 2.0]), [0.25, 0.25, 0.5], "too few for halves");
    }
}
