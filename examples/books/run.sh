#!/usr/bin/env bash
# Reads four million tokens of books into one state and asks it: examples/books/run.sh [BOOKS]
# Books on law, the state and history first, then others in the order of their names, as long as they fit. Half an hour on two cores;
# Ctrl-C leaves a state, and started again it goes on from there.
set -eu
[ $# = 0 ] || books=$(realpath "$1")
. "$(dirname "$0")/../common.sh"
books=${books-../shared/corpora/books}
most=4000000 # tokens
bytes_per_token=3.7 # of the bundled tokenizer; those on law and history have 3.75

# The files, in the order in which they are read.
shelf() {
  printf '%s\n' "$books"/train/{alexander-hamilton,edward-gibbon,adam-smith,charles-darwin}*.txt.gz
  printf '%s\n' "$books"/{valid,train}/*.txt.gz
}

# Those of them that fit, by their length.
fitting() {
  shelf | awk '!seen[$0]++' | while IFS= read -r book; do
    printf '%s\t%s\n' "$(gzip -dc "$book" | wc -c)" "$book"
  done | awk -F '\t' -v left="$most" -v rate="$bytes_per_token" '$1 / rate <= left { left -= $1 / rate; print $2 }'
}

made "$runs/books.txt" to "$runs/books.txt" fitting
mapfile -t chosen <"$runs/books.txt"
state=$runs/books.state
resume=
[ ! -e "$state.partial" ] || resume=--resume
made "$state" to "$runs/read.txt" $sb read "${chosen[@]}" --state "$state" $resume
ls -l "$state" | awk '{ print "state: " $5 " bytes" }'

# Each question begins from the state, which stays as it was.
for question in \
  'Who was the emperor of Rome?' \
  'What is the use of a senate?' \
  'What makes the wealth of a nation?'; do
  printf '\n> %s\n' "$question"
  $sb ask --state "$state" "$question" --max-tokens 40 --temperature 0
done
