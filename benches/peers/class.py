"""Grading rates beside what else grades a class, in one run, and one answer from a shell.

    cargo build --release && python3 benches/peers/class.py [LINES]

LINES is 1,000,000 if nothing is said, which takes some five minutes on two cores with nothing else to do.

- `gradus grade --stream` on the tiny sigmoid network, JSON both ways, right and wrong answers, one
  and two graders; the most memory that it used.
- Python that does no more than compare: json.loads, numpy.allclose for every question, json.dumps.
- PrairieLearn's pl-matrix-input, parse() and grade() on a right matrix of 3×2, where PRAIRIELEARN names
  a checkout of github.com/PrairieLearn/PrairieLearn, and PRAIRIELEARN_PYTHON a Python 3.13 with what
  that needs (numpy pandas sympy lxml networkx pint rich text-unidecode jsonschema coloraide chevron).
- the same verdicts from the tutor, `grade`, `--submissions`, `--stream` and, where PySpark is there, the
  Spark job, on 1,000 sheets.
- one answer, from the start of the process to the verdict: gradus, and Python with NumPy, JAX and
  PyTorch computing the same gradient and comparing it.
"""

import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GRADUS = os.environ.get("GRADUS", str(ROOT / "target/release/gradus"))
EXERCISE = "two-layer-nonlinear/01-sigmoid"


def key():
    solved = subprocess.run([GRADUS, "solve", EXERCISE, "--format", "json"], capture_output=True, check=True)
    return json.loads(solved.stdout)


def rounded(value, factor):
    if isinstance(value, list):
        return [rounded(part, factor) for part in value]
    return round(value * factor, 6)


def answers(solved, factor):
    found = {}
    for question in solved["questions"]:
        given = question["answer"]
        data = given["data"] if isinstance(given, dict) else None
        found[question["id"]] = given if data is None else rounded(data, factor)
    return found


