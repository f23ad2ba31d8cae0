"""Two linear layers, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named, turned


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


def shapes_first(g, at):
    layers(g, at)
    d, Z = jnp.ones_like(g["y"]), g["W1"] @ g["X"]

    def fits(product):
        try:
            return product().shape == Z.shape
        except TypeError:  # The sizes do not meet.
            return False

    products = [lambda: g["w2"].T @ d, lambda: g["w2"] @ d, lambda: d @ g["w2"].T, lambda: d @ Z]
    # With another number of examples only d and Z change.
    doubled = jnp.concatenate([g["X"], g["X"]], axis=1)
    before = [d.shape, Z.shape, g["W1"].shape, g["b1"].shape, g["w2"].shape]
    after = [forward(g, doubled).shape, (g["W1"] @ doubled).shape, *before[2:]]
    return {
        "choice": holding(*(fits(product) for product in products)),
        "count": holding(*(old != new for old, new in zip(before, after, strict=True))),
    }


def forward_only(g, at):
    z = at("Z", jnp.stack([g["W1"] @ example + g["b1"][:, 0] for example in g["X"].T], axis=1))
    yhat = at("yhat", g["w2"] @ z + g["b2"])
    at("L", jnp.mean((yhat - g["y"]) ** 2))

    def by_w2(yhat, Z):
        return 2 / g["y"].size * (yhat - g["y"]) @ Z.T

    # Only ŷ and Z are its arguments, and it is the gradient.
    right = jax.grad(lambda w2: jnp.mean((w2 @ z + g["b2"] - g["y"]) ** 2))(g["w2"])
    assert jnp.allclose(by_w2(yhat, z), right)
    return {"choice": [0, 1]}


def one_layer(g, at):
    v = at("v", g["w2"] @ g["W1"])
    at("c", (g["w2"] @ g["b1"])[0, 0] + g["b2"])
    yhat = at("yhat", v @ g["X"] + (g["w2"] @ g["b1"])[0, 0] + g["b2"])
    at("L", jnp.mean((yhat - g["y"]) ** 2))
    # A point in the middle of two others: a linear map takes it to the middle.
    X = jnp.array([[0.0, 1.0, 2.0], [1.0, 1.37, 1.74]])
    out = forward(g, X)[0]
    straight = jnp.isclose(out[0] + out[2], 2 * out[1])
    bent = jnp.exp(g["W1"] @ X + g["b1"])
    bends = not jnp.allclose(bent[:, 0] + bent[:, 2], 2 * bent[:, 1])
    k, n = g["W1"].shape
    return {"choice": holding(straight and bends, not straight, k * (n + 1) + k + 1 < n + 1)}


def zero_start(g, at):
    layers(g, at)

    def loss(p):
        return jnp.mean((forward(p, g["X"]) - g["y"]) ** 2)

    names = ("W1", "b1", "w2", "b2")
    start = {name: g[name] for name in names}
    p = start
    for _ in range(5):
        by = jax.grad(loss)(p)
        p = {name: p[name] - 0.01 * by[name] for name in names}
    equal, moved = jnp.allclose(p["W1"][0], p["W1"][1]), jnp.any(p["W1"] != 0)
    by = jax.grad(loss)(start | {"w2": jnp.zeros_like(g["w2"])})
    return {
        "choice": holding(equal and moved, not equal, not moved),
        "all-zero": holding(*(jnp.all(by[name] == 0) for name in names)),
    }


def in_letters(g, at):
    layers(g, at)
    # What is shared by the gradients of the parameters is worked out once, from the loss back.
    return {"choice": [0]}


EXERCISES = {
    "01-fixed": turned(named(layers_fixed), {"choice": (1, 3)}),
    "02-drawn": turned(named(layers_drawn), {"choice": (1, 4)}),
    "03-shapes-first": turned(named(shapes_first), {"choice": (1, 4), "count": (3, 5)}),
    "04-forward": turned(named(forward_only), {"choice": (3, 4)}),
    "05-one-layer": turned(named(one_layer), {"choice": (2, 3)}),
    "06-zero-start": turned(named(zero_start), {"choice": (1, 3), "all-zero": (1, 4)}),
    "07-formulas": named(in_letters),
    "08-mend": named(layers),
}
