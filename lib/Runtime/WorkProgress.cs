namespace MhdNet.Runtime;

/// <summary>How far a long piece of work is; reported through <see cref="IProgress{T}"/>.</summary>
/// <param name="Task">What is being done, as a person would say it ("teacher", "rendering patients").</param>
/// <param name="Done">Units finished.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Detail">One short remark, such as the current loss; may be empty.</param>
public readonly record struct WorkProgress(string Task, long Done, long Total, string Detail = "");
