"""Why gradients, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named, turned


def counting(g, at):
    at("grid", g["k"] ** g["d"])
    at("walk", g["s"] + g["s"] * g["d"])
    at("growth", g["k"] ** (g["d"] + 1) / g["k"] ** g["d"])
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


def random_search(g, at):
    d, k = int(g["d"]), int(g["k"])
    at("p", jnp.prod(jnp.full(d, g["s"])))
    at("draws", 1 / jnp.prod(jnp.full(d, g["s"])))
    at("walk", 1.0 * sum(1 + d for _ in range(k)))

    def draws(d):
        return g["s"] ** -d

    times = jnp.isclose(draws(d + 1) / draws(d), 1 / g["s"])
    more = k * (1 + d + 1) - k * (1 + d)
    return {"choice": holding(times and more == k, k * (2 + d) == k * (1 + d) / g["s"], not times)}


def map_of_heights(g, at):
    above, here, below = g["M"]
    at("du", (here[2] - here[0]) / (2 * g["h"]))
    at("dv", (below[1] - above[1]) / (2 * g["h"]))
    by = jnp.array([(here[2] - here[0]) / 2, (below[1] - above[1]) / 2]) / g["h"]
    at("steepness", jnp.linalg.norm(by))
    contour = by @ jnp.array([-by[1], by[0]])
    # The same rise of 1 over a way of 0.1 and over one of 2.
    close, far = 1 / 0.1, 1 / 2
    return {
        "choice": holding(contour == 0, by @ by == 0, contour != 0),
        "spacing": holding(close > far, far > close, close == far),
    }


def trajectory(g, at):
    def loss(p):
        return p[0] ** 2 + g["c"] * p[1] ** 2

    start = jnp.array([g["u0"], g["v0"]])
    one = start - g["eta"] * jax.grad(loss)(start)
    two = one - g["eta"] * jax.grad(loss)(one)
    at("u1", one[0])
    at("v1", one[1])
    at("L1", loss(one))
    at("u2", two[0])
    at("v2", two[1])
    # With the largest rate for which v keeps its sign, u keeps more than with the given one.
    gentle = 1 / (2 * g["c"])
    slower = abs(1 - 2 * gentle) > abs(1 - 2 * g["eta"])
    return {"choice": holding(slower, not slower, abs(1 - 2 * gentle * g["c"]) > 1)}


EXERCISES = {
    "01-counting": named(counting),
    "02-slope": turned(named(slope), {"choice": (1, 3)}),
    "03-contour": turned(named(contour), {"choice": (1, 3)}),
    "04-learning-rate": turned(named(learning_rate), {"choice": (1, 3)}),
    "05-random-search": named(random_search),
    "06-map": turned(named(map_of_heights), {"spacing": (2, 3)}),
    "07-trajectory": turned(named(trajectory), {"choice": (1, 3)}),
}
