"""Logistic regression, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named, turned


def sigma(z):
    return 1 / (1 + jnp.exp(-z))


def cross_entropy(p, y):
    """The mean over the examples of minus the logarithm of the right class's probability."""
    return -jnp.mean(jnp.log(jnp.where(y == 1, p, 1 - p)))


def odds(g, at):
    z = g["z"]
    at("p", sigma(z))
    at("q", 1 / (1 + jnp.exp(z)))
    grid = jnp.linspace(-8, 8, 1601)
    slopes = jax.vmap(jax.grad(sigma))(grid)
    largest, where = slopes.max(), grid[slopes.argmax()]
    centre = abs(where) < 0.01
    return {
        "choice": holding(
            centre and abs(largest - 1 / 4) < 1e-6, centre and abs(largest - 1 / 2) < 1e-6, sigma(where) > 0.9
        )
    }


def one_example(g, at):
    p = at("p", sigma(g["z"]))
    at("L", jnp.where(g["y"] == 1, -jnp.log(p), -jnp.log(1 - p)))
    # A 1 that the model takes for a 0.
    z = jnp.log(0.001 / 0.999)
    by_p, by_z = jax.grad(lambda p: -jnp.log(p))(0.001), jax.grad(lambda z: -jnp.log(sigma(z)))(z)
    huge = [abs(by) > 100 for by in (by_p, by_z)]
    return {
        "choice": holding(
            huge[0] and abs(by_z + 1) < 0.01, all(huge), abs(by_p) < 0.01 and abs(by_z) < 0.01
        )
    }


def boundary(g, at):
    at("height", (-g["b"] - g["w1"] * g["t"]) / g["w2"])
    at("distance", jnp.abs(g["b"]) / jnp.hypot(g["w1"], g["w2"]))
    at("z", g["w1"] * g["t"] + g["w2"] * g["t"] + g["b"])

    def height(scale):
        return (-scale * g["b"] - scale * g["w1"] * g["t"]) / (scale * g["w2"])

    stays = jnp.isclose(height(1), height(2))
    surer = jnp.abs(sigma(2 * 1.0) - 0.5) > jnp.abs(sigma(1.0) - 0.5)
    return {"choice": holding(stays and surer, not stays, not surer)}


def logistic(g, at):
    z = at("z", g["w"] @ g["X"] + g.get("b", 0.0))
    p = at("p", sigma(z))
    at("L", cross_entropy(p, g["y"]))


def logistic_with_choice(g, at):
    logistic(g, at)

    def pull(z, x):
        """How an example of class 1 with this score and feature pulls at its weight."""
        return abs(jax.grad(lambda p: -jnp.log(sigma(z + p * x)))(0.0))

    pulls = [pull(-4.0, 3.0), pull(4.0, 3.0), pull(0.0, 3.0)]
    return {"choice": holding(*(one == max(pulls) for one in pulls))}


def logistic_step(g, at):
    def loss(w, b):
        return cross_entropy(sigma(w * g["x"] + b), g["y"])

    at("L", loss(g["w"], g["b"]))
    dw, db = jax.grad(loss, argnums=(0, 1))(g["w"], g["b"])
    w = at("w_new", g["w"] - g["eta"] * dw)
    b = at("b_new", g["b"] - g["eta"] * db)
    at("boundary", -b / w)
    # From 0, two features that differ get gradients that differ.
    X, y = jnp.array([[1.0, 2.0, -1.0], [3.0, -1.0, 1.0]]), jnp.array([[1.0, 0.0, 1.0]])
    by = jax.grad(lambda w: cross_entropy(sigma(w @ X), y))(jnp.zeros((1, 2)))[0]
    return {"choice": holding(by[0] != by[1] and jnp.all(by != 0), by[0] == by[1], jnp.all(by == 0))}


def saturated(g, at):
    def losses(z):
        p = sigma(z)
        return -jnp.log(p), (1 - p) ** 2

    p = at("p", sigma(g["z"]))
    at("C", -jnp.log(p))
    at("S", (1 - p) ** 2)
    by_c, by_s = jax.jacobian(losses)(g["z"])
    at("ratio", by_c / by_s)
    # Far on the wrong side, the squared error is large and its slope is not.
    square = losses(-8.0)[1]
    flat = jnp.abs(jax.grad(lambda z: losses(z)[1])(-8.0)) < 0.01
    exact = jax.grad(lambda p: (1 - p) ** 2)(sigma(-8.0)) == 0
    return {"choice": holding(flat and square > 0.9, square < 0.1, exact)}


def too_fast(g, at):
    z = at("z", g["w"] @ g["X"])
    p = at("p", sigma(z))
    c = at("c", -jnp.log(jnp.where(g["y"] == 1, p, 1 - p)))
    at("L", jnp.mean(c))

    def mean(w):
        return cross_entropy(sigma(w @ g["X"]), g["y"])

    m, eta = g["y"].size, 0.3
    by_mean, by_sum = jax.grad(mean)(g["w"]), jax.grad(lambda w: m * mean(w))(g["w"])
    steps = jnp.allclose(eta * by_mean, eta / m * by_sum)
    turned = not jnp.allclose(by_mean * by_sum[0, 0], by_sum * by_mean[0, 0])
    return {"choice": holding(steps, turned, False)}


EXERCISES = {
    "01-sigmoid": named(odds),
    "02-one-example": turned(named(one_example), {"choice": (2, 3)}),
    "03-decision-boundary": turned(named(boundary), {"choice": (2, 3)}),
    "04-gradients": turned(named(logistic_with_choice), {"choice": (1, 3)}),
    "05-one-step": named(logistic_step),
    "06-saturation": named(saturated),
    "07-whole": named(logistic),
    "08-mend": turned(named(too_fast), {"choice": (2, 3)}),
}
