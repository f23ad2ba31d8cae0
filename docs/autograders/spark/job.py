"""Grades JSON Lines with Spark: one `gradus grade --stream` a partition.

    spark-submit docs/autograders/spark/job.py IN OUT [EXERCISE] [--gradus PATH]

IN is a file or folder of lines as in docs/grading-a-class.md, OUT a folder for the verdicts, in the
order of the lines. gradus has to be on the path of every worker, or be sent with `--files`.
"""

import argparse
import re
import subprocess
import sys
import threading
from typing import Iterator

SCHEMA = "number long, verdict string"
NUMBERED = re.compile(r'^\{"format": 1, "line": \d+, ')


def grader(command: list[str]):
    """What grades a partition. It keeps nothing between partitions, so that Spark may run it again
    or elsewhere."""
    import pandas

    def grade(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

        def send(lines: list[str]) -> None:
            try:
                process.stdin.write("".join(line + "\n" for line in lines).encode())
                process.stdin.flush()
            except BrokenPipeError:
                pass  # the reader below notices that verdicts are missing

        try:
            for batch in batches:
                writer = threading.Thread(target=send, args=(batch["line"].tolist(),))
                writer.start()
                verdicts = []
                for number in batch["number"]:
                    verdict = process.stdout.readline().decode()
                    if not verdict.endswith("\n"):
                        # A task that fails as a whole is run again as a whole.
                        raise RuntimeError(f"gradus ended before line {number + 1} was graded")
                    # A line that cannot be graded is named by its number: that in IN.
                    own = f'{{"format": 1, "line": {number + 1}, '
                    verdicts.append(NUMBERED.sub(lambda _: own, verdict[:-1]))
                writer.join()
                yield pandas.DataFrame({"number": batch["number"], "verdict": verdicts})
            process.stdin.close()
            if process.wait() != 0:
                raise RuntimeError(f"gradus ended with status {process.returncode}")
        finally:
            process.kill()
            process.wait()

    return grade


def graded(spark, path: str, command: list[str], partitions: int | None = None):
    """The verdicts on the lines in a file or folder, with the lines' numbers from 0."""
    lines = spark.read.text(path, lineSep="\n").rdd.map(lambda row: row.value).zipWithIndex()
    frame = spark.createDataFrame(lines, "line string, number long")
    if partitions:
        frame = frame.repartition(partitions)
    return frame.mapInPandas(grader(command), SCHEMA)


def main() -> int:
    from pyspark.sql import SparkSession

    parser = argparse.ArgumentParser(description="Grade JSON Lines with Spark.")
    parser.add_argument("submissions")
    parser.add_argument("out")
    parser.add_argument("exercise", nargs="?")
    parser.add_argument("--gradus", default="gradus")
    arguments = parser.parse_args()
    # Spark has the cores; a partition has one.
    command = [arguments.gradus, "grade", "--stream", "--jobs", "1"]
    if arguments.exercise:
        command.append(arguments.exercise)
    spark = SparkSession.builder.appName("gradus").getOrCreate()
    verdicts = graded(spark, arguments.submissions, command).orderBy("number")
    verdicts.select("verdict").write.mode("overwrite").text(arguments.out)
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
