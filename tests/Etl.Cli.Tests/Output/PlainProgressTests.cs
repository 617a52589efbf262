using Etl.Cli.Output;
using Etl.Core.Runs;
using static Etl.Cli.Tests.Output.Runs;

namespace Etl.Cli.Tests.Output;

public sealed class PlainProgressTests
{
    [Fact]
    public async Task EveryChange_IsALineOnce()
    {
        await using var error = new StringWriter();
        await using var progress = new PlainProgress(new CliOutput(TextWriter.Null, error, isJson: false, isQuiet: false, Terminal.None));

        progress.Show(Of(Pending("A", 1)));
        progress.Show(Of(AtWork("A", 1, 0)));
        progress.Show(Of(AtWork("A", 1, 0, rows: 500)));
        progress.Show(Of(Failed("A", 1, 0, "not\nnow")));
        progress.Show(Of(AtWork("A", 1, 5, attempt: 2)) with { Status = RunStatus.Paused });
        progress.Show(Of(AtWork("A", 1, 5, attempt: 2)) with { Status = RunStatus.Paused });
        progress.Show(Of(Ended("A", 1, 5, 2, 1_000)));

        Assert.Equal(
            """
            Running   A
            Failed    A  not now
            Paused. Go on with: etl unpause sales-20261122T020000Z-abc123
            Running   A  attempt 2
            Goes on.
            Succeeded A  1,000 rows, 10 KB, 2.0 s

            """,
            error.ToString());
    }
}
