"""Worked examples, written from the statements."""

import jax
import jax.numpy as jnp
from named import holding, named


def sum_and_product(g, at):
    at("f", at("q", g["x"] + g["y"]) * g["z"])


def neuron(g, at):
    z = at("z", g["w0"] * g["x0"] + g["w1"] * g["x1"] + g["w2"])
    at("f", 1 / (1 + jnp.exp(-z)))


def micrograd(g, at):
    a, b = g["a"], g["b"]
    c = a + b
    d = at("d1", a * b + b**3)
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + jax.nn.relu(b + a)
    d += 3 * d + jax.nn.relu(b - a)
    e = at("e", c - d)
    f = e**2
    at("g", f / 2.0 + 10.0 / f)


def mazur(g, at):
    def error(w1, w2):
        hidden = jax.nn.sigmoid(w1 @ g["x"] + g["b1"])
        return jnp.sum(0.5 * (g["y"] - jax.nn.sigmoid(w2 @ hidden + g["b2"])) ** 2)

    hidden = at("H", jax.nn.sigmoid(g["W1"] @ g["x"] + g["b1"]))
    output = at("O", jax.nn.sigmoid(at("M", g["W2"] @ hidden + g["b2"])))
    at("E", 0.5 * jnp.sum((g["y"] - output) ** 2))
    by_w1, by_w2 = jax.grad(error, argnums=(0, 1))(g["W1"], g["W2"])
    at("W1_new", g["W1"] - g["eta"] * by_w1)
    at("W2_new", g["W2"] - g["eta"] * by_w2)


def gates(g, at):
    product = at("p", g["x"] * g["y"])
    at("f", 2 * (product + jnp.max(jnp.stack([g["z"], g["w"]]))))
    # d(x·y)/dy at inputs 1,000 times as large.
    ratio = jax.grad(lambda y: 1000 * g["x"] * y)(g["y"]) / g["x"]
    by_w = jax.grad(lambda w: 2 * (product + jnp.maximum(g["z"], w)))(g["w"])
    return {
        "choice": holding(ratio == 1000, ratio == 1 / 1000, ratio == 1),
        "smaller": holding(by_w == 2, by_w == 1, by_w == 0),
    }


def nudged_graph(g, at):
    at("J", 3 * at("v", g["a"] + g["b"] * g["c"]))
    # ∂J/∂v is a factor of all three: that is the third option.
    return {"choice": [2]}


def tanh_neuron(g, at):
    n = at("n", jnp.dot(jnp.array([g["x1"], g["x2"]]), jnp.array([g["w1"], g["w2"]])) + g["b"])
    at("o", jnp.tanh(n))
    by_w2 = jax.grad(lambda w2: jnp.tanh(g["x1"] * g["w1"] + g["x2"] * w2 + g["b"]))(g["w2"])
    by_x2 = (1 - jnp.tanh(n) ** 2) * g["w2"]
    return {"choice": holding(by_w2 == by_x2, by_w2 == 1, by_w2 == 0)}


def survey_trace(g, at):
    v4 = at("v4", jnp.log(g["x1"]) + g["x1"] * g["x2"])
    at("y", v4 - at("v3", jnp.sin(g["x2"])))
    # One pass back reaches all inputs.
    return {"choice": [1]}


def slow_neuron(g, at):
    def output(w, b):
        return jax.nn.sigmoid(w * g["x"] + b)

    def cost(w, b):
        return (g["y"] - output(w, b)) ** 2 / 2

    at("a", output(g["w"], g["b"]))
    at("a_far", output(g["w_far"], g["b_far"]))
    at("C", cost(g["w"], g["b"]))
    at("C_far", cost(g["w_far"], g["b_far"]))
    near, far = jax.grad(cost)(g["w"], g["b"]), jax.grad(cost)(g["w_far"], g["b_far"])
    at("ratio", near / far)
    at("w_new", g["w"] - g["eta"] * near)
    a, x, y = output(g["w"], g["b"]), g["x"], g["y"]
    found = jax.grad(lambda w: -jnp.log(1 - output(w, g["b"])))(g["w"])
    candidates = [(a - y) * a * (1 - a) * x, a * (1 - a) * x, (a - y) * x]
    return {"choice": holding(*(jnp.isclose(found, one, rtol=1e-9) for one in candidates))}


def torch_introduction(g, at):
    def power(a):
        return 3 * a**3 - g["b"] ** 2

    q = at("Q", power(g["a"]))
    at("S", jnp.sum(q))
    pulled = jax.vjp(power, g["a"])[1](jnp.array([[1.0, 0.0]]))[0]
    candidates = [[0.0, 81.0], [36.0, 0.0], [36.0, 81.0]]
    return {"choice": holding(*(jnp.allclose(pulled, jnp.array([one])) for one in candidates))}


EXERCISES = {
    "01-cs231n-product": named(sum_and_product),
    "02-cs231n-neuron": named(neuron),
    "03-micrograd": named(micrograd),
    "04-mazur": named(mazur),
    "05-computation-graph": named(nudged_graph),
    "06-tanh-neuron": named(tanh_neuron),
    "07-survey-trace": named(survey_trace),
    "08-slow-neuron": named(slow_neuron),
    "09-pytorch-autograd": named(torch_introduction),
    "10-cs231n-gates": named(gates),
}
