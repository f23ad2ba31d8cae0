//! What there is to say of a class: sums over its sheets, so that no sheet has to be kept.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde_json::{Value, json};

use super::table::{Row, Status};
use crate::cli::json as numbers;
use crate::grading::Verdict;
use crate::grading::misconception::AUTHORS;

/// How many learners are named for a mistake.
const MOST_EXAMPLES: usize = 3;

/// How many refused sheets are named.
const MOST_REFUSED: usize = 50;

/// How many ranges scores are counted in.
pub const RANGES: usize = 10;

/// The sums over the sheets of a class.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Sheets that count: graded, in time or late.
    pub graded: u64,
    /// Of these, those that were late.
    pub late: u64,
    /// Sheets that could not be graded.
    pub refused: u64,
    /// Sheets of a learner of whom another one counts.
    pub superseded: u64,
    /// Sheets by learners who are not in the roster.
    pub strangers: u64,
    /// Verdicts that an interrupted run had found.
    pub resumed: u64,
    /// Shares of the points of the sheets that count.
    scores: Vec<f64>,
    /// The questions, in the order in which they were met.
    pub questions: Vec<Question>,
    places: HashMap<(String, String), usize>,
    /// By question, name, place, and for an author's own mistake, which has no name, what it says.
    mistakes: HashMap<(usize, [String; 3]), Mistake>,
    /// Learners of the roster who handed nothing in.
    pub absent: Vec<String>,
    /// The first sheets that were refused: whose, and why.
    pub refusals: Vec<(String, String)>,
}

/// The sums over the answers to one question.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The exercise.
    pub exercise: String,
    /// The question's id.
    pub id: String,
    /// How often each of [`Verdict::ALL`] was given.
    pub verdicts: [u64; Verdict::ALL.len()],
    /// How many sheets, and the sums over the share of its points, the share of the points of all
    /// others, their squares and their product.
    count: f64,
    own: f64,
    rest: f64,
    own_squared: f64,
    rest_squared: f64,
    product: f64,
}

/// A mistake that was named.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// Its name in the catalogue; [`AUTHORS`] if the exercise describes it.
    pub name: String,
    /// The name at which the rule was broken; empty if the exercise describes it.
    pub at: String,
    /// The place among [`Summary::questions`] of the question whose answers show it.
    pub question: usize,
    /// How many sheets show it.
    pub count: u64,
    /// What one of them was told.
    pub say: String,
    /// The first learners.
    pub examples: Vec<String>,
}

/// Five numbers that say how scores are spread, as shares of all points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
    /// The quartiles.
    pub quartiles: [f64; 3],
}

impl Summary {
    /// Takes a sheet into account.
    pub fn add(&mut self, row: &Row) {
        self.strangers += u64::from(row.stranger);
        match row.status {
            Status::Missing => self.absent.push(row.learner.clone()),
            Status::Superseded => self.superseded += 1,
            Status::Refused => self.refuse(row),
            Status::Graded | Status::Late => {
                self.graded += 1;
                self.late += u64::from(row.status == Status::Late);
                self.count(row);
            }
        }
    }

    fn refuse(&mut self, row: &Row) {
        self.refused += 1;
        if self.refusals.len() < MOST_REFUSED {
            let part = |name: &str| row.verdict.and_then(|verdict| verdict.get(name));
            let error = part("error").and_then(Value::as_str).unwrap_or_default().to_owned();
            let line = part("line").map(|line| format!("line {line}"));
            let whose = [&row.learner, &line.unwrap_or_default()].map(String::as_str).join(" ");
            self.refusals.push((whose.trim().to_owned(), error));
        }
    }

    fn count(&mut self, row: &Row) {
        let exercise = row.exercise.clone().unwrap_or_default();
        self.scores.push(row.share().unwrap_or_default());
        let points = |question: &Value| question["points"].as_f64().unwrap_or_default();
        let out_of = |question: &Value| question["out_of"].as_f64().unwrap_or_default();
        let whole: (f64, f64) = row
            .questions()
            .iter()
            .fold((0.0, 0.0), |(sum, most), next| (sum + points(next), most + out_of(next)));
        for answer in row.questions() {
            let id = answer["id"].as_str().unwrap_or_default();
            let place = self.place(&exercise, id);
            let own = share(points(answer), out_of(answer));
            let rest = share(whole.0 - points(answer), whole.1 - out_of(answer));
            self.questions[place].add(answer["verdict"].as_str().unwrap_or_default(), own, rest);
            for diagnosis in answer["diagnosis"].as_array().into_iter().flatten() {
                self.mistaken(place, diagnosis, &row.learner);
            }
        }
    }

