"""Optimisers, written from the statements."""

import jax
import jax.numpy as jnp
from named import also, holding, named


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


def descend(factor, steps):
    """How far from the minimum each of some steps ends that multiply the distance by a factor."""
    return [abs(factor) ** step for step in range(steps)]


def nearing(g):
    def comes_nearer(eta):
        way = descend(1 - 2 * eta, 9)
        return all(after < before for before, after in zip(way, way[1:]))

    rates = [0.01, 0.3, 0.5, 0.7, 0.99, 1.0, 1.2, 3.0]
    found = [eta for eta in rates if comes_nearer(eta)]
    spans = [
        [eta for eta in rates if eta <= 0.5],
        [eta for eta in rates if eta < 1],
        rates,
    ]
    # At η = 1/2 one step arrives; after it there is nothing left to come nearer.
    found = sorted({*found, 0.5})
    return {"choice": holding(*(found == span for span in spans))}


def single_steps(g):
    # Two examples that want w = 0 and w = 1: at the mean's minimum neither of them is content.
    w, places = 0.5, []
    for _ in range(200):
        for wanted in (0.0, 1.0):
            w = w - 0.1 * 2 * (w - wanted)
            places.append(w)
    last = places[-10:]
    jumps, stays = max(last) - min(last) > 0.01, max(abs(place - 0.5) for place in last) < 1
    return {"choice": holding(not jumps, not stays, jumps and stays)}


