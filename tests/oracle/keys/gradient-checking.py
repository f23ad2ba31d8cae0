"""Gradient checking, written from the statements."""

import jax
import jax.numpy as jnp
import numpy
from named import holding, named, turned


def one_side_or_both(g, at):
    def f(x):
        return g["a"] * x * x * x

    x, h = g["x"], g["h"]
    slope = jax.grad(f)(x)
    at("f", f(x))
    one = at("forward", (f(x + h) - f(x)) / h)
    both = at("central", (f(x + h) - f(x - h)) / (2 * h))
    at("error1", one - slope)
    at("error2", both - slope)

    def errors(h):
        return abs((f(x + h) - f(x)) / h - slope), abs((f(x + h) - f(x - h)) / (2 * h) - slope)

    one, both = (large / small for large, small in zip(errors(1e-2), errors(1e-3), strict=True))
    ten, hundred = [5 < times < 20 for times in (one, both)], [50 < times < 200 for times in (one, both)]
    return {"choice": holding(ten[0] and hundred[1], all(ten), all(hundred))}


def relative_error(g, at):
    gap = at("gap", jnp.linalg.norm(g["g"] - g["numeric"]))
    at("r", gap / (jnp.linalg.norm(g["g"]) + jnp.linalg.norm(g["numeric"])))

    def relative(a, b):
        return jnp.linalg.norm(a - b) / (jnp.linalg.norm(a) + jnp.linalg.norm(b))

    turned = relative(-g["numeric"], g["numeric"])
    return {
        "choice": holding(1e-2 > 1e-4, 1e-7 > 1e-4, 1e-9 > 1e-4),
        "sign": holding(*(jnp.isclose(turned, one) for one in (1, 2, 0))),
    }


def choosing_h(g, at):
    def error(h):
        return g["M"] * h**2 / 6 + g["eps"] / h

    at("E", error(g["h"]))
    at("slope", jax.grad(error)(g["h"]))
    best = at("best", jnp.cbrt(3 * g["eps"] / g["M"]))
    at("least", error(best))
    # In single precision an entry of about 1 is rounded by about 1e-7, and that is divided by h.
    x, h = numpy.float32(0.7), numpy.float32(1e-7)
    found = (numpy.sin(x + h) - numpy.sin(x - h)) / (2 * h)
    off = abs(found - numpy.cos(x)) / numpy.cos(x)
    return {"choice": holding(off > 1e-2, off < 1e-6, False)}


def planted_bug(g, at):
    def loss(w, b):
        return jnp.mean((w * g["x"] + b - g["y"]) ** 2)

    w, b = g["w"], g["b"]
    at("L", loss(w, b))
    up, down = at("up", loss(w, b + 1)), at("down", loss(w, b - 1))
    at("numeric", (up - down) / 2)
    code = at("code", 2 * jnp.sum(w * g["x"] + b - g["y"]))
    right_w, right_b = jax.grad(loss, argnums=(0, 1))(w, b)
    code_w = 2 / g["x"].size * jnp.sum((w * g["x"] + b - g["y"]) * g["x"])
    count, same = jnp.isclose(code, g["x"].size * right_b), jnp.isclose(code_w, right_w)
    return {"choice": holding(same and count, not same, not count, jnp.isclose(code, right_b))}


EXERCISES = {
    "01-central": turned(named(one_side_or_both), {"choice": (1, 3)}),
    "02-relative-error": turned(named(relative_error), {"sign": (1, 3)}),
    "03-choosing-h": named(choosing_h),
    "04-planted-bug": named(planted_bug),
}
