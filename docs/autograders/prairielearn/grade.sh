#!/usr/bin/env bash
# PrairieLearn runs this for each submission; what it wants is results/results.json. The exercise
# is the first argument: an id of the library, or a file among the question's tests.
grade="${GRADE:-/grade}"
own=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$grade/results"
results="$grade/results/results.json"
# server.py of a question may draw a variant: data["params"]["gradus_seed"] = 7
seed=$(grep -o '"gradus_seed": *[0-9]*' "$grade/data/data.json" 2> /dev/null | grep -o '[0-9]*$')
[ -d "$grade/tests" ] && cd "$grade/tests"
# The exit status says only whether all was right.
"$own/gradus" grade "$1" --answers "$grade/student" --seed "${seed:-0}" --format prairielearn > "$results"
if [ ! -s "$results" ]; then
    echo '{"gradable": false, "message": "The grader could not run. Tell your instructor."}' > "$results"
fi
