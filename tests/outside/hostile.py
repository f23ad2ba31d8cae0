"""Files made to keep `gradus check` busy or to fill the memory, checked by a release build: each
has to end within its bounds, 10 s and 256 MiB.

    cargo build --release && python3 tests/outside/hostile.py [FOLDER]

The files are left in the folder. GRADUS names another program, and ONLY some of the files.
"""

import os
import subprocess
import sys
import time

SECONDS, MIB = 10, 256
# Starting the program, and being late on a busy machine.
GRACE = 0.5

HEAD = 'format = 1\ntitle = "Hostile"\nlevel = 4\nconventions = "none"\n'
ASK = '[[question]]\nkind = "gradient"\nwrt = "x"\n'
MEND = '[[question]]\nkind = "mend"\nwrt = "x"\n'
SMALL = "x = { range = [0.1, 0.2] }"


def model(given, forward, more="", head=""):
    return f'{HEAD}{head}\n[given]\n{given}\n[model]\nforward = """\n{forward}\n"""\n{more}\n{ASK}'


def square(size):
    return f"x = {{ shape = [{size}, {size}], range = [0.1, 0.2] }}"


def chain(step, count, end="L = sum(a{})"):
    lines = "".join(step.format(after=at + 1, before=at) + "\n" for at in range(count))
    return "a0 = x\n" + lines + end.format(count)


def drawn(count, rule):
    return "\n".join(f"x{at} = {rule}" for at in range(count))


def questions(count, text):
    return "".join("[[question]]\n" + text.format(at) for at in range(count))


