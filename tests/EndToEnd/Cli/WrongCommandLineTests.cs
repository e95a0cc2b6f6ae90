namespace MhdNet.Tests.Cli;

/// <summary>Every command line that does not parse: one line on standard error that says where, what, and what is likely meant.</summary>
public sealed class WrongCommandLineTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "trian", "mhdnet: 'trian' is no command or argument of it, did you mean 'train'?: see `mhdnet --help`" },
        { "trian --scale smoke", "mhdnet: 'trian' is no command or argument of it, did you mean 'train'?: see `mhdnet --help`" },
        { "study rnu fig6", "mhdnet study: 'rnu' is no command or argument of it, did you mean 'run'?: see `mhdnet study --help`" },
        { "study", "mhdnet study: say what it is to do: list, run, table, gather, plan, confirm, when: see `mhdnet study --help`" },
        { "sweep", "mhdnet sweep: say what it is to do: plan, local, sbatch, run, status, gather, pack: see `mhdnet sweep --help`" },
        { "ledger --sclae smoke", "mhdnet ledger: '--sclae' is no option of it, did you mean '--scale'?: see `mhdnet ledger --help`" },
        { "train --sclae smoke", "mhdnet train: '--sclae' is no option of it: see `mhdnet train --help`" },
        { "train student extra", "mhdnet train: 'extra' is no command or argument of it: see `mhdnet train --help`" },
        { "train --seed", "mhdnet train: Required argument missing for option: '--seed': see `mhdnet train --help`" },
        { "train --seed abc", "mhdnet train: --seed 'abc' is not a whole number: see `mhdnet train --help`" },
        { "train --seed 1.5", "mhdnet train: --seed '1.5' is not a whole number: see `mhdnet train --help`" },
        { "bench steps --rounds abc", "mhdnet bench steps: --rounds 'abc' is not a whole number: see `mhdnet bench steps --help`" },
        { "cohort phantom x --balanced --patients many",
            "mhdnet cohort phantom: --patients 'many' is not a whole number: see `mhdnet cohort phantom --help`" },
        { "bench peers --threads abc", "mhdnet bench peers: --threads 'abc' is not a whole number: see `mhdnet bench peers --help`" },
        { "study run fig6 --jobs two", "mhdnet study run: --jobs 'two' is not a whole number: see `mhdnet study run --help`" },
        { "study plan fig6 --power high", "mhdnet study plan: --power 'high' is not a number: see `mhdnet study plan --help`" },
        { "train --seed 1 --seed 2",
            "mhdnet train: Option '--seed' expects a single argument but 2 were provided: see `mhdnet train --help`" },
        { "train --scale tiny",
            "mhdnet train: --scale: Argument 'tiny' not recognized. Must be one of: 'smoke' 'demo' 'study' 'paper': "
            + "see `mhdnet train --help`" },
        { "study run", "mhdnet study run: Required argument 'study' missing for command: 'run': see `mhdnet study run --help`" },
        { "predict", "mhdnet predict: Option '--ct' is required: see `mhdnet predict --help`" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task One_line_says_where_what_and_what_is_meant(string command, string line)
    {
        var answer = await Mhdnet.RunAsync(command.Split(' '));
        Assert.Equal((2, "", $"error: {line}\n"), (answer.Code, answer.Output, answer.Error));
    }

    /// <summary>What a shell gives for "$RUN" where the variable is not set: every option and argument that takes text.</summary>
    [Theory]
    [InlineData("evaluate --run", "mhdnet evaluate: --run")]
    [InlineData("repeat", "mhdnet repeat: <run>")]
    [InlineData("calibrate", "mhdnet calibrate: <run>")]
    [InlineData("export --to network.safetensors", "mhdnet export: <run>")]
    [InlineData("sweep status", "mhdnet sweep status: <sweep>")]
    [InlineData("bench onnx --run", "mhdnet bench onnx: --run")]
    [InlineData("predict --ct", "mhdnet predict: --ct")]
    [InlineData("cohort show", "mhdnet cohort show: <folder>")]
    [InlineData("train", "mhdnet train: <what>")]
    [InlineData("study run seeds --cohort", "mhdnet study run: --cohort")]
    [InlineData("preprocess --slide s.svs --ct", "mhdnet preprocess: --ct")]
    [InlineData("run", "mhdnet run: <notebook>")]
    [InlineData("kernel start", "mhdnet kernel: <arguments>")]
    public async Task An_empty_word_is_refused_by_its_name(string command, string name)
    {
        var where = name[..name.LastIndexOf(':')];
        var answer = await Mhdnet.RunAsync([.. command.Split(' '), ""]);
        Assert.Equal((2, "", $"error: {name} is empty (a shell variable that is not set?): see `{where} --help`\n"),
            (answer.Code, answer.Output, answer.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("trian --help")]
    [InlineData("train --seed abc --help")]
    public async Task Who_asks_for_help_or_for_nothing_gets_help(string command)
    {
        var answer = await Mhdnet.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("Usage:", answer.Output, StringComparison.Ordinal);
    }
}
