using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>Paints cytoplasm, collagen and vessels of a slide, row by row.</summary>
internal sealed class TissueGround : ISlideGround
{
    private readonly TissueFields _fields;
    private readonly TissueParameters _first, _second;
    private readonly ValueNoise _texture, _chromatin;
    private readonly TissueRows _rows;
    private readonly NoiseRows _fineRows, _coarseRows, _waveRows, _cleftRows;
    private readonly double[] _fine, _coarse, _wave, _cleft, _haematoxylin, _eosin;
    private readonly bool[] _nearVessel;

    public TissueGround(
        TissueFields fields, TissueParameters first, TissueParameters second, ValueNoise texture, ValueNoise chromatin, int size)
    {
        (_fields, _first, _second, _texture, _chromatin) = (fields, first, second, texture, chromatin);
        _rows = new TissueRows(fields, size);
        (_fineRows, _coarseRows) = (TissueRows.Of(texture, size, 3.1), TissueRows.Of(texture, size, 11));
        (_waveRows, _cleftRows) = (TissueRows.Of(texture, size, 30), TissueRows.Of(texture, size, 26));
        (_fine, _coarse, _wave, _cleft) = (new double[size], new double[size], new double[size], new double[size]);
        (_haematoxylin, _eosin, _nearVessel) = (new double[size], new double[size], new bool[size]);
    }

    /// <inheritdoc/>
    public double Paint(int y, Span<float> haematoxylin, Span<float> eosin)
    {
        if (!_rows.Read(y))
        {
            return 0;
        }

        PaintCells(y);
        PaintCollagen(y);
        PaintVessels(y);
        var (tissue, covered, i) = (_rows.Tissue, Vector<double>.Zero, 0);
        for (var (width, half) = (Vector<float>.Count, Vector<double>.Count); i <= tissue.Length - width; i += width)
        {
            var (first, second) = (new Vector<double>(tissue, i), new Vector<double>(tissue, i + half));
            covered += first + second;
            Vector.Narrow(first * new Vector<double>(_haematoxylin, i), second * new Vector<double>(_haematoxylin, i + half))
                .CopyTo(haematoxylin[i..]);
            Vector.Narrow(
                first * Vector.MaxNative(Vector<double>.Zero, new Vector<double>(_eosin, i)),
                second * Vector.MaxNative(Vector<double>.Zero, new Vector<double>(_eosin, i + half))).CopyTo(eosin[i..]);
        }

        var sum = Vector.Sum(covered);
        for (; i < tissue.Length; i++)
        {
            sum += tissue[i];
            haematoxylin[i] = (float)(tissue[i] * _haematoxylin[i]);
            eosin[i] = (float)(tissue[i] * Math.Max(0, _eosin[i]));
        }

        return sum;
    }

    private void PaintCells(int y)
    {
        _fineRows.Read(y / 3.1, _fine);
        _coarseRows.Read(y / 11.0, _coarse);
        var share = _rows.Second;
        var (lymphocytes, moreLymphocytes) = (_first.Lymphocytes, _second.Lymphocytes - _first.Lymphocytes);
        var (stain, moreStain) = (_first.Eosin, _second.Eosin - _first.Eosin);
        var i = 0;
        for (var width = Vector<double>.Count; i <= share.Length - width; i += width)
        {
            var second = new Vector<double>(share, i);
            var cells = new Vector<double>(lymphocytes) + (second * moreLymphocytes);
            var grain = (new Vector<double>(_fine, i) * 0.6) + (new Vector<double>(_coarse, i) * 0.4);
            grain.CopyTo(_fine, i);
            ((new Vector<double>(stain) + (second * moreStain)) * (Vector<double>.One - (cells * 0.3))
                * (Vector<double>.One + (grain * 0.28))).CopyTo(_eosin, i);
            (new Vector<double>(0.05) + (cells * 0.05)).CopyTo(_haematoxylin, i);
        }

        for (; i < share.Length; i++)
        {
            var cells = lymphocytes + (share[i] * moreLymphocytes);
            _fine[i] = (0.6 * _fine[i]) + (0.4 * _coarse[i]);
            _eosin[i] = (stain + (share[i] * moreStain)) * (1 - (0.3 * cells)) * (1 + (0.28 * _fine[i]));
            _haematoxylin[i] = 0.05 + (0.05 * cells);
        }
    }

    private void PaintCollagen(int y)
    {
        var stroma = _rows.Stroma;
        if (!stroma.AsSpan().ContainsAnyExcept(0))
        {
            return;
        }

        _waveRows.Read(y / 30.0, _wave);
        _cleftRows.Read(y / 26.0, _cleft);
        for (var x = 0; x < stroma.Length; x++)
        {
            if (stroma[x] > 0 && _rows.Tissue[x] > 0)
            {
                // wavy strands of collagen with thin clefts
                var strand = Math.Sin((_rows.Strand[x] * 95) + (5 * _wave[x]));
                var collagen = 0.40 + (0.07 * strand) + (0.10 * _fine[x]);
                var cleft = Math.Clamp(((strand * _cleft[x]) - 0.55) * 6, 0, 1);
                _eosin[x] += stroma[x] * ((collagen * (1 - (0.75 * cleft))) - _eosin[x]);
                _haematoxylin[x] += stroma[x] * (0.02 - _haematoxylin[x]);
            }
        }
    }

    private void PaintVessels(int y)
    {
        Array.Clear(_nearVessel);
        foreach (var space in _fields.Spaces)
        {
            if (Math.Abs(y - space.Y) <= space.Space + 8)
            {
                var (left, right) = ((int)Math.Max(0, space.X - space.Space - 8), (int)(space.X + space.Space + 9));
                _nearVessel.AsSpan(left, Math.Min(_nearVessel.Length, right + 1) - left).Fill(true);
            }
        }

        for (var x = _nearVessel.AsSpan().IndexOf(true); x >= 0 && x < _nearVessel.Length; x++)
        {
            if (_nearVessel[x] && _fields.Vessel(x, y) is (var lumen, > 0 and var space))
            {
                _eosin[x] += space * (0.09 + (0.03 * _fine[x]) - _eosin[x]);
                _haematoxylin[x] += space * (0.02 - _haematoxylin[x]);
                if (lumen > 0)
                {
                    // wall, then red cells in the lumen
                    var wall = Math.Clamp(4 * lumen * (1 - lumen), 0, 1);
                    var red = InRedCell(x, y) ? 0.62 : 0.12;
                    _eosin[x] += lumen * (red - _eosin[x]);
                    _eosin[x] += wall * (0.5 - _eosin[x]);
                    _haematoxylin[x] += wall * (0.22 - _haematoxylin[x]);
                }
            }
        }
    }

    // Red cells are round discs of some 6 um, close together but not in file.
    private bool InRedCell(double x, double y)
    {
        const double Spacing = 12.5, Radius = 5.6, Wander = 4;
        var row = Math.Floor(y / Spacing);
        for (var j = row - 1; j <= row + 1; j++)
        {
            var shift = 0.37 * j;
            var column = Math.Floor((x / Spacing) - shift);
            for (var i = column - 1; i <= column + 1; i++)
            {
                var (cx, cy) = ((i + shift + 0.5) * Spacing, (j + 0.5) * Spacing);
                if (Math.Abs(x - cx) < Radius + Wander && Math.Abs(y - cy) < Radius + Wander
                    && IsNear(x, y, cx + (Wander * _chromatin.At(cx, cy)), cy + (Wander * _texture.At(cx, cy)), Radius))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsNear(double x, double y, double centreX, double centreY, double radius) =>
        ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)) < radius * radius;
}
