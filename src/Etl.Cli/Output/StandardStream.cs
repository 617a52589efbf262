using System.Text;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>
/// Standard output or standard error, which may be closed, or a file on a full disk. Results that can't be written end the command in words;
/// what is said beside them is not worth a run, and is left out from then on.
/// </summary>
/// <param name="stream">The stream itself.</param>
/// <param name="hasResults">Whether it is standard output.</param>
internal sealed class StandardStream(TextWriter stream, bool hasResults) : TextWriter, IAnsiConsoleOutput
{
    private readonly AnsiConsoleOutput _console = new(stream);
    private bool _isLost;

    public override Encoding Encoding => stream.Encoding;

    public TextWriter Writer => this;

    public bool IsTerminal => _console.IsTerminal;

    public int Width => _console.Width;

    public int Height => _console.Height;

    public void SetEncoding(Encoding encoding) => _console.SetEncoding(encoding);

    public override void Write(char value) => Try(() => stream.Write(value));

    public override void Write(string? value) => Try(() => stream.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => stream.Write(buffer, index, count));

    public override void WriteLine() => Try(stream.WriteLine);

    public override void WriteLine(string? value) => Try(() => stream.WriteLine(value));

    public override void Flush() => Try(stream.Flush);

    // The streams of the console do the same: nothing of them is asynchronous.
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync()
    {
        WriteLine();
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    private void Try(Action write)
    {
        if (_isLost)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isLost = true;
            if (hasResults)
            {
                throw new CliException(ExitCode.Failed, "output", $"Standard output can't be written: {exception.Message}");
            }
        }
    }
}
