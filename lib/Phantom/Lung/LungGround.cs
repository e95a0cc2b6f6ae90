namespace MhdNet.Phantom.Lung;

/// <summary>Paints cells, stroma and open spaces of a slide of lung, row by row.</summary>
internal sealed class LungGround : ISlideGround
{
    private const double Lumen = 0.008; // eosin in open spaces, so little that no cell body is painted there
    private readonly GrowthParameters _parameters;
    private readonly TissueRows _rows;
    private readonly GrowthRows _growth;
    private readonly NoiseRows _fineRows, _coarseRows, _waveRows;
    private readonly double[] _fine, _coarse, _wave;
    private readonly float[] _epithelium, _stroma;

    public LungGround(TissueFields fields, GrowthRows growth, GrowthParameters parameters, ValueNoise texture, int size)
    {
        (_parameters, _rows, _growth) = (parameters, new TissueRows(fields, size), growth);
        (_fineRows, _coarseRows, _waveRows) =
            (TissueRows.Of(texture, size, 3.1), TissueRows.Of(texture, size, 11), TissueRows.Of(texture, size, 30));
        (_fine, _coarse, _wave) = (new double[size], new double[size], new double[size]);
        (_epithelium, _stroma) = (new float[size], new float[size]);
    }

    /// <inheritdoc/>
    public double Paint(int y, Span<float> haematoxylin, Span<float> eosin)
    {
        if (!_rows.Read(y))
        {
            return 0;
        }

        _fineRows.Read(y / 3.1, _fine);
        _coarseRows.Read(y / 11.0, _coarse);
        _waveRows.Read(y / 30.0, _wave);
        _growth.Epithelium(y, _epithelium);
        _growth.Stroma(y, _stroma);
        var covered = 0.0;
        for (var x = 0; x < haematoxylin.Length; x++)
        {
            var tissue = _rows.Tissue[x];
            if (tissue <= 0)
            {
                continue;
            }

            covered += tissue;
            var grain = (0.6 * _fine[x]) + (0.4 * _coarse[x]);
            var cells = Math.Clamp(0.5 + (_epithelium[x] / 2), 0, 1);
            var stroma = Math.Clamp(0.5 + (_stroma[x] / 2), 0, 1);
            stroma = Math.Max(stroma, _rows.Stroma[x] * cells);
            var (h, e) = (0.09 * cells, Lumen + (cells * ((_parameters.Eosin * (1 + (0.28 * grain))) - Lumen)));
            if (stroma > 0)
            {
                // wavy strands of collagen
                var collagen = 0.25 + (0.06 * Math.Sin((_rows.Strand[x] * 95) + (5 * _wave[x]))) + (0.12 * grain);
                (h, e) = (h + (stroma * (0.03 - h)), e + (stroma * (collagen - e)));
            }

            (haematoxylin[x], eosin[x]) = ((float)(tissue * h), (float)(tissue * Math.Max(0, e)));
        }

        return covered;
    }
}
