namespace MhdNet.Training;

/// <summary>Where a training stands: what ramps, gates and schedules of a method are functions of.</summary>
/// <param name="Epoch">Epoch under way, from zero.</param>
/// <param name="Epochs">Epochs of the whole training.</param>
/// <param name="Step">Step of the epoch, from zero.</param>
/// <param name="Steps">Steps of an epoch.</param>
public readonly record struct Clock(int Epoch, int Epochs, int Step, int Steps)
{
    /// <summary>Steps of the whole training.</summary>
    public long AllSteps => (long)Epochs * Steps;

    /// <summary>Share of the whole training that is over, from 0 to 1.</summary>
    public double Progress => (Epoch + ((double)Step / Steps)) / Epochs;
}
