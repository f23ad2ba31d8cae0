"""Univariate regression, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named


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


EXERCISES = {
    "01-fixed": named(line_fixed),
    "02-drawn": named(line_drawn),
}
