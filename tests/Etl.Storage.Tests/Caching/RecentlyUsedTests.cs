using Etl.Storage.Caching;

namespace Etl.Storage.Tests.Caching;

public sealed class RecentlyUsedTests
{
    private readonly RecentlyUsed<string, string> _cache = new(maxWeight: 3);

    [Fact]
    public void Value_IsThere_AndTheFirstOfAKeyStays()
    {
        _cache.Add("a", "first", 1);
        _cache.Add("a", "second", 1);

        Assert.True(_cache.TryGet("a", out var value));
        Assert.Equal("first", value);
        Assert.False(_cache.TryGet("b", out _));
    }

    [Fact]
    public void BeyondTheWeight_WhatWasAskedForLongestAgoGoes()
    {
        _cache.Add("a", "a", 1);
        _cache.Add("b", "b", 1);
        _cache.Add("c", "c", 1);
        _cache.TryGet("a", out _);

        _cache.Add("d", "d", 1);

        Assert.Equal([true, false, true, true], new[] { "a", "b", "c", "d" }.Select(key => _cache.TryGet(key, out _)));
    }

    [Fact]
    public void HeavyValue_DrivesSeveralOut_AndOneThatIsTooHeavyIsNotKept()
    {
        _cache.Add("a", "a", 1);
        _cache.Add("b", "b", 1);
        _cache.Add("too heavy", "", 4);
        _cache.Add("heavy", "", 3);

        Assert.Equal([false, false, false, true], new[] { "a", "b", "too heavy", "heavy" }.Select(key => _cache.TryGet(key, out _)));
    }
}
