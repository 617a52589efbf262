using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Functions.Tests.Support;

/// <summary>A model with checks.</summary>
internal sealed class Visits : Model<Number>
{
    public static ModelRef<Visits> Ref { get; } = Model.Of<Visits>();

    public override IReadOnlyList<ModelCheck<Number>> Checks => [Check.Unique(n => n.Value), Check.Range(n => n.Value, 0, 100).Warn(), Check.RowCountChange(maxIncrease: 1)];

    /// <summary>A task that writes these rows, whatever they are when it runs.</summary>
    public static EtlTask Load(Func<IEnumerable<int>> values) =>
        EtlTask.Create("Load", [], [Ref], (context, token) => context.Output(Ref).WriteAllAsync(values().Select(value => new Number(value)), token), Numbers.Quick);

    /// <summary>A task that depends on them.</summary>
    public static EtlTask Count() => EtlTask.Create(
        "Count",
        [Ref],
        [Numbers.Of("Count")],
        async (context, token) => await context.Output(Numbers.Of("Count")).WriteAsync(new Number(await context.Input(Ref, token).CountAsync(token)), token),
        Numbers.Quick);
}
