#!/usr/bin/env bash
# Finds what was planted in a log of 4 million tokens: examples/logs/run.sh
# About 20 minutes on idle cores, most of them training; started again, it goes on where it was.
set -eu
. "$(dirname "$0")/../common.sh"

# log SEED CYCLES FILE [ANOMALIES]: the file is there only when it is whole.
log() {
  $java examples/logs/DetectorLog.java "$1" "$2" "$3.new" ${4+"$4"}
  mv "$3.new" "$3"
}

# What is learned: a day without anomalies. The log that is read has another seed.
made "$runs/train.log" log 1 8640 "$runs/train.log"
made "$runs/valid.log" log 3 300 "$runs/valid.log"
made "$runs/detector.log" log 2 11900 "$runs/detector.log" "$runs/anomalies.tsv"

head -n 30000 "$runs/train.log" >"$runs/first.log"
made "$runs/tokenizer" $sb train-tokenizer "$runs/first.log" --out "$runs/tokenizer" --vocabulary 360
made "$runs/train" $sb tokenize "$runs/train.log" --tokenizer "$runs/tokenizer" --out "$runs/train"
made "$runs/valid" $sb tokenize "$runs/valid.log" --tokenizer "$runs/tokenizer" --out "$runs/valid"
made "$runs/fresh" fresh 128
made "$runs/model/model" trained

made "$runs/surprise.txt" to "$runs/surprise.txt" $sb surprise "$runs/detector.log" --model "$runs/model/model" \
  --out "$runs/surprise.csv" --force --plot "$runs/surprise.png" --top 5
$java -cp 'cli/target/lib/*' examples/logs/FindAnomalies.java "$runs/detector.log" "$runs/anomalies.tsv" \
  "$runs/surprise.csv" 16 "$here/found.tsv" "$here/found.png"
