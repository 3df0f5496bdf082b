#!/usr/bin/env bash
# The proof on public-domain books, step by step: what is there already is not made again. Everything lands in runs/.
#   recipes/books.sh BOOKS          BOOKS has train/ and valid/ with .txt.gz files
# THREADS=1 pins nothing but is what the numbers in docs/report.md were made with. The times there are in recipes/README.md.
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
  $sb train --config "$2" --out "$runs/$1" --threads "$threads" $resume
}

text_of() { # FOLDER BYTES FILE: the beginning of its first books
  [ -e "$3" ] || gzip -dc "$1"/*.gz 2>/dev/null | head -c "$2" | iconv -c -f UTF-8 -t UTF-8 >"$3" || true
}

held_out() { # LOG: the last measurement
  grep -o '"held_out":[0-9.]*' "$1" | tail -n 1 | cut -d: -f2
}

done_or "$runs/tokenizer" $sb train-tokenizer "$books/train" --out "$runs/tokenizer" --vocabulary 4096
done_or "$runs/books-train" $sb tokenize "$books/train" --tokenizer "$runs/tokenizer" --out "$runs/books-train"
done_or "$runs/books-valid" $sb tokenize "$books/valid" --tokenizer "$runs/tokenizer" --out "$runs/books-valid"
trained base recipes/base.json
text_of "$books/train" 60000 "$runs/calibration.txt"
text_of "$books/valid" 300000 "$runs/held-out.txt"

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
