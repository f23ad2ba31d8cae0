"""What the built-in exercises compute, written from their statements for JAX.

`at(name, value)` notes a value under the name that a question asks for.
"""

import jax
import jax.numpy as jnp


def odds(g, at):
    z = g["z"]
    at("p", 1 / (1 + jnp.exp(-z)))
    at("q", 1 / (1 + jnp.exp(z)))


def one_example(g, at):
    p = at("p", 1 / (1 + jnp.exp(-g["z"])))
    at("L", jnp.where(g["y"] == 1, -jnp.log(p), -jnp.log(1 - p)))


def boundary(g, at):
    at("height", (-g["b"] - g["w1"] * g["t"]) / g["w2"])
    at("distance", jnp.abs(g["b"]) / jnp.hypot(g["w1"], g["w2"]))
    at("z", g["w1"] * g["t"] + g["w2"] * g["t"] + g["b"])


def cross_entropy(p, y):
    """The mean over the examples of minus the logarithm of the right class's probability."""
    return -jnp.mean(jnp.log(jnp.where(y == 1, p, 1 - p)))


def logistic(g, at):
    z = at("z", g["w"] @ g["X"] + g.get("b", 0.0))
    p = at("p", jax.nn.sigmoid(z))
    at("L", cross_entropy(p, g["y"]))


def logistic_step(g, at):
    def loss(w, b):
        return cross_entropy(jax.nn.sigmoid(w * g["x"] + b), g["y"])

    at("L", loss(g["w"], g["b"]))
    dw, db = jax.grad(loss, argnums=(0, 1))(g["w"], g["b"])
    w = at("w_new", g["w"] - g["eta"] * dw)
    b = at("b_new", g["b"] - g["eta"] * db)
    at("boundary", -b / w)


def saturated(g, at):
    def losses(z):
        p = jax.nn.sigmoid(z)
        return -jnp.log(p), (1 - p) ** 2

    p = at("p", jax.nn.sigmoid(g["z"]))
    at("C", -jnp.log(p))
    at("S", (1 - p) ** 2)
    by_c, by_s = jax.jacobian(losses)(g["z"])
    at("ratio", by_c / by_s)


def sigmoid_network(g, at):
    z = at("Z", jnp.dot(g["W1"], g["X"]) + g["b1"])
    a = at("A", 1 / (1 + jnp.exp(-z)))
    yhat = at("yhat", jnp.dot(g["w2"], a) + g["b2"])
    at("L", jnp.mean(jnp.square(yhat - g["y"])))



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


def softmax_of(z):
    return jnp.exp(z) / jnp.sum(jnp.exp(z), axis=0, keepdims=True)


def probabilities(g, at):
    p = at("p", softmax_of(g["z"]))
    at("ratio", p[0, 0] / p[1, 0])
    at("q", softmax_of(g["z"] + jnp.log(2.0)))


def one_class(g, at):
    p = at("p", softmax_of(g["z"]))
    at("L", -jnp.sum(g["y"] * jnp.log(p)))


def jacobian(g, at):
    def flat(z):
        return jax.nn.softmax(z)

    p = at("p", softmax_of(g["z"]))
    at("p1", p[0, 0])
    at("J", jax.jacobian(flat)(g["z"][:, 0]))
    at("L", jnp.sum(g["u"] * p))


def temperature(g, at):
    at("warm", softmax_of(g["z"]))
    cold = at("cold", softmax_of(g["z"] / g["T"]))
    at("L", -jnp.log(cold[0, 0]))


def classifier(g, at):
    z = at("Z", g["W"] @ g["X"] + g["b"])
    p = at("P", softmax_of(z))
    right = jnp.sum(jnp.where(g["Y"] == 1, p, 0.0), axis=0)
    c = at("C", -jnp.mean(jnp.log(right)))
    at("L", c + g.get("lambda", 0.0) / 2 * jnp.sum(g["W"] ** 2))


def perceptron(hidden):
    def forward(g, at):
        z1 = at("Z1", jnp.matmul(g["W1"], g["X"]) + g["b1"])
        a1 = at("A1", hidden(z1))
        z2 = at("Z2", jnp.matmul(g["W2"], a1) + g.get("b2", 0.0))
        a2 = at("A2", 1 / (1 + jnp.exp(-z2)))
        at("L", cross_entropy(a2, g["Y"]))

    return forward


def one_side_or_both(g, at):
    def f(x):
        return g["a"] * x * x * x

    x, h = g["x"], g["h"]
    slope = jax.grad(f)(x)
    at("f", f(x))
    one = at("forward", (f(x + h) - f(x)) / h)
    both = at("central", (f(x + h) - f(x - h)) / (2 * h))
    at("error1", one - slope)
    at("error2", both - slope)


