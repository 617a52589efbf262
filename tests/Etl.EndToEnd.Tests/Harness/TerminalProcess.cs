using System.Diagnostics;
using System.Globalization;
using System.Text;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Harness;

/// <summary>The built <c>etl</c> on a pseudo-terminal, which script(1) makes.</summary>
internal sealed class TerminalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;
    private readonly (int Columns, int Rows) _size;
    private TaskCompletionSource _hasMore = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TerminalProcess(Process process, (int Columns, int Rows) size)
    {
        _process = process;
        _size = size;
        _reading = ReadAsync();
    }

    /// <summary>What was written to the terminal so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a command; skips the test on a machine without script(1).</summary>
    public static TerminalProcess Start(int columns, int rows, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script(1) of util-linux makes the terminal.");
        var command = string.Join(' ', new[] { "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "etl.dll") }.Concat(args).Select(arg => $"'{arg}'"));
        var start = new ProcessStartInfo("/usr/bin/script")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "-qec", string.Create(CultureInfo.InvariantCulture, $"stty columns {columns} rows {rows}; exec {command}"), "/dev/null" },
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("Etl__", StringComparison.OrdinalIgnoreCase) || key is "CI" or "NO_COLOR" or "COLUMNS" or "LINES").ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["TERM"] = "xterm-256color";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new TerminalProcess(Process.Start(start)!, (columns, rows));
    }

    /// <summary>Completes when a text was written, also when that was before.</summary>
    public async Task WaitForAsync(string text)
    {
        while (true)
        {
            Task hasMore;
            lock (_output)
            {
                if (_output.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                Assert.False(_reading.IsCompleted, $"It has ended without '{text}':\n{_output}");
                hasMore = _hasMore.Task;
            }

            await hasMore.WaitAsync(Patience);
        }
    }

    /// <summary>As a user does.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>What the terminal shows in the end, and the exit code.</summary>
    public async Task<(Screen Screen, int ExitCode)> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading;
        var screen = new Screen(_size.Columns, _size.Rows);
        screen.Write(Output);
        return (screen, _process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        int read;
        do
        {
            read = await _process.StandardOutput.ReadAsync(buffer);
            lock (_output)
            {
                _output.Append(buffer, 0, read);
                _hasMore.TrySetResult();
                _hasMore = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
        while (read > 0);
    }
}
