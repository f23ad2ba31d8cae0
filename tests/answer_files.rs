//! Answers from NumPy's files and from CSV: read as they are meant, and refused with a clear word
//! where they are no numbers.
//!
//! `tests/answer_files/*.np?` were written by `tests/answer_files/write.py` with NumPy.

#[path = "support/arrays.rs"]
mod arrays;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use arrays::{archive, npy};

const SIGMOID: &str = "two-layer-nonlinear/01-sigmoid";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answer_files").join(name)
}

fn grade(file: &Path, exercise: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(["grade", exercise, "--answers"]).arg(file).args(more);
    command.output().expect("the program runs")
}

/// The verdicts by the questions' ids.
fn verdicts(file: &Path, exercise: &str) -> Vec<(String, String)> {
    let output = grade(file, exercise, &["--format", "json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let object: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    let text = |value: &Value| value.as_str().expect("the test made it so").to_owned();
    let questions = object["questions"].as_array().expect("the test made it so").iter();
    questions.map(|question| (text(&question["id"]), text(&question["verdict"]))).collect()
}

/// Writes a file and gives what the program says when it refuses it.
fn refused(name: &str, bytes: &[u8]) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, bytes).expect("the test made it so");
    let output = grade(&file, SIGMOID, &[]);
    assert_eq!(output.status.code(), Some(2), "{name}");
    assert!(output.stdout.is_empty(), "{name}");
    String::from_utf8(output.stderr).expect("the test made it so")
}

#[test]
fn arrays_that_numpy_wrote_are_graded() {
    let found = verdicts(&fixture("right.npz"), SIGMOID);
    for (id, verdict) in found {
        let wanted = if id == "shape(dL/dW1)" || id == "choice" { "missing" } else { "correct" };
        assert_eq!(verdict, wanted, "{id}");
    }
}

#[test]
fn an_archive_that_is_not_compressed_and_other_types_are_graded_too() {
    let verdict = |id: &str| {
        let found = verdicts(&fixture("kinds.npz"), SIGMOID);
        found.into_iter().find(|(found, _)| found == id).unwrap().1
    };
    assert_eq!(verdict("Z"), "correct", "float32, first index fastest");
    assert_eq!(verdict("dL/dw2"), "correct", "big-endian, one dimension");
    assert_eq!(verdict("L"), "unreadable", "nan");
    assert_eq!(verdict("yhat"), "wrong", "whole numbers");
    assert_eq!(verdict("dL/db1"), "shape", "a row where a column is asked for");
}

#[test]
fn a_file_of_one_array_answers_the_question_that_it_is_named_for() {
    let found = verdicts(&fixture("dL_dW1.npy"), SIGMOID);
    for (id, verdict) in found {
        assert_eq!(verdict, if id == "dL/dW1" { "correct" } else { "missing" }, "{id}");
    }
}

#[test]
fn a_spreadsheet_is_graded_and_its_digits_count() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answers.CSV");
    let text = "dL_dw2,0.384,0.213,0.698\n∂L/∂W1,-0.224,0.0338\n,0.281,-0.0162\n,-0.296,0.0258\n\
                grad_b1,0.2096,-0.2674,0.2442\nL,W1 @ X\nchoice,1\n";
    std::fs::write(&file, text).unwrap();
    let found = verdicts(&file, SIGMOID);
    let verdict = |id: &str| found.iter().find(|(found, _)| found == id).unwrap().1.as_str();
    let ids = ["dL/dw2", "dL/dW1", "dL/db1", "L", "Z"];
    assert_eq!(ids.map(verdict), ["correct", "correct", "shape", "shape", "missing"]);
}

#[test]
fn pickles_are_never_run() {
    let pickle = b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x0atouch /tmp/x\x85R.";
    assert!(refused("a.pkl", pickle).contains("a program and is never run"));
    for shape in ["()", "(1,)"] {
        let said = refused("dictionary.npy", &npy("|O", shape, pickle));
        assert!(said.contains("holds Python objects as a pickle") && said.contains("np.savez"));
        let said = refused("objects.npz", &archive(&[("Z.npy", &npy("|O", shape, pickle))]));
        assert!(said.contains("the array `Z` holds Python objects as a pickle"), "{said}");
    }
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    // Says that it is enormous; is enormous but says that it is small; is within what is allowed
    // one by one, and enormous together.
    let zeros = vec![0; 8 << 20];
    let said = refused("bomb.npz", &archive(&[("Z.npy", &npy("<f8", "(4096, 2048)", &zeros))]));
    assert!(said.contains("the array `Z` is 4096×2048"), "{said}");
    let said = refused(
        "header.npz",
        &archive(&[("Z.npy", &[b"\x93NUMPY\x02\x00\xff\xff\xff\x7f", &zeros[..]].concat())]),
    );
    assert!(said.contains("longer than any array needs"), "{said}");
    let part = npy("|u1", "(1024, 1024)", &zeros[..1 << 20]);
    let names: Vec<_> = (0..6).map(|at| format!("Z{at}.npy")).collect();
    let parts: Vec<_> = names.iter().map(|name| (name.as_str(), &part[..])).collect();
    let said = refused("parts.npz", &archive(&parts));
    assert!(said.contains("entries together"), "{said}");
    let empty: Vec<_> = (0..1_001).map(|at| format!("{at}.npy")).collect();
    let empty: Vec<_> = empty.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(refused("many.npz", &archive(&empty)).contains("1001 files"));
}

