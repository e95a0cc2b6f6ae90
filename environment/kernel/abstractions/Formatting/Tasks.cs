namespace Cellwright.Formatting;

/// <summary>Work that may not have ended: what it gave so far.</summary>
internal static class Tasks
{
    public static bool IsAsyncSequence(object value) => value.GetType().GetInterfaces()
        .Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));

    /// <summary>How far a task is, with its result or its error.</summary>
    public static string Describe(Task task)
    {
        // an async method's task is of a class of its own, which derives from Task<T>
        var type = task.GetType();
        while (type != typeof(Task) && !IsPlain(type))
        {
            type = type.BaseType!;
        }

        var hasResult = IsPlain(type) && type.GetGenericArguments()[0].Name != "VoidTaskResult";
        var name = hasResult ? TypeNames.Of(type) : "Task";
        return task.Status switch
        {
            TaskStatus.RanToCompletion when hasResult => $"{name}, completed: {CellText.Of(type.GetProperty("Result")!.GetValue(task))}",
            TaskStatus.RanToCompletion => $"{name}, completed",
            TaskStatus.Faulted => $"{name}, failed: {task.Exception!.InnerException!.Message}",
            TaskStatus.Canceled => $"{name}, cancelled",
            _ => $"{name}, not completed: await it",
        };

        static bool IsPlain(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>);
    }
}
