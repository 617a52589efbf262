namespace Etl.Core.Planning;

/// <summary>A task whose <c>Requires()</c>, <c>Provides()</c> or <c>Policy</c> threw or returned null.</summary>
public sealed record FaultyDeclarationProblem(string Task, string Reason)
    : PlanProblem("faulty-declaration", $"Task '{Task}' could not be asked for what it requires and provides: {Reason}");
