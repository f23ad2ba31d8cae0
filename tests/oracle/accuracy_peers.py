"""What JAX and PyTorch make of formulas that are written without care, beside the truth to 60 digits.

    python3 tests/oracle/accuracy_peers.py

writes tests/oracle/accuracy/peers.json. Needs mpmath and jax; where torch cannot be imported, its
column is kept as it was recorded.
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import mpmath
from mpmath import mpf

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 60
FILE = pathlib.Path(__file__).parent / "accuracy" / "peers.json"


def forms(np, sigmoid, softmax):
    """Each formula as gradus reads it, and the same in a library's functions."""
    pair = lambda z, other: np.stack([z, other * np.ones_like(z)])
    bce = lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return {
        "sigmoid(z)": sigmoid,
        "1 / (1 + exp(-z))": lambda z: 1 / (1 + np.exp(-z)),
        "log(sigmoid(z))": lambda z: np.log(sigmoid(z)),
        "log(1 - sigmoid(z))": lambda z: np.log(1 - sigmoid(z)),
        "log(1 + exp(z))": lambda z: np.log(1 + np.exp(z)),
        "bce(sigmoid(z), 0)": lambda z: bce(sigmoid(z), 0.0),
        "bce(sigmoid(z), 1)": lambda z: bce(sigmoid(z), 1.0),
        "(exp(z) - exp(-z)) / (exp(z) + exp(-z))": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
        "log(sum(exp([[z, 0]])))": lambda z: np.log(np.sum(np.exp(pair(z, 0.0)))),
        "log(softmax([[z, 0]], axis = 1))[0, 0]": lambda z: np.log(softmax(pair(z, 0.0)))[0],
        "sqrt(sumsq([[z, 0]]))": lambda z: np.sqrt(z * z),
        "sqrt(relu(z))": lambda z: np.sqrt(np.maximum(z, np.zeros_like(z))),
    }


def truths():
    sigmoid = lambda z: 1 / (1 + mpmath.exp(-z))
    below = lambda z: -mpmath.log1p(mpmath.exp(-z))
    above = lambda z: mpmath.log1p(mpmath.exp(z))
    slope = lambda z: sigmoid(z) * sigmoid(-z)
    return {
        "sigmoid(z)": lambda z: (sigmoid(z), slope(z)),
        "1 / (1 + exp(-z))": lambda z: (sigmoid(z), slope(z)),
        "log(sigmoid(z))": lambda z: (below(z), sigmoid(-z)),
        "log(1 - sigmoid(z))": lambda z: (-above(z), -sigmoid(z)),
        "log(1 + exp(z))": lambda z: (above(z), sigmoid(z)),
        "bce(sigmoid(z), 0)": lambda z: (above(z), sigmoid(z)),
        "bce(sigmoid(z), 1)": lambda z: (-below(z), -sigmoid(-z)),
        "(exp(z) - exp(-z)) / (exp(z) + exp(-z))": lambda z: (mpmath.tanh(z), 4 / (mpmath.exp(z) + mpmath.exp(-z)) ** 2),
        "log(sum(exp([[z, 0]])))": lambda z: (above(z), sigmoid(z)),
        "log(softmax([[z, 0]], axis = 1))[0, 0]": lambda z: (below(z), sigmoid(-z)),
        "sqrt(sumsq([[z, 0]]))": lambda z: (abs(z), mpmath.sign(z)),
        "sqrt(relu(z))": lambda z: (mpf(0), mpf(0)),
    }


POINTS = {
    "sigmoid(z)": [37, 40],
    "1 / (1 + exp(-z))": [-705, -720],
    "log(sigmoid(z))": [40, -800],
    "log(1 - sigmoid(z))": [-40, 40, 800],
    "log(1 + exp(z))": [-40, 800],
    "bce(sigmoid(z), 0)": [-40, 40, 800],
    "bce(sigmoid(z), 1)": [40, -800],
    "(exp(z) - exp(-z)) / (exp(z) + exp(-z))": [1e-8, 800],
    "log(sum(exp([[z, 0]])))": [-40, 800],
    "log(softmax([[z, 0]], axis = 1))[0, 0]": [40, -800],
    "sqrt(sumsq([[z, 0]]))": [0, 1e-200],
    "sqrt(relu(z))": [-1, 0],
}


def text(number):
    return repr(float(number))


def of_jax():
    functions = forms(jnp, jax.nn.sigmoid, jax.nn.softmax)
    run = lambda form, z: (functions[form](jnp.float64(z)), jax.grad(functions[form])(jnp.float64(z)))
    return f"JAX {jax.__version__}", run


def of_torch():
    try:
        import torch
    except (ImportError, OSError, ValueError):
        return None
    torch.set_default_dtype(torch.float64)
    functions = forms(torch, torch.sigmoid, lambda z: torch.softmax(z, dim=0))

    def run(form, z):
        argument = torch.tensor(float(z), requires_grad=True)
        value = functions[form](argument)
        (slope,) = torch.autograd.grad(value, argument)
        return value.detach(), slope

    return f"PyTorch {torch.__version__}", run


def main():
    before = json.loads(FILE.read_text()) if FILE.exists() else {"rows": []}
    kept = {(row["form"], row["z"]): row.get("torch") for row in before["rows"]}
    (jax_name, jax_run), torch = of_jax(), of_torch()
    rows = []
    for form, points in POINTS.items():
        for z in points:
            pair = lambda run: [text(number) for number in run(form, z)]
            truth = [text(number) for number in truths()[form](mpf(z))]
            old = kept.get((form, z))
            rows.append({"form": form, "z": z, "truth": truth, "jax": pair(jax_run),
                         "torch": pair(torch[1]) if torch else old})
    versions = {"jax": jax_name, "torch": torch[0] if torch else before.get("versions", {}).get("torch")}
    lines = ",\n".join(json.dumps(row) for row in rows)
    FILE.write_text('{"versions": %s, "rows": [\n%s\n]}\n' % (json.dumps(versions), lines))


if __name__ == "__main__":
    main()
