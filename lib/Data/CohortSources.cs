using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>Checks the files that ct.csv and wsi.csv name: known patient, inside the cohort's folder, there, named once, and readable if asked.</summary>
internal sealed class CohortSources(string folder, IReadOnlySet<string> patients, List<string> problems, bool open)
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    private readonly Dictionary<string, string> _seen = [];

    public void Check(string at, string patient, string source, Action<string> read)
    {
        if (!patients.Contains(patient))
        {
            problems.Add($"{at}: patient '{patient}' is not in {CohortReader.PatientsName}: add it there or delete the row");
        }

        if (source.Length == 0)
        {
            problems.Add($"{at}: no path: name the series or slide");
            return;
        }

        var path = Path.GetFullPath(source, _root);
        if (!Path.IsPathRooted(source) && !path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            problems.Add($"{at}: '{source}' leads out of the cohort's folder: give a path inside it, or an absolute one");
        }
        else if (!_seen.TryAdd(path, at))
        {
            problems.Add($"{at}: '{source}' is named in {_seen[path]} already: a series or slide belongs to one patient, once");
        }
        else if (!File.Exists(path) && !Directory.Exists(path))
        {
            problems.Add($"{at}: '{source}' is not there: correct the path or fetch the file");
        }
        else if (open)
        {
            Read(at, path, read);
        }
    }

    private void Read(string at, string path, Action<string> read)
    {
        try
        {
            read(path);
        }
        catch (InputException failure)
        {
            problems.Add($"{at}: {failure.Message}");
        }
    }
}
