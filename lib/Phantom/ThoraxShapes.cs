using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>A lung on one slice: its half of the cavity, without mediastinum, spine and heart.</summary>
/// <param name="Side">-1, the patient's right, or 1.</param>
/// <param name="Cavity">The inside of the rib cage.</param>
/// <param name="Middle">The mediastinum.</param>
/// <param name="Spine">The spine.</param>
/// <param name="Apex">What the lung fills near its top; null below.</param>
/// <param name="Heart">The heart with its sac; null beside it.</param>
internal readonly record struct LungShape(int Side, Ellipse Cavity, Ellipse Middle, Ellipse Spine, Ellipse? Apex, Ellipse? Heart) : IShape
{
    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        Span<double> others = stackalloc double[x.Length];
        Cavity.Measure(x, y, near, distances);
        Without(Middle, x, y, near, distances, others);
        if (Apex is { } apex)
        {
            apex.Measure(x, y, near, others);
            for (var i = 0; i < others.Length; i++)
            {
                distances[i] = Math.Max(distances[i], others[i]);
            }
        }

        Without(Spine, x, y, near, distances, others);
        if (Heart is { } heart)
        {
            Without(heart, x, y, near, distances, others);
        }

        for (var i = 0; i < x.Length; i++)
        {
            distances[i] = x[i] * Side < 0 ? double.MaxValue : distances[i];
        }
    }

    private static void Without(
        in Ellipse part, ReadOnlySpan<double> x, double y, double near, Span<double> distances, Span<double> scratch)
    {
        part.Measure(x, y, near, scratch);
        for (var i = 0; i < scratch.Length; i++)
        {
            distances[i] = Math.Max(distances[i], -scratch[i]);
        }
    }
}

/// <summary>A piece of a lung vessel on one slice, which averages what lies within a part of its thickness.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Z">Level of the slice, mm.</param>
/// <param name="Blur">What lies so far above or below counts as in the slice, mm.</param>
/// <param name="Radius">As it is drawn, mm.</param>
internal readonly record struct VesselSection(VesselPiece Piece, double Z, double Blur, double Radius) : IShape
{
    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        var (dx, dy, dz) = (Piece.X1 - Piece.X0, Piece.Y1 - Piece.Y0, Piece.Z1 - Piece.Z0);
        var squared = (dx * dx) + (dy * dy) + (dz * dz);
        var i = 0;
        for (var width = Vector<double>.Count; i <= x.Length - width; i += width)
        {
            var fromX = new Vector<double>(x[i..]) - new Vector<double>(Piece.X0);
            var along = ((fromX * dx) + new Vector<double>((y - Piece.Y0) * dy) + new Vector<double>((Z - Piece.Z0) * dz))
                / new Vector<double>(squared);
            var t = Vector.MinNative(Vector.MaxNative(along, Vector<double>.Zero), Vector<double>.One);
            var (ex, ey) = (fromX - (t * dx), new Vector<double>(y - Piece.Y0) - (t * dy));
            var ez = Vector.MaxNative(
                Vector<double>.Zero, Vector.Abs(new Vector<double>(Z - Piece.Z0) - (t * dz)) - new Vector<double>(Blur));
            (Vector.SquareRoot((ex * ex) + (ey * ey) + (ez * ez)) - new Vector<double>(Radius)).CopyTo(distances[i..]);
        }

        for (; i < x.Length; i++)
        {
            var t = Math.Clamp((((x[i] - Piece.X0) * dx) + ((y - Piece.Y0) * dy) + ((Z - Piece.Z0) * dz)) / squared, 0, 1);
            var (ex, ey) = (x[i] - Piece.X0 - (t * dx), y - Piece.Y0 - (t * dy));
            var ez = Math.Max(0, Math.Abs(Z - Piece.Z0 - (t * dz)) - Blur);
            distances[i] = Math.Sqrt((ex * ex) + (ey * ey) + (ez * ez)) - Radius;
        }
    }
}
