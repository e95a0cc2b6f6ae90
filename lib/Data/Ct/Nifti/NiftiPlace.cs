using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Nifti;

/// <summary>
/// Where the voxels of a NIfTI file lie: method 3 of nifti1.h (sform) where it is stated, else method 2 (qform, a quaternion). What a
/// program lost or wrote only half is not guessed at: forms that contradict each other, steps below 0 and the identity are refused.
/// </summary>
/// <param name="Source">The file.</param>
/// <param name="Sform">Its three rows of four; null where its code is 0.</param>
/// <param name="Qform">b, c, d and the three offsets; null where its code is 0.</param>
/// <param name="Steps">pixdim[0..3]: the quaternion's sign, then the step of each axis.</param>
/// <param name="Unit">Of lengths, as in xyzt_units.</param>
internal sealed record NiftiPlace(string Source, double[][]? Sform, double[]? Qform, double[] Steps, int Unit)
{
    private const double SameDirection = 0.98;  // cosine: within 11 degrees
    private const double SameStep = 0.02;       // of a step

    /// <summary>Voxel indices to mm, as in <see cref="NiftiHeader"/>.</summary>
    /// <exception cref="InputException">Nothing says where they lie, or what does contradicts itself.</exception>
    public double[][] Axes()
    {
        var axes = (Sform ?? Turned())
            ?? throw new InputException($"{Source}: neither qform nor sform: nothing says which way is up; write it with dcm2niix");
        if (!axes.SelectMany(row => row).All(double.IsFinite) || !Steps.All(double.IsFinite))
        {
            throw new InputException($"{Source}: its orientation is not finite: write the file again");
        }

        if (Steps[1..].Any(step => step < 0))
        {
            throw new InputException($"{Source}: voxels of {string.Join(" x ", Steps[1..])} mm (pixdim): a step is never below 0, so its "
                + "directions cannot be told; write it with dcm2niix");
        }

        if (IsIdentity(axes))
        {
            throw new InputException($"{Source}: its affine is the identity, which programs write that have lost orientation and spacing: "
                + "write it with dcm2niix from the series");
        }

        RefuseContradiction(axes);
        var scale = Unit switch { 1 => 1000, 3 => 0.001, _ => 1.0 }; // metres, micrometres; else mm, as dcm2niix writes
        return Array.ConvertAll(axes, row => Array.ConvertAll(row[..3], value => value * scale));
    }

    private static bool IsIdentity(double[][] axes) =>
        axes.Index().All(row => row.Item.Index().All(column => column.Item == (row.Index == column.Index ? 1 : 0)));

    private void RefuseContradiction(double[][] axes)
    {
        var turned = Turned();
        for (var axis = 0; axis < 3; axis++)
        {
            var column = axes.Select(row => row[axis]).ToArray();
            var length = Norm(column);
            var step = Steps[axis + 1];
            if (Sform is not null && step > 0 && Math.Abs(length - step) > SameStep * Math.Max(length, step))
            {
                throw new InputException($"{Source}: its affine (sform) says {length:0.###} mm between voxels of axis {axis + 1}, its head "
                    + $"(pixdim) {step:0.###}: write it with dcm2niix");
            }

            if (Sform is not null && turned?.Select(row => row[axis]).ToArray() is { } other && length > 0 && Norm(other) > 0
                && column.Zip(other, (one, two) => one * two).Sum() < SameDirection * length * Norm(other))
            {
                throw new InputException($"{Source}: sform and qform contradict each other in the direction of axis {axis + 1}: "
                    + "set the code of the wrong one to 0, or write it with dcm2niix");
            }
        }
    }

    private double[][]? Turned()
    {
        if (Qform is not [var b, var c, var d, ..])
        {
            return null;
        }

        double[] steps = [Steps[1], Steps[2], Steps[3] * (Steps[0] < 0 ? -1 : 1)];
        var a = Math.Sqrt(Math.Max(0, 1 - (b * b) - (c * c) - (d * d)));
        double[][] rotation =
        [
            [(a * a) + (b * b) - (c * c) - (d * d), 2 * ((b * c) - (a * d)), 2 * ((b * d) + (a * c))],
            [2 * ((b * c) + (a * d)), (a * a) + (c * c) - (b * b) - (d * d), 2 * ((c * d) - (a * b))],
            [2 * ((b * d) - (a * c)), 2 * ((c * d) + (a * b)), (a * a) + (d * d) - (b * b) - (c * c)],
        ];
        return [.. rotation.Select((row, index) => (double[])[.. row.Zip(steps, (value, step) => value * step), Qform[3 + index]])];
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));
}
