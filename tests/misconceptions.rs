//! Wrong gradients and the rule that each of them broke.

use gradus::engine::{Array, Program, Scope};
use gradus::exercise::library::Library;
use gradus::exercise::{Exercise, Variant};
use gradus::grading::misconception;
use gradus::grading::misconception::catalogue::CATALOGUE;
use gradus::grading::{Answer, Verdict, find, grade};
use gradus::source::Source;

fn exercise(id: &str) -> Exercise {
    let library = Library::built_in();
    let entry = library.find(id).expect("the exercise is in the library");
    library.load(entry).exercise.expect("it is sound")
}

/// The value of an expression over the names of a variant.
fn value(variant: &Variant, expression: &str) -> Array {
    let mut program: Program = variant.program.clone();
    let node = program.expression(expression, Scope::ALL).expect("the expression can be read");
    let given = variant.given.iter();
    let known: Vec<_> =
        given.map(|(name, value)| (program.node(name).expect("a name"), value)).collect();
    program.evaluate(&known, &[node]).remove(0)
}

/// What is said of an answer to a question of an exercise without the author's own mistakes.
fn diagnosis(id: &str, seed: u64, question: &str, answer: &str) -> Option<(&'static str, String)> {
    let exercise = exercise(id);
    let mut variant = exercise.variant(seed).expect("the variant can be drawn");
    let mut question = find(&exercise, question).expect("the question is there").clone();
    question.mistakes.clear();
    let answer = Answer::Value(value(&variant, answer));
    let grade = grade(&question, &mut variant, &answer);
    assert_eq!(grade.verdict, Verdict::Wrong);
    let said = grade.feedback.to_string();
    let diagnosis = grade.finding.diagnoses.into_iter().next()?;
    assert!(said.contains(&diagnosis.say), "{said}");
    Some((diagnosis.mistake, diagnosis.say))
}

/// The page on misconceptions, as the catalogue says it.
fn page() -> String {
    let mut page = String::from(
        "# Misconceptions\n\n\
         What `gradus` recognises in a wrong answer. Each is one broken rule of the backward pass, or\n\
         one operation of the equations done wrongly, at one place of the exercise; the answer has to\n\
         agree with what comes out of it, in as many digits as were written. If one such mistake does\n\
         not explain the answer, two are tried. The names are those of `mistake` in\n\
         `gradus grade --format json`, and of `mistake` in a question.\n",
    );
    for chapter in CATALOGUE {
        page.extend([
            "\n## ",
            chapter.title,
            "\n| mistake | what was done | instead |\n|---|---|---|\n",
        ]);
        for entry in chapter.entries {
            page.extend(["| `", entry.name, "` | ", entry.done, " | ", entry.instead, " |\n"]);
        }
    }
    page += "\nTwo stories that give the same numbers on a variant are both told, the commoner one\n\
             first. Where an agreement may be chance, as with few digits and many stories, nothing is\n\
             said.\n";
    page
}

#[test]
fn the_page_is_what_the_catalogue_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/misconceptions.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, page()).expect("the page can be written");
    }
    let found = std::fs::read_to_string(path).expect("the page is there");
    assert_eq!(found, page(), "UPDATE_GOLDEN=1 writes it anew");
}

const SIGMOID: &str = "two-layer-nonlinear/01";

#[test]
fn broken_rules_of_the_sigmoid_network_are_named() {
    for (question, answer, mistake, says) in [
        ("dL/dW1", "w2.T @ (2/m * (yhat - y)) @ X.T", "missing-local-derivative", "A ⊙ (1 − A)"),
        ("dL/dW1", "grad(L, W1) * m", "missing-mean-count", "1/m"),
        ("dL/dW1", "grad(L, W1) / 2", "missing-square-factor", "½"),
        ("dL/dW1", "-grad(L, W1)", "flipped-sign", "ŷ − y"),
        (
            "dL/dW1",
            "(w2.T @ (2/m * (yhat - y)) * A) @ X.T",
            "value-for-derivative",
            "You multiplied by A itself",
        ),
        (
            "dL/db1",
            "sum(w2.T @ (2/m * (yhat - y)) * sigmoid(A) * (1 - sigmoid(A)), axis = 1)",
            "derivative-at-value",
            "taken at Z",
        ),
        ("dL/db1", "mean(grad(L, Z), axis = 1)", "averaged-not-summed", "not their mean"),
        ("dL/dw2", "(2/m * ones(1, 4)) @ A.T", "missing-inner-derivative", "ŷ − y"),
        ("dL/dW1", "W1", "value-for-gradient", "value of W₁"),
    ] {
        let (found, say) = diagnosis(SIGMOID, 0, question, answer)
            .unwrap_or_else(|| panic!("nothing is said of {answer}"));
        assert_eq!(found, mistake, "{answer}: {say}");
        assert!(say.contains(says), "{answer}: {say}");
    }
}

