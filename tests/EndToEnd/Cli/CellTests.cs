using System.Diagnostics;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Cli;

/// <summary>
/// A study planned into cells and trained one cell per process, as a job scheduler does: it acts on nothing but the exit codes. In a
/// checkout of the test's own, whose runs go with it.
/// </summary>
[Collection(SmallCollection.Name)]
public sealed class CellTests : IDisposable
{
    private readonly ProgramElsewhere _checkout = Checkout();
    private readonly SmallWorkspace _small;
    private readonly Workspace _workspace;
    private readonly string[] _cells;

    public CellTests(SmallWorkspace small)
    {
        _small = small;
        _workspace = Workspace.Open(_checkout.Folder, "smoke", Cohort, cancellation: Token);
        var plan = new StudyRun(Tables3And4.Study, _workspace, [1]).Plan;
        _cells = [.. Cell.WriteAll(Path.Combine(_checkout.Folder, "cells"), plan, Scale.Smoke, Cohort)];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Cohort => Path.Combine(_small.Folder, "cohort");

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_study_is_planned_into_cells()
    {
        var to = Path.Combine(_checkout.Folder, "planned");
        var answer = await Mhdnet.RunAsync(_checkout.Program,
            ["study", "plan", "seeds", "--scale", "smoke", "--cohort", Cohort, "--seeds", "1", "--to", to]);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("5 cells: ", answer.Output, StringComparison.Ordinal);
        Assert.Equal(_cells.Select(Path.GetFileName), Directory.GetFiles(to).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(_cells.Select(File.ReadAllText), Directory.GetFiles(to).Order(StringComparer.Ordinal).Select(File.ReadAllText));
    }

    [Fact]
    public async Task What_is_needed_comes_first_what_is_held_is_left_and_what_is_finished_stays()
    {
        var (teacher, student, alone) = (_cells[0], _cells[1], _cells[2]);
        var early = await TrainAsync(student);
        Assert.Equal(2, early.Code);
        Assert.Contains("teacher-", early.Error, StringComparison.Ordinal);
        Assert.Contains("is needed and not finished: train it first", early.Error, StringComparison.Ordinal);

        using (FolderLock.TakeNow(FolderOf(alone)))
        {
            var second = await TrainAsync(alone);
            Assert.Equal(3, second.Code);
            Assert.Contains($"held: {FolderOf(alone)}: is held by process {Environment.ProcessId} ",
                second.Error, StringComparison.Ordinal);
        }

        foreach (var cell in (string[])[teacher, student, alone, .. _cells[3..]])
        {
            var trained = await TrainAsync(cell);
            Assert.True(trained.Code == 0, trained.Error);
            Assert.Contains($"finished: {FolderOf(cell)}", trained.Output, StringComparison.Ordinal);
        }

        Assert.All(Tables3And4.Study.Find(_workspace, [1]).Rows, row => Assert.Single(row.Runs));
        var written = File.GetLastWriteTimeUtc(Path.Combine(FolderOf(student), "model.safetensors"));
        Assert.Equal(0, (await TrainAsync(student)).Code);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(FolderOf(student), "model.safetensors")));

        // a damaged teacher teaches nobody: it is refused where it is needed, and its own cell trains it again
        var predictions = Path.Combine(FolderOf(teacher), "test.csv");
        var sound = await File.ReadAllTextAsync(predictions, Token);
        await File.AppendAllTextAsync(predictions, "\n", Token);
        var taught = await TrainAsync(student);
        Assert.Equal(2, taught.Code);
        Assert.Contains("test.csv is not as it was when the run was finished", taught.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await TrainAsync(teacher)).Code);
        Assert.Equal(sound, await File.ReadAllTextAsync(predictions, Token));
    }

    [Theory]
    [InlineData("USR1")] // a scheduler's warning
    [InlineData("TERM")] // its order
    [InlineData("INT")]  // Ctrl-C
    public async Task Who_is_told_to_stop_says_so_by_its_exit_code_and_leaves_no_result(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no POSIX signals");
        await StopAsync(signal);
    }

    [Fact]
    public async Task Who_was_stopped_goes_on_when_run_again_and_ends_as_if_nothing_had_been()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no POSIX signals");
        await StopAsync("USR1");
        var again = await TrainAsync(_cells[0]);
        Assert.True(again.Code == 0, again.Error);
        using var other = Checkout();
        Assert.Equal(0, (await Mhdnet.RunAsync(other.Program, ["train", _cells[0]])).Code);
        Task<byte[]> Model(ProgramElsewhere checkout) => File.ReadAllBytesAsync(
            Path.Combine(Workspace.RunsFolder(checkout.Folder), Path.GetFileName(FolderOf(_cells[0])), "model.safetensors"), Token);
        Assert.Equal(await Model(other), await Model(_checkout));
    }

    public static TheoryData<string, string, string> Changes => new()
    {
        { "\"seed\": 1", "\"seed\": 2", "plan it anew instead of changing it by hand" },
        { "\"scale\"", "\"skale", "is torn or no cell" },
        { "\"phase\": \"teacher\"", "\"phase\": \"oracle\"", "a method that this program does not know" },
        { "\"run\"", "\"ran\"", "is torn or no cell" },
        { CodeVersion.Fingerprint, new string('0', 64), "was planned by other code (000000000000) than this" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_cell_that_was_changed_by_hand_is_refused_in_one_line(string text, string by, string says)
    {
        var json = await File.ReadAllTextAsync(_cells[0], Token);
        Assert.Contains(text, json, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_cells[0], json.Replace(text, by, StringComparison.Ordinal), Token);
        var answer = await TrainAsync(_cells[0]);
        Assert.Equal(2, answer.Code);
        Assert.StartsWith($"error: {_cells[0]}: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains(says, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(_workspace.Runs.Folder));
    }

    private static ProgramElsewhere Checkout()
    {
        var checkout = new ProgramElsewhere();
        File.WriteAllText(Path.Combine(checkout.Folder, "MhdNet.Lib.csproj"), "");
        return checkout;
    }

    private async Task StopAsync(string signal)
    {
        // a shell that runs the tests in the background has them ignore the interrupt signal
        string[] heeding = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];
        string[] command = [.. heeding, "dotnet", _checkout.Program, "train", _cells[0]];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        while (!File.Exists(Path.Combine(FolderOf(_cells[0]), "environment.json")) && !process.HasExited)
        {
            await Task.Delay(5, Token);
        }

        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(Token);
        }

        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 75, $"exit code {process.ExitCode}: {await output}{await error}");
        Assert.Contains("checkpointed: the same command goes on from there", await error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(FolderOf(_cells[0]), "result.json")));
    }

    private Task<Mhdnet.Answer> TrainAsync(string cell) => Mhdnet.RunAsync(_checkout.Program, ["train", cell]);

    private string FolderOf(string cell) => Path.Combine(_workspace.Runs.Folder, Cell.Read(cell).Run);
}
