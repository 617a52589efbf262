using System.Text.Json;

namespace Etl.Core.Models;

/// <summary>Keys that stand in the query of an address, such as a shared access signature: who has the address may read, so the whole of it is a secret.</summary>
internal static class AddressKeys
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "access_token", "api_key", "apikey", "api-key", "auth", "code", "key", "password", "secret", "sig", "signature", "subscription-key", "token", "x-amz-signature", "x-goog-signature",
    };

    /// <summary>Whether a value is an address with such a query.</summary>
    public static bool AreIn(JsonElement value) => value.ValueKind == JsonValueKind.String && Parameters(value.GetString()!).Any();

    /// <summary>The values of the keys, as the address has them.</summary>
    public static IEnumerable<string> Of(string address) => Parameters(address).Select(parameter => parameter.Value);

    private static IEnumerable<(string Name, string Value)> Parameters(string address)
    {
        var start = address.Contains("://", StringComparison.Ordinal) ? address.IndexOf('?', StringComparison.Ordinal) : -1;
        return start < 0 ? [] : address[(start + 1)..].Split('#')[0].Split('&')
            .Select(parameter => parameter.Split('=', 2))
            .Where(parameter => parameter.Length == 2 && parameter[1].Length > 0 && Names.Contains(parameter[0]))
            .Select(parameter => (parameter[0], parameter[1]));
    }
}
