//! The worked examples of the literature: every number that was published, as it was printed,
//! beside ours.

use std::collections::BTreeMap;

use gradus::exercise::library::Library;
use gradus::exercise::{Exercise, Variant};
use gradus::source::Source;

/// An example: where its numbers were published, its exercise, and each value or gradient (`d` and
/// the name) with the number in print, entry by entry of its rows.
type Example = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const EXAMPLES: [Example; 10] = [
    (
        "CS231n, Backpropagation, Intuitions (cs231n.github.io, optimization-2.md), first circuit",
        "worked-examples/01-cs231n-product",
        &[("q", "3"), ("f", "-12"), ("dx", "-4"), ("dy", "-4"), ("dz", "3"), ("dq", "-4")],
    ),
    (
        "CS231n, the same, the circuit of a neuron, and its text: (1 − 0.73)·0.73 ≈ 0.2",
        "worked-examples/02-cs231n-neuron",
        &[
            ("z", "1.00"),
            ("f", "0.73"),
            ("dz", "0.20"),
            ("dw0", "-0.20"),
            ("dx0", "0.39"),
            ("dw1", "-0.39"),
            ("dx1", "-0.59"),
            ("dw2", "0.20"),
        ],
    ),
    (
        "micrograd's README (github.com/karpathy/micrograd)",
        "worked-examples/03-micrograd",
        &[("g", "24.7041"), ("da", "138.8338"), ("db", "645.5773")],
    ),
    (
        "M. Mazur, A Step by Step Backpropagation Example, 2015 (mattmazur.com)",
        "worked-examples/04-mazur",
        &[
            ("N", "0.3775 -"),
            ("H", "0.593269992 0.596884378"),
            ("M", "1.105905967 -"),
            ("O", "0.75136507 0.772928465"),
            ("E", "0.298371109"),
            ("dO", "0.74136507 -"),
            ("dM", "0.138498562 -"),
            ("dW2", "0.082167041 - - -"),
            ("dH", "0.036350306 -"),
            ("dW1", "0.000438568 - - -"),
            ("W2_new", "0.35891648 0.408666186 0.511301270 0.561370121"),
            ("W1_new", "0.149780716 0.19956143 0.24975114 0.29950229"),
        ],
    ),
    (
        "A. Ng, Neural Networks and Deep Learning, Derivatives with a Computation Graph",
        "worked-examples/05-computation-graph",
        &[
            ("u", "6"),
            ("v", "11"),
            ("J", "33"),
            ("dv", "3"),
            ("da", "3"),
            ("du", "3"),
            ("db", "6"),
            ("dc", "9"),
        ],
    ),
    (
        "A. Karpathy, building micrograd, 2022: the neuron with tanh",
        "worked-examples/06-tanh-neuron",
        &[
            ("n", "0.8814"),
            ("o", "0.7071"),
            ("dn", "0.5000"),
            ("db", "0.5000"),
            ("dx1", "-1.5000"),
            ("dw1", "1.0000"),
            ("dx2", "0.5000"),
            ("dw2", "0.0000"),
        ],
    ),
    (
        "Baydin, Pearlmutter, Radul, Siskind, Automatic Differentiation in Machine Learning: a Survey",
        "worked-examples/07-survey-trace",
        &[
            ("v1", "0.693"),
            ("v2", "10"),
            ("v3", "-0.959"),
            ("v4", "10.693"),
            ("y", "11.652"),
            ("dx1", "5.5"),
            ("dx2", "1.716"),
        ],
    ),
    (
        "M. Nielsen, Neural Networks and Deep Learning, chapter 3",
        "worked-examples/08-slow-neuron",
        &[("a", "0.82"), ("a_far", "0.98")],
    ),
    (
        "PyTorch, A Gentle Introduction to torch.autograd: 9a² and −2b",
        "worked-examples/09-pytorch-autograd",
        &[("da", "36 81"), ("db", "-12 -8")],
    ),
    (
        "CS231n, the same as above, the circuit of Patterns in backward flow",
        "worked-examples/10-cs231n-gates",
        &[
            ("p", "-12.00"),
            ("g", "2.00"),
            ("s", "-10.00"),
            ("f", "-20.00"),
            ("dx", "-8.00"),
            ("dy", "6.00"),
            ("dz", "2.00"),
            ("dw", "0.00"),
            ("dp", "2.00"),
            ("dg", "2.00"),
            ("ds", "2.00"),
        ],
    ),
];

/// A number in print is a rounding to its last place.
fn assert_prints(found: f64, printed: &str, about: &str) {
    let places = printed.split_once('.').map_or(0, |(_, places)| places.len());
    let ours = format!("{found:.places$}");
    let zero = |text: &str| text.parse() == Ok(0.0);
    assert!(ours == printed || zero(&ours) && zero(printed), "{about}: {found} is not {printed}");
}

/// The entries of a value, or of the loss's gradient by `name` where it is written `dname`.
fn entries(variant: &Variant, name: &str) -> Vec<f64> {
    let gradient =
        |by: &str| variant.gradients.iter().find(|(known, _)| known == by).map(|(_, value)| value);
    let value = variant.value(name).or_else(|| gradient(name.strip_prefix('d')?));
    value.unwrap_or_else(|| panic!("there is no {name}")).data().to_vec()
}

fn assert_published(variant: &Variant, numbers: &[(&str, &str)], about: &str) {
    for (name, printed) in numbers {
        let found = entries(variant, name);
        let printed: Vec<_> = printed.split(' ').collect();
        assert_eq!(found.len(), printed.len(), "{about}: {name}");
        for (found, printed) in found.into_iter().zip(printed).filter(|(_, text)| *text != "-") {
            assert_prints(found, printed, &format!("{about}: {name}"));
        }
    }
}

