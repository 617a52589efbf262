using System.Text;
using System.Text.Json;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Fuzz.Mutation;

namespace Etl.Fuzz.Targets;

/// <summary>Model configs, for models with a setting of each type that there is.</summary>
internal sealed class ConfigsTarget : FuzzTarget
{
    private static readonly ModelRef[] Models = [Model.Of<Everything>(), Model.Of<Picky>("One")];

    private readonly IReadOnlyList<byte[]> _corpus = Corpora.Files("configs");

    public override string Name => "configs";

    public override string Description => "Model configs as JSON";

    public override FuzzCase Next(Random random)
    {
        var json = JsonMutator.Mutate(random, random.Pick(_corpus), _corpus);
        return new FuzzCase(Encoding.UTF8.GetString(json), _ => Task.FromResult(Plan(json)));
    }

    private static bool Plan(byte[] json)
    {
        ModelConfigs configs;
        try
        {
            configs = JsonSerializer.Deserialize<ModelConfigs>(json, RegistryJson.Options) ?? throw new FuzzFindingException("They were read as null.");
        }
        catch (JsonException)
        {
            return false;
        }

        try
        {
            Use(configs);
        }
        catch (InvalidPlanException exception)
        {
            return exception.Problems.Count == 0 ? throw new FuzzFindingException("A refusal without a problem.") : false;
        }

        // What was accepted is recorded, and read again when the run goes on.
        Use(JsonSerializer.SerializeToElement(configs, RegistryJson.Options).Deserialize<ModelConfigs>(RegistryJson.Options)!);
        return true;
    }

    private static void Use(ModelConfigs configs)
    {
        var orchestrator = new Orchestrator(JobContext.ForTest(), [EtlTask.Create("Make", [], Models, (_, _) => Task.CompletedTask)], configs);
        foreach (var model in orchestrator.Models.Models)
        {
            foreach (var setting in ModelFactory.Settings(model.GetType()))
            {
                _ = ModelFactory.EffectiveValue(model, setting, configs.For(model.Name)).GetRawText();
            }
        }
    }

    internal enum Colour
    {
        Red,
        Green,
    }

    internal sealed record Nested(string Name, IReadOnlyDictionary<string, int>? Sizes, Nested? Inner);

    internal sealed class Everything(
        string text = "x",
        byte small = 1,
        int count = 1,
        long big = 1,
        ulong unsigned = 1,
        bool flag = false,
        decimal price = 1,
        double ratio = 1,
        float half = 1,
        char letter = 'a',
        Colour colour = Colour.Red,
        DateOnly? day = null,
        TimeOnly? time = null,
        DateTimeOffset? at = null,
        DateTime? when = null,
        TimeSpan? wait = null,
        Uri? address = null,
        Guid? id = null,
        int? maybe = null,
        string[]? names = null,
        IReadOnlyList<int>? numbers = null,
        IEnumerable<IReadOnlyList<Colour>>? grid = null,
        Nested? nested = null,
        JsonElement? any = null) : Model<string>
    {
        public override string ToString() => $"{text}{small}{count}{big}{unsigned}{flag}{price}{ratio}{half}{letter}{colour}{day}{time}{at}{when}{wait}{address}{id}{maybe}{names}{numbers}{grid}{nested}{any}";
    }

    internal sealed class Picky : Model<string>
    {
        public Picky(int from = 0, int to = 10)
        {
            if (from > to)
            {
                throw new ArgumentException($"'from' is {from}, after 'to', which is {to}.", nameof(from));
            }
        }
    }
}
