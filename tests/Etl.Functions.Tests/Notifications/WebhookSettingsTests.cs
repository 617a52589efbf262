using Etl.Functions.Notifications;
using Microsoft.Extensions.Configuration;

namespace Etl.Functions.Tests.Notifications;

public sealed class WebhookSettingsTests
{
    private const string Secret = "long-enough-secret";

    [Theory]
    [InlineData("https://example.org/hooks/1")]
    [InlineData("http://127.0.0.1:8080/hook")]
    [InlineData("http://localhost/hook")]
    public void AddressThatIsSafe_IsTaken(string url)
    {
        var webhooks = Read(("Ops:Url", url), ("Ops:Secret", Secret)).Webhooks;

        Assert.Equal((new Uri(url), Secret), (webhooks["ops"].Url, webhooks["ops"].Secret));
    }

    [Theory]
    [InlineData("http://example.org/hook")]
    [InlineData("https://user:word@example.org/hook")]
    [InlineData("ftp://127.0.0.1/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void OtherAddress_IsRefused_WithoutRepeatingIt(string url)
    {
        var problem = Assert.Single(Problems(("Ops:Url", url), ("Ops:Secret", Secret)));

        Assert.StartsWith("Setting 'Etl:Webhooks:Ops:Url' must be", problem, StringComparison.Ordinal);
        Assert.True(url.Length == 0 || !problem.Contains(url, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryProblem_IsSaidAtOnce_AndNoSecret()
    {
        var problems = Problems(("A_b:Url", "https://example.org"), ("A_b:Secret", Secret), ("Ops:Url", "http://example.org"), ("Ops:Secret", "tooshort"), ("Ops:Colour", "red"));

        Assert.Equal(4, problems.Count);
        Assert.All(problems, problem => Assert.DoesNotContain("tooshort", problem, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Problems(params (string Name, string Value)[] settings) => Assert.Throws<InvalidConfigurationException>(() => Read(settings)).Problems;

    private static EtlOptions Read(params (string Name, string Value)[] settings) => EtlConfiguration.ReadOptions(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Etl:Webhooks:{setting.Name}", (string?)setting.Value))).Build());
}
