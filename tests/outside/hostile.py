"""Files made to keep `gradus check` busy or to fill the memory, checked by a release build: each
has to end within its bounds, 10 s and 256 MiB.

    cargo build --release && python3 tests/outside/hostile.py [FOLDER]

The files are left in the folder. Times are of this machine, so that nothing else should run.
"""

import os
import subprocess
import sys
import time

SECONDS, MIB = 10, 256
# What a bound may be passed by: the work between two looks at the clock.
GRACE = 2

HEAD = 'format = 1\ntitle = "Hostile"\nlevel = 4\nconventions = "none"\n'
ASK = '[[question]]\nkind = "gradient"\nwrt = "x"\n'
SMALL = "x = { range = [0.1, 0.2] }"


def model(given, forward, more="", head=""):
    return f'{HEAD}{head}\n[given]\n{given}\n[model]\nforward = """\n{forward}\n"""\n{more}\n{ASK}'


def square(size):
    return f"x = {{ shape = [{size}, {size}], range = [0.1, 0.2] }}"


def chain(step, count, end="L = sum(a{})"):
    lines = "".join(step.format(after=at + 1, before=at) + "\n" for at in range(count))
    return "a0 = x\n" + lines + end.format(count)


def questions(count, text):
    return "".join("[[question]]\n" + text.format(at) for at in range(count))


FILES = {
    "paths": model("x = 2", chain("a{after} = a{before} * a{before} + a{before}", 56)),
    "paths-2": model(SMALL, chain("a{after} = tanh(a{before}) * sigmoid(a{before}) + exp(a{before})", 45)),
    "paths-3": model(square(50), chain("a{after} = tanh(a{before} @ a{before}.T) * sigmoid(a{before})", 50)),
    "paths-4": model(square(30), chain("a{after} = tanh(a{before} @ a{before}.T) * sigmoid(a{before})", 40)),
    "products": model(square(100), chain("a{after} = tanh(a{before} @ x)", 55)),
    "conditions": model(square(40), chain("a{after} = tanh(a{before} @ x)", 40), 'require = ["L < 0"]'),
    "conditions-2": model(square(90), "L = sum(x^2)", "require = [" + '"sum(x @ x) < 0", ' * 200 + "]"),
    "sizes": model(
        "n = { integers = [1, 90] }\nm = { integers = [1, 90] }\nx = { shape = [\"n\", \"m\"], range = [0, 1] }",
        "a = x @ x.T\nL = sum(a^2)",
        'require = ["L < 0"]',
    ),
    "wide": model("x = 2", "L = " + " + ".join(["tanh(x)*x"] * 330)),
    "factors": model(SMALL, "L = " + "*".join(f"(x+{at})" for at in range(400))),
    "deep": model(SMALL, "L = " + "tanh(" * 200 + "x" + ")" * 200),
    "powers": model(SMALL, "L = x" + "^x" * 1500),
    "questions": model(square(50), "a = x @ x\nb = tanh(a) @ x\nL = sum(b^2)",
                       questions(198, 'id = "q{}"\nkind = "value"\nof = "L"\n')),
    "mistakes": model(
        square(50), "a = x @ x\nb = tanh(a) @ x\nL = sum(b^2)",
        questions(150, 'id = "q{0}"\nkind = "gradient"\nwrt = "a"\n[[question.mistake]]\nwhen = "a * {0}"\nsay = "x"\n'),
    ),
    "formulas": model(square(10), chain("a{after} = tanh(a{before} @ x)", 50),
                      questions(190, 'id = "q{}"\nkind = "formula"\nof = "L"\nwrt = "x"\n')),
    "passes": model(SMALL, chain("a{after} = tanh(a{before} * x)", 50),
                    questions(150, 'id = "q{}"\nkind = "mend"\nwrt = "x"\n')),
    "pass": model(SMALL, chain("a{after} = tanh(a{before} * x)", 24),
                  questions(1, 'id = "q{}"\nkind = "mend"\nwrt = "x"\n')),
    "tests": model("x = 2", "L = x^2") + '[[test]]\nseed = 1\nanswers = { "dL/dx" = "3*x" }\nexpect = { "dL/dx" = "wrong" }\n' * 8000,
    "distinct": model("x = { shape = [95, 95], integers = [1, 9030], distinct = true }", "L = sum(x^2)"),
    "choose": model("x = { choose = [" + "1," * 300000 + "1] }", "L = x^2"),
    "braces": model("x = 2", "L = x^2", head='statement = "$' + "{" * 500000 + '"\n'),
    "fractions": model("x = 2", "L = x^2", head="statement = '" + "$" + r"\frac{" * 60 + "x" + "}{2}" * 60 + "$ " * 80000 + "'\n"),
    "marks": model("x = 2", "L = x^2", head="statement = '" + r"*`$$\left( " * 90000 + "'\n"),
    "hints": model("x = 2", "L = x^2") + "hints = [" + ("'" + r"$\frac{a}{b}$ " * 1000 + "', ") * 70 + "]\n",
    "options": HEAD + '[given]\nx = 1\n[model]\nforward = "L = x^2"\n[[question]]\nkind = "choice"\nprompt = "a"\noptions = ['
    + ", ".join(f'"o{at}"' for at in range(50000)) + "]\ncorrect = [0]\n",
    "keys": HEAD + "".join(f"k{at} = 1\n" for at in range(80000)),
    "tables": HEAD + "".join(f"[a{at}]\n" for at in range(100000)),
    "lines": HEAD + "= \n" * 250000,
    "brackets": HEAD + "a = " + "[" * 100000 + "]" * 100000 + "\n",
    "dots": HEAD + "a." * 100000 + "a = 1\n",
    "numbers": HEAD + "a = [" + "1," * 450000 + "]\n",
}

folder = sys.argv[1] if len(sys.argv) > 1 else "target/hostile"
os.makedirs(folder, exist_ok=True)
program = os.environ.get("GRADUS", "target/release/gradus")
failed = False
print("file            seconds     MiB  says")
for name, text in FILES.items():
    path = os.path.join(folder, name + ".toml")
    with open(path, "w") as file:
        file.write(text)
    begin = time.time()
    child = subprocess.Popen([program, "check", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    seconds, mib = time.time() - begin, usage.ru_maxrss / 1024
    first = next((line for line in said.splitlines() if line.startswith("error")), said.splitlines()[-1:] and said.splitlines()[-1])
    held = seconds < SECONDS + GRACE and mib < MIB and os.WIFEXITED(status) and os.WEXITSTATUS(status) < 2
    failed |= not held
    print(f"{name:14} {seconds:8.2f} {mib:7.0f}  {'' if held else 'BROKEN '}{str(first)[:90]}", flush=True)
sys.exit(failed)
