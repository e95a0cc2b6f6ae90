#!/usr/bin/env bash
# A Slurm cluster of several nodes on this machine alone, for trying and for tests: munge, one controller, one slurmd a node, everything
# on the loopback interface and in one folder.
#
#   bash environment/slurm/cluster.sh start FOLDER [NODES]    at least 2 nodes, of one core each
#   export SLURM_CONF=FOLDER/slurm.conf                       and then sbatch, squeue, mhdnet sweep sbatch ...
#   bash environment/slurm/cluster.sh stop FOLDER             ends what start began, by process id, and nothing else
#
# Partitions: work (all nodes but the last; what is preempted there is requeued), cancelled (the last node; what is preempted there is
# cancelled) and urgent (all nodes; it preempts the others).
# Further words: restart-controller, start-node NAME and kill-node NAME, each with FOLDER before the name.
# Needs Debian's slurm-wlm and munge (environment/install.sh --tests). Root is not needed.
set -euo pipefail
PATH="$PATH:/usr/sbin:/sbin"

fail() {
  echo "cluster.sh: $*" >&2
  exit 1
}

[[ $# -ge 2 ]] || fail "give a word and a folder: start FOLDER [NODES], stop FOLDER"
word="$1"
mkdir -p "$2"
folder="$(cd "$2" && pwd -P)"
host="$(hostname -s)"

for program in munged slurmctld slurmd scontrol; do
  command -v "$program" >/dev/null || fail "$program is not installed: bash environment/install.sh --tests"
done
((${#folder} <= 80)) || fail "$folder: is too long for the name of a socket: take a folder of at most 80 characters"
export SLURM_CONF="$folder/slurm.conf"

# Three ports and one per node that nothing listens on now.
free_ports() {
  local count="$1" port found=()
  for ((port = 20000 + RANDOM % 20000; ${#found[@]} < count; port++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || found+=("$port")
  done
  echo "${found[@]}"
}

# n1 or n[1-3]
of() {
  (($1 == $2)) && echo "n$1" || echo "n[$1-$2]"
}

write_configuration() {
  local nodes="$1" ports i
  read -r -a ports <<<"$(free_ports $((nodes + 1)))"
  mkdir -p "$folder/state"
  {
    cat <<END
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$folder/state
SlurmctldPidFile=$folder/slurmctld.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmdLogFile=$folder/slurmd-%n.log
SlurmdSpoolDir=$folder/spool-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc=$folder/jobs.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SlurmctldParameters=preempt_send_user_signal
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
MaxArraySize=${MAX_ARRAY_SIZE:-1001}
MaxJobCount=5000
MinJobAge=300
SlurmctldTimeout=10
SlurmdTimeout=5
KillWait=5
BatchStartTimeout=30
MessageTimeout=30
RequeueExit=
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
END
    for ((i = 1; i <= nodes; i++)); do
      echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=${ports[i]} CPUs=1 RealMemory=64000"
    done
    echo "PartitionName=work Nodes=$(of 1 $((nodes - 1))) Default=YES PriorityTier=1 MaxTime=60 State=UP OverSubscribe=NO"
    echo "PartitionName=cancelled Nodes=$(of "$nodes" "$nodes") PriorityTier=1 PreemptMode=CANCEL MaxTime=60 State=UP"
    echo "PartitionName=urgent Nodes=$(of 1 "$nodes") PriorityTier=9 PreemptMode=OFF MaxTime=60 State=UP"
  } | sed '/^RequeueExit=$/d' >"$SLURM_CONF"
}

start_munge() {
  umask 077
  [[ -s "$folder/munge.key" ]] || head --bytes=1024 /dev/urandom >"$folder/munge.key"
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" --num-threads=2 >/dev/null 2>&1 ||
    fail "munged does not start: see $folder/munged.log"
  umask 022
}

# In the foreground of a session of their own: they outlive this script, and their ids are known.
background() {
  local name="$1"
  shift
  setsid "$@" >"$folder/$name.out" 2>&1 </dev/null &
  echo $! >"$folder/$name.id"
}

start_node() {
  background "$1" slurmd -D -N "$1"
}

start_controller() {
  background slurmctld slurmctld -D
}

wait_until_idle() {
  local i
  for ((i = 0; i < 150; i++)); do
    [[ "$(sinfo --noheader --Node --partition=urgent --format=%t 2>/dev/null | sort -u)" =~ ^(idle|alloc|alloc.idle)$ ]] && return
    sleep 0.2
  done
  fail "the nodes do not come up: see $folder/slurmctld.log"
}

nodes() {
  sed --quiet 's/^NodeName=\([^ ]*\) .*/\1/p' "$SLURM_CONF"
}

# Ends one process that was started here, and all that it has started, by id.
end_tree() {
  local id="$1" signal="$2" child
  for child in $(ps --no-headers -o pid --ppid "$id"); do
    end_tree "$child" "$signal"
  done
  kill "-$signal" "$id" 2>/dev/null || true
}

end() {
  local file="$folder/$1.id" signal="$2" id i
  [[ -f "$file" ]] || return 0
  id="$(cat "$file")"
  if [[ "$signal" == KILL ]]; then
    end_tree "$id" KILL
  else
    kill "$id" 2>/dev/null || true
  fi
  for ((i = 0; i < 100; i++)); do
    kill -0 "$id" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$id" 2>/dev/null || true
  rm -f "$file"
}

# What a node runs for its jobs has left its slurmd: it is known by the scripts in the node's own spool folder.
end_steps() {
  local id parent
  for id in $(ps -e --no-headers -o pid,args | awk -v spool="$folder/spool-$1/" 'index($0, spool) && !/awk/ { print $1 }'); do
    parent="$(ps --no-headers -o ppid "$id" 2>/dev/null | tr -d ' ')" || continue
    [[ "$(ps --no-headers -o args "$parent" 2>/dev/null)" == slurmstepd:* ]] && end_tree "$parent" KILL
    end_tree "$id" KILL
  done
}

case "$word" in
  start)
    [[ ! -f "$folder/slurmctld.id" ]] || fail "$folder: a cluster runs there: stop it first"
    write_configuration "${3:-2}"
    start_munge
    start_controller
    for node in $(nodes); do
      start_node "$node"
    done
    wait_until_idle
    echo "export SLURM_CONF=$SLURM_CONF"
    ;;
  stop)
    scancel --quiet --state=PENDING,RUNNING --user="$(id -un)" 2>/dev/null || true
    for node in $(nodes); do
      end "$node" TERM
      end_steps "$node"
    done
    end slurmctld TERM
    if [[ -s "$folder/munged.pid" ]]; then
      kill "$(cat "$folder/munged.pid")" 2>/dev/null || true
    fi
    ;;
  restart-controller)
    end slurmctld TERM
    start_controller
    wait_until_idle
    ;;
  start-node) start_node "$3" ;;
  kill-node)
    end "$3" KILL
    end_steps "$3"
    ;;
  *) fail "'$word' is not known: start, stop, restart-controller, start-node, kill-node" ;;
esac
