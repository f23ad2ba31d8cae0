"""Writes tests/formula/pairs.json: formulas for gradients, right and nearly right, each judged by
comparing its values with jax.grad's at random points.

    python3 tests/oracle/formula_pairs.py            # writes the file
    python3 tests/oracle/formula_pairs.py --sympy N  # SymPy's rate on N of the pairs

The formulas are NumPy with sums that keep their axis, as gradus reads them.
"""

import itertools
import json
import pathlib
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

N, K, M = 3, 4, 5


def total(x, axis=None):
    return jnp.sum(x, axis=axis, keepdims=axis is not None)


def average(x, axis=None):
    return jnp.mean(x, axis=axis, keepdims=axis is not None)


FUNCTIONS = {
    "sum": total,
    "mean": average,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "exp": jnp.exp,
    "log": jnp.log,
    "sqrt": jnp.sqrt,
    "ones": lambda rows, cols: jnp.ones((rows, cols)),
    "softmax": lambda x, axis: jax.nn.softmax(x, axis=axis),
    "cosh": jnp.cosh,
}


def one_hot(random):
    labels = np.zeros((N, M))
    labels[random.integers(0, N, M), np.arange(M)] = 1
    return labels


# Each model: the given values, forward equations in Python, and the loss.
def given(shapes):
    return lambda random: {
        name: random.normal(size=shape) if shape else random.normal() for name, shape in shapes.items()
    }


MODELS = {
    "line": (
        {"x": (1, M), "y": (1, M), "w": (), "b": ()},
        lambda v: {"yhat": v["w"] * v["x"] + v["b"]},
        lambda v: jnp.mean((v["yhat"] - v["y"]) ** 2),
    ),
    "plane": (
        {"X": (N, M), "y": (1, M), "w": (1, N), "b": ()},
        lambda v: {"yhat": v["w"] @ v["X"] + v["b"]},
        lambda v: jnp.mean((v["yhat"] - v["y"]) ** 2),
    ),
    "sigmoid": (
        {"X": (N, M), "y": (1, M), "W1": (K, N), "b1": (K, 1), "w2": (1, K), "b2": ()},
        lambda v: (lambda z: {"Z": z, "A": jax.nn.sigmoid(z), "yhat": v["w2"] @ jax.nn.sigmoid(z) + v["b2"]})(
            v["W1"] @ v["X"] + v["b1"]
        ),
        lambda v: jnp.mean((v["yhat"] - v["y"]) ** 2),
    ),
    "tanh": (
        {"X": (N, M), "y": (1, M), "W1": (K, N), "b1": (K, 1), "w2": (1, K), "b2": ()},
        lambda v: (lambda z: {"Z": z, "A": jnp.tanh(z), "yhat": v["w2"] @ jnp.tanh(z) + v["b2"]})(
            v["W1"] @ v["X"] + v["b1"]
        ),
        lambda v: jnp.mean((v["yhat"] - v["y"]) ** 2),
    ),
    "logistic": (
        {"X": (N, M), "y": "labels", "w": (1, N), "b": ()},
        lambda v: (lambda z: {"z": z, "p": jax.nn.sigmoid(z)})(v["w"] @ v["X"] + v["b"]),
        lambda v: -jnp.mean(v["y"] * jnp.log(v["p"]) + (1 - v["y"]) * jnp.log(1 - v["p"])),
    ),
    "softmax": (
        {"X": (N, M), "Y": "one hot", "W": (N, N), "b": (N, 1)},
        lambda v: (lambda z: {"Z": z, "P": jax.nn.softmax(z, axis=0)})(v["W"] @ v["X"] + v["b"]),
        lambda v: -jnp.sum(v["Y"] * jnp.log(v["P"])) / M,
    ),
}

