//! Credit for what follows from an earlier wrong answer, computed here by plain array code.

use gradus::engine::{Array, Shape};
use gradus::exercise::{Exercise, Key, Question, Variant};
use gradus::grading::first_error::first_error;
use gradus::grading::follow_through::{Earlier, consequences};
use gradus::grading::{Answer, Grade, Verdict, find, grade_after, grade_all};
use gradus::source::Source;
use ndarray::{Array2, Axis};

type Matrix = Array2<f64>;

const EXERCISE: &str = r#"
format = 1
title = "Sigmoid network"
level = 4
minutes = 30
[given]
X = { shape = [2, 4], range = [-2, 2], decimals = 1, nonzero = true }
y = { shape = [1, 4], range = [-1, 1], decimals = 1 }
W1 = { shape = [3, 2], range = [-1.5, 1.5], decimals = 1, nonzero = true }
b1 = { shape = [3, 1], range = [0.2, 1], decimals = 1 }
w2 = { shape = [1, 3], range = [-2, 2], decimals = 1, nonzero = true }
b2 = { range = [-1, 1], decimals = 1 }
[model]
forward = """
Z = W1 @ X + b1
A = sigmoid(Z)
yhat = w2 @ A + b2
L = mean((yhat - y)^2)
"""
[[question]]
kind = "value"
of = "Z"
[[question]]
kind = "value"
of = "A"
[[question]]
kind = "value"
of = "yhat"
[[question]]
kind = "value"
of = "L"
[[question]]
kind = "gradient"
wrt = "yhat"
[[question]]
kind = "gradient"
wrt = "Z"
follow_penalty = 0.25
[[question]]
kind = "gradient"
wrt = "w2"
[[question]]
kind = "gradient"
wrt = "b2"
[[question]]
kind = "gradient"
wrt = "W1"
[[question]]
kind = "gradient"
wrt = "b1"
"#;

fn exercise() -> Exercise {
    let (exercise, faults) = Exercise::read(&Source::new("test".to_owned(), EXERCISE), "test");
    exercise.unwrap_or_else(|| panic!("{faults:?}"))
}

fn given(variant: &Variant, name: &str) -> Matrix {
    let value = variant.value(name).expect("a name");
    let size = (value.shape().rows(), value.shape().cols());
    Matrix::from_shape_vec(size, value.data().to_vec()).expect("entries fill it")
}

/// The answers to all questions, in order, of someone who goes on rightly from a wrong value.
fn carried(variant: &Variant, wrong: &str, value: impl Fn(&Matrix) -> Matrix) -> Vec<Matrix> {
    let get = |name: &str| given(variant, name);
    let step = |name: &str, right: Matrix| if name == wrong { value(&right) } else { right };
    let (x, y, w2) = (get("X"), get("y"), get("w2"));
    let m = x.ncols() as f64;
    let z = step("Z", get("W1").dot(&x) + get("b1"));
    let a = step("A", z.mapv(|z| 1.0 / (1.0 + (-z).exp())));
    let yhat = step("yhat", w2.dot(&a) + get("b2")[[0, 0]]);
    let e = &yhat - &y;
    let loss = Matrix::from_elem((1, 1), (&e * &e).sum() / m);
    let g = step("dL/dyhat", 2.0 / m * &e);
    let dz = step("dL/dZ", w2.t().dot(&g) * &a * (1.0 - &a));
    let sum = |matrix: &Matrix| matrix.sum_axis(Axis(1)).insert_axis(Axis(1));
    let (dw2, db2, dw1, db1) = (g.dot(&a.t()), sum(&g), dz.dot(&x.t()), sum(&dz));
    vec![z, a, yhat, loss, g, dz, dw2, db2, dw1, db1]
}

fn array(question: &Question, variant: &Variant, matrix: &Matrix) -> Array {
    let Key::Array(key) = variant.key(question) else { panic!("a value is asked for") };
    Array::new(key.shape(), matrix.iter().copied().collect())
}

