using Azure.Core;
using Azure.Core.Pipeline;

namespace Etl.Storage.Tests.Objects;

/// <summary>Records what a client sends, and can hold it, fail it, or lose the answer to it.</summary>
internal sealed class WirePolicy : HttpPipelinePolicy
{
    private int _cancelled;

    /// <summary>Method and kind, without reads: "PUT block".</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Holds blocks until it is opened.</summary>
    public TaskCompletionSource? Gate { get; init; }

    /// <summary>What to throw in place of sending; null sends.</summary>
    public Func<string, Exception?> Answer { get; init; } = _ => null;

    /// <summary>Whether to send, and to throw then as if the connection had broken.</summary>
    public Func<string, bool> LoseAnswer { get; init; } = _ => false;

    /// <summary>How many more answers to reads break after their first half.</summary>
    public int ReadsToBreak { get; set; }

    public int Cancelled => _cancelled;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var kind = message.Request.Uri.Query.Split('?', '&').FirstOrDefault(part => part.StartsWith("comp=", StringComparison.Ordinal))?["comp=".Length..];
        var request = $"{message.Request.Method} {kind}".Trim();
        if (message.Request.Method != RequestMethod.Get)
        {
            lock (Requests)
            {
                Requests.Add(request);
            }
        }

        if (Answer(request) is { } failure)
        {
            throw failure;
        }

        if (request == "PUT block" && Gate is { } gate)
        {
            try
            {
                await gate.Task.WaitAsync(message.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
                throw;
            }
        }

        await ProcessNextAsync(message, pipeline);
        if (LoseAnswer(request))
        {
            throw new IOException("the answer got lost");
        }

        if (message.Request.Method == RequestMethod.Get && ReadsToBreak > 0 && message.Response.ContentStream is { } content)
        {
            ReadsToBreak--;
            message.Response.ContentStream = new BreakingStream(content, breakAfter: 4096);
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
