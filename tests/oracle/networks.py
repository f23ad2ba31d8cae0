"""The loss and gradients of the primer's four networks at classroom size to 50 digits, rounded once
to double precision.

    python3 tests/oracle/networks.py > tests/oracle/accuracy/networks.json

Needs mpmath. The numbers given are ((7919 i + 271 s) mod 1000 − 500) / 512, with i the place of an
entry and s that of the name, so that both sides have them exactly.
"""

import json

from mpmath import exp, matrix, mp, mpf

mp.dps = 50
N, K, M = 10, 16, 64


def given(place, rows, cols):
    entry = lambda i: mpf((7919 * i + 271 * place) % 1000 - 500) / 512
    return matrix([[entry(r * cols + c) for c in range(cols)] for r in range(rows)])


def each(rule, *values):
    first = values[0]
    return matrix([[rule(*(v[r, c] for v in values)) for c in range(first.cols)] for r in range(first.rows)])


def rows(value):
    return [[float(value[r, c]) for c in range(value.cols)] for r in range(value.rows)]


def summed(value):
    return matrix([[sum(value[r, c] for c in range(value.cols))] for r in range(value.rows)])


def stretched(column, cols):
    return matrix([[column[r, 0] for _ in range(cols)] for r in range(column.rows)])


def regression(features):
    x, y, w, b = given(0, features, M), given(1, 1, M), given(2, 1, features), given(3, 1, 1)
    e = w * x + stretched(b, M) - y
    g = each(lambda e: 2 * e / M, e)
    loss = sum(e[0, c] ** 2 for c in range(M)) / M
    return {"L": float(loss), "w": rows(g * x.T), "b": rows(summed(g))}


def layered(active):
    x, y = given(0, N, M), given(1, 1, M)
    w1, b1, w2, b2 = given(2, K, N), given(3, K, 1), given(4, 1, K), given(5, 1, 1)
    z = w1 * x + stretched(b1, M)
    a = each(lambda z: 1 / (1 + exp(-z)), z) if active else z
    e = w2 * a + stretched(b2, M) - y
    g = each(lambda e: 2 * e / M, e)
    dz = w2.T * g
    if active:
        dz = each(lambda d, a: d * a * (1 - a), dz, a)
    loss = sum(e[0, c] ** 2 for c in range(M)) / M
    return {
        "L": float(loss),
        "W1": rows(dz * x.T),
        "b1": rows(summed(dz)),
        "w2": rows(g * a.T),
        "b2": rows(summed(g)),
    }


if __name__ == "__main__":
    networks = {
        "univariate": regression(1),
        "multivariate": regression(N),
        "two-layer linear": layered(False),
        "two-layer sigmoid": layered(True),
    }
    print(json.dumps(networks))
