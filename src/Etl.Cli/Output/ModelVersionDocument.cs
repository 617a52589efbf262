using Etl.Core.Registry;

namespace Etl.Cli.Output;

/// <summary>A version as <c>etl models --json</c> and <c>etl model show --json</c> list it.</summary>
internal sealed record ModelVersionDocument(string Model, string Version, string RunId, DateOnly BusinessDate, long Rows, long Bytes, string Sha256, DateTimeOffset CreatedAt)
{
    public static ModelVersionDocument Of(ModelVersion version) => new(
        version.Model,
        version.Version,
        version.RunId,
        version.Order.BusinessDate,
        version.Rows,
        version.Bytes,
        version.ContentSha256,
        version.CreatedAt);
}
