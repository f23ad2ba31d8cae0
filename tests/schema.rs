//! The JSON Schema of the exercise file knows the keys that the validator knows.

use std::collections::BTreeSet;
use std::process::Command;

use gradus::exercise::library::Loaded;
use gradus::exercise::lint::LINTS;
use serde_json::Value;

fn schema() -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_gradus")).arg("schema").output();
    let output = output.expect("the program runs");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("the schema is JSON")
}

/// The keys that the validator lists for the owner of an unknown one.
fn validator_keys(text: &str) -> BTreeSet<String> {
    let loaded = Loaded::read("x.toml", text.as_bytes(), "x");
    let unknown =
        |one: &&gradus::diagnostic::Diagnostic| one.message.ends_with("no key `zzzzzzzz`");
    let fault = loaded.diagnostics.iter().find(unknown);
    let fault = fault.unwrap_or_else(|| panic!("{text}: {:?}", loaded.diagnostics));
    let help = fault.help.as_deref().expect("the keys are listed");
    help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn properties(value: &Value) -> BTreeSet<String> {
    let properties = value["properties"].as_object().unwrap_or_else(|| panic!("{value}"));
    properties.keys().cloned().collect()
}

/// The required keys of a table in the schema.
fn required(value: &Value) -> Vec<&str> {
    let list = value["required"].as_array().map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str).collect()
}

#[test]
fn every_table_has_the_keys_of_the_validator() {
    let schema = schema();
    let all = &schema["properties"];
    let question = &all["question"]["items"]["oneOf"];
    let draw = &all["given"]["additionalProperties"]["anyOf"][2];
    let gradient = question.as_array().and_then(|kinds| {
        kinds.iter().find(|one| one["properties"]["kind"]["const"] == "gradient")
    });
    let gradient = gradient.expect("there are gradients");
    let tables = [
        ("zzzzzzzz = 1\n", &schema),
        ("[model]\nzzzzzzzz = 1\n", &all["model"]),
        ("[given]\nx = { zzzzzzzz = 1 }\n", draw),
        ("[[test]]\nzzzzzzzz = 1\n", &all["test"]["items"]),
        ("[[allow]]\nzzzzzzzz = 1\n", &all["allow"]["items"]),
        (
            "[[question]]\nkind = \"gradient\"\nwrt = \"x\"\n[[question.mistake]]\nzzzzzzzz = 1\n",
            &gradient["properties"]["mistake"]["items"],
        ),
        (
            "[[question]]\nkind = \"gradient\"\nwrt = \"x\"\nhints = [{ zzzzzzzz = 1 }]\n",
            &gradient["properties"]["hints"]["items"]["anyOf"][1],
        ),
    ];
    for (text, table) in tables {
        assert_eq!(validator_keys(text), properties(table), "{text}");
        assert_eq!(table["additionalProperties"], false, "{text}");
    }
}

#[test]
fn every_kind_of_question_has_the_keys_of_the_validator() {
    let schema = schema();
    let kinds = schema["properties"]["question"]["items"]["oneOf"].as_array().unwrap().clone();
    let names: BTreeSet<_> =
        kinds.iter().filter_map(|kind| kind["properties"]["kind"]["const"].as_str()).collect();
    let known = ["value", "gradient", "formula", "shape", "choice", "mend"];
    assert_eq!(names, known.into_iter().collect());
    for kind in &kinds {
        let name = kind["properties"]["kind"]["const"].as_str().unwrap();
        let text = format!("[[question]]\nkind = \"{name}\"\nzzzzzzzz = 1\n");
        assert_eq!(validator_keys(&text), properties(kind), "{name}");
    }
}

#[test]
fn what_the_schema_requires_the_validator_misses() {
    let schema = schema();
    let missed = |text: &str| -> BTreeSet<String> {
        let faults = Loaded::read("x.toml", text.as_bytes(), "x").diagnostics;
        let missing = faults.iter().filter(|one| one.code == "missing-key");
        missing.filter_map(|one| one.message.split('`').nth(1).map(str::to_owned)).collect()
    };
    let of = |table: &Value| -> BTreeSet<String> {
        required(table).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(missed(""), of(&schema));
    let whole = "format = 1\ntitle = \"t\"\n[model]\nforward = \"f = 1\"\n[[question]]\nkind = \"shape\"\nof = \"f\"\n";
    for table in ["test", "allow"] {
        let text = format!("{whole}[[{table}]]\n");
        assert_eq!(missed(&text), of(&schema["properties"][table]["items"]), "{table}");
    }
}

#[test]
fn words_to_choose_from_are_those_of_the_validator() {
    let schema = schema();
    let words = |value: &Value| -> BTreeSet<String> {
        let list = value["enum"].as_array().unwrap_or_else(|| panic!("{value}"));
        list.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let lints = words(&schema["properties"]["allow"]["items"]["properties"]["lint"]);
    assert_eq!(lints, LINTS.map(str::to_owned).into_iter().collect());
    let test = &schema["properties"]["test"]["items"]["properties"];
    let text = "[[test]]\nseed = 1\nanswers = {}\nexpect = { x = \"zzzzzzzz\" }\n";
    let faults = Loaded::read("x.toml", text.as_bytes(), "x").diagnostics;
    let fault = faults.iter().find(|one| one.code == "unknown-verdict").expect("it is unknown");
    let help = fault.help.as_deref().expect("the verdicts are listed");
    let listed: BTreeSet<_> = help.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert_eq!(words(&test["expect"]["additionalProperties"]), listed);
}