/// Grades the questions in an order; each may follow from those before.
fn in_order(
    exercise: &Exercise,
    variant: &mut Variant,
    answers: &[Matrix],
    order: &[usize],
) -> Vec<(usize, Grade)> {
    let mut before: Vec<(usize, Array)> = Vec::new();
    let mut graded = Vec::new();
    for at in order {
        let question = &exercise.questions[*at];
        let value = array(question, variant, &answers[*at]);
        let earlier: Vec<_> = before
            .iter()
            .map(|(at, value)| Earlier { question: &exercise.questions[*at], value })
            .collect();
        let grade = grade_after(question, variant, &Answer::Value(value.clone()), &earlier);
        if matches!(grade.verdict, Verdict::Wrong | Verdict::Follows) {
            before.push((*at, value));
        }
        graded.push((*at, grade));
    }
    graded
}

/// Orders of the questions, as a generator of pseudo-random numbers shuffles them.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut state = 11_u64;
    let mut below = move |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let shuffled = |_| {
        let mut order: Vec<usize> = (0..10).collect();
        for at in (1..10).rev() {
            order.swap(at, below(at + 1));
        }
        order
    };
    (0..count).map(shuffled).collect()
}

fn tripled(right: &Matrix) -> Matrix {
    // Wrong in another way in every entry.
    Matrix::from_shape_fn(right.dim(), |(row, col)| {
        0.7 * right[[row, col]] + 0.3 + 0.1 * row as f64 - 0.05 * col as f64
    })
}

#[test]
fn what_follows_from_a_wrong_z_is_earned_in_every_order() {
    let exercise = exercise();
    for (round, order) in orders(300).iter().enumerate() {
        let mut variant = exercise.variant(round as u64 % 7).expect("it can be drawn");
        let answers = carried(&variant, "Z", tripled);
        let graded = in_order(&exercise, &mut variant, &answers, order);
        let z = order.iter().position(|at| *at == 0).expect("Z is asked");
        assert_eq!(graded[z].1.verdict, Verdict::Wrong);
        for (at, grade) in &graded[z + 1..] {
            let question = &exercise.questions[*at];
            let said = grade.feedback.to_string();
            // By chance a wrong Z gives nearly the right number.
            if is_near(&variant, question, &answers[*at]) {
                continue;
            }
            assert_eq!(grade.verdict, Verdict::Follows, "{} in {order:?}: {said}", question.id);
            assert!(grade.finding.diagnoses.is_empty());
            assert_eq!(grade.points, question.points - question.follow_penalty);
            assert!(said.contains("error began"), "{said}");
        }
    }
}

#[test]
fn every_wrong_step_carries_on() {
    let exercise = exercise();
    let mut variant = exercise.variant(3).expect("it can be drawn");
    for wrong in ["Z", "A", "yhat", "dL/dyhat", "dL/dZ"] {
        let answers = carried(&variant, wrong, tripled);
        let values: Vec<_> = exercise
            .questions
            .iter()
            .zip(&answers)
            .map(|(question, matrix)| Answer::Value(array(question, &variant, matrix)))
            .collect();
        let grades = grade_all(&exercise.questions, &mut variant, &values);
        let first = exercise.questions.iter().position(|question| question.id == wrong);
        for (at, grade) in grades.iter().enumerate() {
            let question = &exercise.questions[at];
            let right = Some(at) < first || is_near(&variant, question, &answers[at]);
            let expected = if right {
                assert!(matches!(grade.verdict, Verdict::Correct | Verdict::Imprecise));
                continue;
            } else if Some(at) == first {
                Verdict::Wrong
            } else {
                Verdict::Follows
            };
            assert_eq!(grade.verdict, expected, "{} after {wrong}", question.id);
        }
        let graded: Vec<_> = exercise.questions.iter().zip(&grades).collect();
        let found = first_error(&variant, &graded).expect("one is wrong");
        assert_eq!(found.question.id, wrong);
        assert!(found.wrong.is_empty() && !found.follow.is_empty());
    }
}

/// Whether an answer is within the hundredth part of the key.
fn is_near(variant: &Variant, question: &Question, answer: &Matrix) -> bool {
    let Key::Array(key) = variant.key(question) else { return false };
    let near = |(key, answer): (&f64, &f64)| (key - answer).abs() <= 0.0101 * key.abs();
    key.data().iter().zip(answer).all(near)
}

