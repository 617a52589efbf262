using System.Text.Json;
using Etl.Core.Runs;

namespace Etl.Core.Tests.Runs;

public sealed class JobContextTests
{
    [Fact]
    public void Parameter_ThatIsDeclared_HasItsValue() =>
        Assert.Equal("EUR", JobContext.ForTest(parameters: new Dictionary<string, string>(StringComparer.Ordinal) { ["currency"] = "EUR" }).Parameter("currency"));

    [Fact]
    public void Parameter_ThatIsNotDeclared_IsRefusedWithThoseThereAre()
    {
        var job = JobContext.ForTest("hotels", parameters: new Dictionary<string, string>(StringComparer.Ordinal) { ["since"] = "", ["currency"] = "EUR" });

        Assert.Equal("Pipeline 'hotels' declares no parameter 'curency'. Did you mean 'currency'? It has: currency, since.", Assert.Throws<KeyNotFoundException>(() => job.Parameter("curency")).Message);
        Assert.Equal("Pipeline 'test' declares no parameter 'x'. It has: none.", Assert.Throws<KeyNotFoundException>(() => JobContext.ForTest().Parameter("x")).Message);
    }

    [Fact]
    public void Context_CrossesProcessesAsJson()
    {
        var job = JobContext.ForTest("hotels", new DateOnly(2026, 1, 31), new Dictionary<string, string>(StringComparer.Ordinal) { ["currency"] = "EUR" });

        var read = JsonSerializer.Deserialize<JobContext>(JsonSerializer.Serialize(job))!;

        Assert.Equal(job with { Parameters = read.Parameters }, read);
        Assert.Equal(job.Parameters, read.Parameters);
    }

    [Theory]
    [InlineData(RunStatus.Pending, false, false)]
    [InlineData(RunStatus.Running, false, false)]
    [InlineData(RunStatus.Succeeded, true, true)]
    [InlineData(RunStatus.Reused, true, true)]
    [InlineData(RunStatus.Skipped, true, false)]
    [InlineData(RunStatus.Failed, true, false)]
    [InlineData(RunStatus.Cancelled, true, false)]
    [InlineData(RunStatus.Interrupted, false, false)]
    [InlineData(RunStatus.Paused, false, false)]
    public void Status_SaysWhetherItEndedAndHowWell(RunStatus status, bool hasEnded, bool isSuccess) =>
        Assert.Equal((hasEnded, isSuccess), (status.HasEnded(), status.IsSuccess()));

    [Fact]
    public void Status_IsWrittenByName() => Assert.Equal("\"Succeeded\"", JsonSerializer.Serialize(RunStatus.Succeeded));
}
