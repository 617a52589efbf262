using System.CommandLine;
using Etl.Cli.Output;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Functions.Runs;
using Etl.Storage.Objects;
using Etl.Storage.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Etl.Cli;

/// <summary>What a command works with.</summary>
internal sealed class CommandContext(PipelineCatalog catalog, IConfiguration configuration, ParseResult arguments, CliOutput output, ILoggerFactory loggers, CancellationToken interrupted)
{
    /// <summary>Of the store, when nothing says where it is.</summary>
    public const string DefaultFolder = ".etl";

    private readonly SourceOptions _sources = EtlConfiguration.ReadSources(configuration);

    public PipelineCatalog Catalog => catalog;

    public IConfiguration Configuration => configuration;

    public ParseResult Arguments => arguments;

    public CliOutput Output => output;

    public ILoggerFactory Loggers => loggers;

    /// <summary>Set by the first Ctrl-C.</summary>
    public CancellationToken Interrupted => interrupted;

    public static TimeProvider Time => TimeProvider.System;

    /// <summary>The app that the command works with over HTTP; null for a store.</summary>
    public ApiClient? Api { get; init; }

    public HostParts Parts { get; init; } = new();

    /// <summary>What the command reads: the app, or the store.</summary>
    public IEtlReader Reader => Api is null ? new StoreReader(this) : new RemoteReader(Api);

    public EtlOptions Options { get; } = EtlConfiguration.ReadOptions(configuration);

    public RunPlanner Planner => new(catalog, Options, OpenSources(), Time);

    /// <summary>What runs read from outside, by the settings and with the credential of the store.</summary>
    public SourceReader OpenSources() => SourceReader.For(_sources, StoreOptions());

    /// <summary>Opens the store to write to it; a folder is created.</summary>
    /// <exception cref="CliException">It can't be reached or written.</exception>
    public async Task<StoreContext> OpenStoreAsync()
    {
        var options = StoreOptions();
        try
        {
            return Context(Parts.Store(await ObjectStores.OpenAsync(options, interrupted)), options, isToRead: false);
        }
        catch (StoreException exception)
        {
            throw new CliException(ExitCode.Invalid, "store", exception.Message);
        }
    }

    /// <summary>Opens the store to read it; null when it is a folder that does not exist. Nothing is written, so the store may be read-only.</summary>
    public StoreContext? OpenExistingStore()
    {
        var options = StoreOptions();
        try
        {
            return options.Folder is { } folder && !Directory.Exists(folder) ? null : Context(ObjectStores.OpenToRead(options), options, isToRead: true);
        }
        catch (StoreException exception)
        {
            throw new CliException(ExitCode.Invalid, "store", exception.Message);
        }
    }

    /// <summary>Opens the store to read it.</summary>
    /// <exception cref="CliException">There is no store.</exception>
    public StoreContext OpenStoreToRead() =>
        OpenExistingStore() ?? throw new CliException(ExitCode.Invalid, "store", $"There is no store in '{StoreOptions().Folder}'. Say which one with --store DIR, or make it with 'etl run PIPELINE'.");

    /// <summary>Where the hub of this machine lies. The store is not looked at.</summary>
    public string HubFolder => HubFolderOf(StoreOptions());

    private static string HubFolderOf(StoreOptions options) => Path.GetFullPath(options.Folder ?? DefaultFolder);

    private StoreOptions StoreOptions()
    {
        var configured = EtlConfiguration.ReadStore(configuration);
        return arguments.GetValue(CommonOptions.Store) is { Length: > 0 } given
            ? configured with { Connection = given, BlobServiceUri = null }
            : configured.BlobServiceUri is null ? configured with { Connection = configured.Connection ?? DefaultFolder } : configured;
    }

    private StoreContext Context(IObjectStore store, StoreOptions options, bool isToRead) =>
        new(store, options.Folder, HubFolderOf(options), OpenSources(), Options.Cache, catalog, Planner, Time) { IsToRead = isToRead };
}