FILES = {
    "paths": model("x = 2", chain("a{after} = a{before} * a{before} + a{before}", 56)),
    "paths-2": model(SMALL, chain("a{after} = tanh(a{before}) * sigmoid(a{before}) + exp(a{before})", 45)),
    "paths-3": model(square(50), chain("a{after} = tanh(a{before} @ a{before}.T) * sigmoid(a{before})", 50)),
    "paths-4": model(square(30), chain("a{after} = tanh(a{before} @ a{before}.T) * sigmoid(a{before})", 40)),
    "products": model(square(100), chain("a{after} = tanh(a{before} @ x)", 55)),
    "conditions": model(square(40), chain("a{after} = tanh(a{before} @ x)", 35), 'require = ["L < 0"]'),
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

# Draws that are rejected, mistakes that are sought for long, long texts, and many of everything.
FILES |= {
    # a draw that is rejected nearly always, and entries that are drawn again
    "redrawn": model("x = { shape = [100, 100], choose = [" + "0," * 500 + "1], nonzero = true }\n" + drawn(9, "{ shape = [100, 100], choose = [" + "0," * 500 + "1], nonzero = true }"), "L = sum(x)", 'require = ["L < 0"]'),
    "redrawn-2": model("x = { shape = [100, 100], choose = [" + "0," * 500 + "1], nonzero = true }", "L = sum(x)"),
    "redrawn-3": model("x = { shape = [100, 100], integers = [1, 10000], distinct = true }", "L = sum(x)", 'require = ["L < 0"]'),
    "rebuilt": model('n = { integers = [1, 3] }\nx = { shape = ["n", "n"], range = [0.1, 0.2] }', chain("a{after} = tanh(a{before} * x) + sigmoid(a{before} * x) + a{before}*x*x*x*x*x", 57), 'require = ["L < 0"]'),
    "rebuilt-2": model('n = { integers = [1, 3] }\nx = { shape = ["n", "n"], range = [0.1, 0.2] }', "L = sum(" + "+".join(["tanh(x*x)"] * 380) + ")", 'require = ["L < 0"]'),
    "functions": model("x = { shape = [100, 100], range = [-20, 20] }", chain("a{after} = softplus(tanh(sigmoid(exp(a{before}*0.001))))", 56), 'require = ["L < 0"]'),
    "functions-2": model("x = { shape = [100, 100], range = [1, 20] }", chain("a{after} = (a{before}+0.5)^1.001 + x", 56)),
    "rare": model("x = { shape = [40, 40], range = [0.1, 0.2] }\nr = { integers = [1, 300] }", chain("a{after} = tanh(a{before} @ x)", 35), 'require = ["r < 2", "L > -1e9"]'),
    "mend-27": model(SMALL, chain("a{after} = tanh(a{before} * x) + sigmoid(a{before}) * a{before} * x * x + exp(x * a{before}) * x * x + tanh(a{before} + x)*x", 25), MEND),
    "mend-27b": model(SMALL, chain("a{after} = a{before}" + " + x*a{before}" * 12, 25), MEND),
    "mend-wide": model(SMALL, "L = " + " + ".join(["tanh(x)*x"] * 330), MEND),
    "mend-wide2": model(SMALL, "a = x*1\nb=a*x\nL = " + " + ".join([f"tanh(a*{i})*b" for i in range(230)]), MEND),
    "mend-60": model(SMALL, chain("a{after} = tanh(a{before} * x)", 57), MEND),
    "mend-matrix": model(square(50), chain("a{after} = tanh(a{before} @ x)", 24), MEND),
    "mend-rejected": model(SMALL, chain("a{after} = tanh(a{before} * x)", 24), MEND).replace("L = sum", "L = 0*sum"),
    "many-mends": model(SMALL, "a=x*x\nb=tanh(a*x)\nL = sum(b)", questions(190, 'id = "q{}"\nkind = "mend"\nwrt = "x"\n')),
    "catalogue": model(SMALL, "L = " + " + ".join([f"tanh(x*{i})*x" for i in range(240)]), questions(180, 'id = "q{}"\nkind = "gradient"\nwrt = "x"\n')),
    "catalogue-2": model(square(60), chain("a{after} = tanh(a{before} @ x) * sigmoid(a{before})", 30), questions(150, 'id = "q{}"\nkind = "gradient"\nwrt = "x"\n')),
    "catalogue-3": model(SMALL, chain("a{after} = tanh(a{before}) * sigmoid(a{before}) + exp(a{before}) * x / (1 + a{before}^2)", 40), questions(150, 'id = "q{}"\nkind = "gradient"\nwrt = "a3"\n')),
    "formula-big": model(SMALL, "L = " + " * ".join([f"(x+{i})" for i in range(300)]), questions(190, 'id = "q{}"\nkind = "formula"\nof = "L"\nwrt = "x"\n')),
    "formula-sum": model(SMALL, "L = " + "*".join(["(x+1+x*2)"] * 300), questions(190, 'id = "q{}"\nkind = "formula"\nof = "L"\nwrt = "x"\n')),
    "formula-pow": model(SMALL, "L = " + "(" * 200 + "x" + "^2+x)" * 200, questions(1, 'id = "q{}"\nkind = "formula"\nof = "L"\nwrt = "x"\n')),
    "fraction-nest": model(SMALL, "L = " + "x/(1+" * 240 + "x" + ")" * 240, questions(100, 'id = "q{}"\nkind = "formula"\nof = "L"\nwrt = "x"\n')),
    "minmax": model("x = { shape = [100, 100], range = [-1, 1] }", chain("a{after} = maximum(a{before} * x, minimum(x, abs(a{before})))", 50), questions(50, 'id = "q{}"\nkind = "gradient"\nwrt = "x"\n')),
    "softmaxes": model("x = { shape = [100, 100], range = [-1, 1] }", chain("a{after} = softmax(a{before} @ x)", 50)),
    "long-string": model("x = 2", "L = x^2", head='statement = "' + "a" * 1000000 + '"\n'),
    "long-word": model("x = 2", "L = x^2", head="statement = '$" + "x_" * 400000 + "$'\n"),
    "long-sub": model("x = 2", "L = x^2", head="statement = '$" + "x^{" * 100000 + "}" * 100000 + "$'\n"),
    "long-title": model("x = 2", "L = x^2").replace('"Hostile"', '"' + "t" * 900000 + '"'),
    "matrices-tex": model("x = 2", "L = x^2", head="statement = '" + r"$\begin{pmatrix}" * 20000 + r"\end{pmatrix}$" * 20000 + "'\n"),
    "lists-md": model("x = 2", "L = x^2", head="statement = '''\n" + "".join("  " * min(i, 300) + "- a\n" for i in range(1400)) + "'''\n"),
    "quotes-md": model("x = 2", "L = x^2", head="statement = '''\n" + "> " * 400000 + "'''\n"),
    "stars": model("x = 2", "L = x^2", head="statement = '''\n" + "*a_" * 300000 + "'''\n"),
    "links": model("x = 2", "L = x^2", head="statement = '''\n" + "[" * 500000 + "'''\n"),
    "table-md": model("x = 2", "L = x^2", head="statement = '''\n" + "|" * 500 + "\n" + "|-" * 500 + "\n" + ("|" * 500 + "\n") * 1500 + "'''\n"),
    "allow": model("x = 2", "L = x^2", '[[allow]]\nlint = "unused-allow"\nreason = "a"\n' * 15000),
    "requires": model("x = 2", "L = x^2", head="requires = [" + '"zz/zz",' * 100000 + "]\n"),
    "tags": model("x = 2", "L = x^2", head="tags = [" + '"zz",' * 150000 + "]\n"),
    "tests-heavy": model(square(100), chain("a{after} = tanh(a{before} @ x)", 3)) + '[[test]]\nseed = 1\nanswers = { "dL/dx" = "3*x" }\nexpect = { "dL/dx" = "wrong" }\n' * 8000,
    "test-outer": model("x = { shape = [10000, 1], range = [1, 2] }", "L = sum(x^2)") + '[[test]]\nseed = 1\nanswers = { "dL/dx" = "x @ x.T @ x" }\nexpect = { "dL/dx" = "wrong" }\n',
    "when-outer": model("x = { shape = [10000, 1], range = [1, 2] }", "L = sum(x^2)") + '[[question.mistake]]\nwhen = "(x @ x.T) @ x"\nsay = "x"\n',
    "require-outer": model("x = { shape = [10000, 1], range = [1, 2] }", "L = sum(x^2)", 'require = ["sum(x @ x.T) > 0"]'),
    "mistakes-heavy": model(square(90), "L = sum(x^2)") + '[[question.mistake]]\nwhen = "x@x@x"\nsay = "x"\n' * 600,
    "mistakes-same": model(square(20), "L = sum(x^2)", questions(199, 'id = "q{0}"\nkind = "gradient"\nwrt = "x"\n' + '[[question.mistake]]\nwhen = "2"\nsay = "x"\n' * 60)),
    "steps": model("x = 0.3", chain("a{after} = a{before}^2*x + a{before}", 55), questions(190, 'id="q{}"\nkind = "gradient"\nwrt = "x"\n')),
    "followers": model(SMALL, chain("a{after} = tanh(a{before} * x)", 55), "".join(f'[[question]]\nkind = "value"\nof = "a{i}"\n' for i in range(1, 56)) + "".join(f'[[question]]\nkind = "gradient"\nwrt = "a{i}"\n' for i in range(1, 55))),
    "inner-tables": HEAD + "[a" + ".a" * 100000 + "]\nb=1\n",
    "inline": HEAD + "a = " + "{a=" * 100000 + "1" + "}" * 100000 + "\n",
    "comment": HEAD + "#" * 900000 + "\n",
    "multi": HEAD + 'a = """' + "\\u0041" * 100000 + '"""\n',
    "dup": HEAD + "a=1\n" * 200000,
    "exam": 'format = 1\nkind = "exam"\ntitle = "E"\nminutes = 60\n' + '[[pick]]\ntopic = "scalar"\nquestions = 1\n' * 10000,
}

folder = sys.argv[1] if len(sys.argv) > 1 else "target/hostile"
os.makedirs(folder, exist_ok=True)
program = os.environ.get("GRADUS", "target/release/gradus")
failed = False
print("file            seconds     MiB  says")
only = os.environ.get("ONLY", "").split(",") if "ONLY" in os.environ else FILES
for name, text in FILES.items():
    if name not in only:
        continue
    path = os.path.join(folder, name + ".toml")
    with open(path, "w") as file:
        file.write(text)
    begin = time.time()
    child = subprocess.Popen([program, "check", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    seconds, mib = time.time() - begin, usage.ru_maxrss / 1024
    first = next((line for line in said.splitlines() if line.startswith("error")), said.splitlines()[-1:] and said.splitlines()[-1])
    held = seconds < SECONDS + GRACE and mib < MIB and os.WIFEXITED(status) and os.WEXITSTATUS(status) < 2 and said.count("[out-of-") < 2
    failed |= not held
    print(f"{name:14} {seconds:8.2f} {mib:7.0f}  {'' if held else 'BROKEN '}{str(first)[:90]}", flush=True)
sys.exit(failed)
