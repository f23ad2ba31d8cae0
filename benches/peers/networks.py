"""The primer's four networks in JAX (compiled, double precision) and in NumPy by hand, with
the numbers of benches/networks: microseconds for one forward and backward pass.

    python3 benches/peers/networks.py

PyTorch is timed too where it can be imported. All cores are used.
"""

import platform
import statistics
import time

import numpy as np

SIZES = {"tiny": (2, 3, 4), "classroom": (10, 16, 64), "big": (256, 512, 2048)}
NETWORKS = ["univariate", "multivariate", "two-layer linear", "two-layer sigmoid"]


def numbers(network, n, k, m):
    state = 0.37

    def matrix(rows, cols):
        nonlocal state
        values = np.empty((rows, cols))
        for entry in range(rows * cols):
            state = (state + 0.618033988749895) % 1.0
            values.flat[entry] = (2.0 * state - 1.0) / 4.0
        return values

    n = 1 if network == "univariate" else n
    given = [matrix(n, m), matrix(1, m)]
    if network in NETWORKS[:2]:
        return given, [matrix(1, n), matrix(1, 1)]
    return given, [matrix(k, n), matrix(k, 1), matrix(1, k), matrix(1, 1)]


def loss(lib, sigmoid, parameters, x, y):
    if len(parameters) == 2:
        w, b = parameters
        yhat = w @ x + b
    else:
        w1, b1, w2, b2 = parameters
        z = w1 @ x + b1
        yhat = w2 @ (sigmoid(z) if sigmoid else z) + b2
    return lib.mean((yhat - y) ** 2)


def by_hand(network, parameters, x, y):
    m = y.shape[1]
    if len(parameters) == 2:
        w, b = parameters
        error = w @ x + b - y
        upstream = 2 / m * error
        return (error**2).mean(), upstream @ x.T, upstream.sum()
    w1, b1, w2, b2 = parameters
    z = w1 @ x + b1
    a = 1 / (1 + np.exp(-z)) if "sigmoid" in network else z
    error = w2 @ a + b2 - y
    upstream = 2 / m * error
    dz = w2.T @ upstream
    if "sigmoid" in network:
        dz = dz * a * (1 - a)
    return (error**2).mean(), dz @ x.T, dz.sum(1, keepdims=True), upstream @ a.T, upstream.sum()


def microseconds(run):
    run()
    repeats = 1
    while True:
        start = time.perf_counter()
        for _ in range(repeats):
            run()
        if time.perf_counter() - start > 0.1:
            break
        repeats *= 2
    times = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(repeats):
            run()
        times.append((time.perf_counter() - start) / repeats * 1e6)
    return statistics.median(times)


def jax_pass(network, parameters, x, y):
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp

    sigmoid = jax.nn.sigmoid if "sigmoid" in network else None
    compiled = jax.jit(jax.value_and_grad(lambda p, x, y: loss(jnp, sigmoid, p, x, y)))
    p, x, y = [jnp.asarray(v) for v in parameters], jnp.asarray(x), jnp.asarray(y)
    return lambda: jax.block_until_ready(compiled(p, x, y))


def torch_pass(network, parameters, x, y):
    import torch

    sigmoid = torch.sigmoid if "sigmoid" in network else None
    p = [torch.tensor(v, requires_grad=True) for v in parameters]
    x, y = torch.tensor(x), torch.tensor(y)
    return lambda: torch.autograd.grad(loss(torch, sigmoid, p, x, y), p)


def main():
    peers = {"NumPy": lambda *a: (lambda: by_hand(*a)), "JAX": jax_pass, "PyTorch": torch_pass}
    print("Python", platform.python_version(), "NumPy", np.__version__)
    for size, (n, k, m) in SIZES.items():
        for network in NETWORKS:
            given, parameters = numbers(network, n, k, m)
            cells = []
            for peer, make in peers.items():
                try:
                    run = make(network, parameters, *given)
                    cells.append(f"{peer} {microseconds(run):.1f}")
                except ImportError:
                    cells.append(f"{peer} not installed")
            print(f"{network}/{size}:", ", ".join(cells))


if __name__ == "__main__":
    main()