#[test]
fn what_was_rounded_on_the_way_follows_too() {
    let exercise = exercise();
    let mut variant = exercise.variant(2).expect("it can be drawn");
    let answers = carried(&variant, "Z", tripled);
    let round = |matrix: &Matrix| matrix.mapv(|x| (x * 1000.0).round() / 1000.0);
    let rounded: Vec<_> = answers.iter().map(round).collect();
    let graded = in_order(&exercise, &mut variant, &rounded, &[0, 1, 2, 5, 8]);
    for (at, grade) in &graded[1..] {
        assert_eq!(grade.verdict, Verdict::Follows, "{}", exercise.questions[*at].id);
    }
}

#[test]
fn degenerate_answers_earn_nothing_later() {
    let exercise = exercise();
    for (name, degenerate) in [
        ("zeros", (|right: &Matrix| Matrix::zeros(right.dim())) as fn(&Matrix) -> Matrix),
        ("all equal", |right| Matrix::from_elem(right.dim(), 2.0)),
        ("saturating", |right| Matrix::from_elem(right.dim(), 1000.0)),
        ("hugely different", |right| {
            Matrix::from_shape_fn(right.dim(), |(row, col)| 1e4 + row as f64 + 3.0 * col as f64)
        }),
    ] {
        let mut variant = exercise.variant(1).expect("it can be drawn");
        let answers = carried(&variant, "Z", degenerate);
        for later in [1, 5, 8, 9] {
            let graded = in_order(&exercise, &mut variant, &answers, &[0, later]);
            let id = &exercise.questions[later].id;
            assert_eq!(graded[1].1.verdict, Verdict::Wrong, "{id} after {name}");
        }
    }
}

#[test]
fn an_answer_in_another_shape_carries_nothing() {
    let exercise = exercise();
    let mut variant = exercise.variant(1).expect("it can be drawn");
    let turned = Array::filled(Shape::Matrix(4, 3), 0.5);
    let z = find(&exercise, "Z").expect("it is asked");
    let a = find(&exercise, "A").expect("it is asked");
    let answers = carried(&variant, "Z", tripled);
    let value = array(a, &variant, &answers[1]);
    let earlier = [Earlier { question: z, value: &turned }];
    let grade = grade_after(a, &mut variant, &Answer::Value(value), &earlier);
    assert_eq!(grade.verdict, Verdict::Wrong);
}

#[test]
fn two_errors_of_their_own_are_told_apart() {
    let exercise = exercise();
    let mut variant = exercise.variant(4).expect("it can be drawn");
    let mut answers = carried(&variant, "Z", tripled);
    answers[8] = 3.0 * &answers[8] + 1.0;
    let values: Vec<_> = exercise
        .questions
        .iter()
        .zip(&answers)
        .map(|(question, matrix)| Answer::Value(array(question, &variant, matrix)))
        .collect();
    let grades = grade_all(&exercise.questions, &mut variant, &values);
    let graded: Vec<_> = exercise.questions.iter().zip(&grades).collect();
    let found = first_error(&variant, &graded).expect("one is wrong");
    let ids = |questions: &[&Question]| -> Vec<String> {
        questions.iter().map(|question| question.id.clone()).collect()
    };
    assert_eq!(found.question.id, "Z");
    assert_eq!(ids(&found.wrong), ["dL/dW1"]);
    assert_eq!(found.follow.len(), 8);
}

#[test]
fn a_value_does_not_follow_from_a_gradient_that_is_a_factor_of_its_equation() {
    let text = "format = 1
title = \"A factor\"
[given]
a = 5
z = 4
[model]
forward = \"\"\"
v = a + 6
J = 3 * v * z
\"\"\"
[[question]]
kind = \"value\"
of = \"J\"
[[question]]
kind = \"gradient\"
of = \"v\"
wrt = \"a\"
[[question]]
kind = \"gradient\"
wrt = \"v\"
";
    let (exercise, faults) = Exercise::read(&Source::new("test".to_owned(), text), "test");
    let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
    for (name, earlier, later) in [("dv/da", 2.0, 2.0 * 132.0), ("dJ/dv", 7.0, 7.0 * 11.0)] {
        let mut variant = exercise.variant(0).expect("it is fixed");
        let earlier = Array::scalar(earlier);
        let question = find(&exercise, name).expect("it is asked");
        let before = [Earlier { question, value: &earlier }];
        let value = find(&exercise, "J").expect("it is asked");
        let answer = Answer::Value(Array::scalar(later));
        let grade = grade_after(value, &mut variant, &answer, &before);
        assert_eq!(grade.verdict, Verdict::Wrong, "J after {name}");
    }
}

