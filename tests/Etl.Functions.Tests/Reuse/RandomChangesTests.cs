using System.Globalization;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Reuse;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Reuse;

/// <summary>Random changes between runs: each task is run exactly when nothing with the same history was published before, and the forecast knew.</summary>
public sealed class RandomChangesTests
{
    private const int Steps = 14;
    private static readonly string[] Names = ["File", "Made", "Join", "Dated", "Cut", "Report"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task EachTask_IsRunWhenItHasToBe_AndTheForecastAgrees(int seed)
    {
        var random = new Random(seed);
        var world = new World();
        await using var bench = await ReuseBench.StartAsync(world.Tasks());
        world.File = Path.Combine(bench.App.Folder, "in.txt");
        var published = new HashSet<string>(StringComparer.Ordinal);
        for (var step = 0; step < Steps; step++)
        {
            world.Change(random);
            await File.WriteAllTextAsync(world.File, world.FileContent, TestApp.Cancellation);
            bench.Request = world.Request(bench.Request);
            var keys = world.Keys();
            var forecast = await bench.ForecastAsync();

            var statuses = await bench.StatusesAsync();

            foreach (var (name, predicted) in Names.Zip(forecast))
            {
                var expected = published.Contains(keys[name]) ? RunStatus.Reused : RunStatus.Succeeded;
                var what = $"seed {seed}, step {step}, {name}: {predicted}, {keys[name]}";
                Assert.True(expected == statuses[name], $"{what}: {statuses[name]}");
                Assert.True(predicted.Task == name && predicted.Action != (expected == RunStatus.Reused ? ReuseAction.Run : ReuseAction.Reuse), what);
            }

            published.UnionWith(keys.Values);
        }
    }

    /// <summary>What a run's outcome follows from, and the same tasks in a model of two lines each.</summary>
    private sealed class World
    {
        private readonly Dictionary<string, int> _codeVersions = Names.ToDictionary(name => name, _ => 1, StringComparer.Ordinal);
        private int _fileValue = 1;
        private int _limit = 10;
        private int _size = 1;
        private int _day = 20;

        public string File { get; set; } = "";

        public string FileContent => _fileValue.ToString(CultureInfo.InvariantCulture);

        public void Change(Random random)
        {
            switch (random.Next(6))
            {
                case 0:
                    _fileValue = random.Next(1, 4);
                    break;
                case 1:
                    _limit = random.Next(10, 13);
                    break;
                case 2:
                    _size = random.Next(1, 4);
                    break;
                case 3:
                    _day = random.Next(20, 23);
                    break;
                case 4:
                    var name = Names[random.Next(Names.Length)];
                    _codeVersions[name] = random.Next(1, 3);
                    break;
            }
        }

        public Core.Registry.RunRequest Request(Core.Registry.RunRequest request) => request with
        {
            BusinessDate = new DateOnly(2026, 11, _day),
            Parameters = new(StringComparer.Ordinal) { ["size"] = _size.ToString(CultureInfo.InvariantCulture) },
            ModelConfigs = ModelConfigs.Empty.With(Numbers.Of("Made"), "limit", _limit),
        };

        public TaskNode[] Tasks() =>
        [
            new Node(this, "File", [], async (context, inputs, token) =>
            {
                using var reader = new StreamReader(await context.OpenSourceAsync(File, token));
                return int.Parse(await reader.ReadToEndAsync(token), CultureInfo.InvariantCulture);
            }),
            new Node(this, "Made", [], (context, _, _) => Task.FromResult(context.Model(Numbers.Of("Made")).Limit)) { Reuse = TaskReuse.Deterministic },
            new Node(this, "Join", ["File", "Made"], (_, inputs, _) => Task.FromResult((inputs[0] * 100) + inputs[1])),
            new Node(this, "Dated", ["Made"], (context, inputs, _) => Task.FromResult((inputs[0] * 100) + context.Job.BusinessDate.Day)),

            // Two inputs in three come out the same.
            new Node(this, "Cut", ["Join"], (context, inputs, _) => Task.FromResult((inputs[0] / 200) + context.Model(Numbers.Of("Join")).Limit)),
            new Node(this, "Report", ["Cut", "Dated"], (context, inputs, _) => Task.FromResult(inputs[0] + inputs[1] + int.Parse(context.Job.Parameters["size"], CultureInfo.InvariantCulture))),
        ];

        /// <summary>Task → all that its output follows from, with the content of its inputs and not their origin.</summary>
        public IReadOnlyDictionary<string, string> Keys()
        {
            var join = (_fileValue * 100) + _limit;
            var dated = (_limit * 100) + _day;
            var cut = (join / 200) + 10;
            return new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["File"] = $"File v{_codeVersions["File"]} {_fileValue}",
                ["Made"] = $"Made v{_codeVersions["Made"]} {_limit}",
                ["Join"] = $"Join v{_codeVersions["Join"]} {_fileValue} {_limit}",
                ["Dated"] = $"Dated v{_codeVersions["Dated"]} {_limit} {_day}",
                ["Cut"] = $"Cut v{_codeVersions["Cut"]} {join}",
                ["Report"] = $"Report v{_codeVersions["Report"]} {cut} {dated} {_size}",
            };
        }

        private sealed class Node(World world, string name, string[] requires, Func<TaskContext, IReadOnlyList<int>, CancellationToken, Task<int>> compute) : EtlTask
        {
            public TaskReuse Reuse { get; init; }

            public override string Name => name;

            public override TaskPolicy Policy => TaskPolicy.Once with { Reuse = Reuse, CodeVersion = world._codeVersions[name].ToString(CultureInfo.InvariantCulture) };

            public override IReadOnlyList<ModelRef> Requires() => [.. requires.Select(Numbers.Of)];

            public override IReadOnlyList<ModelRef> Provides() => [Numbers.Of(name)];

            public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
            {
                var inputs = new List<int>();
                foreach (var input in requires)
                {
                    inputs.Add((await context.Input(Numbers.Of(input), cancellationToken).SingleAsync(cancellationToken)).Value);
                }

                await context.Output(Numbers.Of(name)).WriteAsync(new Number(await compute(context, inputs, cancellationToken)), cancellationToken);
            }
        }
    }
}