    fn place(&mut self, exercise: &str, id: &str) -> usize {
        let next = self.questions.len();
        let key = (exercise.to_owned(), id.to_owned());
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            let (exercise, id) = (exercise.to_owned(), id.to_owned());
            self.questions.push(Question { exercise, id, ..Question::default() });
        }
        place
    }

    fn mistaken(&mut self, question: usize, diagnosis: &Value, learner: &str) {
        let text = |name: &str| diagnosis[name].as_str().unwrap_or_default().to_owned();
        let [name, at, say] = ["mistake", "at", "say"].map(text);
        let own = if name == AUTHORS { say.clone() } else { String::new() };
        let key = (question, [name.clone(), at.clone(), own]);
        let found = self.mistakes.entry(key).or_insert_with(|| Mistake {
            name,
            at,
            question,
            count: 0,
            say,
            examples: Vec::new(),
        });
        found.count += 1;
        if found.examples.len() < MOST_EXAMPLES && !learner.is_empty() {
            found.examples.push(learner.to_owned());
        }
    }

    /// The mistakes, the most frequent first; of those as frequent the earlier question.
    pub fn mistakes(&self) -> Vec<&Mistake> {
        let mut found: Vec<&Mistake> = self.mistakes.values().collect();
        let order = |mistake: &&Mistake| {
            let Mistake { name, at, say, .. } = *mistake;
            (Reverse(mistake.count), mistake.question, name.clone(), at.clone(), say.clone())
        };
        found.sort_by_cached_key(order);
        found
    }

    /// How the scores are spread; nothing if no sheet counts.
    pub fn spread(&self) -> Option<Spread> {
        let count = self.scores.len();
        let mean = self.scores.iter().sum::<f64>() / count as f64;
        let variance =
            self.scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / count as f64;
        let mut sorted = self.scores.clone();
        sorted.sort_by(f64::total_cmp);
        let quartile = |quarter: usize| {
            // The value below which a quarter lies, between neighbours in proportion.
            let at = (count - 1) * quarter;
            let (low, part) = (sorted[at / 4], (at % 4) as f64 / 4.0);
            low + part * (sorted[(at / 4 + 1).min(count - 1)] - low)
        };
        (count > 0).then(|| Spread {
            mean,
            deviation: variance.sqrt(),
            quartiles: [1, 2, 3].map(quartile),
        })
    }

    /// How a question is called: by its id, behind its exercise where there are several.
    pub fn label(&self, question: &Question) -> String {
        let several = self.questions.iter().any(|other| other.exercise != question.exercise);
        let exercise = if several { format!("{} ", question.exercise) } else { String::new() };
        exercise + &question.id
    }

    /// How many scores lie in each tenth; a full score lies in the last.
    pub fn ranges(&self) -> [u64; RANGES] {
        let mut counts = [0; RANGES];
        for score in &self.scores {
            let is_below = |range: &usize| *score < (range + 1) as f64 / RANGES as f64;
            counts[(0..RANGES).find(is_below).unwrap_or(RANGES - 1)] += 1;
        }
        counts
    }

    /// The summary for programs.
    pub fn object(&self, title: &str) -> Value {
        let number = |value: Option<f64>| value.map_or(Value::Null, numbers::number);
        let question = |question: &Question| {
            let verdicts = Verdict::ALL.iter().zip(question.verdicts);
            let verdicts: serde_json::Map<String, Value> = verdicts
                .map(|(verdict, count)| (verdict.as_str().to_owned(), json!(count)))
                .collect();
            json!({
                "exercise": question.exercise,
                "id": question.id,
                "difficulty": number(Some(question.difficulty())),
                "discrimination": number(question.discrimination()),
                "verdicts": verdicts,
            })
        };
        let mistake = |mistake: &&Mistake| {
            let question = &self.questions[mistake.question];
            json!({
                "mistake": mistake.name,
                "at": mistake.at,
                "exercise": question.exercise,
                "question": question.id,
                "count": mistake.count,
                "say": mistake.say,
                "examples": mistake.examples,
            })
        };
        let spread = self.spread().map(|spread| {
            json!({
                "mean": numbers::number(spread.mean),
                "deviation": numbers::number(spread.deviation),
                "quartiles": spread.quartiles.map(numbers::number),
            })
        });
        json!({
            "format": 1,
            "title": title,
            "graded": self.graded,
            "late": self.late,
            "refused": self.refused,
            "superseded": self.superseded,
            "missing": self.absent,
            "not_on_roster": self.strangers,
            "scores": { "spread": spread, "tenths": self.ranges() },
            "questions": self.questions.iter().map(question).collect::<Vec<_>>(),
            "mistakes": self.mistakes().iter().map(mistake).collect::<Vec<_>>(),
        })
    }
}

fn share(points: f64, out_of: f64) -> f64 {
    if out_of > 0.0 { points / out_of } else { 0.0 }
}

impl Question {
    fn add(&mut self, verdict: &str, own: f64, rest: f64) {
        if let Some(at) = Verdict::ALL.iter().position(|known| known.as_str() == verdict) {
            self.verdicts[at] += 1;
        }
        self.count += 1.0;
        self.own += own;
        self.rest += rest;
        self.own_squared += own * own;
        self.rest_squared += rest * rest;
        self.product += own * rest;
    }

