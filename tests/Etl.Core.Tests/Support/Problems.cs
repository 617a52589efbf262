using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Support;

/// <summary>What is wrong with a pipeline named <c>shop</c>.</summary>
internal static class Problems
{
    public static InvalidPlanException Of(IEnumerable<TaskNode> nodes, ModelConfigs? configs = null, IEnumerable<ModelRef>? externals = null) =>
        Assert.Throws<InvalidPlanException>(() => new Orchestrator(JobContext.ForTest("shop"), nodes, configs, externals));

    /// <summary>The only problem there is.</summary>
    public static TProblem Only<TProblem>(params TaskNode[] nodes)
        where TProblem : PlanProblem => Assert.IsType<TProblem>(Assert.Single(Of(nodes).Problems));
}
