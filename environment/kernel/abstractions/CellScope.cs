using System.ComponentModel;

namespace Cellwright;

/// <summary>The variables of <c>using var</c> at the top of a cell: the cell's end is the end of their scope.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellScope
{
    private static readonly Stack<object> Kept = new();

    /// <summary>Remembers a value, to be disposed of at the end of the running cell.</summary>
    public static T Keep<T>(T value)
    {
        if (value is not null)
        {
            lock (Kept)
            {
                Kept.Push(value);
            }
        }

        return value;
    }

    /// <summary>Whether anything is kept.</summary>
    public static bool IsOpen
    {
        get
        {
            lock (Kept)
            {
                return Kept.Count > 0;
            }
        }
    }

    /// <summary>Disposes of what the cell kept, the last first; gives how many there were.</summary>
    public static async Task<int> End()
    {
        var count = 0;
        while (Next() is { } value)
        {
            if (value is IAsyncDisposable later)
            {
                await later.DisposeAsync();
            }
            else
            {
                (value as IDisposable)?.Dispose();
            }

            count++;
        }

        return count;
    }

    private static object? Next()
    {
        lock (Kept)
        {
            return Kept.TryPop(out var value) ? value : null;
        }
    }
}
