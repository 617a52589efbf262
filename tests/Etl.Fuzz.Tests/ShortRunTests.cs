namespace Etl.Fuzz.Tests;

/// <summary>The first inputs of each target. Long runs, with other seeds, are for the command line: dotnet run -c Release --project tests/Etl.Fuzz -- --seconds 600 --seed 7.</summary>
public sealed class ShortRunTests
{
    private const int Seed = 1;

    public static TheoryData<string, int> Targets
    {
        get
        {
            var targets = new TheoryData<string, int>();
            foreach (var name in FuzzTargets.Names)
            {
                // A whole store is read for each input.
                targets.Add(name, name == "registry" ? 40 : 400);
            }

            return targets;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task FirstInputs_AreReadOrRefusedInWords(string name, int count)
    {
        await using var target = FuzzTargets.Create(name);

        var report = await new Fuzzer(Seed, TimeSpan.FromSeconds(60), TimeProvider.System).RunAsync(target, first: 0, count, TimeSpan.MaxValue, TestContext.Current.CancellationToken);

        Assert.Equal(count, report.Inputs);
        Assert.True(report.Findings.Count == 0, string.Join(Environment.NewLine, report.Findings));
        Assert.InRange(report.Accepted, 1, count - 1);
    }
}
