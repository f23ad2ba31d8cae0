#!/usr/bin/env python3
"""Records what JAX makes of every question about a number, in double precision.

    cargo build --release
    python3 tests/oracle/keys.py

For the exercises below, at five seeds, `gradus solve ID --seed N --format json` is asked for the
given values and for what the questions are called, and for nothing else. What each exercise
computes stands in `transcriptions.py`, written from its statement. There is one file for each topic,
`keys/TOPIC.json`; `cargo test --test oracle` compares it with the engine and needs no Python.
"""

import argparse
import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import jaxlib  # noqa: E402
import numpy  # noqa: E402

from oracle import Names  # noqa: E402
from transcriptions import EXERCISES  # noqa: E402

SEEDS = (1, 7, 11, 42, 1000)
HERE = Path(__file__).resolve().parent


def solve(program, exercise, seed):
    command = [program, "solve", exercise, "--seed", str(seed), "--format", "json"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{found.stderr}")
    found = json.loads(found.stdout)
    asked = [q["id"] for q in found["questions"] if q["kind"] in ("value", "gradient", "formula")]
    return found["given"], asked


def key(forward, inputs, question):
    """A value, or for `dL/dZ` the gradient of L by Z, of a given or of an assigned name."""
    names = Names({})
    forward(inputs, names)
    gradient = re.fullmatch(r"(?:formula\()?d(.+?)/d(.+?)\)?", question)
    if not gradient:
        return (names.values | inputs)[question]
    of, wrt = gradient.groups()

    def scalar(value):
        given, offsets = (inputs | {wrt: value}, {}) if wrt in inputs else (inputs, {wrt: value})
        again = Names(offsets)
        forward(given, again)
        return again.values[of]

    return jax.grad(scalar)(inputs[wrt] if wrt in inputs else jnp.zeros_like(names.values[wrt]))


def record(program, exercise):
    forward = EXERCISES[exercise]
    seeds = {}
    before = None
    for seed in SEEDS:
        given, asked = solve(program, exercise, seed)
        if given == before:
            continue  # The numbers are fixed: one recording says all.
        before = given
        inputs = {
            name: jnp.array(value["data"], dtype=jnp.float64).reshape(value["shape"])
            for name, value in given.items()
        }
        keys = {question: numpy.asarray(key(forward, inputs, question)) for question in asked}
        assert all(value.dtype == numpy.float64 for value in keys.values())
        seeds[str(seed)] = {
            question: {"shape": list(value.shape), "data": value.tolist()} for question, value in keys.items()
        }
    return seeds


def main():
    parser = argparse.ArgumentParser(description="Records the keys of the built-in exercises with JAX.")
    parser.add_argument("--gradus", default=str(HERE.parents[1] / "target" / "release" / "gradus"), help="the program")
    parser.add_argument("topics", nargs="*", help="only these topics")
    arguments = parser.parse_args()
    topics = {}
    for exercise in EXERCISES:
        topics.setdefault(exercise.split("/")[0], []).append(exercise)
    (HERE / "keys").mkdir(exist_ok=True)
    for topic, exercises in topics.items():
        if arguments.topics and topic not in arguments.topics:
            continue
        versions = {"python": platform.python_version(), "jax": jax.__version__, "jaxlib": jaxlib.__version__}
        lines = [f'  "versions": {json.dumps(versions)}']
        for exercise in exercises:
            seeds = record(arguments.gradus, exercise)
            each = ",\n".join(f'    "{seed}": {json.dumps(keys)}' for seed, keys in seeds.items())
            lines.append(f'  "{exercise}": {{\n{each}\n  }}')
        path = HERE / "keys" / f"{topic}.json"
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{topic}: {len(exercises)} exercises")


if __name__ == "__main__":
    main()
