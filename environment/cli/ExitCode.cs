namespace MhdNet.Cli;

/// <summary>What a command's exit codes mean beside 0; those of a cell are what job schedulers act on.</summary>
internal static class ExitCode
{
    /// <summary>An error of the program's own.</summary>
    public const int Bug = 1;

    /// <summary>What was given cannot be used; one line says why.</summary>
    public const int Input = 2;

    /// <summary>A cell: another process is training it.</summary>
    public const int Held = 3;

    /// <summary>A series: refused, or the answer is undecided.</summary>
    public const int Refused = 4;

    /// <summary>A sweep: cells are missing or failed.</summary>
    public const int Incomplete = 5;

    /// <summary>A cell: stopped with a checkpoint; run it again (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Checkpointed = 75;

    /// <summary>Stopped by the user.</summary>
    public const int Stopped = 130;
}
