using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Checks;

public sealed class ReferenceProperties
{
    private static readonly ModelRef<KnownNumbers> Known = Model.Of<KnownNumbers>();
    private static readonly ModelRef<UsedNumbers> Used = Model.Of<UsedNumbers>();

    [Fact]
    public void Failures_AreTheKeysThatASetDoesNotHave() =>
        Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true), Prop.ForAll<int[], int[]>((known, used) =>
        {
            var there = known.ToHashSet();
            var expected = used.Select((value, i) => (value, Row: i + 1)).Where(row => row.value % 5 != 0 && !there.Contains(row.value)).ToList();
            EtlTask[] tasks =
            [
                EtlTask.Create("Known", [], [Known], (context, token) => context.Output(Known).WriteAllAsync(known.Select(value => new NumberRow(value)), token)),
                EtlTask.Create("Used", [Known], [Used], (context, token) => context.Output(Used).WriteAllAsync(used.Select(value => new NumberRow(value)), token)),
            ];

            var result = new Orchestrator(JobContext.ForTest(), tasks).RunAsync().GetAwaiter().GetResult();

            Assert.Equal(expected.Count, result.Tasks[1].Checks.SingleOrDefault()?.Failures ?? 0);
            Assert.All(expected.Take(3), row => Assert.Contains($"row {row.Row} ({row.value})", result.Tasks[1].Checks[0].Message, StringComparison.Ordinal));
        }));
}

internal sealed record NumberRow(int Value);

internal sealed class KnownNumbers : Model<NumberRow>;

internal sealed class UsedNumbers : Model<NumberRow>
{
    public override IReadOnlyList<ModelCheck<NumberRow>> Checks => [Check.References(n => n.Value % 5 == 0 ? (int?)null : n.Value, Of<KnownNumbers>(), n => n.Value).Named("known")];
}
