namespace MhdNet.Runtime;

/// <summary>How far a long piece of work is; reported through <see cref="IProgress{T}"/>.</summary>
/// <param name="Task">What is being done, as a person would say it ("teacher", "rendering patients").</param>
/// <param name="Done">Units finished.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Detail">One short remark, such as the current loss; may be empty.</param>
/// <param name="Part">Where units differ in size: share of the work that is done, 0 to 1.</param>
public readonly record struct WorkProgress(string Task, long Done, long Total, string Detail = "", double? Part = null)
{
    /// <summary>Share of the work that is done, 0 to 1.</summary>
    public double Share => Part ?? (Done / (double)Math.Max(Total, 1));
}
