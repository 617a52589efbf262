using System.Text;

namespace Etl.Fuzz.Targets;

/// <summary>A request, sent as it stands: no part of its path is tidied up.</summary>
internal sealed record ApiRequest(string Method, string PathAndQuery, IReadOnlyList<(string Name, string Value)> Headers, string? ContentType, byte[]? Body)
{
    public HttpRequestMessage ToMessage(Uri host)
    {
        var address = new Uri($"{host.GetLeftPart(UriPartial.Authority)}{PathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Method), address);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (ContentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    public override string ToString() =>
        $"{Method} {PathAndQuery} {string.Join(", ", Headers)} {ContentType} {(Body is null ? "" : Encoding.UTF8.GetString(Body))}";
}
