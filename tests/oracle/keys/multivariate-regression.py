"""Multivariate regression, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named


def plane(g, at):
    yhat = at("yhat", g["w"] @ g["X"] + g["b"])
    at("L", jnp.sum((yhat - g["y"]) ** 2) / g["y"].shape[1])


def plane_fixed(g, at):
    plane(g, at)
    upstream = jnp.ones_like(g["y"])
    summed = (upstream @ g["X"].T).shape == g["w"].shape
    column = g["w"].shape[1] == 1
    return {"choice": holding(summed, column, False)}


def plane_drawn(g, at):
    plane(g, at)

    def silent(w, X):
        return jnp.mean((w @ X + g["b"] - g["y"]) ** 2)

    silenced = g["X"].at[0].set(0.0)
    by = [jax.grad(silent)(w, silenced)[0, 0] for w in (g["w"], 2 * g["w"], g["w"] + 1)]
    zero = all(value == 0 for value in by)
    return {"choice": holding(zero, not zero and False, not zero)}


EXERCISES = {
    "01-fixed": named(plane_fixed),
    "02-drawn": named(plane_drawn),
}
