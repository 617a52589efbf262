using Etl.Core.Tasks;

namespace Etl.Core.Pipelines;

/// <summary>A named value that a run of a pipeline can be started with.</summary>
/// <param name="Name">As requests and the command line name it: like the name of a task.</param>
/// <param name="Default">Taken when a request does not give it; <see langword="null"/> makes it required.</param>
/// <param name="Description">What it is for, in a sentence.</param>
/// <exception cref="ArgumentException">The name has a character that a parameter can't have.</exception>
public sealed record Parameter(string Name, string? Default = null, string? Description = null)
{
    /// <summary>As requests and the command line name it.</summary>
    public string Name
    {
        get;
        init => field = Check(value);
    }
    = Check(Name);

    private static string Check(string name) =>
        TaskName.IsValid(name)
            ? name
            : throw new ArgumentException($"'{name}' can't be the name of a parameter: use 1 to {TaskName.MaxLength} letters, digits, dots, underscores and hyphens, starting with a letter or digit.", nameof(name));
}
