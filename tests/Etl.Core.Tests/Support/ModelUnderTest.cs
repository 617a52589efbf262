using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Support;

/// <summary>Makes models the way a run does, from a config.</summary>
internal static class ModelUnderTest
{
    public static TModel Create<TModel>(params (string Argument, object? Value)[] settings)
        where TModel : Model => (TModel)Registry<TModel>(Configs<TModel>(settings)).Models.Single();

    /// <summary>The value is JSON text: <c>"true"</c> is the JSON value true, <c>"\"true\""</c> the text.</summary>
    public static TModel CreateFromJson<TModel>(string argument, string json)
        where TModel : Model => Create<TModel>((argument, JsonSerializer.Deserialize<JsonElement>(json)));

    public static IReadOnlyList<PlanProblem> ProblemsOf<TModel>(params (string Argument, object? Value)[] settings)
        where TModel : Model => Assert.Throws<InvalidPlanException>(() => Registry<TModel>(Configs<TModel>(settings))).Problems;

    public static ModelConfigProblem ProblemOf<TModel>(params (string Argument, object? Value)[] settings)
        where TModel : Model => Assert.IsType<ModelConfigProblem>(Assert.Single(ProblemsOf<TModel>(settings)));

    private static ModelRegistry Registry<TModel>(ModelConfigs configs)
        where TModel : Model =>
        new Orchestrator(JobContext.ForTest(), [EtlTask.Create("Load", [], [Model.Of<TModel>()], (_, _) => Task.CompletedTask)], configs).Models;

    private static ModelConfigs Configs<TModel>((string Argument, object? Value)[] settings)
        where TModel : Model =>
        settings.Aggregate(ModelConfigs.Empty, (configs, setting) => configs.With(Model.Of<TModel>(), setting.Argument, setting.Value));
}
