using Etl.Core.Models;

namespace Etl.Core.Checks;

/// <summary>
/// Something that must be true of a model's rows, or of its document. Declared in the model class with <c>Check</c>; computed while
/// the rows are written. Immutable.
/// </summary>
public sealed class ModelCheck<TRow>
{
    private readonly Func<CheckRuntime, RunningCheck<TRow>> _start;

    internal ModelCheck(string name, Func<CheckRuntime, RunningCheck<TRow>> start, string? references = null)
    {
        Name = name;
        References = references;
        _start = start;
    }

    private ModelCheck(ModelCheck<TRow> from, string name, CheckSeverity severity)
        : this(name, from._start, from.References) => (Severity, ReadsBusinessDate, ReadsPrevious) = (severity, from.ReadsBusinessDate, from.ReadsPrevious);

    /// <summary>Unique in the model.</summary>
    public string Name { get; }

    /// <summary>What follows when it does not pass; an error unless the author says otherwise.</summary>
    public CheckSeverity Severity { get; }

    /// <summary>The model whose keys it reads.</summary>
    internal string? References { get; }

    /// <summary>Whether the same rows can pass for one business date and not for another.</summary>
    internal bool ReadsBusinessDate { get; init; }

    /// <summary>Whether it compares with the version before.</summary>
    internal bool ReadsPrevious { get; init; }

    internal DeclaredCheck Declared => new(Name, Severity, References, ReadsBusinessDate, ReadsPrevious);

    /// <summary>The same check, which is only recorded when it does not pass.</summary>
    public ModelCheck<TRow> Warn() => new(this, Name, CheckSeverity.Warn);

    /// <summary>The same check under another name, for example because two checks of a column would have the same.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 100 characters.</exception>
    public ModelCheck<TRow> Named(string name) => new(this, CheckName.Checked(name), Severity);

    internal RunningCheck<TRow> Start(CheckRuntime runtime) => _start(runtime);
}
