using System.Security.Cryptography;
using System.Text;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>GUIDs of version 5 (RFC 9562: SHA-1 of a namespace and a name), with the namespace and names of Durable Functions.</summary>
internal static class DeterministicGuid
{
    private static readonly byte[] Namespace = Guid.Parse("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    public static Guid Create(string instanceId, DateTime utc, int counter)
    {
        var name = Encoding.UTF8.GetBytes($"{instanceId}_{utc:o}_{counter}");
        var bytes = SHA1.HashData([.. Namespace, .. name]).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