ERROR = ["2 / m * (yhat - y)", "2 * (yhat - y) / m", "-2 / m * (y - yhat)", "(2 * yhat - 2 * y) / m", "(yhat - y) / (m / 2)"]
NOT_ERROR = ["2 * (yhat - y)", "(yhat - y) / m", "2 / m * (y - yhat)", "2 / m * (yhat + y)", "2 / m * (yhat - y)^2", "2 / m * yhat"]
SLOPE = ["A * (1 - A)", "(A - A^2)", "sigmoid(Z) * (1 - sigmoid(Z))", "A * sigmoid(-Z)", "exp(-Z) * A^2"]
NOT_SLOPE = ["A", "A * (1 + A)", "Z * (1 - Z)", "sigmoid(A) * (1 - sigmoid(A))", "(1 - A^2)"]
BEND = ["(1 - A^2)", "(1 - A) * (1 + A)", "1 / cosh(Z)^2", "(1 - tanh(Z)^2)"]
NOT_BEND = ["(1 - A)", "A * (1 - A)", "(1 - Z^2)", "(1 + A^2)"]


def layered(error, slope):
    """The formulas of a two-layer network, given those for the error and for the slope."""
    back = f"(w2.T @ ({error}) * ({slope}))"
    return {
        "Z": [f"w2.T @ ({error}) * ({slope})"],
        "W1": [f"{back} @ X.T"],
        "b1": [f"sum({back}, axis = 1)", f"{back} @ ones(m, 1)"],
        "w2": [f"({error}) @ A.T", f"(A @ ({error}).T).T"],
        "b2": [f"sum({error})"],
    }


def candidates():
    """(model, by what, formula): most of them right, or wrong, in one place."""
    for error in ERROR + NOT_ERROR:
        for form in ["sum(({}) * x)", "m * mean(({}) * x)", "({}) @ x.T * ones(1, 1)", "sum(x * ({}))"]:
            if "@" not in form:
                yield "line", "w", form.format(error)
        for form in ["sum({})", "m * mean({})", "mean({})"]:
            yield "line", "b", form.format(error)
        for form in ["({}) @ X.T", "(X @ ({}).T).T"]:
            yield "plane", "w", form.format(error)
    for model, slopes, wrongs in [("sigmoid", SLOPE, NOT_SLOPE), ("tanh", BEND, NOT_BEND)]:
        pairs = list(itertools.product(ERROR[:3], slopes))
        pairs += list(itertools.product(ERROR[:1], wrongs)) + list(itertools.product(NOT_ERROR[:4], slopes[:1]))
        for error, slope in pairs:
            for wrt, formulas in layered(error, slope).items():
                for formula in formulas:
                    if wrt not in ("w2", "b2") or slope == slopes[0]:
                        yield model, wrt, formula
    for difference in ["(p - y) / m", "(sigmoid(z) - y) / m", "-(y - p) / m", "(p * (1 - y) - y * (1 - p)) / m",
                       "p - y", "(y - p) / m", "(p - y) * p * (1 - p) / m", "(p + y) / m", "p / m",
                       "(p - y) / (p * (1 - p)) / m", "2 * (p - y) / m"]:
        yield "logistic", "z", difference
        yield "logistic", "w", f"({difference}) @ X.T"
        yield "logistic", "w", f"(X @ ({difference}).T).T"
        yield "logistic", "b", f"sum({difference})"
        yield "logistic", "b", f"mean({difference}) * m"
        yield "logistic", "b", f"mean({difference})"
    for difference in ["(P - Y) / m", "(softmax(Z, axis = 0) - Y) / m", "-(Y - P) / m", "P / m - Y / m",
                       "P - Y", "P / m", "-Y / P / m", "(P + Y) / m", "(Y - P) / m", "Y * (P - 1) / m"]:
        yield "softmax", "Z", difference
        yield "softmax", "W", f"({difference}) @ X.T"
        yield "softmax", "W", f"(X @ ({difference}).T).T"
        yield "softmax", "W", f"({difference}) @ X.T * 2"
        yield "softmax", "b", f"sum({difference}, axis = 1)"
        yield "softmax", "b", f"({difference}) @ ones(m, 1)"
        yield "softmax", "b", f"mean({difference}, axis = 1)"


def python(formula):
    return formula.replace("^", "**")


def draw(model, random):
    shapes, forward, loss = MODELS[model]
    values = {}
    for name, shape in shapes.items():
        if shape == "labels":
            values[name] = random.integers(0, 2, (1, M)).astype(float)
        elif shape == "one hot":
            values[name] = one_hot(random)
        else:
            values[name] = random.normal(size=shape)
    return values, forward, loss


