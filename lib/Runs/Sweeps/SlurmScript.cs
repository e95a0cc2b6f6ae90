using System.Globalization;

namespace MhdNet.Runs.Sweeps;

/// <summary>The batch script of a sweep: all its jobs run it, each with a word that says which it is.</summary>
/// <param name="Program">The program and its first arguments, as a shell on a node finds them.</param>
/// <param name="Sweep">The sweep's folder, on the shared file system.</param>
/// <param name="Pack">Cells of a task.</param>
/// <param name="Restarts">How often a task is tried again.</param>
/// <param name="Grace">Seconds in which a site that preempts a task ends it by itself.</param>
/// <param name="Scratch">Folder on a node, in which variables of the node's shell may stand; null: the system's.</param>
/// <param name="Site">Options for sbatch that this site wants, such as <c>--partition=long</c>.</param>
/// <param name="Again">Arguments of <c>mhdnet sweep sbatch</c> that submit what is left.</param>
public sealed record SlurmScript(
    IReadOnlyList<string> Program, string Sweep, int Pack, int Restarts, int Grace, string? Scratch, IReadOnlyList<string> Site,
    IReadOnlyList<string> Again)
{
    /// <summary>Its text.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/usr/bin/env bash
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --signal=B:USR1@120
        {{string.Join('\n', Site.Select(option => $"#SBATCH {option}"))}}
        # Written and submitted by `mhdnet sweep sbatch`; environment/slurm/README.md says what it does.
        #   first ROUND         the cohort, its sequences, the manifest and the first cell; then it submits the others
        #   cells ROUND OFFSET  a task of an array, the OFFSET + index-th
        #   last ROUND          the table; what is missing it submits again
        set -u
        mhdnet=({{string.Join(' ', Program.Select(Quote))}})
        sweep={{Quote(Sweep)}}
        pack={{Pack}} restarts={{Restarts}} grace={{Grace}}
        scratch=({{(Scratch is null ? "" : $"--scratch \"{Scratch.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")}})
        again=({{string.Join(' ', Again.Select(Quote))}})
        site=({{string.Join(' ', Site.Select(Quote))}})
        job="$1" round="$2"
        export DOTNET_EnableDiagnostics=0 # a process that is killed would leave its sockets on the node

        # the array's last task has the array's number for its own: by that the whole array would be requeued
        self="${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}"
        self="${self:-$SLURM_JOB_ID}"
        say() { echo "$(date +%FT%T) $self on $(hostname -s): $*"; }

        # Signals go on to the program. A shell serves its traps only while it waits, so the program runs beside it. Who ends a task
        # may warn it, too, and the two signals come in either order.
        signal='' child=''
        trap 'signal="${signal:-USR1}"; kill -USR1 "$child" 2>/dev/null' USR1
        trap 'signal=TERM; kill -TERM "$child" 2>/dev/null' TERM
        run() {
          "${mhdnet[@]}" sweep run "$sweep" "$@" "${scratch[@]}" &
          child=$!
          [[ -z "$signal" ]] || kill -USR1 "$child"
          while kill -0 "$child" 2>/dev/null; do
            wait "$child"
          done
          wait "$child"
        }

        # A process that was killed is run once more at once, which costs the controller nothing; then another node may do better.
        train() {
          local count="${SLURM_RESTART_COUNT:-0}" more=()
          ((count <= restarts)) || more=(--give-up "was begun and not ended in $count restarts")
          run "$@" "${more[@]}"
          code=$?
          if [[ -z "$signal" && "$code" =~ ^(134|137|139|143)$ ]]; then
            say "ended by a signal (exit code $code): once more here"
            run "$@" "${more[@]}"
            code=$?
          fi
          say "exit code $code"
          case "$code" in
            75 | 134 | 137 | 138 | 139 | 143) ;;
            *) return "$code" ;; # done, held by another, or an error that trying again does not mend
          esac
          # Who preempts or cancels a job also requeues it, or does not, as the site has it: left alone, that takes no call. A warning
          # that the time is nearly up leaves two minutes.
          if [[ -n "$signal" ]]; then
            sleep "$grace" &
            wait $!
            [[ "$signal" != TERM ]] || return "$code"
          fi
          if ((count <= restarts + pack)); then
            say "requeued"
            scontrol requeue "$self"
            sleep 30 # until the controller ends this script
          fi
          return "$code"
        }

        case "$job" in
          first)
            train --first || exit
            "${mhdnet[@]}" sweep sbatch "$sweep" "${again[@]}" --round "$round" -- "${site[@]}"
            ;;
          cells)
            train --pack $((SLURM_ARRAY_TASK_ID + $3)) --of "$pack"
            ;;
          last)
            "${mhdnet[@]}" sweep gather "$sweep" "${scratch[@]}"
            code=$?
            ((code != 5)) || "${mhdnet[@]}" sweep sbatch "$sweep" "${again[@]}" --round $((round + 1)) -- "${site[@]}"
            exit "$code"
            ;;
        esac

        """);

    private static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
