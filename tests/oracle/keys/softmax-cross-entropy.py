"""Softmax and cross-entropy, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named, turned


def softmax_of(z):
    return jnp.exp(z) / jnp.sum(jnp.exp(z), axis=0, keepdims=True)


def probabilities(g, at):
    p = at("p", softmax_of(g["z"]))
    at("ratio", p[0, 0] / p[1, 0])
    at("q", softmax_of(g["z"] + jnp.log(2.0)))
    score = 1.3
    first = softmax_of(jnp.array([[score], [0.0]]))[0, 0]
    candidates = [jax.nn.sigmoid(score), jax.nn.sigmoid(2 * score), jnp.tanh(score)]
    return {"choice": holding(*(jnp.isclose(first, one, rtol=1e-9) for one in candidates))}


def one_class(g, at):
    p = at("p", softmax_of(g["z"]))
    loss = at("L", -jnp.sum(g["y"] * jnp.log(p)))
    total = jnp.sum(p - g["y"])
    return {"choice": holding(jnp.isclose(total, 0), jnp.isclose(total, 1), jnp.isclose(total, loss))}


def jacobian(g, at):
    def flat(z):
        return jax.nn.softmax(z)

    p = at("p", softmax_of(g["z"]))
    at("p1", p[0, 0])
    J = at("J", jax.jacobian(flat)(g["z"][:, 0]))
    at("L", jnp.sum(g["u"] * p))
    summed = J @ jnp.ones(J.shape[1])
    return {"choice": holding(*(jnp.allclose(summed, one) for one in (0.0, p[:, 0], 1.0)))}


def temperature(g, at):
    at("warm", softmax_of(g["z"]))
    cold = at("cold", softmax_of(g["z"] / g["T"]))
    at("L", -jnp.log(cold[0, 0]))
    hot, best = softmax_of(g["z"] / 1e9), g["z"].argmax()
    candidates = [jnp.full_like(hot, 1 / 3), jnp.zeros_like(hot).at[best].set(1.0), softmax_of(g["z"])]
    return {"choice": holding(*(jnp.allclose(hot, one, atol=1e-6) for one in candidates))}


def classifier(g, at):
    z = at("Z", g["W"] @ g["X"] + g["b"])
    p = at("P", softmax_of(z))
    right = jnp.sum(jnp.where(g["Y"] == 1, p, 0.0), axis=0)
    c = at("C", -jnp.mean(jnp.log(right)))
    at("L", c + g.get("lambda", 0.0) / 2 * jnp.sum(g["W"] ** 2))


def classifier_in_formulas(g, at):
    classifier(g, at)
    # 1/m (P − Y), then times Xᵀ: P and X are needed, Z and C are in neither.
    return {"choice": [0, 1]}


EXERCISES = {
    "01-softmax": turned(named(probabilities), {"choice": (1, 3)}),
    "02-p-minus-y": turned(named(one_class), {"choice": (2, 3)}),
    "03-jacobian": named(jacobian),
    "04-temperature": turned(named(temperature), {"choice": (1, 3)}),
    "05-classifier": named(classifier),
    "06-formulas": turned(named(classifier_in_formulas), {"choice": (2, 4)}),
}