fn worked_examples() -> BTreeMap<String, Exercise> {
    let library = Library::built_in();
    let found = library.entries().iter().filter(|entry| entry.id.starts_with("worked-examples/"));
    found
        .map(|entry| {
            let exercise = library.load(entry).exercise.expect("the exercise is sound");
            (exercise.id.clone(), exercise)
        })
        .collect()
}

fn written(text: &str) -> Variant {
    let (exercise, faults) = Exercise::read(&Source::new("written.toml", text), "written");
    exercise.unwrap_or_else(|| panic!("{faults:?}")).variant(0).expect("it is fixed")
}

#[test]
fn every_published_number_is_ours() {
    let exercises = worked_examples();
    for (source, id, numbers) in EXAMPLES {
        let variant = exercises[id].variant(0).expect("it is fixed");
        assert_published(&variant, numbers, source);
    }
    let named: Vec<_> = EXAMPLES.iter().map(|(_, id, _)| *id).collect();
    assert_eq!(exercises.keys().collect::<Vec<_>>(), named, "an example without its numbers");
}

/// Its statement says what was published: those numbers are in the table, too.
#[test]
fn what_a_statement_publishes_is_in_the_table() {
    let exercises = worked_examples();
    let said = [
        ("worked-examples/03-micrograd", "24.7041 138.8338 645.5773"),
        ("worked-examples/04-mazur", "0.298371109 0.35891648 0.149780716"),
        ("worked-examples/06-tanh-neuron", "0.7071"),
        ("worked-examples/07-survey-trace", "11.652 5.5 1.716"),
        ("worked-examples/08-slow-neuron", "0.82 0.98"),
    ];
    for (id, numbers) in said {
        let found = EXAMPLES.iter().find(|(_, of, _)| *of == id);
        let (_, _, table) = found.expect("it is in the table");
        for number in numbers.split(' ') {
            assert!(exercises[id].statement.contains(number), "{id} does not say {number}");
            let has = |(_, printed): &(&str, &str)| printed.split(' ').any(|text| text == number);
            assert!(table.iter().any(has), "{id}: {number}");
        }
    }
}

/// CS231n draws the sigmoid as four gates, with a number above and below every wire.
#[test]
fn the_wires_of_the_neuron_are_those_of_cs231n() {
    let circuit = r#"
        format = 1
        title = "The circuit, gate by gate"
        given = { w0 = 2, x0 = -1, w1 = -3, x1 = -2, w2 = -3 }
        question = [{ kind = "value", of = "f" }]
        [model]
        forward = """
        first = w0 * x0
        second = w1 * x1
        both = first + second
        score = both + w2
        negative = -1 * score
        power = exp(negative)
        below = power + 1
        f = 1 / below
        """
    "#;
    let numbers = [
        ("first", "-2.00"),
        ("dfirst", "0.20"),
        ("second", "6.00"),
        ("dsecond", "0.20"),
        ("both", "4.00"),
        ("dboth", "0.20"),
        ("score", "1.00"),
        ("dscore", "0.20"),
        ("negative", "-1.00"),
        ("dnegative", "-0.20"),
        ("power", "0.37"),
        ("dpower", "-0.53"),
        ("below", "1.37"),
        ("dbelow", "-0.53"),
        ("f", "0.73"),
    ];
    assert_published(&written(circuit), &numbers, "CS231n, gate by gate");
}

/// Mazur's error after the step is the one number in print that his own weights do not give: he has
/// 0.291027924, and to nine places it is 0.291027774. His two errors before it are right.
#[test]
fn after_the_step_mazur_differs_in_the_seventh_place() {
    let exercises = worked_examples();
    let mut variant = exercises["worked-examples/04-mazur"].variant(0).expect("it is fixed");
    let errors = variant.evaluate("(y - O)^2 / 2", &["y", "O"]).expect("it can be computed");
    assert_prints(errors.data()[0], "0.274811083", "the first output's error");
    assert_prints(errors.data()[1], "0.023560026", "the second output's error");
    let forward = "sumsq(y - sigmoid(W2_new @ sigmoid(W1_new @ x + b1) + b2)) / 2";
    let names = ["y", "W2_new", "W1_new", "x", "b1", "b2"];
    let after = variant.evaluate(forward, &names).expect("it can be computed").data()[0];
    assert_prints(after, "0.291027774", "the error after the step");
    assert!((after - 0.291_027_924).abs() < 2e-7, "{after}");
}

/// Nielsen's two neurons after 300 epochs: 0.09 and 0.20.
#[test]
fn after_300_epochs_the_neurons_are_where_nielsen_has_them() {
    let after = |start: f64, bias: f64| {
        let (mut w, mut b) = (start, bias);
        for epoch in 0..=300 {
            let text = format!(
                "format = 1\ntitle = \"A neuron\"\ngiven = {{ w = {w:?}, b = {b:?} }}\n\
                 question = [{{ kind = \"gradient\", wrt = \"w\" }}]\n[model]\n\
                 forward = \"a = sigmoid(w + b)\\nC = (0 - a)^2 / 2\"\n"
            );
            let variant = written(&text);
            if epoch == 300 {
                return entries(&variant, "a")[0];
            }
            w -= 0.15 * entries(&variant, "dw")[0];
            b -= 0.15 * entries(&variant, "db")[0];
        }
        unreachable!("the last epoch returns")
    };
    assert_prints(after(0.6, 0.9), "0.09", "the near start");
    assert_prints(after(2.0, 2.0), "0.20", "the far start");
}
