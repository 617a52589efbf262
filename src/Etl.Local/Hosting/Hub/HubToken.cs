using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Etl.Local.Hosting.Hub;

/// <summary>The secret by which a command shows that it was started by the user who owns the hub: only they can read the hub's file.</summary>
public static class HubToken
{
    public const string Header = "X-Etl-Hub-Token";

    private const int Bytes = 32;

    internal static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>In a time that says nothing about how much of it was right.</summary>
    internal static bool Matches(string expected, string given)
        => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
