using System.Text;

namespace Cellwright.Engine;

/// <summary>Sends what any thread writes to the console to the running cell's outputs, in order, and reads from the cell's front.</summary>
internal sealed class ConsoleCapture : IDisposable
{
    private readonly TextWriter output = Console.Out;
    private readonly TextWriter error = Console.Error;
    private readonly TextReader input = Console.In;
    private readonly Writer cellOutput;
    private readonly Writer cellError;
    private readonly Keyboard keyboard = new();

    /// <summary>Takes the console.</summary>
    /// <param name="before">Called before each write: what native code has printed comes first.</param>
    public ConsoleCapture(Action before)
    {
        (cellOutput, cellError) = (new Writer(ConsoleStream.Out, before), new Writer(ConsoleStream.Error, before));
        Take();
    }

    /// <summary>Takes the console anew: a cell that redirected it does so for itself only.</summary>
    public void Take()
    {
        Console.SetOut(cellOutput);
        Console.SetError(cellError);
        Console.SetIn(keyboard);
    }

    /// <summary>Gives the console back.</summary>
    public void Dispose()
    {
        Console.SetOut(output);
        Console.SetError(error);
        Console.SetIn(input);
    }

    private sealed class Writer(ConsoleStream stream, Action before) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Write(string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                before();
                OutputContext.Current.Stream(stream, value);
            }
        }

        // One write per line, so that lines of two threads do not run into each other.
        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine() => Write("\n");
    }

    private sealed class Keyboard : TextReader
    {
        private string rest = "";
        private bool ended;

        public override int Peek() => Fill() ? rest[0] : -1;

        public override int Read()
        {
            var next = Peek();
            rest = next < 0 ? rest : rest[1..];
            return next;
        }

        public override string? ReadLine()
        {
            if (!Fill())
            {
                return null;
            }

            var line = rest.TrimEnd('\n');
            rest = "";
            return line;
        }

        private bool Fill()
        {
            if (rest.Length == 0 && !ended)
            {
                var line = OutputContext.Current.ReadLine();
                (rest, ended) = (line is null ? "" : line + "\n", line is null);
            }

            return rest.Length > 0;
        }
    }
}
