//! `[[test]]`: an author's own test of the exercise.

use super::fields::{self, Fields};
use crate::diagnostic::Diagnostic;
use crate::exercise::document::{Table, Text, Value};
use crate::exercise::sheet::Built;
use crate::exercise::{Expectation, Task, Test, TestAnswer};
use crate::nearest::{nearest, suggestion};

const VERDICTS: [&str; 6] = ["correct", "imprecise", "follows", "wrong", "shape", "missing"];

/// A test whose ids have not been looked up.
pub struct TestDraft {
    /// The test.
    pub test: Test,
    /// The ids that it names.
    ids: Vec<Text>,
}

/// The tests of an exercise.
pub fn read(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<TestDraft> {
    let tables = fields.tables("test", faults);
    tables.into_iter().map(|table| draft(table, faults)).collect()
}

fn draft(table: &Table, faults: &mut Vec<Diagnostic>) -> TestDraft {
    let fields = Fields::new(table, "a test", &["seed", "answers", "expect"], faults);
    for key in ["seed", "answers", "expect"] {
        fields.required(key, faults);
    }
    let mut draft = TestDraft {
        test: Test {
            seed: fields.integer("seed", 0..=u64::MAX, faults).unwrap_or_default(),
            answers: Vec::new(),
            expect: Vec::new(),
        },
        ids: Vec::new(),
    };
    for entry in fields.table("answers", faults).iter().flat_map(|table| &table.entries) {
        let key = &entry.key.value;
        draft.ids.push(entry.key.clone());
        let answer = match &entry.item.value {
            Value::String(text) => Some(TestAnswer::Text(text.clone())),
            _ => fields::value(&entry.item, key, faults).map(TestAnswer::Value),
        };
        draft.test.answers.extend(answer.map(|answer| (key.clone(), answer)));
    }
    for entry in fields.table("expect", faults).iter().flat_map(|table| &table.entries) {
        draft.ids.push(entry.key.clone());
        let Some(verdict) = fields::text(entry, faults) else { continue };
        if !VERDICTS.contains(&verdict.value.as_str()) {
            faults.push(unknown_verdict(&verdict));
        }
        draft.test.expect.push(Expectation {
            question: entry.key.value.clone(),
            verdict: verdict.value,
            span: entry.key.span.join(verdict.span),
        });
    }
    draft
}

fn unknown_verdict(verdict: &Text) -> Diagnostic {
    let fault =
        Diagnostic::error("unknown-verdict", format!("there is no verdict `{}`", verdict.value));
    let help = nearest(&verdict.value, VERDICTS).map_or_else(
        || format!("the verdicts are {}", VERDICTS.map(|word| format!("`{word}`")).join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    fault.at(verdict.span, "").help(help)
}

impl TestDraft {
    /// Reports the ids that no question has; `dW1` is another name for `dL/dW1`.
    pub fn check_ids(&self, built: &Built, faults: &mut Vec<Diagnostic>) {
        let mut known = Vec::new();
        for asked in built.asked.iter().flatten() {
            known.push(asked.id.clone());
            if let Task::Gradient { of, wrt } = &asked.task
                && *of == built.loss.0
            {
                known.push(format!("d{wrt}"));
            }
        }
        for id in self.ids.iter().filter(|id| !known.contains(&id.value)) {
            let fault = Diagnostic::error(
                "unknown-question",
                format!("no question has the id `{}`", id.value),
            );
            let mut fault = fault.at(id.span, "");
            fault.help = suggestion(&id.value, known.iter().map(String::as_str));
            faults.push(fault);
        }
    }
}
