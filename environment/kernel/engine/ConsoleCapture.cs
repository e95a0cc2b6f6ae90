using System.Text;

namespace MhdNet.Kernel.Engine;

/// <summary>Sends what any thread writes to the console to the running cell's outputs, in order, as it is written.</summary>
internal sealed class ConsoleCapture : IDisposable
{
    private readonly TextWriter output = Console.Out;
    private readonly TextWriter error = Console.Error;
    private readonly TextReader input = Console.In;

    public ConsoleCapture()
    {
        Console.SetOut(new Writer(ConsoleStream.Out));
        Console.SetError(new Writer(ConsoleStream.Error));
        Console.SetIn(new NoKeyboard());
    }

    /// <summary>Gives the console back.</summary>
    public void Dispose()
    {
        Console.SetOut(output);
        Console.SetError(error);
        Console.SetIn(input);
    }

    private sealed class Writer(ConsoleStream stream) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => OutputContext.Current.Stream(stream, value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Write(string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                OutputContext.Current.Stream(stream, value);
            }
        }

        // One write a line: lines of two threads do not run into each other.
        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine() => Write("\n");
    }

    private sealed class NoKeyboard : TextReader
    {
        private const string Message = "This notebook runs without a keyboard: Console.ReadLine has nobody to ask.";

        public override int Read() => throw new InvalidOperationException(Message);

        public override int Peek() => throw new InvalidOperationException(Message);

        public override int Read(char[] buffer, int index, int count) => throw new InvalidOperationException(Message);

        public override string? ReadLine() => throw new InvalidOperationException(Message);
    }
}