    /// The mean share of its points that was earned: 1 is a question that nobody gets wrong.
    pub fn difficulty(&self) -> f64 {
        share(self.own, self.count)
    }

    /// The correlation of its points with those of all other questions; nothing where one of them
    /// is the same on all sheets.
    pub fn discrimination(&self) -> Option<f64> {
        let moment = |ab: f64, a: f64, b: f64| ab / self.count - a / self.count * (b / self.count);
        let own = moment(self.own_squared, self.own, self.own);
        let rest = moment(self.rest_squared, self.rest, self.rest);
        // Less than this is rounding.
        let varied = self.count >= 2.0 && own > 1e-12 && rest > 1e-12;
        varied.then(|| moment(self.product, self.own, self.rest) / (own * rest).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    /// A sheet with two questions of one point each; an answer that earns nothing has the first of
    /// an author's mistakes, one that earns half the second.
    fn verdict(first: f64, second: f64) -> Value {
        let question = |id: &str, points: f64| {
            let verdict = if points == 1.0 { "correct" } else { "wrong" };
            let say = if points == 0.0 { "You left 1/m out." } else { "The sign is flipped." };
            let mistake = json!({ "mistake": "author", "at": "", "say": say });
            let diagnosis = if points == 1.0 { vec![] } else { vec![mistake] };
            json!({ "id": id, "verdict": verdict, "points": points, "out_of": 1.0,
                    "diagnosis": diagnosis })
        };
        json!({ "points": first + second, "out_of": 2.0,
                "questions": [question("a", first), question("b", second)] })
    }

    fn class(sheets: &[(f64, f64)]) -> Summary {
        let mut summary = Summary::default();
        for (at, (first, second)) in sheets.iter().enumerate() {
            let verdict = verdict(*first, *second);
            summary.add(&Row {
                learner: format!("learner {at}"),
                name: String::new(),
                exercise: None,
                status: if at == 0 { Status::Late } else { Status::Graded },
                stranger: false,
                submitted: None,
                late: None,
                verdict: Some(&verdict),
            });
        }
        summary
    }

    #[test]
    fn scores_are_counted_in_tenths_and_spread_in_quartiles() {
        let summary = class(&[(0.0, 0.0), (0.5, 0.5), (1.0, 1.0), (0.2, 0.0), (1.0, 0.0)]);
        assert_eq!(summary.ranges(), [1, 1, 0, 0, 0, 2, 0, 0, 0, 1]);
        let spread = summary.spread().unwrap();
        assert_eq!(spread.quartiles, [0.1, 0.5, 0.5]);
        assert!((spread.mean - 0.42).abs() < 1e-12, "{spread:?}");
        assert!((spread.deviation - 0.354_400_9).abs() < 1e-6, "{spread:?}");
        assert_eq!((summary.graded, summary.late), (5, 1));
        assert_eq!(Summary::default().spread(), None);
    }

    #[test]
    fn discrimination_is_the_correlation_with_the_rest() {
        let alike = class(&[(0.0, 0.0), (1.0, 1.0), (0.5, 0.5)]);
        assert!((alike.questions[0].discrimination().unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(alike.questions[0].difficulty(), 0.5);
        let against = class(&[(0.0, 1.0), (1.0, 0.0)]);
        assert!((against.questions[1].discrimination().unwrap() + 1.0).abs() < 1e-12);
        // numpy.corrcoef([0, 1, 1, 0.5], [0.5, 1, 0, 0.25])[0, 1]
        let mixed = class(&[(0.0, 0.5), (1.0, 1.0), (1.0, 0.0), (0.5, 0.25)]);
        assert!((mixed.questions[0].discrimination().unwrap() - CORRELATION).abs() < 1e-9);
        assert_eq!(class(&[(1.0, 0.0), (1.0, 1.0)]).questions[0].discrimination(), None);
    }

    const CORRELATION: f64 = 0.050_964_719_143_762_55;

    #[test]
    fn mistakes_are_told_by_frequency_with_examples() {
        let summary =
            class(&[(1.0, 0.0), (0.0, 0.0), (1.0, 0.5), (1.0, 0.0), (1.0, 0.0), (0.5, 0.0)]);
        let told = |mistake: &&Mistake| {
            let id = &summary.questions[mistake.question].id;
            format!("{} of {id}: {}", mistake.count, mistake.say)
        };
        let mistakes = summary.mistakes();
        assert_eq!(
            mistakes.iter().map(told).collect::<Vec<_>>(),
            [
                "5 of b: You left 1/m out.",
                "1 of a: The sign is flipped.",
                "1 of a: You left 1/m out.",
                "1 of b: The sign is flipped.",
            ]
        );
        assert_eq!(mistakes[0].examples, ["learner 0", "learner 1", "learner 3"]);
        assert_eq!(text::who(mistakes[0]), "learner 0, learner 1, learner 3 and 2 others");
        assert_eq!(text::who(mistakes[1]), "learner 5");
    }
}
