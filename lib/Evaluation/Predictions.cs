using System.Globalization;
using CsvHelper;
using MhdNet.Runtime;

namespace MhdNet.Evaluation;

/// <summary>
/// Predictions as a CSV file, `seq_id,patient_id,label,p0..p8`: one row per sequence; <c>label</c> is the index of the true
/// class (clinical order, `other` last; the run's experiment names the classes), <c>pk</c> the probability of class k.
/// Numbers have enough digits to give back the same <see cref="float"/>.
/// </summary>
public static class Predictions
{
    private const float SumTolerance = 1e-3f;
    private static readonly string[] _fixedColumns = ["seq_id", "patient_id", "label"];

    /// <summary>Writes the predictions, whole or not at all.</summary>
    /// <exception cref="ArgumentException">There are no rows, or they differ in length.</exception>
    public static void Write(string path, IReadOnlyList<Prediction> predictions)
    {
        var classes = ClassCount(predictions);
        AtomicFile.Write(path, stream =>
        {
            using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
            csv.WriteRecord([.. Columns(classes)]);
            foreach (var row in predictions)
            {
                csv.WriteField(row.SeqId);
                csv.WriteField(row.PatientId);
                csv.WriteField(row.Label.ToString(CultureInfo.InvariantCulture));
                foreach (var p in row.Probabilities)
                {
                    csv.WriteField(p.ToString("R", CultureInfo.InvariantCulture));
                }

                csv.EndRecord();
            }
        });
    }

    /// <summary>Reads and checks a file that <see cref="Write"/> wrote, or one made elsewhere in the same form.</summary>
    /// <exception cref="InputException">The file is missing or not of this form; the message names the line.</exception>
    public static IReadOnlyList<Prediction> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: no such predictions file; evaluate the run first, or correct the path");
        }

        var options = new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw };
        try
        {
            using var csv = CsvReader.FromFile(path, options);
            return ReadRows(csv, path);
        }
        catch (CsvFormatException e)
        {
            throw new InputException($"{path} line {e.LineNumber}: {e.Message.ReplaceLineEndings(" ")} Write the file again", e);
        }
    }

    /// <summary>One prediction per patient: the mean of the probabilities over the patient's sequences.</summary>
    /// <returns>In the order in which the patients first appear; <see cref="Prediction.SeqId"/> is the patient's id.</returns>
    /// <exception cref="InputException">A patient's sequences carry different labels.</exception>
    public static IReadOnlyList<Prediction> ByPatient(IReadOnlyList<Prediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var patients = new List<Prediction>();
        foreach (var patient in predictions.GroupBy(p => p.PatientId))
        {
            var labels = patient.Select(p => p.Label).Distinct().ToArray();
            if (labels.Length > 1)
            {
                throw new InputException(
                    $"patient '{patient.Key}' has sequences of classes {string.Join(" and ", labels)}: "
                    + "leave `other` out first, or correct the labels");
            }

            var mean = new float[patient.First().Probabilities.Length];
            for (var k = 0; k < mean.Length; k++)
            {
                mean[k] = (float)patient.Average(p => (double)p.Probabilities[k]);
            }

            patients.Add(new Prediction(patient.Key, patient.Key, labels[0], mean));
        }

        return patients;
    }

    /// <summary>The sequences labelled with a tumour type: what the paper tests on (Sec. IV-A).</summary>
    public static IReadOnlyList<Prediction> OfTypes(IReadOnlyList<Prediction> predictions, int typeCount) =>
        [.. predictions.Where(p => p.Label < typeCount)];

    /// <summary>Number of classes that the predictions tell apart.</summary>
    /// <exception cref="ArgumentException">There are no rows, or they differ in length.</exception>
    internal static int ClassCount(IReadOnlyList<Prediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Count == 0)
        {
            throw new ArgumentException("there are no predictions", nameof(predictions));
        }

        var classes = predictions[0].Probabilities.Length;
        var odd = predictions.FirstOrDefault(p => p.Probabilities.Length != classes || p.Label < 0 || p.Label >= classes);
        return odd is null
            ? classes
            : throw new ArgumentException(
                $"sequence '{odd.SeqId}' has label {odd.Label} and {odd.Probabilities.Length} probabilities among {classes} classes",
                nameof(predictions));
    }

    private static IEnumerable<string> Columns(int classes) => _fixedColumns.Concat(Enumerable.Range(0, classes).Select(k => $"p{k}"));

    private static string Header(int classes) => $"'{string.Join(',', _fixedColumns)},p0..p{classes - 1}'";

    private static List<Prediction> ReadRows(CsvReader csv, string path)
    {
        var header = csv.Headers.ToArray();
        if (header.Length == 0)
        {
            throw new InputException($"{path}: empty; expected the header {Header(2)}");
        }

        var classes = header.Length - _fixedColumns.Length;
        if (classes < 2 || !header.SequenceEqual(Columns(classes)))
        {
            throw new InputException(
                $"{path}: header '{string.Join(',', header)}' is not {Header(Math.Max(2, classes))}; rename the columns");
        }

        var rows = new List<Prediction>();
        var seen = new HashSet<string>();
        while (csv.Read())
        {
            var row = ParseRow(csv, classes, $"{path} line {csv.LineNumber}");
            if (!seen.Add(row.SeqId))
            {
                throw new InputException($"{path} line {csv.LineNumber}: sequence '{row.SeqId}' is there twice; keep one row per sequence");
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? rows : throw new InputException($"{path}: a header and no rows; evaluate the run again");
    }

    private static Prediction ParseRow(CsvReader csv, int classes, string where)
    {
        var columns = _fixedColumns.Length + classes;
        if (csv.FieldCount != columns)
        {
            throw new InputException($"{where}: {csv.FieldCount} fields where the header has {columns}; the file may be cut short");
        }

        string sequence = csv.GetString(0), patient = csv.GetString(1), labelText = csv.GetString(2);
        if (sequence.Length == 0 || patient.Length == 0)
        {
            throw new InputException($"{where}: seq_id or patient_id is empty; name both");
        }

        if (!int.TryParse(labelText, NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= classes)
        {
            throw new InputException($"{where}: label '{labelText}' is not a class index from 0 to {classes - 1}");
        }

        var probabilities = new float[classes];
        for (var k = 0; k < classes; k++)
        {
            var text = csv.GetString(_fixedColumns.Length + k);
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var p) || !(p >= 0 && p <= 1 + SumTolerance))
            {
                throw new InputException($"{where}: p{k} is '{text}', not a probability from 0 to 1");
            }

            probabilities[k] = p;
        }

        var sum = probabilities.Sum();
        return Math.Abs(sum - 1) <= SumTolerance
            ? new Prediction(sequence, patient, label, probabilities)
            : throw new InputException($"{where}: the probabilities sum to {sum:0.####}, not 1; write a softmax's output");
    }
}
