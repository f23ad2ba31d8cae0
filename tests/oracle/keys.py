#!/usr/bin/env python3
"""Records what JAX makes of every question of the built-in exercises, in double precision.

    cargo build --release
    python3 tests/oracle/keys.py [TOPIC…] [TOPIC/EXERCISE…]

Each topic has a module beside its recording, `keys/TOPIC.py`, in which every exercise is written
once more from its statement, not from its equations. At five seeds `gradus solve FILE --seed N
--format json` is asked for the given values and for what the questions are called, and for nothing
else; what JAX makes of them goes to `keys/TOPIC.json`. `cargo test --test keys` compares the
recordings with the keys and needs no Python.

To add an exercise, write a function in the module of its topic, enter it in the module's
`EXERCISES` under the file's name without `.toml`, and run this script with the exercise's id. The
function takes the given values, arrays by name, and returns a dict from each question's id to its
answer: an array for a value and for a gradient, the gradient itself for a formula, the sizes for a
shape, the list of the options that hold for a choice, computed wherever it can be, and under
`lines` the gradients of the loss by every name if a pass is to be mended. `named.py` spares most of
that: with `named(function)` the function takes a second argument, `at("Z", value)` notes a value
under its name, and every gradient and shape is found from the names; only choices, and questions
whose id is the author's own, are returned. A statement and equations that disagree are a fault of
the exercise.
"""

import argparse
import importlib.util
import json
import platform
import subprocess
import sys
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import jaxlib  # noqa: E402
import numpy  # noqa: E402

SEEDS = (1, 7, 11, 42, 1000)
HERE = Path(__file__).resolve().parent


def solve(program, exercise, seed):
    topic, name = exercise.split("/")
    [file] = (HERE.parents[1] / "exercises").glob(f"*-{topic}/{name}.toml")
    command = [program, "solve", str(file), "--seed", str(seed), "--format", "json"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{found.stderr}")
    found = json.loads(found.stdout)
    return found["given"], [(question["id"], question["kind"]) for question in found["questions"]]


def array(value):
    value = numpy.asarray(value, dtype=numpy.float64)
    return {"shape": list(value.shape), "data": value.tolist()}


def recorded(keys, question, kind):
    if kind == "mend":
        return {"lines": {name: array(value) for name, value in keys["lines"].items()}}
    if kind in ("choice", "shape"):
        return [int(entry) for entry in keys[question]]
    return array(keys[question])


def record(program, exercise, transcription):
    seeds, missing = {}, set()
    for seed in SEEDS:
        given, asked = solve(program, exercise, seed)
        inputs = {
            name: jnp.array(value["data"], dtype=jnp.float64).reshape(value["shape"])
            for name, value in given.items()
        }
        keys = transcription(inputs)
        found = {}
        for question, kind in asked:
            try:
                found[question] = recorded(keys, question, kind)
            except KeyError:
                missing.add(question)
        seeds[str(seed)] = {"given": given, "keys": found}
    if missing:
        print(f"{exercise}: not transcribed: {', '.join(sorted(missing))}", file=sys.stderr)
    first, *others = seeds.items()
    # If the numbers are fixed, one recording says all.
    return seeds if any(other["given"] != first[1]["given"] for _, other in others) else dict([first])


def transcriptions(path):
    """The exercises of a topic's module."""
    spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EXERCISES


def main():
    parser = argparse.ArgumentParser(description="Records the keys of the built-in exercises with JAX.")
    parser.add_argument("--gradus", default=str(HERE.parents[1] / "target" / "release" / "gradus"), help="the program")
    parser.add_argument("only", nargs="*", help="only these topics and exercises; what was recorded of others stays")
    arguments = parser.parse_args()
    versions = {"python": platform.python_version(), "jax": jax.__version__, "jaxlib": jaxlib.__version__}
    for path in sorted((HERE / "keys").glob("*.py")):
        topics = [asked.split("/")[0] for asked in arguments.only]
        if topics and path.stem not in topics:
            continue
        kept = {}
        if topics and path.stem not in arguments.only and path.with_suffix(".json").exists():
            kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        lines = [f'  "versions": {json.dumps(versions)}']
        exercises = transcriptions(path)
        for name, transcription in exercises.items():
            exercise = f"{path.stem}/{name}"
            seeds = kept.get(exercise)
            if seeds is None or exercise in arguments.only:
                seeds = record(arguments.gradus, exercise, transcription)
            each = ",\n".join(f'    "{seed}": {json.dumps(keys)}' for seed, keys in seeds.items())
            lines.append(f'  "{exercise}": {{\n{each}\n  }}')
        path.with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{path.stem}: {len(exercises)} exercises")


if __name__ == "__main__":
    main()
