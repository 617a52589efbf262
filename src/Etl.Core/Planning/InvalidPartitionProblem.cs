namespace Etl.Core.Planning;

/// <summary>A task reads partitions of a model that does not have them.</summary>
public sealed record InvalidPartitionProblem(string Task, string Model, string Message) : PlanProblem("invalid-partition", Message);
