using System.Text;

namespace Etl.Cli.Output;

/// <summary>Writes text that carries out no commands of the terminal.</summary>
internal sealed class PrintableWriter(TextWriter writer) : TextWriter
{
    public override Encoding Encoding => writer.Encoding;

    public override void Write(char value)
    {
        if (PrintableText.IsCommand(value))
        {
            writer.Write(PrintableText.Of(value.ToString()));
        }
        else
        {
            writer.Write(value);
        }
    }

    public override void Write(string? value) => writer.Write(value is null ? null : PrintableText.Of(value));

    public override void WriteLine() => writer.WriteLine();

    public override void WriteLine(string? value) => writer.WriteLine(value is null ? null : PrintableText.Of(value));

    public override Task WriteAsync(string? value) => writer.WriteAsync(value is null ? null : PrintableText.Of(value));

    public override Task WriteLineAsync() => writer.WriteLineAsync();

    public override Task WriteLineAsync(string? value) => writer.WriteLineAsync(value is null ? null : PrintableText.Of(value));

    public override void Flush() => writer.Flush();

    public override Task FlushAsync() => writer.FlushAsync();
}
