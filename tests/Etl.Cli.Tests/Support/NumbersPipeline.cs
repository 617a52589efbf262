using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Cli.Tests.Support;

/// <summary>The smallest app: pipeline <c>numbers</c>, whose only task writes one row and succeeds.</summary>
internal static class NumbersPipeline
{
    private static readonly ModelRef<Number> Numbers = Model.Of<Number>();

    public static PipelineCatalog Catalog { get; } = new(new Pipeline("numbers", [EtlTask.Create("Count", [], [Numbers], (context, token) => context.Output(Numbers).WriteAllAsync([1], token))]));

    private sealed class Number : Model<int>;
}