def judged(model, wrt, formula, seeds=range(3)):
    """Whether the formula gives the gradient, at each of several points."""
    for seed in seeds:
        values, forward, loss = draw(model, np.random.default_rng(seed))
        everything = {**values, **forward(values), "m": M}

        def scalar(x):
            if wrt in values:
                changed = {**values, wrt: x}
                return loss({**changed, **forward(changed)})
            z = {**everything, wrt: x}
            if model in ("sigmoid", "tanh"):
                a = jax.nn.sigmoid(x) if model == "sigmoid" else jnp.tanh(x)
                return loss({**z, "yhat": values["w2"] @ a + values["b2"]})
            return loss({**z, "p": jax.nn.sigmoid(x)} if model == "logistic" else {**z, "P": jax.nn.softmax(x, axis=0)})

        truth = jax.grad(scalar)(jnp.asarray(everything[wrt]))
        found = eval(python(formula), {"__builtins__": {}}, {**FUNCTIONS, **everything})
        if jnp.shape(found) != jnp.shape(truth) or not np.allclose(found, truth, rtol=1e-8, atol=1e-12):
            return False
    return True


def write():
    pairs, seen = [], set()
    for model, wrt, formula in candidates():
        if (model, wrt, formula) not in seen:
            seen.add((model, wrt, formula))
            pairs.append({"model": model, "wrt": wrt, "formula": formula, "equal": judged(model, wrt, formula)})
    path = pathlib.Path(__file__).parent.parent / "formula" / "pairs.json"
    lines = ",\n".join(json.dumps(pair) for pair in pairs)
    path.write_text(f"[\n{lines}\n]\n")
    equal = sum(pair["equal"] for pair in pairs)
    print(f"{equal} equal, {len(pairs) - equal} different")


def sympy_rate(count):
    """How many pairs a second SymPy judges, by simplifying the difference of two scalars."""
    import sympy

    path = pathlib.Path(__file__).parent.parent / "formula" / "pairs.json"
    pairs = [pair for pair in json.loads(path.read_text()) if pair["model"] == "line"][:count]
    m = 3
    x, y = sympy.symbols(f"x:{m}"), sympy.symbols(f"y:{m}")
    w, b = sympy.symbols("w b")

    class Row(list):
        def lift(self, other):
            return other if isinstance(other, Row) else [other] * len(self)

        def apply(self, other, rule):
            return Row(rule(p, q) for p, q in zip(self, self.lift(other)))

        def __add__(self, other): return self.apply(other, lambda p, q: p + q)
        def __sub__(self, other): return self.apply(other, lambda p, q: p - q)
        def __mul__(self, other): return self.apply(other, lambda p, q: p * q)
        def __rmul__(self, other): return self.apply(other, lambda p, q: q * p)
        def __truediv__(self, other): return self.apply(other, lambda p, q: p / q)
        def __rtruediv__(self, other): return self.apply(other, lambda p, q: q / p)
        def __pow__(self, power): return Row(p ** power for p in self)
        def __neg__(self): return Row(-p for p in self)

    row_sum = lambda r: sum(r) if isinstance(r, Row) else r * m
    names = {"x": Row(x), "y": Row(y), "m": sympy.Integer(m), "sum": row_sum,
             "mean": lambda r: row_sum(r) / m}
    names["yhat"] = w * names["x"] + b
    loss = sum((names["yhat"] - names["y"]) ** 2) / m
    start, right = time.perf_counter(), 0
    for pair in pairs:
        found = eval(python(pair["formula"]), {"__builtins__": {}}, names)
        if isinstance(found, Row):
            continue
        truth = sympy.diff(loss, w if pair["wrt"] == "w" else b)
        right += (sympy.simplify(found - truth) == 0) == pair["equal"]
    spent = time.perf_counter() - start
    print(f"SymPy {sympy.__version__}: {right} of {len(pairs)} judged as recorded, {len(pairs) / spent:.1f} a second")


if __name__ == "__main__":
    if "--sympy" in sys.argv:
        sympy_rate(int(sys.argv[sys.argv.index("--sympy") + 1]))
    else:
        write()
