#!/usr/bin/env bash
# Upcycling on public-domain books, and what each of its parts costs: the table "Experts" of docs/report.md. Everything lands in runs/.
#   recipes/moe.sh          after the steps tokenizer, tokens, base and texts of recipes/books.sh
# THREADS, STEPS and TEXTS change it; unset, they are those of docs/report.md.
set -eu
cd "$(dirname "$0")/.."
sb=./spikingbrain
runs=$PWD/runs
base=$runs/base/model
steps=${STEPS-500}
threads=${THREADS-1}
calibration=$runs/calibration.txt
moe="--layout gla-swa-moe --window 64"
new='attn\\.(linear|mix|softmax_norm)|router|sink_embeddings'

held_out() { # LOG: the last measurement
  grep -o '"held_out":[0-9.]*' "$1" | tail -n 1 | cut -d: -f2
}

perplexity() { # MODEL FLAG…: in nats
  model=$1
  shift
  $sb perplexity --model "$model" --context 512 --quiet --json "$@" "$runs/held-out.txt" | grep -o '"mean_loss" : [0-9.]*' | head -n 1 | grep -o '[0-9.]*$'
}

recovered() { # NAME TEXT_TOKENS ALIGN_RATE FLAG…: converts, trains, prints a line of the table
  name=$1 text=$2 align_rate=$3
  shift 3
  start=$runs/start-$name
  [ -e "$start" ] || $sb convert "$base" --out "$start" --text "$calibration" "$@" >&2
  run=$runs/$name-$text
  if [ ! -e "$run/model" ]; then
    recipes/distill-config "$start" "$base" "$runs/books-train" "$runs/books-valid" "$text" "$steps" "$align_rate" >"$run.json"
    resume=
    [ -d "$run/checkpoints" ] && resume=--resume
    $sb train --config "$run.json" --out "$run" --threads "$threads" $resume >/dev/null
    rm -rf "$run/teacher"
  fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$text" "$(perplexity "$start")" "$(held_out "$run/log.jsonl")" \
    "$(perplexity "$run/model")" "$(perplexity "$run/model" --spiking counts --k 3)"
}

printf 'base\t\t\t%s\t%s\t%s\n' "$(held_out "$runs/base/log.jsonl")" "$(perplexity "$base")" "$(perplexity "$base" --spiking counts --k 3)"
for text in ${TEXTS-61440 153600}; do # 2 and 5 % of the base's 3.07 M tokens
  recovered 7b "$text" 2e-2 --layout gla-swa --window 64
  FAST=$new recovered hybrid "$text" 2e-2 $moe --dense-layers all --sinks 16
  FAST=router TRAINED='^(?!.*attn\\.(linear|mix))' recovered experts4 "$text" 0 \
    $moe --dense-layers 0 --experts 4 --sinks 0 --full-attention-layers all --linear-share 0
  FAST=$new recovered hybrid-experts4 "$text" 2e-2 $moe --dense-layers 0 --experts 4 --sinks 16
  FAST=$new recovered hybrid-experts8 "$text" 2e-2 $moe --dense-layers 0 --experts 8 --sinks 16
done
