using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Etl.Functions.Notifications;

/// <summary>Proves to a receiver who sent a body, and when.</summary>
public static class WebhookSignature
{
    /// <summary>The header: <c>t=1766000000,v1=hex</c>.</summary>
    public const string Header = "Etl-Signature";

    /// <summary>HMAC-SHA256 with the secret over the Unix time in seconds, a dot and the body, in lower-case hexadecimal.</summary>
    public static string Of(string secret, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        var seconds = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds), (byte)'.', .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
