using System.Runtime.InteropServices;
using FsCheck.Xunit;
using MhdNet.Networks;
using MhdNet.Networks.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks.Kernels;

public sealed partial class InvolutionKernelTests
{
    public static TheoryData<InvolutionForm> Forms => [.. InvolutionForms.Here.Where(form => form != InvolutionForm.Shifted)];

    public static IEnumerable<(int Kappa, int Channels, int Frames, int Rows, int Columns)> Sizes =>
    [
        (1, 1, 1, 1, 1), (3, 5, 2, 4, 6), (3, 64, 1, 2, 7), (5, 17, 2, 19, 3),
        (7, 80, 2, 17, 9), (7, 33, 1, 33, 14), (9, 16, 1, 5, 12), (15, 3, 1, 4, 5),
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_shifted_forms_values_and_gradients(InvolutionForm form)
    {
        foreach (var size in Sizes)
        {
            AssertAgrees(form, 1, size);
        }
    }

    [Property(MaxTest = 60)]
    public void So_it_does_at_any_size(int seed, byte kappa, byte channels, byte rows, byte columns)
    {
        var forms = InvolutionForms.Here;
        AssertAgrees(forms[(seed & int.MaxValue) % forms.Count], seed,
            (1 + (2 * (kappa % 5)), 1 + (channels % 90), 1, 1 + (rows % 24), 1 + (columns % 24)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_number_of_threads_changes_no_bit(InvolutionForm form)
    {
        var size = new InvolutionSize(3, 20, 22, 40, 7);
        var one = Run(form, size, 1);
        foreach (var threads in new[] { 2, 5 })
        {
            var many = Run(form, size, threads);
            Assert.True(one.Zip(many).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Nothing_outside_the_arguments_is_touched(InvolutionForm form)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "guard pages are set up by Linux calls");
        foreach (var (kappa, channels, frames, rows, columns) in Sizes)
        {
            var size = new InvolutionSize(frames, rows, columns, channels, kappa);
            foreach (var atEnd in new[] { true, false })
            {
                using GuardedFloats x = new(size.Features, atEnd), k = new(size.Kernels, atEnd), y = new(size.Features, atEnd);
                using GuardedFloats g = new(size.Features, atEnd), dx = new(size.Features, atEnd), dk = new(size.Kernels, atEnd);
                InvolutionKernel.Forward(form, size, x.Values, k.Values, y.Values, 2);
                InvolutionKernel.Backward(form, size, x.Values, k.Values, g.Values, dx.Values, dk.Values, 2);
            }
        }
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_refused()
    {
        var size = new InvolutionSize(1, 4, 4, 3, 3);
        var (features, kernels) = (new float[48], new float[144]);
        Assert.Throws<ArgumentException>(() => InvolutionKernel.Forward(InvolutionForm.Scalar, size, features, kernels, new float[47], 1));
        Assert.Throws<ArgumentException>(() => InvolutionKernel.Forward(InvolutionForm.Scalar, size, new float[49], kernels, features, 1));
        Assert.Throws<ArgumentException>(() => InvolutionKernel.Backward(InvolutionForm.Scalar,
            size, features, kernels, features, features, new float[143], 1));
        Assert.Throws<ArgumentException>(() => InvolutionKernel.Forward(InvolutionForm.Scalar,
            size with { Kappa = 2 }, features, new float[64], features, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => InvolutionKernel.Forward(InvolutionForm.Shifted,
            size, features, kernels, features, 1));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Precision_other_than_float32_is_left_to_the_shifted_form(InvolutionForm form)
    {
        using var scope = NewDisposeScope();
        var (x, k) = (Sample.Of(1, 1, 3, 2, 4, 4), Sample.Of(2, 1, 9, 2, 4, 4));
        Assert.Equal(float64, Involution3d.Apply(x, k).dtype);
        Assert.Throws<ArgumentException>(() => Involution3d.Apply(x, k, form));
    }

    private static void AssertAgrees(InvolutionForm form, int seed, (int Kappa, int Channels, int Frames, int Rows, int Columns) size)
    {
        using var scope = NewDisposeScope();
        var (kappa, channels, frames, rows, columns) = size;
        var (x, k) = (Sample.Of(seed, 2, channels, frames, rows, columns),
            Sample.Of(seed + 1, 2, kappa * kappa, frames, rows, columns) / kappa);
        var g = Sample.Of(seed + 2, x.shape);
        var exact = Gradients(InvolutionForm.Shifted, x, k, g);
        var found = Gradients(form, x.to(float32), k.to(float32), g.to(float32));
        foreach (var (e, f) in exact.Zip(found))
        {
            Assert.True((e - f).abs().max().ToDouble() < 1e-5 * (1 + e.abs().max().ToDouble()), $"{form} at {size}");
        }
    }

    private static Tensor[] Gradients(InvolutionForm form, Tensor x, Tensor k, Tensor g)
    {
        var (features, kernels) = (x.detach().requires_grad_(true), k.detach().requires_grad_(true));
        var y = Involution3d.Apply(features, kernels, form);
        return [y.detach(), .. autograd.grad([y], [features, kernels], [g])];
    }

    private static float[][] Run(InvolutionForm form, InvolutionSize size, int threads)
    {
        var random = new Random(3);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        var (x, k, g) = (Values(size.Features), Values(size.Kernels), Values(size.Features));
        var (y, dx, dk) = (new float[size.Features], new float[size.Features], new float[size.Kernels]);
        InvolutionKernel.Forward(form, size, x, k, y, threads);
        InvolutionKernel.Backward(form, size, x, k, g, dx, dk, threads);
        return [y, dx, dk];
    }

    /// <summary>Floats that end, or begin, where the memory may not be touched: an access beyond them ends the process.</summary>
    private sealed unsafe partial class GuardedFloats : IDisposable
    {
        private readonly nint _start;
        private readonly nuint _length;
        private readonly nint _values;
        private readonly int _count;

        public GuardedFloats(int count, bool atEnd)
        {
            var page = (nuint)Environment.SystemPageSize;
            var used = ((nuint)count * sizeof(float) + page - 1) / page * page;
            (_count, _length) = (count, used + (2 * page));
            _start = mmap(0, _length, 3, 0x22, -1, 0);
            Assert.NotEqual(-1, _start);
            Assert.Equal(0, mprotect(_start, page, 0));
            Assert.Equal(0, mprotect(_start + (nint)(page + used), page, 0));
            _values = atEnd ? _start + (nint)(page + used) - (count * sizeof(float)) : _start + (nint)page;
        }

        public Span<float> Values => new((void*)_values, _count);

        public void Dispose() => Assert.Equal(0, munmap(_start, _length));

        [LibraryImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int mprotect(nint address, nuint length, int protection);

        [LibraryImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int munmap(nint address, nuint length);
    }
}