#[test]
fn what_follows_is_told_once_for_each_choice_of_errors() {
    let text = "format = 1
title = \"Choices\"
[given]
x = [[1, 2], [3, 5]]
s = 2
c = [1, 2]
d = [[3], [4]]
[model]
forward = \"\"\"
u = x * 2
v = x + 1
w = x - 7
q = s * 3
r = q + 1
o = c @ d
k = o + 2
P = u
L = sum(P * v * w) + r + sum(k)
\"\"\"
";
    let asked = ["u", "v", "w", "q", "r", "o", "k", "P", "L"]
        .map(|name| format!("[[question]]\nkind = \"value\"\nof = \"{name}\"\n"));
    let text = text.to_owned() + &asked.concat();
    let (exercise, faults) = Exercise::read(&Source::new("test".to_owned(), text), "test");
    let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
    let variant = exercise.variant(0).expect("it is fixed");
    let found = |id: &str, wrong: &[(&str, Array)]| -> Vec<(usize, Array)> {
        let ask = |id: &str| find(&exercise, id).expect("it is asked");
        let earlier: Vec<_> =
            wrong.iter().map(|(id, value)| Earlier { question: ask(id), value }).collect();
        let Key::Array(key) = variant.key(ask(id)) else { panic!("{id} is a value") };
        let all = consequences(ask(id), &variant, &key, &earlier);
        all.into_iter().map(|one| (one.origin, one.value)).collect()
    };
    let square = |entries: [f64; 4]| Array::new(Shape::Matrix(2, 2), entries.to_vec());
    let [u, v, w] = [
        ("u", square([2.5, 4.0, 6.0, 11.0])),
        ("v", square([2.0, 3.5, 4.0, 6.0])),
        ("w", square([-6.0, -5.0, -4.5, -2.0])),
    ];
    assert_eq!(found("L", std::slice::from_ref(&u)).len(), 1);
    assert_eq!(found("L", &[u.clone(), v.clone()]).len(), 3);
    let origins: Vec<usize> =
        found("L", &[u.clone(), v.clone(), w]).into_iter().map(|(origin, _)| origin).collect();
    assert_eq!(origins, [0, 1, 2, 0, 0, 1, 0], "each, each two, all");
    assert_eq!(found("v", std::slice::from_ref(&u)), [], "u is not on the way to v");
    assert_eq!(found("P", std::slice::from_ref(&u)), [], "it would be the same answer again");
    assert_eq!(found("u", std::slice::from_ref(&u)), [], "and this is the same question");
    let number = |value| ("q", Array::scalar(value));
    assert_eq!(found("r", &[number(5.0)]), [(0, Array::scalar(6.0))]);
    assert_eq!(found("r", &[number(0.0)]), [], "zero makes it trivial");
    let one = |value| Array::new(Shape::Matrix(1, 1), vec![value]);
    assert_eq!(found("k", &[("o", one(7.0))]), [(0, one(9.0))]);
    assert_eq!(found("k", &[("o", one(0.0))]), []);
}

#[test]
fn a_single_digit_follows_from_nothing() {
    let text = "format = 1
title = \"A quotient\"
[given]
a = 40
[model]
forward = \"\"\"
gap = a / 2
r = gap / (a + gap)
\"\"\"
[[question]]
kind = \"value\"
of = \"gap\"
[[question]]
kind = \"value\"
of = \"r\"
";
    let (exercise, faults) = Exercise::read(&Source::new("test".to_owned(), text), "test");
    let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
    let earlier = Array::scalar(28.0);
    let question = find(&exercise, "gap").expect("it is asked");
    let before = [Earlier { question, value: &earlier }];
    // From 28 follows 28/68 = 0.4118, of which 0.41 is a rounding, and 0.4 may be of much else.
    for (typed, verdict) in [("0.41", Verdict::Follows), ("0.4", Verdict::Wrong)] {
        let mut variant = exercise.variant(0).expect("it is fixed");
        let value = find(&exercise, "r").expect("it is asked");
        let grade = grade_after(value, &mut variant, &Answer::Text(typed.to_owned()), &before);
        assert_eq!(grade.verdict, verdict, "{typed}");
    }
}
