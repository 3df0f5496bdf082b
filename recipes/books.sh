#!/usr/bin/env bash
# The proof on public-domain books, step by step: what is there already is not made again. Everything lands in runs/.
#   recipes/books.sh BOOKS          BOOKS has train/ and valid/ with .txt.gz files
# THREADS, STEPS, TEXTS, ALIGN_RATE, DISTILL_RATE and OTHER_FACTOR change it; unset, they are those of docs/report.md.
set -eu
books=${1?"usage: recipes/books.sh BOOKS"}
books=$(cd "$books" && pwd)
cd "$(dirname "$0")/.."
sb=./spikingbrain
threads=${THREADS-1}
steps=${STEPS-1500}
runs=$PWD/runs
mkdir -p "$runs"

# done_or FILE COMMAND…: runs the command where the file is missing.
done_or() {
  made=$1
  shift
  [ -e "$made" ] || "$@"
}

trained() { # NAME CONFIG
  [ -e "$runs/$1/model" ] && return
  resume=
  [ -d "$runs/$1/checkpoints" ] && resume=--resume
  $sb train --config "$2" --out "$runs/$1" --threads "$threads" $resume >/dev/null
}

beginnings() { # BYTES FILE BOOK…: the beginnings of books, one behind the other
  bytes=$1 made=$2
  shift 2
  [ -e "$made" ] && return
  for book; do
    gzip -dc "$book" 2>/dev/null | head -c "$bytes" | iconv -c -f UTF-8 -t UTF-8 || true
  done >"$made.new"
  mv "$made.new" "$made"
}

held_out() { # LOG: the last measurement
  grep -o '"held_out":[0-9.]*' "$1" | tail -n 1 | cut -d: -f2
}

done_or "$runs/tokenizer" $sb train-tokenizer "$books/train" --out "$runs/tokenizer" --vocabulary 4096
done_or "$runs/books-train" $sb tokenize "$books/train" --tokenizer "$runs/tokenizer" --out "$runs/books-train"
done_or "$runs/books-valid" $sb tokenize "$books/valid" --tokenizer "$runs/tokenizer" --out "$runs/books-valid"
trained base recipes/base.json
first=$(printf '%s\n' "$books"/train/*.gz | head -n 1)
beginnings 60000 "$runs/calibration.txt" "$first"
beginnings 60000 "$runs/held-out.txt" "$books"/valid/*.gz

for layout in gla-swa swa; do
  done_or "$runs/base-$layout" $sb convert "$runs/base/model" --out "$runs/base-$layout" --layout $layout --window 64 \
    --text "$runs/calibration.txt"
  # 0.5, 1, 2 and 5 % of the base's 10.24 M tokens.
  for text in ${TEXTS-51200 102400 204800 512000}; do
    name=$layout-$text
    align_rate=${ALIGN_RATE-2e-2}
    [ $layout = gla-swa ] || align_rate=0
    recipes/distill-config "$runs/base-$layout" "$runs/base/model" "$runs/books-train" "$runs/books-valid" \
      "$text" "$steps" "$align_rate" "${DISTILL_RATE-3e-3}" "${OTHER_FACTOR-0.15}" >"$runs/$name.json"
    trained "$name" "$runs/$name.json"
    rm -rf "$runs/$name/teacher"
    printf '%s\t%s\t%s\n' "$layout" "$text" "$(held_out "$runs/$name/log.jsonl")"
  done
done | tee "$runs/recovery.tsv"

# Its picture: perplexity relative to the base, by the share of the base's tokens.
base=$(held_out "$runs/base/log.jsonl")
awk -F '\t' -v base="$base" '{ print $1 "\t" 100 * $2 / 10240000 "\t" exp($3 - base) }' "$runs/recovery.tsv" >"$runs/recovery-curve.tsv"
"$(.mvn/find-jdk)/bin/java" -cp 'cli/target/lib/*' recipes/CurvePlot.java "$runs/recovery-curve.tsv" \
  'Perplexity after conversion, relative to the Transformer' "text, % of the Transformer's training tokens" 'perplexity ratio' \
  "$runs/recovery.png"

# The bundled model, and what it lost.
hybrid=$runs/gla-swa-204800/model
done_or "$runs/bundled" $sb quantize --model "$hybrid" --out "$runs/bundled" --group channel --half \
  --calibration "$runs/calibration.txt" --error-budget 0.1
for model in "$runs/base/model" "$hybrid" "$runs/bundled"; do
  $sb perplexity --model "$model" --context 512 "$runs/held-out.txt"
  $sb recall --model "$model" --distances 16,32,48,64,96,128,192,256,448 --trials 100 "$runs/held-out.txt"
done
