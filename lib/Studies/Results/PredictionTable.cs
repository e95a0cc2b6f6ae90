using System.Text.Json;
using MhdNet.Evaluation;
using MhdNet.Runtime;
using Parquet;
using Parquet.Schema;

namespace MhdNet.Studies.Results;

/// <summary>A prediction of a run.</summary>
/// <param name="Run">Name of the run's folder.</param>
/// <param name="File">Its file of predictions: "test.csv", "extra.csv", "test-radiology.csv".</param>
/// <param name="Prediction">The line.</param>
public sealed record PredictionLine(string Run, string File, Prediction Prediction);

/// <summary>
/// Predictions in Parquet: columns run, file, sequence, patient, label (index of the true class), p0 to pk (float; NaN beyond the classes
/// that a network tells apart).
/// </summary>
public static class PredictionTable
{
    private const string MetadataKey = "mhdnet";

    /// <summary>Writes them.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="lines">At least one.</param>
    /// <param name="metadata">Text that stands in the file beside them.</param>
    public static void Write(Stream stream, IReadOnlyList<PredictionLine> lines, string metadata) =>
        WriteAsync(stream, lines, metadata).GetAwaiter().GetResult();

    /// <summary>Reads them back, in order.</summary>
    /// <exception cref="InputException">The file is damaged, or another's.</exception>
    public static IReadOnlyList<PredictionLine> Read(string path) => Reading(path, async reader =>
    {
        using var group = reader.OpenRowGroupReader(0);
        var (fields, count) = (reader.Schema.DataFields, (int)group.RowCount);
        async Task<T[]> Column<T>(string name)
            where T : struct
        {
            var values = new T[count];
            await group.ReadAsync<T>(fields.First(field => field.Name == name), values);
            return values;
        }

        async Task<string[]> Texts(string name)
        {
            var values = new string[count];
            await group.ReadAsync(fields.First(field => field.Name == name), values);
            return values;
        }

        var (runs, files) = (await Texts("run"), await Texts("file"));
        var (sequences, patients, labels) = (await Texts("sequence"), await Texts("patient"), await Column<int>("label"));
        var classes = new List<float[]>();
        while (fields.Any(field => field.Name == $"p{classes.Count}"))
        {
            classes.Add(await Column<float>($"p{classes.Count}"));
        }

        return (IReadOnlyList<PredictionLine>)[.. Enumerable.Range(0, count).Select(i => new PredictionLine(runs[i], files[i],
            new Prediction(sequences[i], patients[i], labels[i], [.. classes.Select(p => p[i]).TakeWhile(p => !float.IsNaN(p))])))];
    });

    /// <summary>What stands beside them, of JSON.</summary>
    /// <typeparam name="T">What it says.</typeparam>
    /// <exception cref="InputException">The file is damaged, or another's.</exception>
    public static T Metadata<T>(string path)
    {
        var text = Reading(path, reader => Task.FromResult(reader.CustomMetadata.TryGetValue(MetadataKey, out var found) ? found : ""));
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonFormat.Compact) ?? throw new JsonException("it is empty");
        }
        catch (JsonException torn)
        {
            throw new InputException($"{path}: is no results file of this version ({torn.Message}): fetch it again", torn);
        }
    }

    private static async Task WriteAsync(Stream stream, IReadOnlyList<PredictionLine> lines, string metadata)
    {
        var classes = lines.Max(line => line.Prediction.Probabilities.Length);
        DataField[] texts = [new DataField<string>("run"), new DataField<string>("file"), new DataField<string>("sequence"),
            new DataField<string>("patient")];
        var label = new DataField<int>("label");
        DataField[] probabilities = [.. Enumerable.Range(0, classes).Select(k => new DataField<float>($"p{k}"))];
        Func<PredictionLine, string>[] of = [line => line.Run, line => line.File, line => line.Prediction.SeqId,
            line => line.Prediction.PatientId];
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd };
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. texts, label, .. probabilities]), stream, options);
        writer.CustomMetadata = new Dictionary<string, string> { [MetadataKey] = metadata };
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < texts.Length; i++)
        {
            await group.WriteAsync(texts[i], [.. lines.Select(of[i])]);
        }

        await group.WriteAsync<int>(label, lines.Select(line => line.Prediction.Label).ToArray());
        for (var k = 0; k < classes; k++)
        {
            await group.WriteAsync<float>(probabilities[k],
                lines.Select(line => k < line.Prediction.Probabilities.Length ? line.Prediction.Probabilities[k] : float.NaN).ToArray());
        }

        group.CompleteValidate();
    }

    private static T Reading<T>(string path, Func<ParquetReader, Task<T>> read)
    {
        try
        {
            return ReadAsync().GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is not InputException)
        {
            throw new InputException(
                $"{path}: cannot be read as a results file ({failure.Message.ReplaceLineEndings(" ")}): fetch it again", failure);
        }

        async Task<T> ReadAsync()
        {
            await using var reader = await ParquetReader.CreateAsync(path);
            return await read(reader);
        }
    }
}
