"""Scalar operations, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named, turned


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


def sums(g, at):
    s = at("s", g["x"] + g["y"])
    d = at("d", g["x"] - g["y"])
    at("f", g["a"] * s + g["b"] * d)


def leaky(g, at):
    z = at("z", g["w"] * g["x"] + g["b"])
    a = at("a", jnp.where(z > 0, z, g["c"] * z))
    at("f", (a - g["y"]) ** 2)
    z = jnp.linspace(-2, 2, 9)
    return {"choice": holding(jnp.all(jnp.where(z > 0, z, 1 * z) == z), False, False)}


def softplus(g, at):
    z = at("z", g["w"] * g["x"] + g["b"])
    at("e", jnp.exp(z))
    at("f", g["v"] * at("a", jnp.log1p(jnp.exp(z))))
    z = jnp.linspace(-20, 20, 4001)
    apart = jnp.log1p(jnp.exp(z)) - jnp.maximum(z, 0)
    largest, where = apart.max(), z[apart.argmax()]
    return {
        "choice": holding(
            jnp.isclose(largest, jnp.log(2.0)) and abs(where) < 0.01, largest >= 1, apart[-1] > apart[2000]
        )
    }


def maximum(g, at):
    u = at("u", g["a"] * g["x"])
    v = at("v", g["x"] * g["x"] - g["b"])
    t = at("t", jnp.where(u > v, u, v))
    at("f", t**2 + g["c"] * u)
    reached = jnp.count_nonzero(jax.grad(jnp.max)(jnp.array([1.0, 4.0, 2.0, 3.0])))
    return {"choice": holding(reached == 1, reached == 4 and False, reached == 4)}


def fan_out(g, at):
    u = at("u", g["a"] * g["x"])
    p = at("p", u * u)
    q = at("q", g["b"] * u)
    r = at("r", -5 * u)
    at("f", p * q + r)
    weights = jnp.arange(1.0, 101.0)
    slope = jax.grad(lambda u: jnp.sum(jnp.sin(weights * u)))(0.3)
    each = jax.vmap(lambda weight: jax.grad(lambda u: jnp.sin(weight * u))(0.3))(weights)
    return {"choice": holding(*(jnp.isclose(slope, one) for one in (each.sum(), each.mean(), each.prod())))}


def x_to_the_x(g, at):
    u = at("u", g["x"] * jnp.log(g["x"]))
    at("f", g["c"] * jnp.exp(u))
    x = jnp.linspace(0.05, 3, 5901)
    lowest = x[(x**x).argmin()]
    return {"choice": holding(abs(lowest - 1 / jnp.e) < 1e-3, abs(lowest - 1) < 1e-3, lowest == x[0])}


def numerical(g, at):
    def f(x):
        return (g["a"] * x + g["b"]) ** 2

    x, h = g["x"], g["h"]
    at("above", f(x + h))
    at("below", f(x - h))
    at("onesided", (f(x + h) - f(x)) / h)
    at("central", (f(x + h) - f(x - h)) / (2 * h))
    at("error", (f(x + h) - f(x)) / h - jax.grad(f)(x))
    u = at("u", g["a"] * x + g["b"])
    at("f", u**2)
    weights = 1_000_000
    differences, back = 2 * weights, 3
    same = jnp.isclose((f(x + h) - f(x - h)) / (2 * h), jax.grad(f)(x))
    return {"choice": holding(differences > back, not same, False)}


def kinks(g, at):
    def f(z):
        return g["a"] * jnp.abs(z) + g["b"] * jnp.where(z > 0, z, 0.0)

    h = g["h"]
    at("left", jax.grad(f)(-h))
    at("right", jax.grad(f)(h))
    at("corner", (f(h) - f(-h)) / (2 * h))
    at("near", (f(g["t"] + h) - f(g["t"] - h)) / (2 * h))
    at("f", f(g["t"]))
    # The kink is what is looked for first; 0 is one of many subgradients of a ReLU.
    z = jnp.linspace(-1, 1, 21)
    serves = [bool(jnp.all(jnp.maximum(z, 0) >= slope * z)) for slope in (0.0, 0.5, 1.0)]
    return {"choice": [0], "at-zero": holding(all(serves), serves == [True, False, False], not serves[0])}


def logarithms(g, at):
    u = at("u", g["a"] * g["x"] ** 2)
    v = at("v", g["b"] * g["x"] + g["c"])
    at("f", jnp.log(u) - jnp.log(v))
    p = jnp.full(400, 0.1)
    vanishes = jnp.prod(p) == 0 and jnp.isfinite(jnp.sum(jnp.log(p)))
    slope = jax.grad(jnp.log)(0.1)
    grid = jnp.linspace(0.1, 0.9, 9)
    value = grid * (1 - grid) ** 3
    return {"choice": holding(vanishes, slope == 0, value.argmax() != jnp.log(value).argmax())}


def square_and_absolute(g, at):
    miss = g["p"] - g["y"]
    square, absolute = at("S", miss * miss), at("A", jnp.abs(miss))
    at("f", square + g["k"] * absolute)
    pull = [jax.grad(loss)(1000.0) / jax.grad(loss)(1.0) for loss in (jnp.square, jnp.abs)]
    return {"choice": holding(pull[0] > pull[1], pull[1] > pull[0], pull[0] == pull[1])}


def exponent(g, at):
    at("p", g["x"] ** g["n"])
    at("q", jnp.exp(g["x"] * jnp.log(g["n"])))
    at("f", g["c"] * jnp.exp2(-g["x"] / g["k"]))
    halved = jnp.exp2(-(g["x"] + g["k"]) / g["k"]) / jnp.exp2(-g["x"] / g["k"])
    return {"choice": holding(jnp.isclose(halved, 1 / 2), False, False)}


def circuit(g, at):
    s = at("s", g["x"] + g["y"])
    p = at("p", s * g["z"])
    t = at("t", jnp.where(p > g["w"], p, g["w"]))
    q = at("q", t * g["y"])
    at("f", q + t * t)

    def moved(w):
        t = jnp.where(p > w, p, w)
        return t * g["y"] + t * t

    by_w = jax.grad(moved)(g["w"])
    return {"choice": holding(by_w == 0, by_w == g["y"] + 2 * t, by_w == g["y"] + 2 * g["w"])}


def three_functions(g, at):
    x = g["x"]
    s = at("s", 1 / (1 + jnp.exp(-x)))
    h = at("h", jnp.tanh(x))
    softplus = at("l", jnp.log1p(jnp.exp(x)))
    at("f", g["a"] * s + g["b"] * h**2 + g["c"] * softplus)
    x = jnp.linspace(-3, 3, 61)
    alike = jnp.allclose(jnp.tanh(x), 2 / (1 + jnp.exp(-2 * x)) - 1)
    return {"choice": holding(alike, False, False)}


def mended(g, at):
    z = at("z", g["w"] * g["x"])
    a = at("a", 1 / (1 + jnp.exp(-z)))
    p = at("p", a * g["v"])
    e = at("e", p - g["y"])
    at("L", e * e)


EXERCISES = {
    "01-product": named(product),
    "02-quotient": named(quotient),
    "03-chain": named(chain),
    "04-exp-log": turned(named(exp_log), {"choice": (1, 4)}),
    "05-sigmoid": named(sigmoid),
    "06-tanh": named(tanh),
    "07-relu": turned(named(relu), {"choice": (2, 3)}),
    "08-power": named(power),
    "09-sum": named(sums),
    "10-leaky-relu": turned(named(leaky), {"choice": (1, 3)}),
    "11-softplus": named(softplus),
    "12-maximum": turned(named(maximum), {"choice": (2, 3)}),
    "13-fan-out": turned(named(fan_out), {"choice": (2, 3)}),
    "14-x-to-the-x": named(x_to_the_x),
    "15-numerical-derivative": named(numerical),
    "16-kinks": turned(named(kinks), {"choice": (1, 3), "at-zero": (2, 3)}),
    "17-logarithms": named(logarithms),
    "18-squared-absolute": turned(named(square_and_absolute), {"choice": (1, 3)}),
    "19-exponent": turned(named(exponent), {"choice": (2, 3)}),
    "20-circuit": turned(named(circuit), {"choice": (1, 3)}),
    "21-formulas": named(three_functions),
    "22-mend": named(mended),
}
