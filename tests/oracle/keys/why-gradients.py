"""Why gradients, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named


def counting(g, at):
    at("grid", g["k"] ** g["d"])
    at("walk", g["s"] + g["s"] * g["d"])
    at("more", g["k"] ** (g["d"] + 1) / g["k"] ** g["d"])
    # A pass back costs about twice a pass forward, however many parameters there are.
    cost = (1 + 2) / 1
    return {"choice": holding(2 <= cost <= 3, cost > 1e5, cost < 1)}


def slope(g, at):
    def loss(w):
        return (w - g["c"]) ** 2

    at("L", loss(g["w"]))
    at("foretold", jax.jvp(loss, (g["w"],), (g["s"],))[1])
    at("change", loss(g["w"] + g["s"]) - loss(g["w"]))

    def rising(w):
        return (w + 7.0) ** 2

    steps = [rising(1.0 + step) < rising(1.0) for step in (-0.01, 0.01)]
    return {"choice": holding(*steps, False)}


def contour(g, at):
    def loss(u, v):
        return g["a"] * u**2 + g["b"] * v**2

    at("L", loss(g["u"], g["v"]))
    by_u, by_v = jax.grad(loss, argnums=(0, 1))(g["u"], g["v"])
    at("contour", -by_u / by_v)
    at("half", loss(g["u"] / 2, g["v"] / 2))

    def aims(u, v):
        by_u, by_v = jax.grad(loss, argnums=(0, 1))(u, v)
        return bool(jnp.abs(by_u * v - by_v * u) < 1e-9)

    axes, elsewhere = [aims(1.0, 0.0), aims(0.0, 1.0)], [aims(1.0, 1.0), aims(2.0, -1.0)]
    return {
        "choice": holding(
            all(axes) and not any(elsewhere), all(axes + elsewhere), not any(axes + elsewhere)
        )
    }


def learning_rate(g, at):
    def loss(w):
        return g["a"] * w**2 / 2

    def step(w):
        return w - g["eta"] * jax.grad(loss)(w)

    at("L", loss(g["w"]))
    at("w_new", step(g["w"]))
    at("factor", jax.grad(step)(g["w"]))
    at("best", 1 / jax.hessian(loss)(g["w"]))
    at("limit", 2 / jax.hessian(loss)(g["w"]))

    def falls(a, eta):
        return abs(1 - eta * a) < 1

    eta = 0.05  # beyond the limit of the steep parameter, far within that of the flat one
    return {"choice": holding(not falls(100, eta), not falls(1, eta), falls(100, eta) and falls(1, eta))}


EXERCISES = {
    "01-counting": named(counting),
    "02-slope": named(slope),
    "03-contour": named(contour),
    "04-learning-rate": named(learning_rate),
}
