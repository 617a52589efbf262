using System.Runtime.CompilerServices;
using Etl.Core.Streams;

namespace Etl.Core.Tests.Streams;

public sealed class ReadAheadTests
{
    private const int Many = 10_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(Many)]
    public async Task AllRows_InTheirOrder(int count)
    {
        var rows = await Numbers(count).ReadAhead().ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, count), rows);
    }

    [Fact]
    public async Task EachEnumeration_StartsFromTheFirstRow()
    {
        var rows = Numbers(200).ReadAhead();

        Assert.Equal(200, await rows.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(200, await rows.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AnError_ComesAfterTheRowsBeforeIt()
    {
        var seen = new List<int>();
        var rows = new ReadAhead<int>(async (writer, _) =>
        {
            for (var i = 0; i < 200; i++)
            {
                await writer.WriteAsync(i);
            }

            throw new FormatException("row 200");
        });

        var exception = await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var row in rows)
            {
                seen.Add(row);
            }
        });

        Assert.Equal("row 200", exception.Message);
        Assert.Equal(Enumerable.Range(0, 200), seen);
    }

    [Fact]
    public async Task NothingIsRead_BeforeTheFirstRowIsAskedFor()
    {
        var hasBegun = false;
        var rows = new ReadAhead<int>((_, _) =>
        {
            hasBegun = true;
            return Task.CompletedTask;
        });

        await using var enumerator = rows.GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.False(hasBegun);
    }

    [Fact]
    public async Task AReaderThatStopsEarly_EndsTheSource()
    {
        var source = new EndlessSource();

        var first = await source.Rows().ReadAhead().Take(3).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([0, 1, 2], first);
        Assert.True(source.HasEnded);
    }

    [Fact]
    public async Task TheSource_IsNotReadFurtherThanAFewBatchesAhead()
    {
        var source = new EndlessSource();
        await using (var rows = source.Rows().ReadAhead().GetAsyncEnumerator(TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < Many; i++)
            {
                Assert.True(await rows.MoveNextAsync());
                Assert.InRange(source.Count, rows.Current + 1, rows.Current + 1_000);
            }
        }
    }

    [Fact]
    public async Task EnumeratingThrows_WhenItMustStop_ThoughRowsAreAhead()
    {
        using var stopping = new CancellationTokenSource();
        var rows = new ReadAhead<int>(async (writer, _) =>
        {
            await writer.WriteAsync(1);
            await writer.WriteAsync(2);
        }, stopping.Token);
        await using var enumerator = rows.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await enumerator.MoveNextAsync());

        await stopping.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await enumerator.MoveNextAsync());
        Assert.Equal(stopping.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task ASourceThatWaits_IsCancelledWithItsReader()
    {
        using var cancellation = new CancellationTokenSource();
        var isWaiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rows = new ReadAhead<int>((_, token) =>
        {
            isWaiting.SetResult();
            return Task.Delay(Timeout.Infinite, token);
        });
        await using var enumerator = rows.GetAsyncEnumerator(cancellation.Token);
        var next = enumerator.MoveNextAsync().AsTask();
        await isWaiting.Task;

        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }

    private sealed class EndlessSource
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public bool HasEnded { get; private set; }

        public async IAsyncEnumerable<int> Rows([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                while (true)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return Interlocked.Increment(ref _count) - 1;
                    await Task.CompletedTask;
                }
            }
            finally
            {
                HasEnded = true;
            }
        }
    }
}
