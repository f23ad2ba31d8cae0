"""Stable forms and their derivatives to 50 digits, rounded once to double precision.

    python3 tests/oracle/accuracy.py > tests/oracle/accuracy/forms.json

Needs mpmath. Each entry is z, the value and the derivative by z; z is exact as written.
"""

import json

from mpmath import exp, log, log1p, mp, mpf, sqrt, tanh

mp.dps = 60


def sigmoid(z):
    return 1 / (1 + exp(-z))


FORMS = {
    "log(sigmoid(z))": lambda z: (-log1p(exp(-z)), sigmoid(-z)),
    "log(1 - sigmoid(z))": lambda z: (-log1p(exp(z)), -sigmoid(z)),
    "log(1 + exp(z))": lambda z: (log1p(exp(z)), sigmoid(z)),
    "1 / (1 + exp(-z))": lambda z: (sigmoid(z), sigmoid(z) * sigmoid(-z)),
    "sigmoid(z)": lambda z: (sigmoid(z), sigmoid(z) * sigmoid(-z)),
    "tanh(z)": lambda z: (tanh(z), 4 / (exp(z) + exp(-z)) ** 2),
    "(exp(z) - exp(-z)) / (exp(z) + exp(-z))": lambda z: (tanh(z), 4 / (exp(z) + exp(-z)) ** 2),
    "log(sum(exp([[z, 0]])))": lambda z: (log1p(exp(z)), sigmoid(z)),
    "log(softmax([[z, 0]], axis = 1))[0, 0]": lambda z: (-log1p(exp(-z)), sigmoid(-z)),
    "bce(sigmoid(z), 1)": lambda z: (log1p(exp(-z)), -sigmoid(-z)),
    "bce(sigmoid(z), 0)": lambda z: (log1p(exp(z)), sigmoid(z)),
    "sqrt(sumsq([[z, 0]]))": lambda z: (abs(z), mpf(1) if z > 0 else mpf(-1)),
    "exp(z)": lambda z: (exp(z), exp(z)),
}

POINTS = [s * z for z in (1e-300, 1e-17, 1e-8, 0.001, 0.25, 0.5, 1.0, 1.5, 2.75, 5.0, 10.0, 18.5, 36.0,
                          37.0, 40.0, 100.0, 350.0, 700.0, 709.0, 740.0, 800.0, 1e5) for s in (1, -1)]


def main():
    forms = {}
    for form, truth in FORMS.items():
        rows = []
        for z in POINTS:
            value, derivative = truth(mpf(z))
            if form == "exp(z)" and z > 709.5:
                continue
            rows.append([z, float(value), float(derivative)])
        forms[form] = rows
    print(json.dumps({"digits": 60, "forms": forms}, indent=1))


if __name__ == "__main__":
    main()
