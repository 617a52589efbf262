using System.Diagnostics;
using System.Text;

namespace Etl.EndToEnd.Tests.Harness;

/// <summary>The built <c>etl</c> as a user runs it: a process of its own.</summary>
internal sealed class EtlProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _output;
    private readonly Task _reading;
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Found)> _awaited = [];

    private EtlProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _reading = ReadErrorAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static EtlProcess Start(params string[] args) => Start(null, args);

    public static EtlProcess Start(Action<ProcessStartInfo>? configure, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "etl.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("Etl__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        configure?.Invoke(start);
        return new EtlProcess(Process.Start(start)!);
    }

    /// <summary>Starts a command and waits for a line of its standard error. A process that does not write it is killed.</summary>
    public static async Task<(EtlProcess Process, string Line)> StartUntilAsync(Func<string, bool> matches, Action<ProcessStartInfo>? configure, params string[] args)
    {
        var process = Start(configure, args);
        try
        {
            return (process, await process.ErrorLineAsync(matches));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<EtlResult> RunAsync(params string[] args)
    {
        await using var process = Start(args);
        return await process.WaitAsync();
    }

    public async Task<EtlResult> WaitAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        await _reading;
        return new EtlResult(_process.ExitCode, await _output, Error());
    }

    /// <summary>Completes with the first line of standard error that matches, also when it was written before; fails when the process ends without it.</summary>
    public async Task<string> ErrorLineAsync(Func<string, bool> matches)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_error)
        {
            if (_error.ToString().Split('\n').FirstOrDefault(matches) is { } line)
            {
                return line;
            }

            _awaited.Add((matches, found));
        }

        if (await Task.WhenAny(found.Task, _reading).WaitAsync(Patience) != found.Task && !found.Task.IsCompleted)
        {
            throw new InvalidOperationException($"The process has ended without the line that was waited for. It wrote:\n{Error()}");
        }

        return await found.Task;
    }

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt() => Signal("INT");

    /// <param name="name">Without SIG.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private string Error()
    {
        lock (_error)
        {
            return _error.ToString();
        }
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_error)
            {
                _error.Append(line).Append('\n');
                foreach (var (matches, found) in _awaited.Where(awaited => awaited.Matches(line)))
                {
                    found.TrySetResult(line);
                }
            }
        }
    }
}
