using System.Diagnostics;

namespace Etl.Fuzz;

/// <summary>Gives a target one input after another. Input number n of a seed is always the same.</summary>
internal sealed class Fuzzer(int seed, TimeSpan patience, TimeProvider time)
{
    /// <summary>Findings with another signature than these are not looked for any more.</summary>
    private const int MaxSignatures = 20;

    /// <summary>Tries inputs until the time is over, or so many were tried, or so much was found that looking on is of no use.</summary>
    /// <param name="target">Started and finished here; the caller disposes it.</param>
    /// <param name="first">The number of the first input.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="duration">How long at most.</param>
    /// <param name="cancellationToken">Ends the search; what was found so far is returned.</param>
    public async Task<FuzzReport> RunAsync(FuzzTarget target, long first, long count, TimeSpan duration, CancellationToken cancellationToken)
    {
        await target.StartAsync(cancellationToken);
        var started = time.GetTimestamp();
        var findings = new Dictionary<string, FuzzFinding>(StringComparer.Ordinal);
        long inputs = 0;
        long accepted = 0;
        long violations = 0;
        while (inputs < count && time.GetElapsedTime(started) < duration && findings.Count < MaxSignatures && !cancellationToken.IsCancellationRequested)
        {
            var number = first + inputs++;
            var input = target.Next(RandomFor(seed, number));
            try
            {
                // On a thread of its own: what hangs without waiting must not hang the fuzzer.
                accepted += await Task.Run(() => input.RunAsync(cancellationToken), CancellationToken.None).WaitAsync(patience, time, CancellationToken.None) ? 1 : 0;
            }
#pragma warning disable CA1031 // whatever is thrown is what is looked for
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                violations++;
                var finding = Describe(number, input.Shown, exception);
                findings.TryAdd(finding.Signature, finding);
            }
        }

        try
        {
            await target.FinishAsync(CancellationToken.None);
        }
        catch (FuzzFindingException exception)
        {
            violations++;
            findings.TryAdd(exception.Message, new FuzzFinding(-1, "after all inputs", exception.Message, exception.Message));
        }

        return new FuzzReport(target.Name, inputs, accepted, [.. findings.Values], violations);
    }

    internal static Random RandomFor(int seed, long number) => new(unchecked((seed * (int)0x9E3779B1) ^ (int)(number * 0x85EBCA6B) ^ (int)(number >> 32)));

    private FuzzFinding Describe(long number, string shown, Exception exception)
    {
        if (exception is TimeoutException)
        {
            return new FuzzFinding(number, shown, $"No answer within {patience.TotalSeconds} s.", "hang");
        }

        if (exception is FuzzFindingException)
        {
            return new FuzzFinding(number, shown, exception.Message, exception.Message.Length <= 60 ? exception.Message : exception.Message[..60]);
        }

        var frame = new StackTrace(exception, fNeedFileInfo: false).GetFrames().FirstOrDefault(frame => frame.GetMethod()?.DeclaringType?.Namespace?.StartsWith("Etl.", StringComparison.Ordinal) == true)?.GetMethod();
        return new FuzzFinding(number, shown, exception.ToString(), $"{exception.GetType().Name} in {frame?.DeclaringType?.Name}.{frame?.Name}");
    }
}
