"""Univariate regression, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named, turned


def line(g, at):
    yhat = at("yhat", g["w"] * g["x"] + g["b"])
    at("L", jnp.mean((yhat - g["y"]) ** 2))


def line_fixed(g, at):
    line(g, at)

    def loss(w):
        return jnp.mean((w * g["x"] + g["b"] - g["y"]) ** 2)

    falls = [bool(loss(g["w"] + step) < loss(g["w"])) for step in (-0.01, 0.01)]
    return {"choice": holding(falls[0] and not falls[1], falls[1] and not falls[0], falls[0] == falls[1])}


def line_drawn(g, at):
    line(g, at)
    # Three points on no line: both gradients are 0 at the best one, which misses them.
    x, y = jnp.array([0.0, 1.0, 2.0]), jnp.array([0.0, 1.0, 0.0])
    w, b = jnp.polyfit(x, y, 1)
    residuals = w * x + b - y
    flat = jnp.allclose(jnp.array([residuals @ x, residuals.sum()]), 0, atol=1e-9)
    return {"choice": holding(flat, jnp.allclose(residuals @ residuals, 0), jnp.allclose(residuals, 0))}


def loss_of(g):
    """The loss as a function of the line."""
    return lambda w, b: jnp.mean((w * g["x"] + b - g["y"]) ** 2)


def one_step(g, at):
    line(g, at)
    by = jax.grad(loss_of(g), argnums=(0, 1))(g["w"], g["b"])
    w1, b1 = at("w1", g["w"] - g["eta"] * by[0]), at("b1", g["b"] - g["eta"] * by[1])
    at("L1", loss_of(g)(w1, b1))
    moved, slopes = jnp.abs(jnp.array([w1 - g["w"], b1 - g["b"]])), jnp.abs(jnp.array(by))
    return {"choice": holding(moved.argmax() == slopes.argmax(), False, False)}


def two_steps(g, at):
    def loss(w):
        return loss_of(g)(w, 0.0)

    def step(w):
        return w - g["eta"] * jax.grad(loss)(w)

    w1 = at("w1", step(g["w0"]))
    at("L1", loss(w1))
    at("w2", step(w1))
    at("kept", jax.grad(step)(g["w0"]))
    at("L", loss(g["w0"]))
    best = jnp.sum(g["x"] * g["y"]) / jnp.sum(g["x"] ** 2)
    w = g["w0"]
    for _ in range(20):
        w = step(w)
    arrived = w == best
    return {"choice": holding(not arrived or jax.grad(step)(w) == 0, arrived, jax.hessian(loss)(best) <= 0)}


def closed_optimum(g, at):
    x, y = g["x"][0], g["y"][0]
    design = jnp.stack([x, jnp.ones_like(x)], axis=1)
    w, b = jnp.linalg.solve(design.T @ design, design.T @ y)
    at("wbest", w)
    at("bbest", b)
    rest = at("rest", w * g["x"] + b - g["y"])
    at("L", jnp.mean(rest**2))
    by = jnp.array(jax.grad(loss_of(g), argnums=(0, 1))(w, b))
    flat = jnp.allclose(by, 0, atol=1e-9)
    return {"choice": holding(flat, jnp.allclose(by, 1), not flat and abs(by[1]) < 1e-9), "why-descend": [0]}


def which_learning_rate(g, at):
    def loss(w, scale=1.0):
        return jnp.mean((w * scale * g["x"] - g["y"]) ** 2)

    curvature = at("c", jax.hessian(loss)(g["w"]))
    at("best", 1 / curvature)
    at("limit", 2 / curvature)
    at("L1", loss(g["w"] - g["eta"] * jax.grad(loss)(g["w"])))
    at("L", loss(g["w"]))
    times = (2 / jax.hessian(loss)(g["w"], 10.0)) / (2 / curvature)
    return {"choice": holding(*(jnp.isclose(times, one) for one in (0.01, 0.1, 1.0)))}


def line_in_letters(g, at):
    line(g, at)

    def half(w):
        return loss_of(g)(w, g["b"]) / 2

    ratio = jax.grad(half)(g["w"]) / jax.grad(lambda w: 2 * half(w))(g["w"])
    return {"choice": holding(jnp.isclose(ratio, 1 / 2), False, False)}


def mended(g, at):
    yhat = at("yhat", g["w"] * g["x"] + g["b"])
    e = at("e", yhat - g["y"])
    at("L", jnp.sum(e * e) / e.size)


EXERCISES = {
    "01-fixed": turned(named(line_fixed), {"choice": (2, 3)}),
    "02-drawn": turned(named(line_drawn), {"choice": (2, 3)}),
    "03-one-step": named(one_step),
    "04-two-steps": turned(named(two_steps), {"choice": (1, 3)}),
    "05-closed-optimum": turned(named(closed_optimum), {"choice": (2, 3)}),
    "06-which-learning-rate": named(which_learning_rate),
    "07-formulas": turned(named(line_in_letters), {"choice": (1, 3)}),
    "08-mend": named(mended),
}
