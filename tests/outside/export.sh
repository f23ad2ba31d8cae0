#!/usr/bin/env bash
# Exports in every format, read by the programs that they are for: Typst (`pip install typst`),
# pdfLaTeX, Chromium, Anki's importer (`pip install anki`), and what Moodle reads (moodle.py).
# Pages to look at are left in a folder.
#
#     tests/outside/export.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-target/export}
python=${PYTHON:-python3}
cargo build --quiet
gradus=$PWD/target/debug/gradus
mkdir -p "$folder"

export_all() { # NAME ARGUMENT…
  local name=$1
  shift
  for format in typst:typ latex:tex markdown:md html:html moodle:xml anki:txt; do
    "$gradus" export "${format%%:*}" "$@" --parts sheet,key,solution \
      --output "$folder/$name.${format##*:}" > /dev/null
  done
}

export_all kinds tests/export/kinds.toml --seeds 3-4
export_all hostile tests/export/hostile.toml
export_all networks two-layer-nonlinear/02 logistic-regression/05 --seeds 3
while read -r id; do
  export_all "all-$(echo "$id" | tr / -)" "$id" --seeds 7
done < <("$gradus" list | tail -n +2 | cut -d ' ' -f 1)

for name in kinds hostile networks $(cd "$folder" && ls all-*.typ | sed 's/\.typ$//'); do
  "$python" -c 'import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])' \
    "$folder/$name.typ" "$folder/$name.typst.pdf"
  (cd "$folder" && pdflatex -interaction=nonstopmode -halt-on-error "$name.tex" > "$name.out") ||
    { echo "$name.tex:"; grep -A 6 '^!' "$folder/$name.out"; exit 1; }
  # A quiz of formulas alone has no blanks.
  "$python" tests/outside/moodle.py "$folder/$name.xml"
done
"$gradus" export moodle two-layer-nonlinear/02 --seeds 3 > "$folder/one.xml"
"$gradus" solve two-layer-nonlinear/02 --seed 3 --format json > "$folder/one.json"
"$python" tests/outside/moodle.py "$folder/one.xml" "$folder/one.json"
if "$python" -c 'import anki' 2> /dev/null; then
  "$python" tests/outside/cards.py "$folder/kinds.txt"
else
  echo "Anki's importer is not installed: its check is left out"
fi
for name in kinds hostile networks; do
  pdftoppm -r 70 -png "$folder/$name.typst.pdf" "$folder/$name-typst"
  pdftoppm -r 70 -png "$folder/$name.pdf" "$folder/$name-latex"
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=900,3000 \
    --screenshot="$folder/$name-html.png" "file://$(realpath "$folder/$name.html")" 2> /dev/null
done
echo "the pages are in $folder"
