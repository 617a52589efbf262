using Etl.Core.Streams;
using Etl.Testing;

namespace Etl.Core.Tests.Streams;

public sealed class SharedReadingsTests
{
    private const int Many = 50_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly SharedReadings _readings;
    private int _workers;

    public SharedReadingsTests() => _readings = new SharedReadings(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadersOfOneKey_HaveOneWorker_AndAllRowsInTheirOrder()
    {
        await using var first = await StartAsync(Rows());
        await using var second = await StartAsync(Rows());
        await using var third = await StartAsync(Rows());

        await Task.WhenAll(EnsureAllAsync(first, 1), EnsureAllAsync(second, 1), EnsureAllAsync(third, 1));

        Assert.Equal(1, _workers);
    }

    [Fact]
    public async Task AReaderThatComesAfterTheFirstRows_MissesNone()
    {
        await using var first = await StartAsync(Rows());
        await ReadAsync(first, 1, 1_000);
        await using var second = await StartAsync(Rows());

        await Task.WhenAll(EnsureAllAsync(first, 1_000), EnsureAllAsync(second, 1));

        Assert.Equal(1, _workers);
    }

    [Fact]
    public async Task AReaderThatComesTooLate_HasAWorkerOfItsOwn()
    {
        await using var first = await StartAsync(Rows());
        await ReadAsync(first, 1, Many - 1_000);
        await using var second = await StartAsync(Rows());

        await Task.WhenAll(EnsureAllAsync(first, Many - 1_000), EnsureAllAsync(second, 1));

        Assert.Equal(2, _workers);
    }

    [Fact]
    public async Task AReaderThatComesAfterTheEnd_HasAWorkerOfItsOwn()
    {
        for (var i = 0; i < 2; i++)
        {
            await using var reader = await StartAsync(Rows(10));
            await EnsureAllAsync(reader, 1, 10);
        }

        Assert.Equal(2, _workers);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData(null, null)]
    public async Task OtherKeysAndNone_AreNotShared(string? key, string? otherKey)
    {
        await using var first = await StartAsync(Rows(key: key));
        await using var second = await StartAsync(Rows(key: otherKey));

        await Task.WhenAll(EnsureAllAsync(first, 1), EnsureAllAsync(second, 1));

        Assert.Equal(2, _workers);
    }

    [Fact]
    public async Task AnError_IsToldToEveryReader_AfterTheRowsBeforeIt()
    {
        var rows = Rows(failure: new FormatException("the last"));
        await using var first = await StartAsync(rows);
        await using var second = await StartAsync(rows);

        await Task.WhenAll(((IAsyncEnumerator<int>[])[first, second]).Select(async reader =>
        {
            await ReadAsync(reader, 1, Many);
            Assert.Equal("the last", (await Assert.ThrowsAsync<FormatException>(async () => await reader.MoveNextAsync())).Message);
        }));

        Assert.Equal(1, _workers);
    }

    [Fact]
    public async Task AReaderThatTakesNothing_DoesNotHoldTheOthersUp_AndHasAllRowsInTheEnd()
    {
        await using var stuck = await StartAsync(Rows());
        await using var other = await StartAsync(Rows());

        await EnsureAllAsync(other, 1, advance: true);
        await EnsureAllAsync(stuck, 1);

        Assert.Equal(2, _workers);
    }

    [Fact]
    public async Task AReaderInsideOfAReader_IsNoDeadlock()
    {
        await using var outer = await StartAsync(Rows());
        for (var i = 1; i <= 3; i++)
        {
            await using var inner = await StartAsync(Rows());
            await EnsureAllAsync(inner, 1, advance: true);
            await ReadAsync(outer, i, i + 1);
        }

        await EnsureAllAsync(outer, 4);
    }

    [Fact]
    public async Task AReaderForWhichNobodyWaits_MayTakeItsTime()
    {
        await using var reader = await StartAsync(Rows());
        await _time.WaitForTimersAsync(1, Token);
        _time.Advance(5 * Second);
        await EnsureAllAsync(reader, 1, advance: true);

        Assert.Equal(1, _workers);
    }

    [Fact]
    public async Task AReaderThatLeaves_LeavesTheRowsToTheOthers()
    {
        await using var other = await StartAsync(Rows());
        await using (await StartAsync(Rows()))
        {
            await ReadAsync(other, 1, 300);
        }

        await EnsureAllAsync(other, 300);

        Assert.Equal(1, _workers);
    }

    [Fact]
    public async Task ACancelledReader_StopsNoOther()
    {
        using var cancellation = new CancellationTokenSource();
        var cancelled = await StartAsync(Rows(), cancellation.Token);
        await using var other = await StartAsync(Rows());

        await cancellation.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled.MoveNextAsync());
        await cancelled.DisposeAsync();

        Assert.Equal(cancellation.Token, exception.CancellationToken);
        await EnsureAllAsync(other, 1);
    }

    [Fact]
    public async Task TheWorker_HasEnded_WhenTheLastReaderHasLeft()
    {
        var hasEnded = false;
        var rows = new ReadAhead<int>(async (writer, token) =>
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    await writer.WriteAsync(i);
                }
            }
            finally
            {
                hasEnded = true;
            }
        })
        {
            Sharing = (_readings, () => "endless"),
        };
        var first = await StartAsync(rows);
        var second = await StartAsync(rows);

        await first.DisposeAsync();
        Assert.False(hasEnded);
        await second.DisposeAsync();
        Assert.True(hasEnded);
    }

    private ReadAhead<int> Rows(int count = Many, Exception? failure = null, string? key = "a") => new(async (writer, _) =>
    {
        Interlocked.Increment(ref _workers);
        for (var i = 0; i < count; i++)
        {
            await writer.WriteAsync(i);
        }

        if (failure is not null)
        {
            throw failure;
        }
    })
    {
        Sharing = (_readings, () => key),
    };

    /// <summary>The first row is read, so it has joined.</summary>
    private static async Task<IAsyncEnumerator<int>> StartAsync(ReadAhead<int> rows, CancellationToken cancellationToken = default)
    {
        var reader = rows.GetAsyncEnumerator(cancellationToken);
        await ReadAsync(reader, 0, 1);
        return reader;
    }

    private static async Task ReadAsync(IAsyncEnumerator<int> reader, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            Assert.True(await reader.MoveNextAsync());
            Assert.Equal(i, reader.Current);
        }
    }

    private async Task EnsureAllAsync(IAsyncEnumerator<int> reader, int from, int to = Many, bool advance = false)
    {
        for (var i = from; i <= to; i++)
        {
            var next = reader.MoveNextAsync().AsTask();
            while (advance && !next.IsCompleted && await Task.WhenAny(next, _time.WaitForTimersAsync(1, Token)) != next)
            {
                _time.Advance(Second + Second);
                await Task.Yield();
            }

            Assert.Equal(i < to, await next);
            Assert.True(i == to || reader.Current == i);
        }
    }
}
