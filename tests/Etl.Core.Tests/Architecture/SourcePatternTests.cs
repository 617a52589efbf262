using System.Text.RegularExpressions;

namespace Etl.Core.Tests.Architecture;

/// <summary>The patterns of the source rules find what they are for, and only that.</summary>
public sealed class SourcePatternTests
{
    [Theory]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("var now = DateTime\n  .Now;")]
    [InlineData("var now = DateTimeOffset.Now;")]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    [InlineData("var day = DateTime.Today;")]
    [InlineData("var ticks = Environment.TickCount64;")]
    public void WallClock_IsFound(string code) => AssertFound(SourcePatterns.WallClock(), code);

    [Theory]
    [InlineData("var now = time.GetUtcNow();")]
    [InlineData("DateTimeOffset now;")]
    [InlineData("var now = Clock.UtcNow;")]
    public void TimeProvider_IsNoWallClock(string code) => AssertNotFound(SourcePatterns.WallClock(), code);

    [Theory]
    [InlineData("Thread.Sleep(5);")]
    [InlineData("var x = task.Result;")]
    [InlineData("var x = RunAsync().Result.Count;")]
    [InlineData("task.Wait();")]
    [InlineData("task.GetAwaiter().GetResult();")]
    [InlineData("Task.WaitAll(a, b);")]
    public void Blocking_IsFound(string code) => AssertFound(SourcePatterns.Blocking(), code);

    [Theory]
    [InlineData("await Task.Delay(delay, time, cancellationToken);")]
    [InlineData("await decision.Result;")]
    [InlineData("Read<T>(await decision.Result)")]
    [InlineData("nameof(Task<object>.Result)")]
    [InlineData("outcome.Results")]
    [InlineData("gate.WaitAsync(cancellationToken)")]
    [InlineData("TypedResults.Ok(run)")]
    [InlineData("IResult result;")]
    public void Waiting_IsNotBlocking(string code) => AssertNotFound(SourcePatterns.Blocking(), code);

    [Theory]
    [InlineData("[GeneratedRegex(\"\", RegexOptions.None, matchTimeoutMilliseconds: 1000)]")]
    [InlineData("Regex.Replace(body, pattern, text, RegexOptions.None, TimeSpan.FromSeconds(1))")]
    [InlineData("new Regex(pattern,\n RegexOptions.None, TimeSpan.FromSeconds(1))")]
    public void TimedRegex_IsFound(string code) => AssertFound(SourcePatterns.TimedRegex(), code);

    [Theory]
    [InlineData("[GeneratedRegex(\"\", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]")]
    [InlineData("Regex.Replace(body, pattern, text, RegexOptions.None, Regex.InfiniteMatchTimeout); var time = TimeSpan.FromSeconds(1);")]
    public void RegexWithoutALimit_IsNotFound(string code) => AssertNotFound(SourcePatterns.TimedRegex(), code);

    [Theory]
    [InlineData("using System.IO;")]
    [InlineData("using System.Net.Http;")]
    [InlineData("using Etl.Storage.Registry;")]
    [InlineData("var name = Environment.MachineName;")]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("var number = Random.Shared.Next();")]
    [InlineData("var watch = Stopwatch.StartNew();")]
    [InlineData("await Task.Run(Work);")]
    [InlineData("await Task.Delay(5);")]
    [InlineData("await Work().ConfigureAwait(false);")]
    [InlineData("File.ReadAllText(path);")]
    [InlineData("public Run(TimeProvider time)")]
    public void WhatCantBeReplayed_IsFound(string code) => AssertFound(SourcePatterns.NotReplayable(), code);

    [Theory]
    [InlineData("await context.CreateTimer(delay, cancellationToken);")]
    [InlineData("var id = context.NewGuid();")]
    [InlineData("await Task.WhenAll(tasks);")]
    [InlineData("input.Environment")]
    [InlineData("using Etl.Core.Registry;")]
    public void WhatTheContextOffers_CanBeReplayed(string code) => AssertNotFound(SourcePatterns.NotReplayable(), code);

    [Theory]
    [InlineData("public sealed class A", "A")]
    [InlineData("public abstract record A(int B)", "A")]
    [InlineData("public static partial class A", "A")]
    [InlineData("public readonly record struct A", "A")]
    [InlineData("public interface IA<out T>", "IA")]
    [InlineData("public enum A", "A")]
    [InlineData("public delegate Task<int> A(string text);", "A")]
    public void PublicType_IsFound(string code, string name) => Assert.Equal(name, SourcePatterns.PublicType().Match(code).Groups["name"].Value);

    [Theory]
    [InlineData("internal sealed class A")]
    [InlineData("    public sealed record Nested;")]
    public void OtherType_IsNotPublic(string code) => AssertNotFound(SourcePatterns.PublicType(), code);

    [Theory]
    [InlineData("private async void Start()")]
    public void AsyncVoid_IsFound(string code) => AssertFound(SourcePatterns.AsyncVoid(), code);

    [Theory]
    [InlineData("File.ReadAllText(path)")]
    [InlineData("new FileStream(path, FileMode.Open)")]
    [InlineData("Console.WriteLine()")]
    [InlineData("Environment.GetEnvironmentVariable(name)")]
    [InlineData("using Azure.Storage.Blobs;")]
    public void InputOutput_IsFound(string code) => AssertFound(SourcePatterns.InputOutput(), code);

    [Theory]
    [InlineData("result.File(report)")]
    [InlineData("Environment.NewLine")]
    [InlineData("new MemoryStream()")]
    public void WorkInMemory_IsNoInputOutput(string code) => AssertNotFound(SourcePatterns.InputOutput(), code);

    private static void AssertFound(Regex pattern, string code) => Assert.NotEmpty(new SourceFile("a.cs", code).Find(pattern));

    private static void AssertNotFound(Regex pattern, string code) => Assert.Empty(new SourceFile("a.cs", code).Find(pattern));
}
