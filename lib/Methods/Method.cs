namespace MhdNet.Methods;

/// <summary>
/// A way to learn to classify: its options, and the trainings they mean on a setting. A new method is a record that derives from this
/// one, its <see cref="Phase"/>s, and one line in <see cref="MethodCatalogue"/> if the command line is to know it.
/// </summary>
public abstract record Method
{
    /// <summary>As the paper calls it: "MHD-Net".</summary>
    public abstract string Name { get; }

    /// <summary>Where it was published.</summary>
    public abstract string Citation { get; }

    /// <summary>The training whose network is tested; what has to be trained before are its <see cref="Phase.Needs"/>.</summary>
    /// <param name="setting">Patients, sizes and seeds, the same for all methods of a comparison.</param>
    public abstract Phase For(Setting setting);

    /// <summary>The same at another scale: epochs and depths, where they are the method's own.</summary>
    public virtual Method At(Scale scale) => this;

    /// <summary>Refuses options without sense.</summary>
    /// <exception cref="Runtime.InputException">One line that names the option.</exception>
    public virtual void Check()
    {
    }
}
