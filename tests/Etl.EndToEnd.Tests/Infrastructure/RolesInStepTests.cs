using System.Text.RegularExpressions;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>Every role that Bicep gives is one that something needs, and the place that needs it is still there.</summary>
public sealed partial class RolesInStepTests
{
    // Role, scope, and where the code, or the host by our configuration, does what the role allows.
    private static readonly (string Role, string Scope, string File, string Text)[] Needed =
    [
        ("Storage Blob Data Owner", "hubAccount", "host.json", "\"connectionName\": \"AzureWebJobsStorage\""),
        ("Storage Table Data Contributor", "hubAccount", "host.json", "\"type\": \"AzureStorage\""),
        ("Storage Queue Data Contributor", "hubAccount", "host.json", "\"type\": \"AzureStorage\""),
        ("Durable Task Data Contributor", "hub", "infra/modules/functionApp.bicep", "'azureManaged'"),
        ("Storage Blob Data Contributor", "modelAccount::blobs::models", "src/Etl.Storage/Objects/BlobObjectStore.cs", "blob.UploadAsync("),
        ("Storage Blob Data Reader", "modelAccount::blobs::sources", "src/Etl.Storage/Sources/BlobSource.cs", "blob.DownloadStreamingAsync("),
        ("Key Vault Secrets User", "vault", "infra/modules/functionApp.bicep", "@Microsoft.KeyVault("),
        ("Monitoring Metrics Publisher", "component", "src/Etl.Cli/Worker/ApplicationInsights/ApplicationInsightsExport.cs", "ConfigureFunctionsApplicationInsights()"),
        ("Storage Blob Data Contributor", "hubAccount::blobs::packages", ".github/workflows/azure.yml", "az storage blob upload --auth-mode login"),
    ];

    private static readonly Dictionary<string, string> Ids = new(StringComparer.Ordinal)
    {
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Blob Data Contributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["Storage Blob Data Reader"] = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Key Vault Secrets User"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["Durable Task Data Contributor"] = "0ad04412-c4d5-4796-b79c-f76d14c8d402",
    };

    [Fact]
    public void Bicep_GivesTheRolesThatAreNeeded_OnTheirScopes_AndNoOther()
    {
        var given = BicepFile.All.SelectMany(file =>
        {
            var roles = RolesOf(file).ToDictionary(role => role.Variable, role => role.Name);
            return Assignment().Matches(file.Text).Select(match => $"{roles[match.Groups["role"].Value]} on {match.Groups["scope"].Value}");
        });

        Assert.Equal(Needed.Select(need => $"{need.Role} on {need.Scope}").Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void RoleAssignments_AreAllOfTheFormThatIsCompared() =>
        Assert.Equal(
            BicepFile.All.Sum(file => file.Text.Split("'Microsoft.Authorization/roleAssignments@").Length - 1),
            BicepFile.All.Sum(file => Assignment().Count(file.Text)));

    [Fact]
    public void RoleIds_AreThoseOfTheirNames()
    {
        var roles = BicepFile.All.SelectMany(RolesOf).ToList();

        Assert.All(roles, role => Assert.Equal(Ids[role.Name], role.Id));
        Assert.Equal(Ids.Keys.Order(StringComparer.Ordinal), roles.Select(role => role.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatNeedsARole_IsStillThere() =>
        Assert.All(Needed, need => Assert.Contains(need.Text, File.ReadAllText(Path.Combine(Repository.Root, need.File)), StringComparison.Ordinal));

    private static IEnumerable<(string Variable, string Id, string Name)> RolesOf(BicepFile file) =>
        Role().Matches(file.Text).Select(match => (match.Groups["variable"].Value, match.Groups["id"].Value, match.Groups["name"].Value.Trim()));

    [GeneratedRegex(@"(?<variable>\w+)(:| =) subscriptionResourceId\('Microsoft\.Authorization/roleDefinitions', '(?<id>[0-9a-f-]+)'\) // (?<name>.+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Role();

    [GeneratedRegex(@"'Microsoft\.Authorization/roleAssignments@[^{]*\{\n  name: [^\n]+\n  scope: (?<scope>[\w:]+)\n  properties: \{\n    roleDefinitionId: (roles\.)?(?<role>\w+)\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Assignment();
}
