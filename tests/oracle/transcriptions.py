"""What the built-in exercises compute, written from their statements for JAX.

`at(name, value)` notes a value under the name that a question asks for.
"""

import jax
import jax.numpy as jnp


def odds(g, at):
    z = g["z"]
    at("p", 1 / (1 + jnp.exp(-z)))
    at("q", 1 / (1 + jnp.exp(z)))


def one_example(g, at):
    p = at("p", 1 / (1 + jnp.exp(-g["z"])))
    at("L", jnp.where(g["y"] == 1, -jnp.log(p), -jnp.log(1 - p)))


def boundary(g, at):
    at("height", (-g["b"] - g["w1"] * g["t"]) / g["w2"])
    at("distance", jnp.abs(g["b"]) / jnp.hypot(g["w1"], g["w2"]))
    at("z", g["w1"] * g["t"] + g["w2"] * g["t"] + g["b"])


def cross_entropy(p, y):
    """The mean over the examples of minus the logarithm of the right class's probability."""
    return -jnp.mean(jnp.log(jnp.where(y == 1, p, 1 - p)))


def logistic(g, at):
    z = at("z", g["w"] @ g["X"] + g.get("b", 0.0))
    p = at("p", jax.nn.sigmoid(z))
    at("L", cross_entropy(p, g["y"]))


def logistic_step(g, at):
    def loss(w, b):
        return cross_entropy(jax.nn.sigmoid(w * g["x"] + b), g["y"])

    at("L", loss(g["w"], g["b"]))
    dw, db = jax.grad(loss, argnums=(0, 1))(g["w"], g["b"])
    w = at("w_new", g["w"] - g["eta"] * dw)
    b = at("b_new", g["b"] - g["eta"] * db)
    at("boundary", -b / w)


def saturated(g, at):
    def losses(z):
        p = jax.nn.sigmoid(z)
        return -jnp.log(p), (1 - p) ** 2

    p = at("p", jax.nn.sigmoid(g["z"]))
    at("C", -jnp.log(p))
    at("S", (1 - p) ** 2)
    by_c, by_s = jax.jacobian(losses)(g["z"])
    at("ratio", by_c / by_s)


def sigmoid_network(g, at):
    z = at("Z", jnp.dot(g["W1"], g["X"]) + g["b1"])
    a = at("A", 1 / (1 + jnp.exp(-z)))
    yhat = at("yhat", jnp.dot(g["w2"], a) + g["b2"])
    at("L", jnp.mean(jnp.square(yhat - g["y"])))


EXERCISES = {
    "logistic-regression/01-sigmoid": odds,
    "logistic-regression/02-one-example": one_example,
    "logistic-regression/03-decision-boundary": boundary,
    "logistic-regression/04-gradients": logistic,
    "logistic-regression/05-one-step": logistic_step,
    "logistic-regression/06-saturation": saturated,
    "logistic-regression/07-whole": logistic,
    "two-layer-nonlinear/05-formulas": sigmoid_network,
}
