using Etl.Fuzz.Mutation;

namespace Etl.Fuzz.Tests;

public sealed class FuzzerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Input_OfASeedAndANumber_IsAlwaysTheSame()
    {
        var first = new Recorder();
        var again = new Recorder();
        var other = new Recorder();

        await Fuzz(first, seed: 1, count: 20);
        await Fuzz(again, seed: 1, first: 15, count: 5);
        await Fuzz(other, seed: 2, count: 20);

        Assert.Equal(first.Inputs[15..], again.Inputs);
        Assert.Empty(first.Inputs.Intersect(other.Inputs, StringComparer.Ordinal));
        Assert.InRange(first.Inputs.Distinct(StringComparer.Ordinal).Count(), 15, 20);
    }

    [Fact]
    public async Task Fault_IsFound_WithTheNumberThatFindsItAgain()
    {
        var report = await Fuzz(new Recorder(FailOnScripts), count: 5_000);

        var finding = Assert.Single(report.Findings);
        Assert.True(report.Violations > 1);
        Assert.Equal(report.Inputs, report.Accepted + report.Violations);
        Assert.Contains("boom", finding.Problem, StringComparison.Ordinal);
        Assert.Equal([finding], (await Fuzz(new Recorder(FailOnScripts), first: finding.Input, count: 1)).Findings);

        static bool FailOnScripts(string text) => text.Contains("<script>", StringComparison.Ordinal) ? throw new InvalidOperationException("boom") : true;
    }

    [Fact]
    public async Task InputWithoutAnAnswer_IsAFinding()
    {
        var report = await Fuzz(new Recorder(hangs: true), count: 1, patience: TimeSpan.FromMilliseconds(500));

        Assert.Equal("hang", Assert.Single(report.Findings).Signature);
    }

    [Fact]
    public async Task WhatShowsAtTheEnd_IsAFinding()
    {
        var report = await Fuzz(new Recorder(endsBadly: true), count: 1);

        Assert.Equal(("file was touched", -1), (Assert.Single(report.Findings).Problem, report.Findings[0].Input));
    }

    [Fact]
    public void MutatedJson_IsOftenStillJson()
    {
        var random = new Random(1);
        byte[][] corpus = ["""{"a": [1, "b", {"c": null}], "d": "text"}"""u8.ToArray(), "[{}, 2]"u8.ToArray()];

        var mutated = Enumerable.Range(0, 1_000).Select(_ => JsonMutator.Mutate(random, corpus[0], corpus)).ToList();

        Assert.InRange(mutated.Count(IsJson), 600, 999);
    }

    private static Task<FuzzReport> Fuzz(FuzzTarget target, int seed = 1, long first = 0, int count = 1, TimeSpan? patience = null) =>
        new Fuzzer(seed, patience ?? TimeSpan.FromMinutes(2), TimeProvider.System).RunAsync(target, first, count, TimeSpan.MaxValue, Cancellation);

    private static bool IsJson(byte[] text)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private sealed class Recorder(Func<string, bool>? check = null, bool hangs = false, bool endsBadly = false) : FuzzTarget
    {
        public List<string> Inputs { get; } = [];

        public override string Name => "recorder";

        public override string Description => "Remembers its inputs";

        public override FuzzCase Next(Random random)
        {
            var text = TextMutator.Mutate(random, $"a name {random.Next()}");
            return new FuzzCase(text, async _ =>
            {
                Inputs.Add(text);
                await Task.Delay(hangs ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, Cancellation);
                return check?.Invoke(text) ?? true;
            });
        }

        public override Task FinishAsync(CancellationToken cancellationToken) => endsBadly ? throw new FuzzFindingException("file was touched") : Task.CompletedTask;
    }
}
