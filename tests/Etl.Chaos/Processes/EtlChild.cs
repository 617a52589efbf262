using System.Diagnostics;
using System.Text;
using Etl.Chaos.Killing;
using Etl.Cli;
using Etl.Cli.Running;
using Etl.Hotels;
using Etl.Local.Engine;

namespace Etl.Chaos.Processes;

/// <summary>
/// The real <c>etl</c> with the pipelines of the hotels, as a process of its own: this very program, called with <see cref="Command"/>. Only what a kill switch needs is put around its
/// store and its hub, so the product has no failpoints in it.
/// </summary>
internal sealed class EtlChild : IAsyncDisposable
{
    public const string Command = "etl";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<Uri?> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _output;
    private readonly Task _reading;

    private EtlChild(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _reading = ReadErrorAsync();
    }

    /// <summary>Runs the command line in this process.</summary>
    public static async Task<int> RunHereAsync(string[] args)
    {
        var kill = KillSwitch.OfThisProcess();
        using var interrupt = new InterruptSignal();
        var app = new CliApp(HotelPipelines.Catalog, Console.Out, Console.Error, interrupt)
        {
            Parts = new HostParts
            {
                Store = store => new KillingStore(store, kill),
                Engine = new DurableEngineOptions
                {
                    Calls = calls => new KillingCalls(calls, kill),
                    BeforeCommit = () => kill.Reach("history" + KillPoint.Before),
                    AfterCommit = () => kill.Reach("history" + KillPoint.After),
                },
            },
        };
        return await app.RunAsync(args);
    }

    /// <param name="folder">The working directory, where the hub of a blob store is.</param>
    /// <param name="args">Of <c>etl</c>.</param>
    /// <param name="settings">Environment variables.</param>
    public static EtlChild Start(string folder, IEnumerable<string> args, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(EtlChild).Assembly.Location, Command, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("Etl__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new EtlChild(Process.Start(start)!);
    }

    /// <summary>Where <c>serve</c> listens; null when the process has ended before.</summary>
    public Task<Uri?> Listening => _listening.Task;

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Completes when it has ended, however.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Waits for its end; a process that goes on for minutes is killed, and <see cref="ChildResult.Hung"/>.</summary>
    public async Task<ChildResult> WaitAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        var isHung = false;
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            isHung = !cancellationToken.IsCancellationRequested;
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await _reading;
        return new ChildResult(_process.ExitCode, isHung, await _output, _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadErrorAsync()
    {
        const string Prefix = "Listening on ";
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _error.AppendLine(line);
            if (line.StartsWith(Prefix, StringComparison.Ordinal))
            {
                _listening.TrySetResult(new Uri(line[Prefix.Length..]));
            }
        }

        _listening.TrySetResult(null);
    }
}
