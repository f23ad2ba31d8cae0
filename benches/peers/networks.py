"""The primer's four networks in gradus, in ndarray and NumPy by hand, in JAX (compiled) and in
PyTorch, from the same numbers in double precision: the time of one forward and backward pass, in
one table, and whether it keeps to its bounds.

    python3 benches/peers/networks.py           runs `cargo bench --bench networks` first
    python3 benches/peers/networks.py --peers   the peers alone

JAX and PyTorch are timed where they are installed. All cores are used. Of three rounds in turn each
has its least time; about ten minutes once the bench is built.
"""

import platform
import re
import statistics
import subprocess
import sys
import time
from importlib import metadata

import numpy as np

SIZES = {"tiny": (2, 3, 4), "classroom": (10, 16, 64), "big": (256, 512, 2048)}
NAMES = {"jax": "JAX", "torch": "PyTorch"}
# The machine has others beside these, whose work comes and goes: each gets the least of some rounds.
ROUNDS = 3
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


BENCH = ["cargo", "bench", "--bench", "networks"]
TIMES = ["--", "--warm-up-time", "0.3", "--measurement-time", "1"]
UNITS = {"ns": 1e-3, "µs": 1.0, "us": 1.0, "ms": 1e3, "s": 1e6}


def criterion():
    """Every benchmark of benches/networks by its name: microseconds."""
    subprocess.run([*BENCH, "--no-run"], check=True)
    found = subprocess.run([*BENCH, *TIMES], check=True, stdout=subprocess.PIPE, text=True).stdout
    pattern = r"^(\S.*?)\s+time:\s+\[\S+ \S+ (\S+) (\S+) \S+ \S+\]"
    rows = re.findall(pattern, found, re.MULTILINE)
    return {name: float(number) * UNITS[unit] for name, number, unit in rows}


def shown(microseconds):
    if microseconds is None:
        return "–"
    if microseconds >= 1000:
        return f"{microseconds / 1000:.3g} ms"
    return f"{microseconds:.3g} µs" if microseconds < 100 else f"{microseconds:.0f} µs"


def bounds(table, own):
    """What must be shown, what was found, and whether it suffices."""
    def worst(size, ratio, networks=NETWORKS):
        return max(ratio(table[network, size]) for network in networks)

    def by_hand_ratio(row):
        return row["gradus"] / row["buffers kept"]

    yield "tiny, to buffers kept", worst("tiny", by_hand_ratio), 1.5
    yield "classroom, to buffers kept", worst("classroom", by_hand_ratio), 1.15
    yield "big, to buffers kept", worst("big", by_hand_ratio), 1.05
    yield "big, two-layer linear, to buffers kept", worst("big", by_hand_ratio, NETWORKS[2:3]), 0.7
    for peer, most in [("PyTorch", 500), ("JAX", 100)]:
        if all(row[peer] for row in table.values()):
            ratio = worst("tiny", lambda row, peer=peer: row["gradus"] / row[peer])
            yield f"tiny, to {peer}: 1/{1 / ratio:.0f}", ratio, 1 / most
    for network in NETWORKS:
        row = table[network, "big"]
        peers = [row[peer] for peer in ("JAX", "PyTorch") if row[peer]]
        if peers:
            yield f"big, {network}, to the faster of the two", row["gradus"] / min(peers), 1.0
    yield "text to gradients, µs", own["text to gradients"], 200.0


def least(rounds):
    """The least that each was found to take."""
    return {name: min(found[name] for found in rounds) for name in rounds[0]}


def one_round(makers):
    """What each network at each size takes a peer."""
    found = {}
    for size, (n, k, m) in SIZES.items():
        for network in NETWORKS:
            given, parameters = numbers(network, n, k, m)
            for peer, make in makers.items():
                found[f"{network}/{size}/{peer}"] = microseconds(make(network, parameters, *given))
    return found


def main():
    makers = {"NumPy": lambda *a: (lambda: by_hand(*a))}
    versions = [f"Python {platform.python_version()}"]
    for package, make in [("numpy", None), ("jax", jax_pass), ("torch", torch_pass)]:
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
        if make:
            makers[NAMES[package]] = make
    print(", ".join(versions), flush=True)
    own, peers = [], []
    for _ in range(ROUNDS):
        if "--peers" not in sys.argv:
            own.append(criterion())
        peers.append(one_round(makers))
    own = least(own) if own else {}
    times = {**own, **least(peers)}
    columns = ["gradus", "buffers kept", "plain", "NumPy", *NAMES.values()]
    print("\n| network | size |", " | ".join(columns), "|")
    print("|---|---" + "|---" * len(columns) + "|")
    table = {}
    for size in SIZES:
        for network in NETWORKS:
            row = {column: times.get(f"{network}/{size}/{column}") for column in columns}
            table[network, size] = row
            print(f"| {network} | {size} |", " | ".join(map(shown, row.values())), "|")
    if not own:
        return
    print()
    for name, time_ in own.items():
        if not name.endswith(tuple(columns[:3])):
            print(f"{name}: {shown(time_)}")
    print()
    for name, found, most in bounds(table, own):
        print("kept  " if found <= most else "BROKEN", f"{name}: {found:.3g} of {most:.3g}")


if __name__ == "__main__":
    main()
