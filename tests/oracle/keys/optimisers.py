"""Optimisers, written from the statements."""

import jax
import jax.numpy as jnp
from named import named


def two_steps(g, at):
    def loss(w):
        return (w - g["c"]) ** 2

    w = g["w0"]
    at("L", loss(w))
    for t in ("w1", "w2"):
        w = at(t, w - g["eta"] * jax.grad(loss)(w))


def batch_and_single(g, at):
    def loss(w, columns):
        return jnp.mean((w * g["x"][0, columns] - g["y"][0, columns]) ** 2)

    def step(w, columns):
        return w - g["eta"] * jax.grad(loss)(w, columns)

    at("L", loss(g["w0"], slice(None)))
    at("w_batch", step(g["w0"], slice(None)))
    w1 = at("w1", step(g["w0"], slice(0, 1)))
    at("w2", step(w1, slice(1, 2)))


def mini_batches(g, at):
    def loss(w, columns):
        return jnp.mean((w * g["x"][0, columns] - g["y"][0, columns]) ** 2)

    first, second = slice(0, 2), slice(2, 4)
    at("L", loss(g["w0"], first))
    w1 = at("w1", g["w0"] - g["eta"] * jax.grad(loss)(g["w0"], first))
    at("L2", loss(w1, second))
    at("w2", w1 - g["eta"] * jax.grad(loss)(w1, second))


def half_square(w):
    return w**2 / 2


def momentum_sum(g, at):
    w, v = g["w0"], 0.0
    for t in "12":
        v = at("v" + t, g["beta"] * v + jax.grad(half_square)(w))
        w = at("w" + t, w - g["eta"] * v)


def momentum_average(g, at):
    beta = g["beta"]
    w, v = g["w0"], 0.0
    for t in "12":
        v = at("v" + t, beta * v + (1 - beta) * jax.grad(half_square)(w))
        w = at("w" + t, w - g["eta"] * v)
    at("share", jax.grad(lambda first: beta * (1 - beta) * first + (1 - beta) * g["w0"])(1.0))


def momentum_velocity(g, at):
    gradient = jax.grad(lambda w: g["a"] * w**2 / 2)
    w, v, total = g["w0"], 0.0, 0.0
    for t in "12":
        v = at("v" + t, g["mu"] * v - g["eta" + t] * gradient(w))
        w = at("w" + t, w + v)
    w = g["w0"]
    for t in "12":
        total = g["mu"] * total + gradient(w)
        w = w - g["eta" + t] * total
    at("w2_sum", w)


def nesterov(g, at):
    def loss(w):
        return (w - g["c"]) ** 2

    u = at("u", g["w"] + g["mu"] * g["v"])
    at("L", loss(u))
    v = at("v_new", g["mu"] * g["v"] - g["eta"] * jax.grad(loss)(u))
    at("w_new", g["w"] + v)
    at("w_plain", g["w"] + g["mu"] * g["v"] - g["eta"] * jax.grad(loss)(g["w"]))


def rmsprop(g, at):
    def loss(w, u):
        return g["a"] * w**2 / 2 + g["b"] * u**2 / 2

    at("L", loss(g["w"], g["u"]))
    by = jnp.array(jax.grad(loss, argnums=(0, 1))(g["w"], g["u"]))
    s = (1 - g["rho"]) * by**2
    at("s", s[0])
    moved = jnp.array([g["w"], g["u"]]) - g["eta"] * by / jnp.sqrt(s)
    at("w_new", moved[0])
    at("u_new", moved[1])


def adam(gradient, w, beta1, beta2, eta, steps, eps=0.0):
    """The states of Adam after each step: m, v, m̂, v̂ and w."""
    m, v, states = 0.0, 0.0, []
    for t in range(1, steps + 1):
        slope = gradient(w)
        m = beta1 * m + (1 - beta1) * slope
        v = beta2 * v + (1 - beta2) * slope**2
        mhat, vhat = m / (1 - beta1**t), v / (1 - beta2**t)
        w = w - eta * mhat / (jnp.sqrt(vhat) + eps)
        states.append((m, v, mhat, vhat, w))
    return states


