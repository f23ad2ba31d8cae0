#!/usr/bin/env python3
"""Records what JAX makes of the built-in exercises, in double precision.

    cargo build --release
    python3 tests/oracle/oracle.py

For every exercise below, `gradus solve ID --seed N --format json` is asked for the given values
and for nothing else. The equations stand here once more, written for JAX; `jax.grad` finds the
gradients. The gradient with respect to a name in the middle, such as Z, is that of an offset of
zeros added to it. `cargo test --test oracle` compares the recordings beside this file with the
engine; it needs neither Python nor JAX.
"""

import argparse
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

SEEDS = (7, 11)
HERE = Path(__file__).resolve().parent


def product(g, at):
    u = at("u", g["a"] * g["x"] + 1)
    v = at("v", g["x"] ** 2 - g["b"])
    return at("f", u * v)


def quotient(g, at):
    u = at("u", g["x"] ** 2 + g["a"])
    v = at("v", g["b"] * g["x"] + 1)
    return at("f", u / v)


def chain(g, at):
    u = at("u", g["a"] * g["x"] + g["b"])
    v = at("v", u**2)
    return at("f", 1 / (v + 1))


def exp_log(g, at):
    u = at("u", g["k"] * g["x"])
    p = at("p", jnp.exp(u))
    s = at("s", 1 + p)
    return at("f", jnp.log(s))


def sigmoid(g, at):
    z = at("z", g["w"] * g["x"] + g["b"])
    a = at("a", jax.nn.sigmoid(z))
    return at("L", (a - g["y"]) ** 2)


def tanh(g, at):
    z = at("z", g["w"] * g["x"] + g["b"])
    h = at("h", jnp.tanh(z))
    return at("f", g["v"] * h)


def relu(g, at):
    z1 = at("z1", g["w1"] * g["x"] + g["b1"])
    z2 = at("z2", g["w2"] * g["x"] + g["b2"])
    a1 = at("a1", jax.nn.relu(z1))
    a2 = at("a2", jax.nn.relu(z2))
    return at("f", g["v1"] * a1 + g["v2"] * a2)


def power(g, at):
    p = at("p", g["x"] ** g["n"])
    q = at("q", 1 / g["x"])
    r = at("r", jnp.sqrt(g["x"]))
    return at("f", g["a"] * p + g["b"] * q + r)


def loss(g, at, yhat):
    return at("L", jnp.sum((yhat - g["y"]) ** 2) / g["y"].shape[1])


def univariate(g, at):
    return loss(g, at, at("yhat", g["w"] * g["x"] + g["b"]))


def multivariate(g, at):
    return loss(g, at, at("yhat", g["w"] @ g["X"] + g["b"]))


def two_layer_linear(g, at):
    z = at("Z", g["W1"] @ g["X"] + g["b1"])
    return loss(g, at, at("yhat", g["w2"] @ z + g["b2"]))


def two_layer(activation):
    def forward(g, at):
        z = at("Z", g["W1"] @ g["X"] + g["b1"])
        a = at("A", activation(z))
        return loss(g, at, at("yhat", g["w2"] @ a + g["b2"]))

    return forward


EXERCISES = {
    "scalar-operations/01-product": product,
    "scalar-operations/02-quotient": quotient,
    "scalar-operations/03-chain": chain,
    "scalar-operations/04-exp-log": exp_log,
    "scalar-operations/05-sigmoid": sigmoid,
    "scalar-operations/06-tanh": tanh,
    "scalar-operations/07-relu": relu,
    "scalar-operations/08-power": power,
    "univariate-regression/01-fixed": univariate,
    "univariate-regression/02-drawn": univariate,
    "multivariate-regression/01-fixed": multivariate,
    "multivariate-regression/02-drawn": multivariate,
    "two-layer-linear/01-fixed": two_layer_linear,
    "two-layer-linear/02-drawn": two_layer_linear,
    "two-layer-nonlinear/01-sigmoid": two_layer(jax.nn.sigmoid),
    "two-layer-nonlinear/02-drawn": two_layer(jax.nn.sigmoid),
    "two-layer-nonlinear/03-tanh": two_layer(jnp.tanh),
    "two-layer-nonlinear/04-relu": two_layer(jax.nn.relu),
}


class Names:
    """The assigned names of one forward pass, each with its offset added."""

    def __init__(self, offsets):
        self.offsets = offsets
        self.values = {}

    def __call__(self, name, value):
        value = value + self.offsets.get(name, 0.0)
        self.values[name] = value
        return value


def recorded(array):
    array = numpy.asarray(array)
    assert array.dtype == numpy.float64, array.dtype
    return {"shape": list(array.shape), "data": array.tolist()}


def record(exercise, seed, given):
    forward = EXERCISES[exercise]
    inputs = {
        name: jnp.array(value["data"], dtype=jnp.float64).reshape(value["shape"])
        for name, value in given.items()
    }
    names = Names({})
    forward(inputs, names)
    *inner, last = names.values
    offsets = {name: jnp.zeros_like(names.values[name]) for name in inner}

    def scalar(inputs, offsets):
        return forward(inputs, Names(offsets))

    by_input, by_offset = jax.grad(scalar, argnums=(0, 1))(inputs, offsets)
    gradients = {name: by_input[name] for name in inputs} | {name: by_offset[name] for name in inner}
    return {
        "exercise": exercise,
        "seed": seed,
        "versions": {
            "python": platform.python_version(),
            "jax": jax.__version__,
            "jaxlib": jaxlib.__version__,
            "numpy": numpy.__version__,
        },
        "given": given,
        "loss": last,
        "values": {name: recorded(value) for name, value in names.values.items()},
        "gradients": {name: recorded(value) for name, value in gradients.items()},
    }


def solve(program, exercise, seed):
    command = [program, "solve", exercise, "--seed", str(seed), "--format", "json"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{found.stderr}")
    return json.loads(found.stdout)["given"]


def lines(value, margin=0):
    """JSON in lines, an array of numbers on one."""
    if not isinstance(value, dict) or "data" in value:
        return json.dumps(value)
    blank = " " * (margin + 2)
    entries = [f"{blank}{json.dumps(key)}: {lines(item, margin + 2)}" for key, item in value.items()]
    return "{\n" + ",\n".join(entries) + "\n" + " " * margin + "}"


def main():
    parser = argparse.ArgumentParser(description="Records the key of the built-in exercises with JAX.")
    parser.add_argument("--gradus", default=str(HERE.parents[1] / "target" / "release" / "gradus"), help="the program")
    program = parser.parse_args().gradus
    for old in HERE.glob("*.json"):
        old.unlink()
    count = 0
    for exercise in EXERCISES:
        before = None
        for seed in SEEDS:
            given = solve(program, exercise, seed)
            if given == before:
                continue  # The numbers are fixed: one recording says all.
            before = given
            path = HERE / f"{exercise.replace('/', '.')}.seed-{seed}.json"
            path.write_text(lines(record(exercise, seed, given)) + "\n", encoding="utf-8")
            count += 1
    print(f"{count} recordings")


if __name__ == "__main__":
    main()
