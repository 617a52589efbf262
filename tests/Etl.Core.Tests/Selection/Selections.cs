using Etl.Core.Planning;
using Etl.Core.Selection;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Selection;

/// <summary>Plans to select from, by their shapes, and what is selected of them.</summary>
internal static class Selections
{
    /// <summary>A -> B -> C -> D -> E</summary>
    public static TaskNode[] Chain { get; } = [T("A"), T("B", "A"), T("C", "B"), T("D", "C"), T("E", "D")];

    /// <summary>A -> B and C -> D</summary>
    public static TaskNode[] Diamond { get; } = [T("A"), T("B", "A"), T("C", "A"), T("D", "B", "C")];

    /// <summary>A -> B -> C, and A -> C past it</summary>
    public static TaskNode[] Triangle { get; } = [T("A"), T("B", "A"), T("C", "A", "B")];

    /// <summary>A -> C, A -> D, B -> C, B -> D, C -> E, D -> F</summary>
    public static TaskNode[] Crossed { get; } = [T("A"), T("B"), T("C", "A", "B"), T("D", "A", "B"), T("E", "C"), T("F", "D")];

    /// <summary>Task <c>A</c> provides <c>Data.A</c>.</summary>
    public static EtlTask T(string name, params string[] requires) => Nodes.Task(name, requires, [name]);

    public static EtlTask Tagged(string name, params string[] tags) =>
        EtlTask.Create(name, [], [Data.Of(name.Replace('.', '-'))], (_, _) => Task.CompletedTask, tags: tags);

    public static ExecutionPlan Plan(params TaskNode[] nodes) => Nodes.Orchestrate(nodes).Plan;

    /// <summary>The names of the selected tasks, joined with blanks.</summary>
    public static string Of(TaskNode[] nodes, string? select, string? exclude = null) =>
        string.Join(' ', TaskSelection.Apply(Plan(nodes), select, exclude).Tasks.Select(task => task.Name));

    public static List<string> Problems(TaskNode[] nodes, string? select, string? exclude = null) =>
        [.. Assert.Throws<InvalidSelectionException>(() => TaskSelection.Apply(Plan(nodes), select, exclude)).Problems.Select(problem => problem.Message)];
}