def adam_first(g, at):
    def loss(w):
        return (w - g["c"]) ** 2

    at("L", loss(g["w"]))
    state = adam(jax.grad(loss), g["w"], g["beta1"], g["beta2"], g["eta"], 1, g["eps"])[0]
    for name, value in zip(("m1", "v1", "mhat", "vhat", "w_new"), state, strict=True):
        at(name, value)


def adam_second(g, at):
    def loss(w):
        return g["a"] * w**2 / 2

    w1 = at("w1", g["w0"] - g["eta"] * jnp.sign(jax.grad(loss)(g["w0"])))
    at("L", loss(w1))
    state = adam(jax.grad(loss), g["w0"], g["beta1"], g["beta2"], g["eta"], 2)[1]
    for name, value in zip(("m2", "v2", "mhat", "vhat", "w2"), state, strict=True):
        at(name, value)


def no_correction(g, at):
    m, v = 0.0, 0.0
    for t, name in (("1", "first"), ("2", "second")):
        m = at("m" + t, g["beta1"] * m + (1 - g["beta1"]) * g["g"])
        v = g["beta2"] * v + (1 - g["beta2"]) * g["g"] ** 2
        at(name, jnp.abs(m / jnp.sqrt(v)))


def table_with_blanks(g, at):
    def loss(w):
        return (w - g["c"]) ** 2

    w, v = g["w0"], 0.0
    for t in "123":
        slope = jax.grad(loss)(w)
        if t == "2":
            at("g2", slope)
        if t == "3":
            w = at("w2", w)
            at("L", loss(w))
            slope = jax.grad(loss)(w)
        v = at("v" + t, g["beta"] * v + slope)
        w = w - g["eta"] * v
    at("w3", w)


def four_optimisers(g, at):
    def loss(w):
        return g["a"] * w**2 / 2

    gradient = jax.grad(loss)
    at("L", loss(g["w0"]))
    eta, beta, beta2 = g["eta"], g["beta"], g["beta2"]
    w = w_momentum = w_rms = g["w0"]
    v = s = 0.0
    for _ in range(2):
        w = w - eta * gradient(w)
        v = beta * v + gradient(w_momentum)
        w_momentum = w_momentum - eta * v
        s = beta2 * s + (1 - beta2) * gradient(w_rms) ** 2
        w_rms = w_rms - eta * gradient(w_rms) / jnp.sqrt(s)
    at("gd2", w)
    at("mom2", w_momentum)
    at("rms2", w_rms)
    at("adam2", adam(gradient, g["w0"], beta, beta2, eta, 2)[1][4])


def weight_decay(g, at):
    def data(w):
        return (w - g["c"]) ** 2

    def penalised(w):
        return data(w) + g["lambda"] / 2 * w**2

    w, eta = g["w"], g["eta"]
    at("L", penalised(w))
    at("gd", w - eta * jax.grad(data)(w) - eta * g["lambda"] * w)
    at("inside", adam(jax.grad(penalised), w, 0.9, 0.999, eta, 1)[0][4])
    at("outside", adam(jax.grad(data), w, 0.9, 0.999, eta, 1)[0][4] - eta * g["lambda"] * w)


def slope(g, at):
    def loss(w):
        return (w - g["c"]) ** 2

    at("L", loss(g["w"]))
    at("foretold", jax.jvp(loss, (g["w"],), (g["s"],))[1])
    at("change", loss(g["w"] + g["s"]) - loss(g["w"]))


EXERCISES = {
    "01-two-steps": named(two_steps),
    "02-batch-and-single": named(batch_and_single),
    "03-mini-batches": named(mini_batches),
    "04-momentum-sum": named(momentum_sum),
    "05-momentum-average": named(momentum_average),
    "06-momentum-velocity": named(momentum_velocity),
    "07-nesterov": named(nesterov),
    "08-rmsprop": named(rmsprop),
    "09-adam-first": named(adam_first),
    "10-adam-second": named(adam_second),
    "11-no-correction": named(no_correction),
    "12-table-with-blanks": named(table_with_blanks),
    "13-four-optimisers": named(four_optimisers),
    "14-weight-decay": named(weight_decay),
}
