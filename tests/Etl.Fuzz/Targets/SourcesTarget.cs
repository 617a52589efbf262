using System.Net;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Fuzz.Mutation;
using Etl.Storage.Sources;

namespace Etl.Fuzz.Targets;

/// <summary>What a request over HTTP may name as a source: it must read nothing but what lies in the roots, whatever the address, its redirects and the links in the folder say.</summary>
internal sealed class SourcesTarget : FuzzTarget
{
    private const string Prefix = "https://data.example/in";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-fuzz-");
    private readonly Surroundings _surroundings;
    private readonly RecordingHandler _web = new();
    private readonly SourceReader _reader;
    private readonly IReadOnlyList<string> _corpus;

    public SourcesTarget()
    {
        _surroundings = new Surroundings(_folder.FullName, "root");
        File.WriteAllText(Path.Combine(_surroundings.Inside, "in.csv"), "inside");
        Directory.CreateDirectory(Path.Combine(_surroundings.Inside, "sub"));
        File.CreateSymbolicLink(Path.Combine(_surroundings.Inside, "link.csv"), Path.Combine(_folder.FullName, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_surroundings.Inside, "sub", "up"), _folder.FullName);
        _reader = new SourceReader(new SourceOptions { Roots = [_surroundings.Inside, Prefix] }, handler: _web);
        _corpus = [.. Corpora.Lines("sources").Select(line => line.Replace("{root}", _surroundings.Inside, StringComparison.Ordinal).Replace("{outer}", _folder.FullName, StringComparison.Ordinal))];
    }

    public override string Name => "sources";

    public override string Description => "Source paths and URIs of requests, with redirects and symbolic links";

    public override FuzzCase Next(Random random)
    {
        var location = Location(random);
        var redirect = random.OneIn(2) ? Location(random) : null;
        return new FuzzCase($"'{location}'{(redirect is null ? "" : $", redirected to '{redirect}'")}", token => OpenAsync(location, redirect, token));
    }

    public override Task FinishAsync(CancellationToken cancellationToken)
    {
        _surroundings.EnsureUntouched();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _web.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private string Location(Random random) => random.OneIn(8) ? random.Pick(_corpus) : TextMutator.Mutate(random, random.Pick(_corpus));

    private async Task<bool> OpenAsync(string location, string? redirect, CancellationToken cancellationToken)
    {
        _web.Redirect = redirect;
        var reading = new SourceReading(location, "etag-1");
        if (await _reader.FindChangeAsync(reading, RunOrigin.Http, cancellationToken) is null && !location.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            throw new FuzzFindingException("A file has the version of an address.");
        }

        try
        {
            await using var stream = await _reader.OpenAsync(location, RunOrigin.Http, cancellationToken);
            using var text = new StreamReader(stream);
            return (await text.ReadToEndAsync(cancellationToken)).Contains(Surroundings.Marker, StringComparison.Ordinal) ? throw new FuzzFindingException("It reads a file outside of the roots.") : true;
        }
        catch (Exception exception) when (exception is SourceException or SourceUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Answers each address, and refuses to be sent to one that the root does not allow.</summary>
    private sealed class RecordingHandler : HttpMessageHandler
    {
        public string? Redirect { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!;
            var path = Uri.UnescapeDataString(Uri.UnescapeDataString(address.AbsolutePath)).Replace('\\', '/');
            if (address.Scheme != "https" || address.Host != "data.example" || address.Port != 443 || (path != "/in" && !path.StartsWith("/in/", StringComparison.Ordinal)) || path.Split('/').Contains(".."))
            {
                throw new FuzzFindingException($"'{address}' was asked.");
            }

            if (Redirect is not { } to)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("inside"), RequestMessage = request });
            }

            var answer = new HttpResponseMessage(HttpStatusCode.Found) { RequestMessage = request };
            answer.Headers.TryAddWithoutValidation("Location", to.ReplaceLineEndings(" "));
            return Task.FromResult(answer);
        }
    }
}
