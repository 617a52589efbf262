namespace Etl.Core.Planning;

/// <summary>A task whose name, <c>Requires()</c>, <c>Provides()</c>, <c>Tags</c> or <c>Policy</c> threw or is null.</summary>
/// <param name="Task">Its name, or its class when that is what is faulty.</param>
/// <param name="Reason">Which member, how, and the way out.</param>
public sealed record FaultyDeclarationProblem(string Task, string Reason)
    : PlanProblem("faulty-declaration", $"Task '{Task}' can't be planned: {Reason}");
