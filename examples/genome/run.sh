#!/usr/bin/env bash
# Reads a genome in one pass, bits per base: examples/genome/run.sh [GENOME.fna.gz]
# About half an hour on idle cores, most of it training; started again, it goes on where it was.
set -eu
[ $# = 0 ] || genome=$(realpath "$1")
. "$(dirname "$0")/../common.sh"
genome=${genome-../shared/genome/ecoli-k12-mg1655.fna.gz}

made "$runs/valid.jsonl" $java examples/genome/PrepareGenome.java "$genome" "$runs"
# 256 bytes and three special tokens: nothing is merged, a base is a token.
made "$runs/tokenizer" $sb train-tokenizer "$runs/valid.jsonl" --out "$runs/tokenizer" --vocabulary 259
made "$runs/train" $sb tokenize "$runs/train.jsonl" --tokenizer "$runs/tokenizer" --out "$runs/train"
made "$runs/valid" $sb tokenize "$runs/valid.jsonl" --tokenizer "$runs/tokenizer" --out "$runs/valid"
made "$runs/fresh" fresh 256
made "$runs/model/model" trained

made "$runs/markov.txt" to "$runs/markov.txt" $java examples/genome/Markov.java "$genome" "$runs/markov.csv"
made "$runs/surprise.txt" to "$runs/surprise.txt" $sb surprise "$genome" --model "$runs/model/model" \
  --out "$runs/surprise.csv" --force
cat "$runs/markov.txt"
$java -cp 'cli/target/lib/*' examples/genome/GenomePlot.java "$runs/surprise.csv" "$runs/markov.csv" \
  "$here/bits.csv" "$here/bits.png"
