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


EXERCISES = {
    "01-sigmoid": also(sigmoid_network, largest_slope),
    "02-drawn": also(sigmoid_network, what_moves),
    "03-tanh": also(hidden(jnp.tanh), tanh_at_zero),
    "04-relu": also(hidden(jax.nn.relu), both_off),
    "05-formulas": named(sigmoid_network),
    "06-mend": named(sigmoid_network),
}
