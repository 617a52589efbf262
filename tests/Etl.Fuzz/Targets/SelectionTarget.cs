using System.Text;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Selection;
using Etl.Core.Tasks;
using Etl.Fuzz.Mutation;

namespace Etl.Fuzz.Targets;

/// <summary>Selections of a pipeline with groups, tags and keys: expressions of the grammar, and what comes of them when they are changed.</summary>
internal sealed class SelectionTarget : FuzzTarget
{
    private const int Keys = 20;

    private static readonly string[] Atoms =
    [
        "Load.K1", "Clean.K2", "Report.K3", "All", "*", "Load.*", "*.K?", "L*d.K1*", "group:k1", "group:all/k2", "group:*/k*", "model:Cell.Load-1", "model:Cell.*", "tag:raw", "tag:k*", "Nobody", "group:nobody", "tag:",
    ];

    private static readonly string[] Operators = ["", "+", "1+", "2+", "0+", "99999999999+"];

    private readonly ExecutionPlan _plan = new Orchestrator(JobContext.ForTest(), Tasks()).Plan;
    private readonly IReadOnlyList<string> _corpus = Corpora.Lines("selection");

    public override string Name => "selection";

    public override string Description => "Selection expressions, on a pipeline of 61 tasks";

    public override FuzzCase Next(Random random)
    {
        var select = Expression(random);
        var exclude = random.OneIn(3) ? Expression(random) : null;
        return new FuzzCase($"select '{select}' exclude '{exclude}'", _ => System.Threading.Tasks.Task.FromResult(Apply(select, exclude)));
    }

    private bool Apply(string select, string? exclude)
    {
        try
        {
            var plan = TaskSelection.Apply(_plan, select, exclude);
            var read = SelectionExpression.Parse(select).ToString();
            return SelectionExpression.Parse(read).ToString() != read ? throw new FuzzFindingException($"It reads as '{read}', and that as something else.")
                : plan.Tasks.Count is 0 || plan.Tasks.Any(task => task.Level < 1) ? throw new FuzzFindingException("The selected plan is none.")
                : true;
        }
        catch (InvalidSelectionException exception)
        {
            if (exception.Problems.Count == 0 || exception.Message.Any(character => char.IsControl(character) && character is not ('\r' or '\n')))
            {
                throw new FuzzFindingException($"The refusal can't be printed, or says nothing: {exception.Message}");
            }

            return exception.Problems.Cast<SelectionProblem>().Any(problem => problem.Position < 1 || problem.Position > Math.Max(select.Length, exclude?.Length ?? 0) + 1)
                ? throw new FuzzFindingException("A position lies outside of the expression.")
                : false;
        }
    }

    private string Expression(Random random)
    {
        var text = new StringBuilder(random.OneIn(4) ? random.Pick(_corpus) : "");
        for (var left = random.Few(8); left >= 0; left--)
        {
            text.Append(random.Pick(Operators)).Append(random.Pick(Atoms)).Append(random.OneIn(3) ? $"+{random.Next(4)}" : "").Append(random.OneIn(3) ? ',' : ' ');
        }

        var expression = text.ToString().TrimEnd(',', ' ');
        return random.OneIn(3) ? TextMutator.Mutate(random, expression) : expression;
    }

    private static IEnumerable<TaskNode> Tasks()
    {
        var groups = Enumerable.Range(1, Keys).Select(key => new TaskGroup($"k{key}", [Task("Load", key), Task("Clean", key, "Load"), Task("Report", key, "Clean")])).ToList();
        return [new TaskGroup("all", groups), EtlTask.Create("All", [.. Enumerable.Range(1, Keys).Select(key => CellOf("Report", key))], [Model.Of<Cell>("all")], (_, _) => System.Threading.Tasks.Task.CompletedTask)];
    }

    private static EtlTask Task(string name, int key, params string[] requires) =>
        EtlTask.Create($"{name}.K{key}", [.. requires.Select(other => CellOf(other, key))], [CellOf(name, key)], (_, _) => System.Threading.Tasks.Task.CompletedTask, tags: [name == "Load" ? "raw" : "made", $"k{key}"]);

    private static ModelRef CellOf(string name, int key) => Model.Of<Cell>($"{name}-{key}");

    internal sealed class Cell : Model<int>;
}
