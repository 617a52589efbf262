using Etl.Cli.Output;
using Etl.Cli.Tests.Support;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Cli.Tests.Output;

/// <summary>Whatever tasks and sources say, a terminal shows it and does nothing else.</summary>
public sealed class PrintableTextTests
{
    private const string Hostile = "\u001b[2J\u001b]0;owned\u0007done\rfake\u009b1m\u202eevil";
    private const string Shown = "\\u001b[2J\\u001b]0;owned\\u0007done\\u000dfake\\u009b1m\\u202eevil";

    [Theory]
    [InlineData(Hostile, Shown)]
    [InlineData("two\r\nlines\n\tand a tab", "two\nlines\n\tand a tab")]
    [InlineData("Zürich 日本 🏨", "Zürich 日本 🏨")]
    public void CommandsOfATerminal_AreShown(string text, string expected)
    {
        using var written = new StringWriter();
        using var writer = new PrintableWriter(written);
        writer.Write(text);
        foreach (var character in text.Replace("\r\n", "\n", StringComparison.Ordinal))
        {
            writer.Write(character);
        }

        Assert.Equal(expected, PrintableText.Of(text));
        Assert.Equal(expected + expected, written.ToString());
    }

    [Fact]
    public void LogEntry_IsOneLine_WhateverItSays()
    {
        using var written = new StringWriter();
        new LogFormatter().Write(new LogEntry<string>(LogLevel.Warning, "Etl.Tasks", new EventId(7), $"read {Hostile}\n12:00:00.000 info: Etl[1] forged", new InvalidOperationException("a\nb"), (state, _) => state), null, written);

        var line = Assert.Single(written.ToString().TrimEnd().Split('\n'));
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d\d\d warn: Etl\.Tasks\[7\] read \\u001b\[2J", line);
        Assert.EndsWith("12:00:00.000 info: Etl[1] forged System.InvalidOperationException: a b", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorsAndLogsOfATask_AreShownSoByEveryCommand()
    {
        using var store = new TempStore();
        var catalog = new PipelineCatalog(new Pipeline("bad", [EtlTask.Create("Fail", [], [Model.Of<Nothing>()], (context, _) =>
        {
            context.Logger.LogInformation("Read {Row}", Hostile);
            throw new PermanentTaskException($"can't read {Hostile}");
        })]));

        var run = await CommandLine.RunAsync(catalog, "run", "bad", "--store", store.Path);
        var runId = (await CommandLine.RunAsync(catalog, "runs", "--json", "--store", store.Path)).Json()[0].GetProperty("runId").GetString()!;
        var results = new[] { run, await CommandLine.RunAsync(catalog, "show", runId, "--store", store.Path), await CommandLine.RunAsync(catalog, "logs", runId, "--store", store.Path), await CommandLine.RunAsync(catalog, "show", "\u001b[2J", "--store", store.Path) };

        Assert.Contains($"can't read {Shown}", results[1].Output, StringComparison.Ordinal);
        Assert.Contains($"Read {Shown}", results[2].Output, StringComparison.Ordinal);
        Assert.All(results, result => Assert.DoesNotContain(result.Output + result.Error, character => PrintableText.IsCommand(character)));
    }

    internal sealed class Nothing : Model<int>;
}
