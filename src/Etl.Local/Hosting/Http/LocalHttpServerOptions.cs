using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Local.Hosting.Http;

internal sealed record LocalHttpServerOptions
{
    /// <summary>0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Null: no token is right.</summary>
    public string? HubToken { get; init; }

    public long MaxRequestBodyBytes { get; init; } = 1024 * 1024;

    public IConfiguration? Configuration { get; init; }

    public Action<IServiceCollection>? ConfigureServices { get; init; }

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