def stream(line: bytes, count: int, jobs: int):
    """Seconds on the clock, processor seconds of the program, and the most memory in MiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [GRADUS, "grade", EXERCISE, "--stream", "--jobs", str(jobs)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
    )
    lines = 0

    def read():
        nonlocal lines
        while block := process.stdout.read(1 << 16):
            lines += block.count(b"\n")

    reader = threading.Thread(target=read)
    reader.start()
    block = line * 200
    for _ in range(count // 200):
        view = memoryview(block)
        while view:
            view = view[process.stdin.write(view):]
    memory = peak(process.pid)
    process.stdin.close()
    reader.join()
    process.wait()
    assert lines == count // 200 * 200 and process.returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begun, used, memory


def peak(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def rates(count: int):
    """One grader and two by turns, three times; the median of each, and of the ratios."""
    solved = key()
    questions = len(solved["questions"])
    for name, factor, lines in [("right", 1, count), ("wrong", 4, max(200, count // 250))]:
        line = json.dumps({"learner": "learner-000001", "answers": answers(solved, factor)}).encode() + b"\n"
        graded = lines // 200 * 200 * questions
        rounds = [[stream(line, lines, jobs) for jobs in (1, 2)] for _ in range(3)]
        for jobs in (1, 2):
            seconds, used, memory = (statistics.median(part) for part in zip(*(pair[jobs - 1] for pair in rounds)))
            print(f"gradus --stream, {name}, {jobs} graders, {lines} lines: {graded / seconds:,.0f} questions/s, "
                  f"{graded / used:,.0f} a processor second, {memory:.0f} MiB")
        ratios = sorted(alone[0] / both[0] for alone, both in rounds)
        print(f"  scaling on 2 cores, {name}: {ratios[1]:.2f} (of {ratios[0]:.2f} to {ratios[2]:.2f})", flush=True)
    return solved


def allclose(solved):
    import numpy as np

    keys = {q["id"]: np.array(q["answer"]["data"] if isinstance(q["answer"], dict) else q["answer"], dtype=float)
            for q in solved["questions"]}
    line = json.dumps({"learner": "learner-000001", "answers": answers(solved, 1)})

    def grade():
        sheet = json.loads(line)
        found = {}
        for id, answer in sheet["answers"].items():
            array = np.asarray(answer, dtype=float)
            found[id] = array.shape == keys[id].shape and bool(np.allclose(array, keys[id], rtol=1e-3, atol=1e-6))
        return json.dumps({"learner": sheet["learner"], "verdicts": found})

    assert "false" not in grade()
    print(f"Python, json and numpy.allclose: {rate_of(grade) * len(keys):,.0f} questions a processor second", flush=True)


def rate_of(function) -> float:
    """How often a function runs in a second of this processor, whoever else uses it."""
    function()
    batches = []
    for _ in range(9):
        begun, runs = time.process_time(), 0
        while time.process_time() - begun < 0.1:
            function()
            runs += 1
        batches.append(runs / (time.process_time() - begun))
    return statistics.median(batches)


def prairielearn():
    """Runs this script again, with the Python that PrairieLearn needs."""
    checkout = os.environ.get("PRAIRIELEARN")
    if not checkout:
        print("PrairieLearn: not measured, since PRAIRIELEARN names no checkout of it")
        return
    app = Path(checkout).resolve() / "apps/prairielearn"
    python = os.environ.get("PRAIRIELEARN_PYTHON", "python3.13")
    environment = os.environ | {"PYTHONPATH": str(app / "python")}
    command = [python, __file__, "prairielearn", str(app / "elements/pl-matrix-input")]
    subprocess.run(command, env=environment, check=True)


def pl_matrix_input(folder: Path):
    os.chdir(folder)
    spec = importlib.util.spec_from_file_location("pl_matrix_input", folder / "pl-matrix-input.py")
    element = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(element)
    import numpy as np
    import prairielearn

    matrix = np.random.default_rng(0).standard_normal((3, 2))
    html = '<pl-matrix-input answers-name="a" comparison="relabs" rtol="0.01"></pl-matrix-input>'

    def grade(text):
        data = {"correct_answers": {"a": right}, "submitted_answers": {"a": text},
                "raw_submitted_answers": {"a": text}, "format_errors": {}, "partial_scores": {},
                "params": {}, "feedback": {}}
        element.parse(html, data)
        element.grade(html, data)
        return data["partial_scores"]["a"]["score"]

    right, text = prairielearn.to_json(matrix), str(matrix.tolist())
    assert (grade(text), grade(str((2 * matrix).tolist()))) == (1, 0)
    print(f"PrairieLearn, pl-matrix-input parse and grade, Python {sys.version.split()[0]}, "
          f"NumPy {np.__version__}: {rate_of(lambda: grade(text)):,.0f} questions a processor second")


GIVEN = """
import json, numpy as np
s = json.load(open(KEY)); v = {k: np.array(x["data"], dtype=float) for k, x in s["given"].items()}
X, y, W1, b1, w2, b2 = (v[k] for k in ("X", "y", "W1", "b1", "w2", "b2"))
mine = np.array(s["gradients"]["W1"]["data"])
"""
NUMPY = GIVEN + """
A = 1 / (1 + np.exp(-(W1 @ X + b1))); d = 2 / y.size * (w2 @ A + b2 - y)
found = ((w2.T @ d) * A * (1 - A)) @ X.T
print("correct" if np.allclose(found, mine) else "wrong")
"""
JAX = GIVEN + """
import jax; jax.config.update("jax_enable_x64", True); import jax.numpy as j
found = jax.grad(lambda W: j.mean((w2 @ jax.nn.sigmoid(W @ X + b1) + b2 - y) ** 2))(W1)
print("correct" if np.allclose(found, mine) else "wrong")
"""
TORCH = GIVEN + """
import torch; t = {k: torch.tensor(x, requires_grad=k == "W1") for k, x in v.items()}
L = ((t["w2"] @ torch.sigmoid(t["W1"] @ t["X"] + t["b1"]) + t["b2"] - t["y"]) ** 2).mean(); L.backward()
print("correct" if np.allclose(t["W1"].grad.numpy(), mine) else "wrong")
"""


def one_answer(solved):
    folder = Path(tempfile.mkdtemp(prefix="gradus-class-"))
    (folder / "key.json").write_text(json.dumps(solved))
    (folder / "mine.json").write_text(json.dumps({"dL/dW1": solved["gradients"]["W1"]}))
    commands = {"gradus": [GRADUS, "grade", EXERCISE, "--answers", str(folder / "mine.json")]}
    for name, code, module in [("NumPy", NUMPY, "numpy"), ("JAX", JAX, "jax"), ("PyTorch", TORCH, "torch")]:
        if importlib.util.find_spec(module):
            commands[f"Python with {name}"] = [sys.executable, "-c", f"KEY = {str(folder / 'key.json')!r}\n{code}"]
    times = {name: [] for name in commands}
    for turn in range(int(os.environ.get("TURNS", "9"))):
        for name, command in commands.items():
            for _ in range(20 if name == "gradus" else 1):
                begun = time.perf_counter()
                done = subprocess.run(command, capture_output=True, text=True)
                times[name].append(time.perf_counter() - begun)
                assert "correct" in done.stdout, (name, done.stdout, done.stderr)
    for name, seconds in times.items():
        print(f"one answer, {name}: {statistics.median(seconds) * 1e3:.1f} ms (least {min(seconds) * 1e3:.1f})", flush=True)


def same_verdicts():
    environment = os.environ | {"GRADUS_SHEETS": "1000", "GRADUS": GRADUS}
    test = ["cargo", "test", "--quiet", "--test", "same_verdicts"]
    subprocess.run(test, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    print("the same verdicts on 1,000 sheets: the tutor, grade, --submissions and --stream", flush=True)
    if not importlib.util.find_spec("pyspark"):
        print("Spark: not run, since PySpark is not there")
        return
    sheets = ROOT / "target/tmp/same-verdicts/class.jsonl"
    subprocess.run([sys.executable, ROOT / "tests/outside/spark.py", sheets], env=environment, check=True)


def main():
    if sys.argv[1:2] == ["prairielearn"]:
        return pl_matrix_input(Path(sys.argv[2]))
    solved = rates(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    allclose(solved)
    prairielearn()
    one_answer(solved)
    same_verdicts()


if __name__ == "__main__":
    main()