def epochs(g):
    steps = -(-50_000 // 64)
    # Shuffling is there so that the order of the data biases no mini-batch: the last option.
    return {"choice": holding(*(steps == one for one in (1, 782, 64, 50_000))), "why-shuffle": [2]}


def summed_up(g):
    v = 0.0
    for _ in range(1_000):
        v = 0.9 * v + 1
    return {"choice": holding(abs(v - 0.9) < 1e-6, v > 1e6, abs(v - 10) < 1e-6, abs(v - 1) < 1e-6)}


def same_steps(g):
    def way(eta, share):
        w, v = 1.0, 0.0
        for _ in range(20):
            v = 0.9 * v + share * w
            w = w - eta * v
        return w

    same = [abs(way(eta, 0.1) - way(0.01, 1)) < 1e-12 for eta in (0.001, 0.1, 0.01)]
    return {"choice": holding(*same)}


def cut_rate(g):
    def shrink(inside):
        """How much of a step is left where the learning rate is cut to a tenth before it."""
        v, eta, slope = 0.0, 1.0, 1.0
        for cut in [1.0] * 50 + [0.1]:
            v = 0.9 * v + (cut * eta if inside else 1) * slope
        before = sum(0.9**age for age in range(50))
        return (v if inside else 0.1 * v) / before

    summing, velocity = abs(shrink(False) - 0.1) < 0.01, abs(shrink(True) - 0.1) < 0.01
    return {"choice": holding(summing and not velocity, velocity and not summing, summing and velocity)}


def overshoot(g):
    # The minimum is at 0, the ball at -1, and the velocity carries it to 1.
    gradient = 2 * (-1 + 2.0)
    return {"choice": holding(gradient == 0, gradient > 0, gradient < 0)}


def scaled(times):
    """How many times as long the first steps of GD, momentum, RMSprop and Adam are, if the loss is scaled."""

    def steps(slope):
        return [slope, slope, slope / jnp.sqrt(0.25 * slope**2), slope / jnp.sqrt(slope**2)]

    return [float(after / before) for before, after in zip(steps(3.0), steps(3.0 * times))]


def scaled_loss(g):
    gd, _, rms, _ = scaled(1_000)
    return {"choice": holding(gd > 900 and rms > 900, rms < 0.01, gd > 900 and abs(rms - 1) < 1e-9)}


def two_sizes(g):
    def length(slope):
        return abs(adam(lambda w: slope, 0.0, 0.9, 0.999, 0.1, 1)[0][4])

    ratio = length(1e3) / length(1e-6)
    return {"choice": holding(ratio > 1e8, ratio < 1e-8, abs(ratio - 1) < 1e-3)}


def late_correction(g):
    factors = [1 / (1 - g[beta] ** 10_000) for beta in ("beta1", "beta2")]
    idle = all(abs(factor - 1) < 1e-9 for factor in factors)
    return {"choice": holding(any(abs(factor - 2) < 0.1 for factor in factors), any(factor > 1e3 for factor in factors), idle)}


def which_correction(g):
    # The step is m/√v: without its correction a small v lengthens it, and for a thousand steps.
    too_long = (1 - 0.9) / jnp.sqrt(1 - 0.999) > 1
    slow = 1 / (1 - 0.999) > 1 / (1 - 0.9)
    return {"choice": holding(too_long and slow, False, False)}


def lost_state(g):
    # From w alone v cannot be had: it is the sum of gradients at places that are gone.
    return {"choice": [2]}


def same_first_step(g):
    gd, momentum, rms, by_adam = (abs(times - 1) < 1e-9 for times in scaled(100))
    both = rms and by_adam and not gd and not momentum
    return {"choice": holding(momentum, gd, not (gd or momentum or rms or by_adam), both)}


def weaker_pull(g):
    def pull(slope):
        """How much λw adds to Adam's later steps, beside a gradient that changes sign with size `slope`."""
        return 0.1 / jnp.sqrt(slope**2 + 0.1**2)

    large, small = pull(10.0), pull(0.1)
    return {"choice": holding(large < small, small < large, large == small)}


def rmsprop_log(g, at):
    def gradient(w):
        return jax.grad(lambda w: (w - g["c"]) ** 2)(w)

    w, s = g["w0"], 0.0
    for t in (1, 2, 3):
        if t == 2:
            w = at("w1", w)
            at("L", (w - g["c"]) ** 2)
            at("g2_squared", gradient(w) ** 2)
        s = g["rho"] * s + (1 - g["rho"]) * gradient(w) ** 2
        at(f"s{t}", s)
        w = w - g["eta"] * gradient(w) / jnp.sqrt(s)
        if t == 2:
            at("w2", w)
    # One square is missing from s: the step is another one.
    return {"choice": [1]}


def adam_log(g, at):
    beta1, beta2 = g["beta1"], g["beta2"]
    # The two gradients solve two linear equations.
    into = jnp.array([[1 - beta1, 0.0], [beta1 * (1 - beta1), 1 - beta1]])
    slopes = jnp.linalg.solve(into, jnp.array([g["m1"], g["m2"]]))
    at("g1", slopes[0])
    at("g2", slopes[1])
    found = iter(slopes)
    m, v, mhat, vhat, w = adam(lambda w: next(found), 0.0, beta1, beta2, g["eta"], 2)[1]
    at("v2", v)
    at("mhat", mhat)
    at("w2", g["w1"] - g["eta"] * mhat / jnp.sqrt(vhat))
    blown_up = 1 / (1 - beta1) > 2 and 1 / (1 - beta2) > 2
    return {"choice": holding(not blown_up, blown_up, False)}


EXERCISES = {
    "01-two-steps": also(two_steps, nearing),
    "02-batch-and-single": also(batch_and_single, single_steps),
    "03-mini-batches": also(mini_batches, epochs),
    "04-momentum-sum": also(momentum_sum, summed_up),
    "05-momentum-average": also(momentum_average, same_steps),
    "06-momentum-velocity": also(momentum_velocity, cut_rate),
    "07-nesterov": also(nesterov, overshoot),
    "08-rmsprop": also(rmsprop, scaled_loss),
    "09-adam-first": also(adam_first, two_sizes),
    "10-adam-second": also(adam_second, late_correction),
    "11-no-correction": also(no_correction, which_correction),
    "12-table-with-blanks": also(table_with_blanks, lost_state),
    "13-four-optimisers": also(four_optimisers, same_first_step),
    "14-weight-decay": also(weight_decay, weaker_pull),
    "15-rmsprop-log": named(rmsprop_log),
    "16-adam-log": named(adam_log),
}
