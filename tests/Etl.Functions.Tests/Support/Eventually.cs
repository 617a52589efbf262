namespace Etl.Functions.Tests.Support;

/// <summary>For what others do in their own time, and nothing signals.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until it is so; fails after the patience of the tests.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TestApp.Patience);
        while (!await isSo())
        {
            await Task.Delay(Interval, patience.Token);
        }
    }
}
