"""The two-layer nonlinear network, written from the statements."""

import jax
import jax.numpy as jnp
from named import also, holding, named


def sigmoid_network(g, at):
    z = at("Z", jnp.dot(g["W1"], g["X"]) + g["b1"])
    a = at("A", 1 / (1 + jnp.exp(-z)))
    yhat = at("yhat", jnp.dot(g["w2"], a) + g["b2"])
    at("L", jnp.mean(jnp.square(yhat - g["y"])))


def hidden(activation):
    def network(g, at):
        z = at("Z", g["W1"] @ g["X"] + g["b1"])
        a = at("A", activation(z))
        yhat = at("yhat", g["w2"] @ a + g["b2"])
        at("L", jnp.sum((yhat - g["y"]) ** 2) / g["y"].size)

    return network


def largest_slope(g):
    z = jnp.linspace(-8.0, 8.0, 1601)
    best = z[jnp.argmax(jax.vmap(jax.grad(jax.nn.sigmoid))(z))]
    return {"choice": holding(abs(best) < 0.01, best == z[-1], best == z[-1])}


def what_moves(g):
    def by_w1(given, times=1.0):
        def loss(w1):
            a = jax.nn.sigmoid(w1 @ given["X"] + given["b1"])
            return times * jnp.mean((given["w2"] @ a + given["b2"] - given["y"]) ** 2)

        return jax.grad(loss)(given["W1"])

    now = by_w1(g)
    order = {"X": g["X"][:, ::-1], "y": g["y"][:, ::-1]}
    changed = [by_w1(g | order), by_w1(g | {"y": g["y"] + 1.0}), by_w1(g | {"b1": g["b1"] + 0.3}), by_w1(g, 0.5)]
    return {"choice": holding(*(not jnp.allclose(now, one, rtol=1e-9) for one in changed))}


def tanh_at_zero(g):
    slope = jax.grad(jnp.tanh)(0.0)
    return {"choice": holding(slope == 0.5, slope == 1, slope == 0)}


def both_off(g):
    def loss(w1, b1, w2, b2):
        a = jax.nn.relu(w1 @ jnp.array([[1.0], [1.0]]) + b1)
        return jnp.sum((w2 @ a + b2 - 2.0) ** 2)

    off = jnp.array([[-1.0], [-1.0]]), jnp.array([[-1.0, 0.0], [0.0, -2.0]])
    *hidden, last = jax.grad(loss, argnums=(0, 1, 2, 3))(off[1], off[0], jnp.array([[1.0, 2.0]]), 0.5)
    silent = [not jnp.any(one) for one in hidden]
    return {"choice": holding(all(silent) and last == 0, all(silent) and last != 0, last == 0)}


def one_unit(g, at):
    z = at("z", g["w1"] * g["x"] + g["b1"])
    a = at("a", jax.nn.sigmoid(z))
    at("L", (at("yhat", g["w2"] * a + g["b2"]) - g["y"]) ** 2)


def without_sigmoid(g):
    w1, x, b1, w2, residual = 0.3, 2.0, 0.1, 1.5, 0.7
    factors = {"w2": w2, "x": x, "slope": jax.grad(jax.nn.sigmoid)(w1 * x + b1), "error": 2 * residual}
    linear = jax.grad(lambda w: 2 * residual * w2 * (w * x + b1))(w1)
    whole = jnp.prod(jnp.array(list(factors.values())))
    return {"choice": holding(*(jnp.isclose(whole / one, linear, rtol=1e-6) for one in factors.values()))}


def output_half(g, at):
    yhat = at("yhat", jnp.dot(g["w2"], g["A"]) + g["b2"])
    at("L", jnp.sum((yhat - g["y"]) ** 2) / g["y"].shape[1])
    # What comes before A has no part in the equations of this half.
    return {"choice": [1]}


def sigmoid_half(g, at):
    a = at("A", 1 / (1 + jnp.exp(-at("Z", g["W1"] @ g["X"] + g["b1"]))))
    at("L", jnp.vdot(g["D"], a))


def dead_relu(g, at):
    z = at("Z", g["W1"] @ g["X"] + g["b1"])

    def loss(a):
        return jnp.mean((g["w2"] @ a - g["y"]) ** 2)

    at("L_leaky", loss(jnp.where(z > 0, z, z / 10)))
    at("L", loss(at("A", jnp.maximum(z, 0))))


def no_way_back(g):
    def loss(w1, b1, w2):
        return jnp.mean((w2 @ jax.nn.relu(w1 @ g["X"] + b1) - g["y"]) ** 2)

    by_w1, by_b1, by_w2 = jax.grad(loss, argnums=(0, 1, 2))(g["W1"], g["b1"], g["w2"])
    silent = not (jnp.any(by_w1[1]) or jnp.any(by_b1[1]) or by_w2[0, 1])
    return {"stays-dead": holding(not silent, not silent, silent, False)}


