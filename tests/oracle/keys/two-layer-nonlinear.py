"""The two-layer nonlinear network, written from the statements."""

import jax
import jax.numpy as jnp
from named import named


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


EXERCISES = {
    "01-sigmoid": named(sigmoid_network),
    "02-drawn": named(sigmoid_network),
    "03-tanh": named(hidden(jnp.tanh)),
    "04-relu": named(hidden(jax.nn.relu)),
    "05-formulas": named(sigmoid_network),
    "06-mend": named(sigmoid_network),
}
