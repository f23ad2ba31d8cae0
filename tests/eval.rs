//! `gradus eval`: values, shapes and gradients of equations, and what is said of wrong ones.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn eval(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.arg("eval").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    // Whoever does not read its input may be gone before it is written.
    let _ = child.stdin.take().expect("it has an input").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

fn text(arguments: &[&str]) -> String {
    let output = eval(arguments, "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    String::from_utf8(output.stdout).expect("the test made it so")
}

fn object(arguments: &[&str], input: &str) -> Value {
    let output = eval(&[arguments, &["--format", "json"]].concat(), input);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {said}"))
}

fn refused(arguments: &[&str]) -> String {
    let output = eval(arguments, "");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).expect("the test made it so")
}

fn temporary(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the test made it so");
    path
}

#[test]
fn an_expression_is_calculated() {
    assert_eq!(text(&["2/3 + 1"]), "ans = 1.66667\n");
    assert_eq!(text(&["w*2", "--let", "w=21"]), "ans = 42\n");
}

#[test]
fn values_shapes_gradients_and_formulas_are_there() {
    let equations = "yhat = w * x; L = mean((yhat - [1, 0])^2)";
    let found = object(&[equations, "--let", "w=2", "--let", "x=[1, 3]", "--grad", "w,x,yhat"], "");
    let keys: Vec<_> = found.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["format", "given", "values", "of", "gradients"]);
    assert_eq!(found["given"]["x"], json!({ "shape": [1, 2], "data": [[1, 3]] }));
    assert_eq!(found["values"]["yhat"], json!({ "shape": [1, 2], "data": [[2, 6]] }));
    assert_eq!(found["values"]["L"]["data"], json!(18.5));
    assert_eq!(found["of"], "L");
    // By hand: 2/2 · ((2 − 1)·1 + 6·3), 2/2 · (ŷ − y) · w, 2/2 · (ŷ − y).
    assert_eq!(found["gradients"]["w"]["data"], json!(19));
    assert_eq!(found["gradients"]["x"]["data"], json!([[2, 12]]));
    assert_eq!(found["gradients"]["yhat"]["data"], json!([[1, 6]]));
    for name in ["w", "x", "yhat"] {
        let gradient = &found["gradients"][name];
        assert_eq!(gradient["witness"]["agrees"], true, "{gradient}");
        assert_eq!(gradient["witness"]["shape"], gradient["shape"]);
        assert!(gradient["formula"].as_str().unwrap().contains("yhat"), "{gradient}");
    }
}

#[test]
fn text_shows_the_formula_and_what_the_witness_says() {
    let shown = text(&["L = sum(X^2)", "--let", "X=[[1, 2], [3, 4]]", "--grad", "X"]);
    for part in
        ["L = 30\n", "∂L/∂X = 2X\n", "⎡ 2  4 ⎤", "✓ central differences give exactly the same"]
    {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
}

#[test]
fn what_agrees_in_every_digit_is_said_to_be_the_same() {
    let shown = text(&["L = sum(W)", "--let", "W=[1, 2]", "--grad", "W"]);
    assert!(!shown.contains("0e0"), "{shown}");
    let shown = text(&["L = 2 * w", "--let", "w=0", "--grad", "w"]);
    assert!(shown.contains("✓ central differences give exactly the same\n"), "{shown}");
}

#[test]
fn equations_come_from_a_file_or_from_stdin_and_values_from_a_file() {
    let equations = temporary("eval.eq", "Z = W @ x   # a comment; no equation\nL = sum(Z)\n");
    let given = temporary("eval.toml", "W = [[1, 2], [3, 4]]\nx = \"[5; 6]\"\nk = \"sum(W)\"\n");
    let (equations, given) = (equations.to_str().unwrap(), given.to_str().unwrap());
    let found = object(&["--file", equations, "--given", given, "--grad", "x"], "");
    assert_eq!(found["values"]["Z"]["data"], json!([[17], [39]]));
    assert_eq!(found["given"]["k"]["data"], json!(10));
    assert_eq!(found["gradients"]["x"]["data"], json!([[4], [6]]));
    let piped = object(&["-", "--given", given], "Z = W @ x\nL = sum(Z)\n");
    assert_eq!(piped["values"], found["values"]);
    let arrays = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answer_files/dL_dW1.npy");
    let read = object(&["s = sum(dL_dW1 - dL_dW1)", "--given", arrays.to_str().unwrap()], "");
    assert_eq!(read["given"]["dL_dW1"]["shape"], json!([3, 2]));
    assert_eq!(read["values"]["s"]["data"], 0);
}

#[test]
fn semicolons_divide_equations_but_not_within_brackets_or_comments() {
    assert_eq!(text(&["w = 2; v = w + 1 # not this; nor (this"]), "w = 2\nv = 3\n");
    let said = refused(&["L = sum([1, 2; 3, 4])"]);
    assert!(said.contains("a matrix is written `[[1, 2], [3, 4]]`"), "{said}");
}

#[test]
fn a_later_value_may_use_an_earlier_one_and_another_scalar_may_be_asked_for() {
    let arguments = ["a = w^2; b = a * k", "--let", "w=3", "--let", "k=2*w", "--of", "a"];
    let found = object(&[&arguments[..], &["--grad", "w"]].concat(), "");
    assert_eq!(
        (&found["given"]["k"]["data"], &found["values"]["b"]["data"]),
        (&json!(6), &json!(54))
    );
    assert_eq!((&found["of"], &found["gradients"]["w"]["data"]), (&json!("a"), &json!(6)));
}

#[test]
fn at_a_jump_the_witness_disagrees_and_the_status_says_so() {
    let output = eval(&["L = (x > 0) + x", "--let", "x=0", "--grad", "x"], "");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("✗ central differences give another value"), "{shown}");
}

#[test]
fn mistakes_are_told_with_their_place() {
    let table: [(&[&str], &[&str]); 15] = [
        (&["y = sigmod(2)"], &["did you mean `sigmoid`?", "equations:1:5"]),
        (&["sigmod(2)"], &["did you mean `sigmoid`?"]),
        (&["a = 1; b = a +"], &["equations:2:"]),
        (&["L = sum(W^2)"], &["there is no `W` here", "`--let W=2`", "`--given`"]),
        (&["g = ∂L/∂w", "--let", "w=2"], &["a gradient is written `grad(L, w)`"]),
        (&["P = softmax([1, 2])"], &["`axis = 0`, down each column", "`axis = 1`, along each row"]),
        (&["  "], &["there is no equation"]),
        (&["y = w", "--let", "w"], &["`--let w` has no value", "--let w=2"]),
        (&["y = w", "--let", "w=2 +"], &["--let w"]),
        (&["y = w", "--let", "exp=2"], &["--let exp: "]),
        (&["y = w", "--let", "w=1", "--let", "w=2"], &["--let w: "]),
        (&["y = w^2", "--let", "w=1", "--grad", "v"], &["there is no name `v`"]),
        (&["y = X + 1", "--let", "X=[1, 2]", "--grad", "X"], &["`y` is [1, 2]", "`--of`"]),
        (&["y = 1", "--given", "nowhere.toml"], &["nowhere.toml cannot be read"]),
        (&["--file", "nowhere.eq"], &["nowhere.eq cannot be read"]),
    ];
    for (arguments, parts) in table {
        let said = refused(arguments);
        for part in parts {
            assert!(said.contains(part), "{arguments:?}: {part} is not in\n{said}");
        }
    }
}
