namespace Etl.Core.Planning;

/// <summary>One thing that is wrong with a pipeline, found before anything runs.</summary>
/// <param name="Code">Stable, for programs: <c>circular-dependency</c>, <c>missing-provider</c> and so on.</param>
/// <param name="Message">For people: names the tasks and models involved, the cause and the way out.</param>
public abstract record PlanProblem(string Code, string Message)
{
    /// <inheritdoc/>
    public sealed override string ToString() => Message;
}
