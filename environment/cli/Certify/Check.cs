namespace MhdNet.Cli.Certify;

/// <summary>One thing that was looked at for a certificate.</summary>
/// <param name="Part">Which part of the certificate it belongs to.</param>
/// <param name="What">What was looked at.</param>
/// <param name="Expected">What was to be found.</param>
/// <param name="Found">What was found.</param>
/// <param name="Agrees">Whether they agree.</param>
internal sealed record Check(string Part, string What, string Expected, string Found, bool Agrees);
