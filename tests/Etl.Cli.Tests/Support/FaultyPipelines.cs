using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Cli.Tests.Support;

internal static class FaultyPipelines
{
    /// <summary>Each defect of the planning rules once, and one pipeline that has them all.</summary>
    public static PipelineCatalog Catalog { get; } = new(
        new Pipeline("cycle", [Task("A", [Of("2")], [Of("1")]), Task("B", [Of("1")], [Of("2")])]),
        new Pipeline("several", [Task("A", [], [Of("1")]), Task("B", [], [Of("1")])]),
        new Pipeline("missing", [Task("A", [Of("Bookins")], [Of("2")]), Task("B", [], [Of("Bookings")])]),
        new Pipeline("self", [Task("A", [Of("1")], [Of("1")])]),
        new Pipeline("names", [Task("A", [], [Of("1")]), Task("A", [], [Of("2")])]),
        new Pipeline("classes", [Task("A", [], [Model.Of<Left.Stock>()]), Task("B", [], [Model.Of<Right.Stock>("x")])]),
        new Pipeline("empty", []),
        new Pipeline("config", [Task("A", [], [Of("1")])]) { ModelConfigs = ModelConfigs.Empty.With("Item.1", "size", "big").With("Item.9", "size", 1) },
        new Pipeline("all",
        [
            Task("A", [Of("2")], [Of("1")]), Task("B", [Of("1")], [Of("2")]),
            Task("C", [], [Of("3")]), Task("D", [], [Of("3")]),
            Task("E", [Of("Bookins")], [Of("4")]), Task("F", [], [Of("Bookings")]),
            Task("G", [Of("5")], [Of("5")]),
            Task("H", [], [Of("6")]), Task("H", [], [Of("7")]),
            Task("I", [], [Model.Of<Left.Stock>()]), Task("J", [], [Model.Of<Right.Stock>("x")]),
        ])
        {
            ModelConfigs = ModelConfigs.Empty.With("Item.1", "size", "big"),
        });

    public sealed class Item(int size = 1) : Model<int>
    {
        public int Size { get; } = size;
    }

    private static ModelRef<Item> Of(string key) => Model.Of<Item>(key);

    private static EtlTask Task(string name, ModelRef[] requires, ModelRef[] provides) =>
        EtlTask.Create(name, requires, provides, (_, _) => throw new InvalidOperationException("Nothing of a faulty pipeline is run."));

    public static class Left
    {
        public sealed class Stock : Model<int>;
    }

    public static class Right
    {
        public sealed class Stock : Model<int>;
    }
}