#[test]
fn how_a_given_value_came_about_is_nobodys_mistake() {
    // b is given as s log 2: the product is not the learner's.
    let exercise = exercise("scalar-operations/11-softplus");
    let variant = exercise.variant(3).expect("the variant can be drawn");
    let question = find(&exercise, "a").expect("the question is there");
    let mut program = variant.program.clone();
    let found = misconception::outcomes(question, &variant, &mut program);
    let places: Vec<_> = found.iter().map(|(told, _)| told.at.as_str()).collect();
    assert!(places.contains(&"z") && places.contains(&"w x"), "{places:?}");
    assert!(!places.iter().any(|at| ["b", "w", "log(2)", "r log(2)"].contains(at)), "{places:?}");
}

#[test]
fn nothing_is_said_rather_than_guessed() {
    for answer in ["grad(L, W1) + 0.37", "grad(L, W1) * 1.7", "cos(W1)"] {
        assert_eq!(diagnosis(SIGMOID, 0, "dL/dW1", answer), None, "{answer}");
    }
}

#[test]
fn a_path_left_out_and_scalar_rules_are_named() {
    for (id, question, answer, mistake) in [
        ("scalar-operations/01", "df/dx", "grad(f, u) * a", "missing-path"),
        ("scalar-operations/02", "df/dv", "-grad(f, v)", "quotient-sign"),
    ] {
        let exercise = exercise(id);
        if find(&exercise, question).is_none() {
            let ids: Vec<_> = exercise.questions.iter().map(|one| &one.id).collect();
            panic!("{id} has {ids:?}: {}", exercise.forward);
        }
        let found = diagnosis(id, 3, question, answer).map(|(mistake, _)| mistake);
        assert_eq!(found, Some(mistake), "{answer}");
    }
}

#[test]
fn the_authors_own_words_come_first() {
    let exercise = exercise(SIGMOID);
    let mut variant = exercise.variant(0).expect("the variant can be drawn");
    let question = find(&exercise, "dL/dyhat").expect("the question is there");
    let answer = Answer::Value(value(&variant, "2 * (yhat - y)"));
    let grade = grade(question, &mut variant, &answer);
    let diagnosis = grade.finding.diagnoses.first().expect("the author foresaw it");
    assert_eq!(diagnosis.mistake, "author");
    assert!(grade.feedback.to_string().contains(&question.mistakes[0].say));
}

#[test]
fn one_wrong_entry_among_right_ones_is_no_misconception() {
    let exercise = exercise(SIGMOID);
    let mut variant = exercise.variant(0).expect("the variant can be drawn");
    let question = find(&exercise, "dL/dW1").expect("the question is there");
    let mut wrong = value(&variant, "grad(L, W1)");
    wrong.data_mut()[3] = 1.0;
    let grade = grade(question, &mut variant, &Answer::Value(wrong));
    assert_eq!((grade.verdict, grade.finding.diagnoses), (Verdict::Wrong, Vec::new()));
}

#[test]
fn what_is_shown_was_not_done_wrongly_by_the_learner() {
    let text = |show: &str| {
        format!(
            "format = 1\ntitle = \"Two steps\"\n[given]\na = 3\nw0 = 2.3\neta = 0.17\n\
             [model]\nforward = \"\"\"\nL = a * w0^2 / 2\nw1 = w0 - eta * grad(L, w0)\n\
             w2 = 2 * w1 + w0\n\"\"\"\nloss = \"L\"\nshow = [{show}]\n\
             [[question]]\nkind = \"value\"\nof = \"w2\"\n"
        )
    };
    let named = |show: &str| {
        let source = Source::new("test".to_owned(), text(show));
        let (exercise, faults) = Exercise::read(&source, "test");
        let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
        let mut variant = exercise.variant(0).expect("it is fixed");
        // The first step went uphill.
        let answer = value(&variant, "2 * (w0 + eta * a * w0) + w0");
        let grade = grade(&exercise.questions[0], &mut variant, &Answer::Value(answer));
        grade.finding.diagnoses.first().map(|diagnosis| diagnosis.mistake)
    };
    assert_eq!(named(""), Some("step-added"));
    assert_eq!(named("\"w1\""), None);
}

/// The 1 − a of a sigmoid's slope is not the 1 − β of an optimiser's convention.
#[test]
fn half_a_slope_is_not_taken_for_another_convention() {
    let (mistake, say) = diagnosis("two-layer-nonlinear/10", 0, "g", "a").expect("it is known");
    assert_eq!(mistake, "missing-factor", "{say}");
    let (mistake, _) = diagnosis("optimisers/09", 0, "m1", "g").expect("it is known");
    assert_eq!(mistake, "missing-one-minus-beta");
}

