"""The Spark job of docs/scale.md gives what one `gradus grade --stream` gives, byte for byte, in
however many partitions, and after a worker broke down.

    cargo build --release && python3 tests/outside/spark.py [SHEETS | FILE]

SHEETS says how many are made, 1,000 if nothing is said; FILE holds some, such as those on which
`GRADUS_SHEETS=1000 cargo test --test same_verdicts` compared the tutor and the other commands:
target/tmp/same-verdicts/class.jsonl.

Needs PySpark, pandas, pyarrow and a Java that PySpark supports."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GRADUS = os.environ.get("GRADUS", str(ROOT / "target/release/gradus"))
sys.path.insert(0, str(ROOT / "docs/autograders/spark"))

import job  # noqa: E402


def gradus(*arguments: str) -> dict:
    done = subprocess.run([GRADUS, *arguments], capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


def answer(question: dict):
    given = question["answer"]
    if question["kind"] == "formula":
        return question.get("formula")
    return given["data"] if isinstance(given, dict) and "data" in given else given


def changed(value, change):
    if isinstance(value, list):
        return [changed(part, change) for part in value]
    return change(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def sheets(count: int) -> list[str]:
    """Lines of every kind: right, rounded, wrong, half done, and such as cannot be graded."""
    ids = [row["id"] for row in gradus("list", "--format", "json")["exercises"]]
    draw = random.Random(1)
    keys = {}
    lines = []
    for number in range(count):
        exercise, seed = ids[number * 7 % len(ids)], number % 3
        if (exercise, seed) not in keys:
            solved = gradus("solve", exercise, "--seed", str(seed), "--format", "json")
            keys[exercise, seed] = {q["id"]: answer(q) for q in solved["questions"]}
        key = keys[exercise, seed]
        numeric = {id: value for id, value in key.items() if not isinstance(value, dict)}
        kind = number % 10
        if kind == 1:
            answers = {id: changed(value, lambda x: float(f"{x:.3g}")) for id, value in numeric.items()}
        elif kind == 2:
            answers = {id: changed(value, lambda x: -x) if "/d" in id else value for id, value in numeric.items()}
        elif kind == 3:
            answers = {id: value for id, value in numeric.items() if draw.random() < 0.5}
        elif kind == 4:
            answers = {id: "nan" for id in numeric}
        elif kind == 5:
            answers = {"no such question": 1}
        else:
            answers = numeric
        line = json.dumps(
            {"learner": f"ŷ-{number}", "seed": seed, "exercise": exercise, "answers": answers},
            ensure_ascii=False,
        )
        lines.append({6: line[: len(line) // 2], 7: "" if number % 20 == 7 else line}.get(kind, line))
    return lines


def main() -> int:
    from pyspark.sql import SparkSession

    asked = sys.argv[1] if len(sys.argv) > 1 else "1000"
    folder = Path(tempfile.mkdtemp(prefix="gradus-spark-"))
    lines = sheets(int(asked)) if asked.isdigit() else Path(asked).read_text("utf-8").removesuffix("\n").split("\n")
    count = len(lines)
    submissions = folder / "class.jsonl"
    submissions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    begun = time.perf_counter()
    with submissions.open("rb") as source:
        single = subprocess.run([GRADUS, "grade", "--stream"], stdin=source, capture_output=True, check=True)
    print(f"one process: {count} sheets in {time.perf_counter() - begun:.2f} s")
    wanted = single.stdout.decode("utf-8").splitlines()
    assert len(wanted) == count
    # A grader that breaks down once, after three verdicts.
    broken = folder / "breaks-once"
    broken.write_text(
        f'#!/bin/sh\nif mkdir "{folder}/broke" 2> /dev/null; then head -n 3 | "{GRADUS}" "$@"; exit 1; fi\n'
        f'exec "{GRADUS}" "$@"\n'
    )
    broken.chmod(0o755)
    spark = (
        SparkSession.builder.master("local[2, 4]")
        .appName("gradus")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    for program, partitions in [(GRADUS, None), (GRADUS, 1), (GRADUS, 7), (str(broken), 5)]:
        begun = time.perf_counter()
        command = [program, "grade", "--stream", "--jobs", "1"]
        rows = job.graded(spark, str(submissions), command, partitions).orderBy("number").collect()
        seconds = time.perf_counter() - begun
        assert [row.verdict for row in rows] == wanted, f"{partitions} partitions differ"
        what = " with a grader that broke down" if program != GRADUS else ""
        print(f"Spark, {partitions or 'its own'} partitions{what}: the same in {seconds:.2f} s")
    assert (folder / "broke").is_dir(), "no grader broke down"
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
