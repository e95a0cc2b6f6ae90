using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;

namespace Cellwright.Engine;

/// <summary>
/// Sends what native code and child processes write to file descriptor 1 to the running cell's outputs, which .NET's console
/// does not see. Descriptor 2 stays what it was, so that the last words of a dying process reach the terminal.
/// </summary>
internal sealed partial class NativeOutput : IDisposable
{
    private const int StandardOutput = 1;
    private const int LineBuffered = 1; // _IOLBF of glibc and of macOS
    private const short Readable = 1;

    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.In, HandleInheritability.None);
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly Lock reading = new();
    private readonly nint stream;
    private readonly int original;
    private volatile bool ended;

    private NativeOutput()
    {
        var name = OperatingSystem.IsMacOS() ? "__stdoutp" : "stdout";
        stream = Marshal.ReadIntPtr(NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name));
        _ = Flush(stream);
        original = Duplicate(StandardOutput);
        _ = Duplicate(pipe.ClientSafePipeHandle.DangerousGetHandle().ToInt32(), StandardOutput);
        _ = SetBuffer(stream, nint.Zero, LineBuffered, 0); // a pipe would be buffered until the cell's end
        new Thread(Serve) { IsBackground = true, Name = "native output" }.Start();
    }

    /// <summary>Starts; null on Windows, where the C runtime of each library has descriptors of its own.</summary>
    public static NativeOutput? Capture() => OperatingSystem.IsWindows() ? null : new NativeOutput();

    /// <summary>Waits until the sink has everything that was written.</summary>
    public void Drain()
    {
        _ = Flush(stream);
        while (Read())
        {
        }
    }

    /// <summary>Gives the descriptor back.</summary>
    public void Dispose()
    {
        Drain();
        _ = Duplicate(original, StandardOutput);
        _ = Close(original);
        pipe.DisposeLocalCopyOfClientHandle(); // the pipe ends once no child process holds it either
    }

    private void Serve()
    {
        while (!ended)
        {
            _ = Wait(Timeout.Infinite);
            _ = Read();
        }

        pipe.Dispose();
    }

    // Reading and handing over are one step: whoever gets the lock after a write finds the text at the sink.
    private bool Read()
    {
        lock (reading)
        {
            if (ended || !Wait(timeout: 0))
            {
                return false;
            }

            Span<byte> bytes = stackalloc byte[4096];
            Span<char> characters = stackalloc char[4097]; // one may wait in the decoder
            var count = pipe.Read(bytes);
            var text = characters[..decoder.GetChars(bytes[..count], characters, flush: count == 0)];
            if (text.Length > 0)
            {
                OutputContext.Current.Stream(ConsoleStream.Out, text.ToString());
            }

            ended = count == 0;
            return !ended;
        }
    }

    private bool Wait(int timeout)
    {
        var wanted = new Polled { Descriptor = pipe.SafePipeHandle.DangerousGetHandle().ToInt32(), Events = Readable };
        return Poll(ref wanted, 1, timeout) > 0;
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor, int onto);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fflush")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(nint stream);

    [LibraryImport("libc", EntryPoint = "setvbuf")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetBuffer(nint stream, nint buffer, int mode, nuint size);

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref Polled wanted, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