#[test]
fn a_name_is_squared_without_brackets() {
    let (mistake, say) = diagnosis("worked-examples/09", 0, "dS/db", "-b").expect("it is known");
    assert_eq!(mistake, "missing-square-factor");
    assert!(say.contains("the derivative of b² is 2b."), "{say}");
    let (_, say) = diagnosis("univariate-regression/01", 0, "dL/dw", "sum((yhat - y) * x) / m")
        .expect("it is known");
    assert!(say.contains("the derivative of (ŷ − y)² is 2(ŷ − y)."), "{say}");
}

/// A neuron whose numbers a coarse rounding may hit by chance.
const NEURON: &str = r#"
format = 1
title = "A neuron"
level = 1
minutes = 1
[given]
x = -2
w = 2
b = 3.5
v = -2
y = [0, 1, 0]
p = [0.25, 0.5, 0.25]
[model]
forward = """
z = w * x + b
h = tanh(z)
e = sum((p - y)^2)
f = v * h + 0 * e
"""
loss = "f"
[[question]]
kind = "value"
of = "z"
[[question]]
kind = "gradient"
wrt = "z"
[[question]]
kind = "value"
of = "e"
[[question]]
kind = "value"
of = "h"
[[question.mistake]]
when = "-h"
say = "Mind the sign."
[[question]]
kind = "gradient"
of = "e"
wrt = "p"
[[question.mistake]]
when = "[2 * p[0, 0], 2 * p[0, 1] - 2, 2 * p[0, 2] + 1]"
say = "The author foresaw it."
"#;

/// What the grader says of an answer typed to a question of the neuron.
fn of_the_neuron(question: &str, answer: &str) -> (Verdict, String) {
    let (exercise, faults) = Exercise::read(&Source::new("test".to_owned(), NEURON), "test");
    let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
    let mut variant = exercise.variant(0).expect("it is fixed");
    let question = find(&exercise, question).expect("the question is there");
    let grade = grade(question, &mut variant, &Answer::Text(answer.to_owned()));
    (grade.verdict, grade.feedback.to_string())
}

#[test]
fn a_mistake_that_one_digit_would_round_the_key_to_is_a_mistake() {
    // ∂f/∂z is v(1 − h²), −1.573: −2 is a rounding of it, and v itself.
    let (verdict, said) = of_the_neuron("df/dz", "-2");
    assert_eq!(verdict, Verdict::Wrong, "{said}");
    assert!(said.contains("The derivative of h by z is missing"), "{said}");
    assert_eq!(of_the_neuron("df/dz", "-1.6").0, Verdict::Imprecise);
    // 0.375 rounds to 0.4, and nothing that goes wrong gives that.
    assert_eq!(of_the_neuron("e", "0.4").0, Verdict::Imprecise);
}

#[test]
fn numbers_are_not_multiplied_entry_by_entry() {
    let (_, said) = of_the_neuron("df/dz", "-2.000");
    assert!(said.contains("multiply by it: 1 − h².") && !said.contains("entry"), "{said}");
}

#[test]
fn only_a_part_of_1_makes_a_running_mean() {
    // With w = 2, (1 − w) b is b with its sign flipped.
    let (verdict, said) = of_the_neuron("z", "-7.5");
    assert_eq!(verdict, Verdict::Wrong);
    assert!(said.contains("where is the minus?") && !said.contains("1 − β"), "{said}");
}

#[test]
fn what_the_author_foresaw_is_said_of_a_single_entry_too() {
    let (verdict, said) = of_the_neuron("de/dp", "[0.5 -1 1.5]");
    assert_eq!(verdict, Verdict::Wrong);
    assert!(said.contains("The author foresaw it.") && !said.contains("slip"), "{said}");
    let (_, said) = of_the_neuron("de/dp", "[0.5 -1 1.7]");
    assert!(said.contains("A slip of arithmetic?"), "{said}");
}

#[test]
fn what_a_finding_explains_is_not_also_near() {
    // Without b = 0.5 every entry is a rounding of the right one, but for the last.
    let exercise = exercise("multivariate-regression/02-drawn");
    let mut variant = exercise.variant(5).expect("the variant can be drawn");
    let question = find(&exercise, "yhat").expect("the question is there");
    let grade = grade(question, &mut variant, &Answer::Text("[3 -2 5 0]".to_owned()));
    let said = grade.feedback.to_string();
    assert!(said.contains("b is missing") && !said.contains("Near"), "{said}");
}
