using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>Whatever is wrong with a pipeline is in one error.</summary>
public sealed class Rule5_AllProblemsTogether
{
    [Fact]
    public void Pipeline_WithEveryProblem_ReportsThemAllInOneError()
    {
        TaskNode[] nodes = [
            Nodes.Task("Load", provides: ["raw"]),
            Nodes.Group("chains", Nodes.Task("Load", provides: ["raw"]), null!),
            Nodes.Group("no path", Nodes.Task("my task")),
            new FaultyTask { RequiresOf = () => null! },
            Nodes.Task("A", requires: ["b", "raw"], provides: ["a"]),
            Nodes.Task("B", requires: ["a"], provides: ["b"]),
            Nodes.Task("C", requires: ["d"], provides: ["c"]),
            Nodes.Task("D", requires: ["c"], provides: ["d"]),
            Nodes.Task("Merge", requires: ["all"], provides: ["all"]),
            Nodes.Task("Report", requires: ["raww"]),
            EtlTask.Create("Other", [], [Model.Of<Elsewhere.Data>("other")], (_, _) => Task.CompletedTask),
            EtlTask.Create("Import", [], [Model.Of<Source>()], (_, _) => Task.CompletedTask),
        ];
        var configs = ModelConfigs.Empty
            .With("Data.raw", "formatt", "csv")
            .With("Data.a", "compression", "zip")
            .With("Guests", "path", "guests.csv");

        var exception = Problems.Of(nodes, configs);

        Assert.Equal(
            """
            Pipeline 'shop' can't be run, there are 15 problems:
              - The tasks of group 'chains' have a null among them. Leave out what does not apply, for example with Where(task => task is not null).
              - 'no path' can't be the name of a task group: use 1 to 120 letters, digits, dots, underscores and hyphens, starting with a letter or digit.
              - 'my task' can't be the name of a task: use 1 to 120 letters, digits, dots, underscores and hyphens, starting with a letter or digit.
              - Task 'Faulty' can't be planned: Requires() is null. Return an empty list for none.
              - 2 tasks are named 'Load' (outside of all groups and in group 'chains'). Task names are unique in a pipeline: a task that is made for each hotel has the hotel in its name.
              - 2 model classes are named 'Data': 'Etl.Core.Tests.Support.Data' (in task 'Load'), 'Etl.Core.Tests.Rules.Rule5_AllProblemsTogether+Elsewhere+Data' (in task 'Other'). Model names are global: rename all but one.
              - Model 'Data.raw' has no setting 'formatt'. Did you mean 'format'? It has: format, compression.
              - Setting 'compression' of model 'Data.a' takes one of None, Gzip, but 'zip' was given.
              - Model 'Source' needs the setting 'path' (a text), which has no default. Set it in the model configs; on the command line: --model Source.path=VALUE
              - The model configs have settings for 'Guests', a model that this pipeline does not use. It uses 'Data.a', 'Data.all', 'Data.b', 'Data.c', 'Data.d' and 4 more.
              - Model 'Data.raw' is provided by 2 tasks: 'Load', 'Load'. A model has one provider: give each task a model, or a key, of its own.
              - Task 'Merge' requires 'Data.all', which it provides itself. Take it out of Requires() or of Provides().
              - Model 'Data.raww' is required by 'Report' but no task provides it. Did you mean 'Data.raw'? Add a task that provides it, or declare it as an external model of the pipeline.
              - Circular dependency: A -> B -> A ('B' requires 'Data.a' of 'A', 'A' requires 'Data.b' of 'B'). Take one of these models out of a Requires().
              - Circular dependency: C -> D -> C ('D' requires 'Data.c' of 'C', 'C' requires 'Data.d' of 'D'). Take one of these models out of a Requires().
            """,
            exception.Message);
        Assert.Equal(15, exception.Problems.Count);
        Assert.Equal(
            [
                "null-task", "invalid-name", "invalid-name", "faulty-declaration", "duplicate-task-name", "duplicate-model-class",
                "invalid-model-config", "invalid-model-config", "invalid-model-config", "invalid-model-config",
                "several-providers", "self-dependency", "missing-provider", "circular-dependency", "circular-dependency",
            ],
            exception.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Problems_AreTheSameEachTime()
    {
        TaskNode[] nodes = [Nodes.Task("A", requires: ["x", "y", "z"]), Nodes.Task("B", requires: ["c"], provides: ["b"]), Nodes.Task("C", requires: ["b"], provides: ["c"])];

        Assert.Equal(Problems.Of(nodes).Message, Problems.Of(nodes).Message);
    }

    private static class Elsewhere
    {
        public sealed class Data : Model<Row>;
    }

    private sealed class Source(string path) : Model<Row>
    {
        public string Path => path;
    }
}
