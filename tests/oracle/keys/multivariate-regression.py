"""Multivariate regression, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named, turned


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


def shapes(g, at):
    yhat = at("yhat", g["w"] @ g["X"] + g["b"])
    e = at("e", yhat - g["y"])
    at("L", jnp.mean(e * e))
    d, X = e, g["X"]

    def fits(product):
        try:
            return product().shape == g["w"].shape
        except TypeError:  # The sizes do not meet.
            return False

    products = [lambda: d @ X.T, lambda: X @ d, lambda: X.T @ d, lambda: d @ X]
    by_b = jax.grad(lambda b: jnp.sum((g["w"] @ X + b - g["y"]) ** 2))(g["b"])
    summed = jnp.isclose(by_b, jnp.sum(2 * d))
    return {
        "choice": holding(*(fits(product) for product in products)),
        "bias": holding(summed, by_b.shape == d.shape, not summed),
    }


def rows(g, at):
    def loss(u):
        return jnp.mean((g["D"] @ u + g["b"] - g["y"]) ** 2)

    def in_columns(w):
        return jnp.mean((w @ g["D"].T + g["b"] - g["y"].T) ** 2)

    at("row", jax.grad(in_columns)(g["u"].T))
    yhat = at("yhat", g["D"] @ g["u"] + g["b"])
    at("L", jnp.mean((yhat - g["y"]) ** 2))
    same = jnp.allclose(jax.grad(loss)(g["u"]).T, jax.grad(in_columns)(g["u"].T))
    return {"choice": holding(same, not same, not same)}


def penalised(g, at):
    yhat = at("yhat", g["w"] @ g["X"] + g["b"])
    d = at("D", jnp.mean((yhat - g["y"]) ** 2))
    p = at("P", g["lambda"] * jnp.sum(g["w"] ** 2))
    at("L", d + p)
    free = jax.grad(lambda w: w - g["eta"] * jax.grad(lambda w: g["lambda"] * w**2)(w))(1.0)
    at("kept", free)
    # The best plane under a huge penalty, solved for: the bias is not penalised.
    ones = jnp.ones((1, g["X"].shape[1]))
    design = jnp.concatenate([g["X"], ones]).T
    huge = jnp.diag(jnp.array([1e9, 1e9, 0.0]))
    best = jnp.linalg.solve(design.T @ design + huge, design.T @ g["y"][0])
    none = jnp.allclose(best[:2], 0, atol=1e-6)
    mean = jnp.isclose(best[2], jnp.mean(g["y"]), atol=1e-6)
    return {"choice": holding(none and mean, none and jnp.isclose(best[2], 0) and not mean, not none)}


def scaling(g, at):
    def loss(weights, scale=1.0):
        u, v = weights
        return jnp.mean((u * g["p"] + v * g["q"] / scale - g["y"]) ** 2)

    weights = jnp.array([g["u"], g["v"]])
    curvature = jax.hessian(loss)(weights)
    assert curvature[0, 1] == 0, "the features share nothing"
    at("along_u", curvature[0, 0])
    at("along_v", curvature[1, 1])
    at("limit", 2 / jnp.max(jnp.diag(curvature)))
    at("kept", 1 - curvature[0, 0] / curvature[1, 1])
    at("rescaled", jax.hessian(loss)(weights, g["k"])[1, 1])
    at("L", jnp.mean((g["u"] * g["p"] + g["v"] * g["q"] - g["y"]) ** 2))
    plain = jnp.sum(g["q"] * g["y"]) / jnp.sum(g["q"] ** 2)
    scaled = jnp.sum(g["q"] / g["k"] * g["y"]) / jnp.sum((g["q"] / g["k"]) ** 2)
    times = jnp.allclose(scaled, g["k"] * plain)
    predicted = jnp.allclose(scaled * g["q"] / g["k"], plain * g["q"])
    return {"choice": holding(times and predicted, jnp.allclose(scaled, plain), not times and not predicted)}


def features_in_letters(g, at):
    yhat = at("yhat", g["w"] @ g["X"] + g["b"])
    at("L", jnp.mean((yhat - g["y"]) ** 2) + g["lambda"] * jnp.sum(g["w"] ** 2))
    # The penalty's term has no data in it.
    return {"choice": [0]}


def one_step(g, at):
    def predictions(w, b):
        return w @ g["X"] + b

    def loss(w, b):
        return jnp.mean((predictions(w, b) - g["y"]) ** 2)

    by = jax.grad(loss, argnums=(0, 1))(g["w"], g["b"])
    w1, b1 = at("w1", g["w"] - g["eta"] * by[0]), at("b1", g["b"] - g["eta"] * by[1])
    at("second", predictions(w1, b1)[0, 1])
    yhat = at("yhat", predictions(g["w"], g["b"]))
    at("L", jnp.mean((yhat - g["y"]) ** 2))
    # Two examples at the same place with the targets 0 and 1, and a prediction of 0.2.
    targets, guess = jnp.array([0.0, 1.0]), 0.2
    moved = guess - 0.1 * jax.grad(lambda guess: jnp.mean((guess - targets) ** 2))(guess)
    falls = jnp.mean((moved - targets) ** 2) < jnp.mean((guess - targets) ** 2)
    grows = jnp.abs(moved - targets[0]) > jnp.abs(guess - targets[0])
    return {"choice": holding(falls and grows, falls and not grows, False)}


EXERCISES = {
    "01-fixed": turned(named(plane_fixed), {"choice": (1, 3)}),
    "02-drawn": named(plane_drawn),
    "03-shapes": turned(named(shapes), {"choice": (1, 4), "bias": (1, 3)}),
    "04-rows-and-columns": turned(named(rows), {"choice": (2, 3)}),
    "05-l2-penalty": turned(named(penalised), {"choice": (1, 3)}),
    "06-feature-scaling": turned(named(scaling), {"choice": (2, 3)}),
    "07-formulas": named(features_in_letters),
    "08-one-step": turned(named(one_step), {"choice": (2, 3)}),
}
