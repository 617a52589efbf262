using Etl.Fuzz.Targets;

namespace Etl.Fuzz;

internal static class FuzzTargets
{
    /// <summary>Each makes a target anew.</summary>
    private static readonly IReadOnlyList<Func<FuzzTarget>> All =
    [
        () => new HttpTarget(), () => new BookingsTarget(), () => new RowsTarget(), () => new SelectionTarget(), () => new ConfigsTarget(),
        () => new RegistryTarget(), () => new NamesTarget(), () => new SourcesTarget(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(create => create().Name)];

    public static IEnumerable<FuzzTarget> Create() => All.Select(create => create());

    public static FuzzTarget Create(string name) => Create().First(target => target.Name == name);
}
