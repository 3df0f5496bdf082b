# Sourced by the examples; the current folder becomes the repository's root. What is in RUNS already is not made again.
#   RUNS       where everything is made that is no result; default: runs/examples
#   THREADS    of a training; default 1. Another number rounds otherwise
cd "$(dirname "$0")/../.."
sb=./spikingbrain
name=$(basename "$(dirname "$0")")
here=examples/$name
mkdir -p "${RUNS-runs/examples}/$name"
runs=$(cd "${RUNS-runs/examples}/$name" && pwd)
java=$(.mvn/find-jdk)/bin/java

# made FILE COMMAND…: runs the command where the file is missing.
made() {
  file=$1
  shift
  [ -e "$file" ] || "$@"
}

# to FILE COMMAND…: the command's output goes to a file, which is there only when it is whole, and to the terminal.
to() {
  file=$1
  shift
  "$@" >"$file.new"
  mv "$file.new" "$file"
  cat "$file"
}

# A configuration of this example, where @RUNS@ is the folder of its runs.
config() {
  sed "s,@RUNS@,$runs,g" "$here/$1.json" >"$runs/$1.json"
}

# A new model without full attention: a new Transformer, after one step that changes nothing, converted.
fresh() { # WINDOW
  config new
  $sb train --config "$runs/new.json" --out "$runs/new" --threads 1 --force
  $sb convert "$runs/new/start" --out "$runs/fresh" --layout gla-swa --window "$1"
}

trained() {
  config train
  start=--force # one that was stopped before its first checkpoint begins again
  [ ! -d "$runs/model/checkpoints" ] || start=--resume
  $sb train --config "$runs/train.json" --out "$runs/model" --threads "${THREADS-1}" $start
}
