using System.Reflection;
using Etl.Local.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Local.Hosting;

/// <summary>What a host runs, and where it listens.</summary>
public sealed record LocalHostOptions
{
    public const int DefaultPort = 7071;

    /// <summary>Where the functions are.</summary>
    public required IReadOnlyCollection<Assembly> FunctionAssemblies { get; init; }

    /// <summary>In place of whole assemblies, for tests that have several apps in one.</summary>
    internal IReadOnlyList<Type>? FunctionTypes { get; init; }

    /// <summary>What the functions get by their constructors. Called once; what it registers is disposed with the host.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>The settings, for services and timers. Nothing else is read: no file, no environment variable.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Timer schedules of this host alone, for settings that are missing in <see cref="Configuration"/>. Default: a tick every five minutes.</summary>
    public IReadOnlyDictionary<string, string> DefaultTimerSettings { get; init; }
        = new Dictionary<string, string>(StringComparer.Ordinal) { ["EtlTimerSchedule"] = "0 */5 * * * *" };

    /// <summary>On 127.0.0.1. 0: any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>What other processes read about this one: <c>serve</c>, <c>run</c> or <c>resume</c>.</summary>
    public string Mode { get; init; } = "serve";

    /// <summary>Default: off. A process that runs one pipeline must not start the nightly load.</summary>
    public bool RunTimers { get; init; }

    /// <summary>How long <see cref="LocalHost.DisposeAsync"/> waits for what runs. Default: 10 seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Greater ones are refused with 413. Default: 1 MiB.</summary>
    public long MaxRequestBodyBytes { get; init; } = 1024 * 1024;

    public DurableEngineOptions Engine { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Not disposed with the host.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
