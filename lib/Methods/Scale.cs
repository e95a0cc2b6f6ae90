
using MhdNet.Runtime;

namespace MhdNet.Methods;

/// <summary>How large an experiment is made. Only sizes change; the code path is the same.</summary>
public enum Scale
{
    /// <summary>Seconds: for tests and for a first look. Its numbers mean nothing.</summary>
    Smoke,

    /// <summary>Minutes on two cores: what readers run and what the committed notebooks show.</summary>
    Demo,

    /// <summary>The paper's sizes (Sec. IV-A, IV-B): 24 frames of 224x224, width 64, 100 epochs; for a GPU and real data.</summary>
    Paper,
}

/// <summary>Reads a scale as people write it.</summary>
public static class Scales
{
    /// <summary>"smoke", "demo" or "paper", in any case.</summary>
    /// <exception cref="InputException">Anything else.</exception>
    public static Scale Parse(string text) => Enum.TryParse<Scale>(text, ignoreCase: true, out var scale) && Enum.IsDefined(scale)
        ? scale
        : throw new InputException($"scale '{text}' is not known: use smoke, demo or paper");

    /// <summary>
    /// Threads of one tensor operation of a training: one at smoke and demo scale, where a second gains nothing and would add in another
    /// order, so that a seed gives the same run alone or within a study and on any number of cores; null, the process's, at paper scale.
    /// </summary>
    public static int? Threads(Scale scale) => scale == Scale.Paper ? null : 1;
}
