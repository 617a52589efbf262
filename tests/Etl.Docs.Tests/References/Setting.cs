namespace Etl.Docs.Tests.References;

/// <summary>A row of the reference of settings.</summary>
/// <param name="Name">As an environment variable.</param>
/// <param name="Section">The setting that the code knows: where names below it are the user's, that above them.</param>
/// <param name="Form">Type, unit and range.</param>
/// <param name="Default">What holds without it.</param>
/// <param name="Meaning">In a sentence.</param>
internal sealed record Setting(string Name, string Section, string Form, string Default, string Meaning)
{
    /// <summary>Only the <c>etl</c> command reads it, before the app's settings.</summary>
    public bool IsOfTheCommandLine { get; init; }
}
