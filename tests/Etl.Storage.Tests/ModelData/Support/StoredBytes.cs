using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Etl.Core.Models;
using Etl.Core.Registry;

namespace Etl.Storage.Tests.ModelData.Support;

/// <summary>Versions with content of any kind, with the hash that belongs to it.</summary>
internal static class StoredBytes
{
    public static ModelVersion Put(this MemoryObjectStore store, string content, ModelFormat format, ModelCompression compression = ModelCompression.None) =>
        store.Put(Encoding.UTF8.GetBytes(content), format, compression);

    public static ModelVersion Put(this MemoryObjectStore store, byte[] content, ModelFormat format, ModelCompression compression = ModelCompression.None)
    {
        const string Blob = "models/Any/0123456789ab.bin";
        store.Objects[Blob] = content;
        var order = new OrderKey(new DateOnly(2026, 1, 1), DateTimeOffset.UnixEpoch, "run-1");
        return new ModelVersion("Any", "0123456789ab", "run-1", "Made", null, order, Blob, format, compression, "text/plain", 0, content.Length, Sha256(content), "", DateTimeOffset.UnixEpoch);
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static byte[] Gunzip(byte[] content)
    {
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
