using System.CommandLine;
using MhdNet.Cli;
using MhdNet.Cli.Bench;
using MhdNet.Cli.Certify;
using MhdNet.Cli.Fuzz;
using MhdNet.Cli.Sweeps;
using MhdNet.Runtime;

var verbose = new Option<bool>("--verbose") { Description = "Show the whole error, stack trace included.", Recursive = true };
var root = new RootCommand(
    "MHD-Net (IEEE JBHI 2024) in C#: types thymic epithelial tumours from CT, taught by CT and pathology.\nStart with: mhdnet reproduce")
{
    verbose,
    ReproduceCommand.Create(),
    DoctorCommand.Create(),
    DescribeCommand.Create(),
    CohortCommand.Create(),
    PreprocessCommand.Create(),
    PrepareCommand.Create(),
    TrainCommand.Create(),
    RepeatCommand.Create(),
    EvaluateCommand.Create(),
    CalibrateCommand.Create(),
    StudyCommand.Create(),
    SweepCommand.Create(),
    LedgerCommand.Create(),
    CertifyCommand.Create(),
    PredictCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    RunCommand.Create(),
    KernelCommand.Create(),
    BenchCommand.Create(),
    FuzzCommand.Create(),
};

var parsed = root.Parse(args is [] ? ["--help"] : args);
try
{
    WrongCommandLine.Check(parsed);

    // an interrupted training still writes its checkpoint: it gets the time it needs
    return MainThread.Serve(parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = Timeout.InfiniteTimeSpan
    }));
}
catch (Exception error)
{
    var (line, code) = error switch
    {
        InputException => ($"error: {error.Message}", ExitCode.Input),
        OperationCanceledException => ("stopped; what is finished is kept: the same command goes on from there", ExitCode.Stopped),
        IOException when AtomicFile.IsDiskFull(error) =>
            ($"error: the disk is full: free space and run the same command again ({error.Message.ReplaceLineEndings(" ")})",
                ExitCode.Input),
        UnauthorizedAccessException or IOException => ($"error: {error.Message.ReplaceLineEndings(" ")}", ExitCode.Input),
        _ => ($"error: {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")} (--verbose shows where)", ExitCode.Bug),
    };
    Console.Error.WriteLine(parsed.GetValue(verbose) ? $"{line}\n{error}" : line);
    return code;
}
