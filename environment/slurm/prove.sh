#!/usr/bin/env bash
# A sweep of some 60 smoke cells on the loopback cluster while one thing after another is killed: the table must come out as in one
# process, bit by bit. One line per property, passed or FAILED; the exit code is 0 only if all passed. Takes some minutes.
#
#   bash environment/slurm/prove.sh [FOLDER]    a new folder, whose path is short; without one a temporary one, which is removed
#
# Everything it starts runs from a packed copy of the program (mhdnet sweep pack) in FOLDER, and is ended by process id.
# shellcheck disable=SC2317 # functions that judge, wait_for and trap call
set -uo pipefail
PATH="$PATH:/usr/sbin:/sbin"
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
seeds=20
built=artifacts/bin/mhdnet/mhdnet
[[ -x "$built" ]] || { echo "prove.sh: build it first: dotnet build environment/cli" >&2; exit 1; }

failures=0
passed() { echo "passed: $*"; }
failed() { echo "FAILED: $*"; failures=$((failures + 1)); }
judge() { # TEXT CONDITION...
  local text="$1"
  shift
  if "$@"; then passed "$text"; else failed "$text"; fi
}

folder="${1:-$(mktemp --directory)}"
mkdir -p "$folder"
folder="$(cd "$folder" && pwd -P)"
cluster() { bash environment/slurm/cluster.sh "$1" "$folder/cluster" "${@:2}"; }
finish() {
  cluster stop >/dev/null 2>&1
  [[ $# == 0 && -n "${temporary:-}" ]] && rm -rf "$folder"
}
[[ $# == 0 ]] && temporary=yes
trap finish EXIT
trap 'exit 130' INT TERM

# The program as a cluster gets it, and another copy for the run in one process that all is compared with.
"$built" sweep pack --to "$folder/program" || exit
mhdnet="$folder/program/mhdnet" sweep="$folder/sweep"
(cd "$folder" && env -u DOTNET_ROOT PATH=/usr/bin:/bin "$mhdnet" study list >"$folder/list.txt")
judge "pack: the packed folder runs where no .NET is on the PATH" grep --quiet '^seeds' "$folder/list.txt"

# Every call to the controller that is made for the sweep, and by whom.
mkdir -p "$folder/counted"
for program in sbatch scontrol squeue sinfo sacct scancel srun salloc; do
  real="$(command -v "$program")" || continue
  printf '#!/bin/sh\necho "%s $*" >>"%s"\nexec "%s" "$@"\n' "$program" "$folder/calls.txt" "$real" >"$folder/counted/$program"
  chmod +x "$folder/counted/$program"
done
touch "$folder/calls.txt"

cluster start 3 >/dev/null || exit
export SLURM_CONF="$folder/cluster/slurm.conf"

export TMPDIR="$folder/scratch" # the nodes' own
mkdir -p "$TMPDIR"

# The submitting shell is killed as soon as it has submitted: nothing may depend on it.
# shellcheck disable=SC2016 # that shell expands it
PATH="$folder/counted:$PATH" setsid bash -c '
  "$0" sweep plan seeds --scale smoke --seeds "$1" --to "$2" >"$3/plan.txt"
  "$0" sweep sbatch "$2" --pack 4 --throttle 3 --grace 60 -- --partition=work,cancelled >"$3/submit.txt" 2>&1
  kill -KILL $$' "$mhdnet" "$seeds" "$sweep" "$folder" &
wait $! 2>/dev/null
grep --quiet '^1: sbatch' "$folder/submit.txt" || { cat "$folder/submit.txt"; exit 1; }

tasks() { squeue --noheader --array --states="$1" --format='%i %P %N %j' 2>/dev/null | grep -- -cells; }
# The id of a program that trains on a node, once a training has begun there.
trainer() {
  local node="$1" id
  for _ in $(seq 600); do
    id="$(ps -e --no-headers -o pid,ppid,args | awk -v program="$folder/program/program/mhdnet.dll sweep run" -v spool="spool-$node/" '
      index($0, spool) { scripts[$1] = 1 } index($0, program) { parent[$1] = $2 }
      END { for (id in parent) if (parent[id] in scripts) print id }' | head --lines=1)"
    if [[ -n "$id" ]] && compgen -G "$folder/scratch/mhdnet-*/*/environment.json" >/dev/null; then
      echo "$id"
      return
    fi
    sleep 0.1
  done
  echo "prove.sh: nothing trains on $node" >&2
  return 1
}
wait_for() { # SECONDS CONDITION...
  local i seconds="$1"
  shift
  for ((i = 0; i < 5 * seconds; i++)); do
    "$@" && return
    sleep 0.2
  done
  return 1
}
running() { [[ -n "$(tasks RUNNING)" ]]; }
restarted() { grep --quiet "$1" "$folder/cluster/slurmctld.log"; }

wait_for 600 running || { echo "prove.sh: no array after ten minutes" >&2; tail "$sweep"/logs/*.log >&2; exit 1; }
cp -r "$folder/program" "$folder/alone" # with the cohort and the sequences that the first job made

echo "a cell is killed by KILL"
victim="$(trainer n1)" && kill -KILL "$victim"
wait_for 60 grep --quiet 'once more here' "$sweep"/logs/*.log
judge "1: a killed cell is run once more where it was, without a call" grep --quiet 'exit code 137.*once more here' "$sweep"/logs/*.log

echo "the controller is restarted"
cluster restart-controller

echo "a task is preempted by REQUEUE, another by CANCEL"
trainer n2 >/dev/null && sbatch --quiet --partition=urgent --nodelist=n2 --output=/dev/null --wrap='sleep 1'
trainer n3 >/dev/null && sbatch --quiet --partition=urgent --nodelist=n3 --output=/dev/null --wrap='sleep 1'
judge "4: a preempted task is requeued by the controller" wait_for 60 restarted 'preempted JobId=.* has been requeued'
judge "4: where the site cancels, it is cancelled" wait_for 60 restarted 'preempted JobId=.* has been killed'

echo "a node is killed, as soon as another task has begun on it: one that is at its end would be over before"
on_n1() { tasks RUNNING | awk '$3 == "n1" { print $1 }'; }
ending="$(on_n1)"
begun() { local now; now="$(on_n1)"; [[ -n "$now" && "$now" != "$ending" ]]; }
wait_for 120 begun && trainer n1 >/dev/null && cluster kill-node n1
judge "5: the tasks of a dead node are requeued" wait_for 60 restarted 'requeue job .*due to failure of node n1\|Requeuing JobId.*n1'
cluster start-node n1

over() { [[ -z "$(squeue --noheader)" ]]; }
judge "the sweep comes to its end" wait_for 1500 over
"$mhdnet" sweep status "$sweep"

count="$(($(wc --lines <"$sweep/manifest.jsonl") - 1))"
judge "every cell is finished ($count)" [ "$("$mhdnet" sweep status "$sweep" | tail --lines=1)" = \
  "study seeds at scale smoke: $count cells; $count finished" ]
ended="$(cat "$sweep"/logs/*.log | grep -c '^trained ')"
twice="$(cat "$sweep"/logs/*.log | grep '^trained ' | sort | uniq --repeated)"
judge "7: no cell was trained twice to the end ($ended ends)" [ -z "$twice" ]
most="$(for cell in "$sweep"/cells/*; do find "$cell" -type f | wc --lines; done | sort --numeric | tail --lines=1)"
judge "at most three files a cell ($most), $(find "$sweep/logs" -type f | wc --lines) logs, one per node" [ "$most" -le 3 ]
calls="$(wc --lines <"$folder/calls.txt")"
judge "at most five calls to the controller ($calls)" [ "$calls" -le 5 ]
cut --delimiter=' ' --fields=1-3 "$folder/calls.txt" | sed 's/^/  /'
judge "what is half done is left on no node" [ -z "$(ls "$folder/scratch")" ]

# All cells again as one task with a time limit of three minutes, of which it is warned after one; meanwhile the rest goes on.
limited="$folder/limited"
"$mhdnet" sweep plan seeds --scale smoke --seeds "$seeds" --to "$limited" >/dev/null
"$mhdnet" sweep sbatch "$limited" --pack "$count" --grace 1 -- --partition=work --time=3 >"$folder/limited.txt"

echo "the same in one process"
"$folder/alone/mhdnet" study run seeds --scale smoke --seeds "$seeds" >"$folder/alone.txt" 2>&1 || cat "$folder/alone.txt"
"$folder/alone/mhdnet" study table seeds --scale smoke --seeds "$seeds" --csv "$folder/table.alone" >/dev/null
"$mhdnet" study table seeds --scale smoke --seeds "$seeds" --csv "$folder/table.swept" >"$folder/table.txt"
judge "the table was gathered by the last job" grep --quiet 'Read from data/results/seeds.smoke.parquet' "$folder/table.txt"
for table in summary declared classes; do
  judge "12: $table.csv equals that of one process, bit by bit" cmp --silent "$folder"/table.{alone,swept}/$table.csv
done
"$mhdnet" sweep gather "$sweep" --to "$folder/again" --runs >/dev/null
hashes() { (cd "$1/artifacts/runs" && sha256sum -- */model.safetensors */*.csv */metrics.jsonl); }
judge "1-5: weights, predictions and histories of all cells equal, $(hashes "$folder/alone" | wc --lines) files" \
  cmp --silent <(hashes "$folder/alone") <(hashes "$folder/program")

before="$(stat --format=%Y%n "$sweep"/cells/*/run.zip)"
judge "6: nothing is submitted again" grep --quiet 'nothing is to do' <("$mhdnet" sweep sbatch "$sweep" -- --partition=work)
"$mhdnet" sweep run "$sweep" --pack 0 --of "$count" >"$folder/again.txt" 2>&1
judge "6: a task that is run again trains nothing" grep --quiet "$count cells: 0 trained, $count finished before" "$folder/again.txt"
judge "6: and changes nothing" [ "$before" = "$(stat --format=%Y%n "$sweep"/cells/*/run.zip)" ]

echo "a thousand cells, dry"
thousand() {
  "$mhdnet" sweep plan seeds --scale smoke --seeds 333 --to "$folder/thousand" >"$folder/thousand.txt"
  "$mhdnet" sweep sbatch "$folder/thousand" --dry >>"$folder/thousand.txt"
}
TIMEFORMAT='%R %U'
read -r took used < <({ time thousand; } 2>&1)
judge "manifest and script of $(head --lines=1 "$folder/thousand.txt" | cut --delimiter=' ' --fields=2,3) in $took s ($used of processor)" \
  [ "${used%.*}" -lt 5 ]

cells() { # weights of each cell of a folder of archives
  local cell
  for cell in "$1"/*; do
    echo "$(basename "$cell") $(unzip -p "$cell/run.zip" model.safetensors | sha256sum)"
  done
}
wait_for 900 over
judge "3: who is warned two minutes before the time limit is checkpointed and requeued alone, and goes on" \
  grep --quiet '_0 on .*: requeued' "$limited"/logs/*.log
judge "3: the weights of its $(find "$limited/cells" -name run.zip | wc --lines) cells equal those of all others" \
  cmp --silent <(cells "$limited/cells") <(cells "$sweep/cells")

echo "a cell is warned, told to end, and asked for twice at once; then one machine, both cores"
"$mhdnet" sweep plan seeds --scale smoke --seeds 2 --to "$folder/local" >/dev/null
for warning in USR1 TERM; do
  "$mhdnet" sweep run "$folder/local" --cell 1 >"$folder/$warning.txt" 2>&1 &
  id=$!
  wait_for 120 compgen -G "$folder/scratch/mhdnet-*/*/environment.json" >/dev/null
  kill "-$warning" "$id"
  wait "$id"
  code=$?
  judge "2: $warning: exit code $code, checkpointed" [ "$code" == 75 ]
done
"$mhdnet" sweep run "$folder/local" --cell 1 >"$folder/one.txt" 2>&1 &
one=$!
wait_for 120 compgen -G "$folder/local/cells/teacher-*/.holder" >/dev/null
kill -STOP "$one" # so that it is not done before the other has begun
"$mhdnet" sweep run "$folder/local" --pack 0 --of 1 >"$folder/two.txt" 2>&1
two=$?
kill -CONT "$one"
wait "$one"
judge "7: the same cell twice at once: exit codes $? and $two" [ "$two" == 3 ]
"$mhdnet" sweep local "$folder/local" --jobs 2 >"$folder/local.txt" 2>&1
"$folder/alone/mhdnet" sweep gather "$folder/local" --to "$folder/local.table" --scratch "$folder/scratch" >/dev/null
judge "2, 12: the same manifest on one machine: the weights of all $(find "$folder/local/cells" -name run.zip | wc --lines) cells equal" [ \
  -z "$(comm -23 <(cells "$folder/local/cells") <(cells "$sweep/cells"))" ]

echo "a teacher's result is another's"
cp --recursive "$folder/local" "$folder/wrong"
students=("$folder"/wrong/cells/student-*) teachers=("$folder"/wrong/cells/teacher-*)
for teacher in "${teachers[@]}"; do
  cp "${students[0]}/run.zip" "$teacher/run.zip"
done
rm "${students[0]}/run.zip"
number="$(grep --line-number "\"run\":\"$(basename "${students[0]}")\"" "$folder/wrong/manifest.jsonl" | cut --delimiter=: --fields=1)"
"$mhdnet" sweep run "$folder/wrong" --cell $((number - 1)) >"$folder/wrong.txt" 2>&1
judge "9: who needs it fails with exit code $?, in one line" [ "$(grep -c '^error: ' "$folder/wrong.txt")" == 1 ]
"$mhdnet" sweep gather "$folder/wrong" --to "$folder/wrong.table" >"$folder/wrong.gathered.txt"
code=$?
judge "9: gather lists it and exits with $code" grep --quiet "^failed: cell $((number - 1)), " "$folder/wrong.gathered.txt"
judge "11: and refuses the others' results" [ "$(grep -c '^refused: ' "$folder/wrong.gathered.txt")" == "${#teachers[@]}" ]

echo
((failures == 0)) && echo "all passed" || echo "$failures FAILED"
exit $((failures > 0))