def relative_error(g, at):
    gap = at("gap", jnp.linalg.norm(g["g"] - g["numeric"]))
    at("r", gap / (jnp.linalg.norm(g["g"]) + jnp.linalg.norm(g["numeric"])))


def choosing_h(g, at):
    def error(h):
        return g["M"] * h**2 / 6 + g["eps"] / h

    at("E", error(g["h"]))
    at("slope", jax.grad(error)(g["h"]))
    best = at("best", jnp.cbrt(3 * g["eps"] / g["M"]))
    at("least", error(best))


def planted_bug(g, at):
    def loss(w, b):
        return jnp.mean((w * g["x"] + b - g["y"]) ** 2)

    w, b = g["w"], g["b"]
    at("L", loss(w, b))
    up, down = at("up", loss(w, b + 1)), at("down", loss(w, b - 1))
    at("numeric", (up - down) / 2)
    at("code", 2 * jnp.sum(w * g["x"] + b - g["y"]))


def counting(g, at):
    at("grid", g["k"] ** g["d"])
    at("walk", g["s"] + g["s"] * g["d"])
    at("more", g["k"] ** (g["d"] + 1) / g["k"] ** g["d"])


def slope(g, at):
    def loss(w):
        return (w - g["c"]) ** 2

    at("L", loss(g["w"]))
    at("foretold", jax.jvp(loss, (g["w"],), (g["s"],))[1])
    at("change", loss(g["w"] + g["s"]) - loss(g["w"]))


def contour(g, at):
    def loss(u, v):
        return g["a"] * u**2 + g["b"] * v**2

    at("L", loss(g["u"], g["v"]))
    by_u, by_v = jax.grad(loss, argnums=(0, 1))(g["u"], g["v"])
    at("contour", -by_u / by_v)
    at("half", loss(g["u"] / 2, g["v"] / 2))


def learning_rate(g, at):
    def loss(w):
        return g["a"] * w**2 / 2

    def step(w):
        return w - g["eta"] * jax.grad(loss)(w)

    at("L", loss(g["w"]))
    at("w_new", step(g["w"]))
    at("factor", jax.grad(step)(g["w"]))
    at("best", 1 / jax.hessian(loss)(g["w"]))
    at("limit", 2 / jax.hessian(loss)(g["w"]))


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


EXERCISES = {
    "logistic-regression/01-sigmoid": odds,
    "logistic-regression/02-one-example": one_example,
    "logistic-regression/03-decision-boundary": boundary,
    "logistic-regression/04-gradients": logistic,
    "logistic-regression/05-one-step": logistic_step,
    "logistic-regression/06-saturation": saturated,
    "logistic-regression/07-whole": logistic,
    "two-layer-nonlinear/05-formulas": sigmoid_network,
    "optimisers/01-two-steps": two_steps,
    "optimisers/02-batch-and-single": batch_and_single,
    "optimisers/03-mini-batches": mini_batches,
    "optimisers/04-momentum-sum": momentum_sum,
    "optimisers/05-momentum-average": momentum_average,
    "optimisers/06-momentum-velocity": momentum_velocity,
    "optimisers/07-nesterov": nesterov,
    "optimisers/08-rmsprop": rmsprop,
    "optimisers/09-adam-first": adam_first,
    "optimisers/10-adam-second": adam_second,
    "optimisers/11-no-correction": no_correction,
    "optimisers/12-table-with-blanks": table_with_blanks,
    "optimisers/13-four-optimisers": four_optimisers,
    "optimisers/14-weight-decay": weight_decay,
    "softmax-cross-entropy/01-softmax": probabilities,
    "softmax-cross-entropy/02-p-minus-y": one_class,
    "softmax-cross-entropy/03-jacobian": jacobian,
    "softmax-cross-entropy/04-temperature": temperature,
    "softmax-cross-entropy/05-classifier": classifier,
    "softmax-cross-entropy/06-formulas": classifier,
    "perceptron/02-relu-hidden": perceptron(jax.nn.relu),
    "perceptron/03-tanh-hidden": perceptron(jnp.tanh),
    "perceptron/04-formulas": perceptron(jnp.tanh),
    "gradient-checking/01-central": one_side_or_both,
    "gradient-checking/02-relative-error": relative_error,
    "gradient-checking/03-choosing-h": choosing_h,
    "gradient-checking/04-planted-bug": planted_bug,
    "why-gradients/01-counting": counting,
    "why-gradients/02-slope": slope,
    "why-gradients/03-contour": contour,
    "why-gradients/04-learning-rate": learning_rate,
    "worked-examples/01-cs231n-product": sum_and_product,
    "worked-examples/02-cs231n-neuron": neuron,
    "worked-examples/03-micrograd": micrograd,
    "worked-examples/04-mazur": mazur,
}
