"""Two linear layers, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named


def forward(g, X):
    return g["w2"] @ (g["W1"] @ X + g["b1"]) + g["b2"]


def layers(g, at):
    z = at("Z", g["W1"] @ g["X"] + g["b1"])
    yhat = at("yhat", g["w2"] @ z + g["b2"])
    at("L", jnp.mean((yhat - g["y"]) ** 2))


def layers_fixed(g, at):
    layers(g, at)
    w, b = g["w2"] @ g["W1"], g["w2"] @ g["b1"] + g["b2"]
    X = jax.random.normal(jax.random.key(0), (g["X"].shape[0], 50))
    same = jnp.allclose(forward(g, X), w @ X + b)
    return {"choice": holding(same, not same, not same)}


def layers_drawn(g, at):
    layers(g, at)

    def loss(p):
        return jnp.mean((forward(p, g["X"]) - g["y"]) ** 2)

    parameters = {name: g[name] for name in ("W1", "b1", "w2", "b2")}
    by = jax.grad(loss)(parameters | {"w2": g["w2"].at[0, 0].set(0.0)})
    row = bool(jnp.all(by["W1"][0] == 0) & jnp.all(by["b1"][0] == 0))
    own = bool(by["w2"][0, 0] == 0)
    every = row and own and bool(by["b2"] == 0)
    return {"choice": holding(row and not every, own, every, not row and not own)}


EXERCISES = {
    "01-fixed": named(layers_fixed),
    "02-drawn": named(layers_drawn),
}
