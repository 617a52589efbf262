using Etl.Core.Tasks;

namespace Etl.Testing;

/// <summary>The raw data that a test gives, by location.</summary>
internal sealed class GivenSources
{
    private readonly Dictionary<string, byte[]> _sources = new(StringComparer.Ordinal);

    public void Add(string location, byte[] content) => _sources[location] = content;

    public Task<Stream> OpenAsync(string location, CancellationToken cancellationToken)
    {
        if (_sources.TryGetValue(location, out var content))
        {
            return Task.FromResult<Stream>(new MemoryStream(content, writable: false));
        }

        var given = _sources.Count == 0 ? "no sources" : $"only {string.Join(", ", _sources.Keys.Order(StringComparer.Ordinal).Select(known => $"'{known}'"))}";
        return Task.FromException<Stream>(new PermanentTaskException($"The test has given {given}, so '{location}' can't be opened. Call WithSource(\"{location}\", content)."));
    }
}
