using BenchmarkDotNet.Attributes;
using Etl.Benchmarks.Scenarios;
using Etl.Core;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Benchmarks.Micro;

/// <summary>Plans of the sizes that people have.</summary>
[MemoryDiagnoser]
public class PlannerBenchmarks
{
    private IReadOnlyList<EtlTask> _shared = [];
    private IReadOnlyList<EtlTask> _own = [];

    [Params(100, 10_000)]
    public int Tasks { get; set; }

    [GlobalSetup]
    public void MakeTasks()
    {
        var graph = RandomGraph.Create(Tasks, isShuffled: true);
        _shared = graph.Tasks(ReferenceKind.Shared);
        _own = graph.Tasks(ReferenceKind.Own);
    }

    [Benchmark]
    public ExecutionPlan SharedReferences() => new Orchestrator(JobContext.ForTest(), _shared).Plan;

    [Benchmark]
    public ExecutionPlan FromNames() => new Orchestrator(JobContext.ForTest(), _own).Plan;
}
