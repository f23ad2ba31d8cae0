"""Scalar operations, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named


def product(g, at):
    u = at("u", g["a"] * g["x"] + 1)
    v = at("v", g["x"] * g["x"] - g["b"])
    at("f", u * v)


def quotient(g, at):
    u = at("u", g["x"] * g["x"] + g["a"])
    v = at("v", g["b"] * g["x"] + 1)
    at("f", u / v)


def chain(g, at):
    u = at("u", g["a"] * g["x"] + g["b"])
    v = at("v", u * u)
    at("f", 1 / (v + 1))

    def by(name):
        def f(moved):
            h = {"x": 0.0, "b": 0.0, "u": 0.0, "v": 0.0, name: moved}
            u = g["a"] * (g["x"] + h["x"]) + g["b"] + h["b"] + h["u"]
            return 1 / (u * u + h["v"] + 1)

        return jax.grad(f)(0.0)

    same = [jnp.isclose(by("u"), by(other), rtol=1e-9) for other in "bxv"]
    return {"choice": holding(*same)}


def exp_log(g, at):
    u = at("u", g["k"] * g["x"])
    p = at("p", jnp.exp(u))
    s = at("s", 1 + p)
    at("f", jnp.log(s))
    u = jnp.linspace(-30, 30, 601)
    slopes = jnp.exp(u) / (1 + jnp.exp(u))
    within = [bool(jnp.all((low < slopes) & (slopes < high))) for low, high in ((-1, 1), (0, 1), (0, 0.25))]
    # The narrowest bounds that hold are asked for.
    return {"choice": holding(within[0] and not within[1], within[1] and not within[2], within[2], False)}


def sigmoid(g, at):
    z = at("z", g["w"] * g["x"] + g["b"])
    a = at("a", 1 / (1 + jnp.exp(-z)))
    at("L", (a - g["y"]) ** 2)
    by_w = jax.grad(lambda w: (1 / (1 + jnp.exp(-w))) ** 2)(8.0)
    return {"choice": holding(by_w > 0.1, 0 < by_w < 0.01, by_w == 0)}


def tanh(g, at):
    z = at("z", g["w"] * g["x"] + g["b"])
    h = at("h", (jnp.exp(z) - jnp.exp(-z)) / (jnp.exp(z) + jnp.exp(-z)))
    at("f", g["v"] * h)


def relu(g, at):
    z1 = at("z1", g["w1"] * g["x"] + g["b1"])
    z2 = at("z2", g["w2"] * g["x"] + g["b2"])
    a1 = at("a1", jnp.where(z1 > 0, z1, 0.0))
    a2 = at("a2", jnp.where(z2 > 0, z2, 0.0))
    at("f", g["v1"] * a1 + g["v2"] * a2)

    def asleep(w1, b1, v1):
        return v1 * jnp.where(w1 + b1 > 0, w1 + b1, 0.0)

    by_w1, by_b1, by_v1 = jax.grad(asleep, argnums=(0, 1, 2))(-1.0, 0.5, 3.0)
    return {"choice": holding(by_w1 == 0 and by_b1 == 0, by_v1 == 0, by_w1 != 0)}


def power(g, at):
    x = g["x"]
    p = at("p", x ** g["n"])
    q = at("q", 1 / x)
    r = at("r", jnp.sqrt(x))
    at("f", g["a"] * p + g["b"] * q + r)
    n, x = 3.0, 1.7
    slope = jax.grad(lambda x: n**x)(x)
    candidates = [x * n ** (x - 1), n**x * jnp.log(n), n**x]
    return {"choice": holding(*(jnp.isclose(slope, one, rtol=1e-9) for one in candidates))}


EXERCISES = {
    "01-product": named(product),
    "02-quotient": named(quotient),
    "03-chain": named(chain),
    "04-exp-log": named(exp_log),
    "05-sigmoid": named(sigmoid),
    "06-tanh": named(tanh),
    "07-relu": named(relu),
    "08-power": named(power),
}