def saturated(g, at):
    def loss(a):
        return (g["w2"] * a - g["y"]) ** 2

    z = at("z", g["w1"] * g["x"] + g["b1"])
    z_far = at("z_far", g["s"] * z)
    slopes = [jax.grad(jax.nn.sigmoid)(point) for point in (z, z_far)]
    at("g", slopes[0])
    at("g_far", slopes[1])
    at("ratio", slopes[0] / slopes[1])
    at("L_far", loss(jax.nn.sigmoid(z_far)))
    at("L", loss(jax.nn.sigmoid(z)))
    # Zeros keep units alike, large weights saturate them: small and random it is.
    return {"choice": [2]}


def three_layers(g, at):
    a1 = at("a1", jax.nn.sigmoid(at("z1", g["w1"] * g["x"])))
    a2 = at("a2", jax.nn.sigmoid(at("z2", g["w2"] * a1)))
    at("L", (at("yhat", g["w3"] * a2) - g["y"]) ** 2)


def vanishing(g, at):
    steepest = jax.grad(jax.nn.sigmoid)(0.0)
    each = at("q", g["w"] * steepest)
    at("q_d", jnp.prod(jnp.where(jnp.arange(9) < g["d"], each, 1.0)))
    at("q_tanh", (g["w"] * jax.grad(jnp.tanh)(0.0)) ** g["d"])
    on = jax.grad(lambda a: jax.nn.relu(3.0 * a))(1.0)
    grown = 8 * steepest
    return {"choice": holding(on == 1.5, on == 0.75, on == 3, False), "explode": holding(grown == 2, grown == 0.5, grown == 1)}


def vectorised(g, at):
    sigmoid_network(g, at)
    X, y, a = g["X"], g["y"], jax.nn.sigmoid(g["W1"] @ g["X"] + g["b1"])
    m = X.shape[1]
    rest = g["w2"] @ a + g["b2"] - y

    def loss(yhat, w2, b2, a):
        return jnp.mean((w2 @ a + b2 + yhat - y) ** 2)

    by_yhat, by_w2, by_b2, by_a = jax.grad(loss, argnums=(0, 1, 2, 3))(jnp.zeros_like(y), g["w2"], g["b2"], a)
    dyhat = 2 / m * rest
    lines = [
        jnp.allclose(dyhat, by_yhat),
        jnp.allclose(dyhat @ a.T, by_w2),
        jnp.allclose(dyhat.mean(), by_b2),
        jnp.allclose(g["w2"].T @ dyhat, by_a),
        True,  # line 6 is right once it is given the right dZ
    ]
    k, n = g["W1"].shape
    fits = [(k_, m_) for k_ in (2, 3) for m_ in (2, 3) if k_ == m_]
    return {
        "wrong-value": holding(*(not line for line in lines)),
        "wrong-product": holding(False, False, (k, m) != (k, k), False),
        "shape-dZ": [k, m],
        "which-shape": holding(len(fits) == 4, all(k_ == m_ for k_, m_ in fits), False, not fits),
    }


def whole_step(g, at):
    parameters = ("W1", "b1", "w2", "b2")

    def loss(W1, b1, w2, b2):
        return jnp.mean((w2 @ jnp.tanh(W1 @ g["X"] + b1) + b2 - g["y"]) ** 2)

    a = at("A", jnp.tanh(at("Z", g["W1"] @ g["X"] + g["b1"])))
    at("L", jnp.mean((at("yhat", g["w2"] @ a + g["b2"]) - g["y"]) ** 2))
    slopes = jax.grad(loss, argnums=(0, 1, 2, 3))(*(g[name] for name in parameters))
    for name, slope in zip(parameters, slopes, strict=True):
        at(name + "_new", g[name] - g["eta"] * slope)

    def rises(eta):
        stepped = [g[name] - eta * slope for name, slope in zip(parameters, slopes, strict=True)]
        return loss(*stepped) > loss(*(g[name] for name in parameters))

    return {"choice": holding(not rises(1e3), not rises(1e3), rises(1e3) and not rises(1e-6))}


EXERCISES = {
    "00-one-unit": also(one_unit, without_sigmoid),
    "01-sigmoid": also(sigmoid_network, largest_slope),
    "02-drawn": also(sigmoid_network, what_moves),
    "03-tanh": also(hidden(jnp.tanh), tanh_at_zero),
    "04-relu": also(hidden(jax.nn.relu), both_off),
    "05-formulas": named(sigmoid_network),
    "06-mend": named(sigmoid_network),
    "07-output-half": named(output_half),
    "08-sigmoid-half": named(sigmoid_half),
    "09-dead-relu": also(dead_relu, no_way_back),
    "10-saturated": named(saturated),
    "11-three-layers": named(three_layers),
    "12-vanishing": named(vanishing),
    "13-wrong-vectorisation": named(vectorised),
    "14-mend-tanh": named(hidden(jnp.tanh)),
    "15-one-step": named(whole_step),
}
