"""Worked examples, written from the statements."""

import jax
import jax.numpy as jnp
from named import named


def sum_and_product(g, at):
    at("f", at("q", g["x"] + g["y"]) * g["z"])


def neuron(g, at):
    z = at("z", g["w0"] * g["x0"] + g["w1"] * g["x1"] + g["w2"])
    at("f", 1 / (1 + jnp.exp(-z)))


def micrograd(g, at):
    a, b = g["a"], g["b"]
    c = a + b
    d = at("d1", a * b + b**3)
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + jax.nn.relu(b + a)
    d += 3 * d + jax.nn.relu(b - a)
    e = at("e", c - d)
    f = e**2
    at("g", f / 2.0 + 10.0 / f)


def mazur(g, at):
    def error(w1, w2):
        hidden = jax.nn.sigmoid(w1 @ g["x"] + g["b1"])
        return jnp.sum(0.5 * (g["y"] - jax.nn.sigmoid(w2 @ hidden + g["b2"])) ** 2)

    hidden = at("H", jax.nn.sigmoid(g["W1"] @ g["x"] + g["b1"]))
    output = at("O", jax.nn.sigmoid(at("M", g["W2"] @ hidden + g["b2"])))
    at("E", 0.5 * jnp.sum((g["y"] - output) ** 2))
    by_w1, by_w2 = jax.grad(error, argnums=(0, 1))(g["W1"], g["W2"])
    at("W1_new", g["W1"] - g["eta"] * by_w1)
    at("W2_new", g["W2"] - g["eta"] * by_w2)


EXERCISES = {
    "01-cs231n-product": named(sum_and_product),
    "02-cs231n-neuron": named(neuron),
    "03-micrograd": named(micrograd),
    "04-mazur": named(mazur),
}