#[test]
fn an_archive_that_climbs_out_writes_nothing() {
    let array = npy("|u1", "(1,)", &[1]);
    let said = refused("climbs.npz", &archive(&[("../../climbed.npy", &array)]));
    assert!(said.contains("no question has the id `../../climbed`"), "{said}");
    let said = refused("other.npz", &archive(&[("run.sh", b"touch x")]));
    assert!(said.contains("`run.sh` in the archive is no `.npy` file"), "{said}");
}

#[test]
fn files_that_are_broken_are_refused_with_a_reason() {
    let whole = archive(&[("Z.npy", &npy("<f8", "(2,)", &[0; 16]))]);
    assert!(refused("cut.npz", &whole[..whole.len() / 2]).contains("no archive that can be read"));
    assert!(refused("b.txt", &[0xff, 0xfe, 1]).contains("not UTF-8 text, and no `.npy`"));
    let said = refused("cut.npy", &npy("<f8", "(2,)", &[0; 15]));
    assert!(said.contains("cut short"), "{said}");
    let said = refused("unknown.npz", &archive(&[("Q.npy", &npy("|u1", "(1,)", &[1]))]));
    assert!(
        said.contains("no question has the id `Q`") && said.contains("there are `Z`, `yhat`"),
        "{said}"
    );
}

/// A notebook with one cell that printed a text.
fn notebook(printed: &str) -> String {
    let output = json!({ "output_type": "stream", "name": "stdout", "text": [printed] });
    let cell = json!({ "cell_type": "code", "source": "…", "outputs": [output] });
    json!({ "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell] }).to_string()
}

#[test]
fn what_a_program_printed_is_graded() {
    let prints = [
        "epoch 1\ndW1 = [[-0.224457  0.0338473]\n [ 0.281479 -0.0162225]\n [-0.295623  0.0257791]]\n",
        "loss: 3\ndW1=array([[-0.224457,  0.0338473],\n       [ 0.281479, -0.0162225],\n       [-0.295623,  0.0257791]])\n",
        "W1.grad: tensor([[-0.224457,  0.0338473],\n        [ 0.281479, -0.0162225],\n        [-0.295623,  0.0257791]], dtype=torch.float64)\n",
        "{'dW1': array([[-0.224457,  0.0338473],\n       [ 0.281479, -0.0162225],\n       [-0.295623,  0.0257791]]), 'steps': 3}\n",
    ];
    for (place, print) in prints.into_iter().enumerate() {
        for name in ["mine.txt", "mine.out", "mine"] {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{place}-{name}"));
            std::fs::write(&file, print).expect("it can be written");
            let found = verdicts(&file, SIGMOID);
            let right = found.iter().filter(|(_, verdict)| verdict == "correct");
            assert_eq!(right.map(|(id, _)| &**id).collect::<Vec<_>>(), ["dL/dW1"], "{print}");
        }
    }
    // A slip in a file that was written is told, and nothing is read around it.
    assert!(refused("slip", b"L = 0.5\ndW1 = [[1, 2], [3, 4]\n").contains("slip:2"));
    assert!(refused("slip.toml", b"L = 0.5\ndW1 = [[1 2]]\n").contains("slip.toml:2"));
    assert!(refused("bare.txt", b"Z\n[[1. 2.]\n [3. 4.]]\n").contains("nothing that has a name"));
    assert!(refused("nothing.txt", b"loss: 3\n").contains("which no question asks for"));
}

#[test]
fn what_a_notebook_printed_is_graded_and_all_else_passed_over() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mine.ipynb");
    let printed = "step 1: loss 3\nimported: numpy\ndw2=array([[0.38410766, 0.21273581, 0.69810436]])\n\
                   {'dL/db2': np.float64(0.7), 'Z': tensor([[ 1.0, -0.5, -0.5, 3.5],\n        \
                   [ 0.5, 1.0, -1.5, -2.0],\n        [-0.5, 1.0, 1.0, -3.0]]), 'other': [1]}\n\
                   dw2 = [[9, 9, 9]]\ndw2 = [[0.38410766 0.21273581 0.69810436]]\n";
    std::fs::write(&file, notebook(printed)).unwrap();
    let found = verdicts(&file, SIGMOID);
    let verdict = |id: &str| &found.iter().find(|(found, _)| found == id).unwrap().1;
    assert_eq!((&**verdict("dL/dw2"), &**verdict("Z")), ("correct", "correct"));
    assert_eq!((&**verdict("dL/db2"), &**verdict("L")), ("wrong", "missing"));
    let said = refused("none.ipynb", notebook("loss: 3\naccuracy: 1\n").as_bytes());
    assert!(said.contains("`loss`, `accuracy`, which no question asks for"), "{said}");
    assert!(
        refused("nothing.ipynb", notebook("hello").as_bytes()).contains("nothing that has a name")
    );
    assert!(refused("broken.ipynb", b"{\"cells\": 1}").contains("no Jupyter notebook"));
}

#[test]
fn errors_shows_how_far_each_tensor_is_from_the_key() {
    let output = grade(&fixture("kinds.npz"), SIGMOID, &["--errors"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let row = |id: &str| {
        let table = text.split("Relative error").nth(1).expect("there is a table");
        let row = table.lines().find(|line| line.trim_start().starts_with(id));
        row.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    assert_eq!(row("Z ").as_deref(), Some("Z 3×4 0 ≤ 1e-7: the same"));
    assert_eq!(
        row("yhat").as_deref(),
        Some("yhat 1×4 1.0e0 > 1e-2: probably wrong (row 1, column 1)")
    );
    assert_eq!((row("L "), row("dL/db1")), (None, None), "nan, and another shape");
    let plain = grade(&fixture("kinds.npz"), SIGMOID, &[]);
    assert!(!String::from_utf8(plain.stdout).unwrap().contains("Relative error"));
}
