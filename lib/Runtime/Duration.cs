namespace MhdNet.Runtime;

/// <summary>Lengths of time for people.</summary>
public static class Duration
{
    /// <summary>"2 h 05 min", "14 min", "40 s".</summary>
    public static string InWords(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes:00} min"
        : time.TotalMinutes >= 1.5 ? $"{time.TotalMinutes:0} min"
        : $"{time.TotalSeconds:0} s";
}
