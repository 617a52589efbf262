using System.Text.Json;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Tasks;

public sealed class TaskPolicyTests
{
    [Fact]
    public void Waits_GrowToTheirLimit()
    {
        var policy = new TaskPolicy { FirstRetryDelay = TimeSpan.FromSeconds(2), BackoffCoefficient = 3, MaxRetryDelay = TimeSpan.FromSeconds(30) };

        Assert.Equal([2d, 6d, 18d, 30d, 30d], Enumerable.Range(1, 5).Select(attempt => policy.DelayAfter(attempt).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(30), policy.DelayAfter(int.MaxValue));
    }

    [Fact]
    public void Wait_ThatStartsAboveTheLimit_IsTheLimit() =>
        Assert.Equal(TimeSpan.FromSeconds(1), new TaskPolicy { FirstRetryDelay = TimeSpan.FromMinutes(1), MaxRetryDelay = TimeSpan.FromSeconds(1) }.DelayAfter(1));

    [Fact]
    public void NoWait_StaysNone()
    {
        var policy = new TaskPolicy { FirstRetryDelay = TimeSpan.Zero, BackoffCoefficient = 10 };

        Assert.Equal(TimeSpan.Zero, policy.DelayAfter(1));
        Assert.Equal(TimeSpan.Zero, policy.DelayAfter(400));
    }

    [Fact]
    public void Values_OutOfRange_AreRefused()
    {
        var day = TimeSpan.FromDays(1);
        Func<TaskPolicy>[] refused = [
            () => new() { MaxAttempts = 0 },
            () => new() { MaxAttempts = 101 },
            () => new() { BackoffCoefficient = 0.5 },
            () => new() { BackoffCoefficient = double.NaN },
            () => new() { FirstRetryDelay = TimeSpan.FromTicks(-1) },
            () => new() { MaxRetryDelay = day + TimeSpan.FromTicks(1) },
            () => new() { Timeout = TimeSpan.Zero },
            () => new() { Timeout = day + TimeSpan.FromTicks(1) }];

        Assert.All(refused, make => Assert.Throws<ArgumentOutOfRangeException>(() => make()));
        Assert.Throws<ArgumentOutOfRangeException>(() => TaskPolicy.Default.DelayAfter(0));
    }

    [Fact]
    public void Values_AtTheirBounds_AreTaken()
    {
        var day = TimeSpan.FromDays(1);
        var policy = new TaskPolicy { MaxAttempts = 100, MaxRetryDelay = day, Timeout = day };

        Assert.Equal((100, day, day), (policy.MaxAttempts, policy.MaxRetryDelay, policy.Timeout));
        Assert.Equal(Pool.MaxSlots, new Pool("warehouse", Pool.MaxSlots).Slots);
    }

    [Fact]
    public void Pools_WithBadNamesOrNamedTwice_AreRefused()
    {
        Assert.All([["ware house"], ["a/b"], [""], ["crm", "crm"], [new string('p', Pool.MaxNameLength + 1)]], (string[] pools) => Assert.Throws<ArgumentException>(() => new TaskPolicy { Pools = pools }));
        Assert.All([0, -1, Pool.MaxSlots + 1], slots => Assert.Throws<ArgumentOutOfRangeException>(() => new Pool("warehouse", slots)));
        Assert.Throws<ArgumentException>(() => new Pool("ware house", 1));
    }

    [Fact]
    public void Pools_CrossProcessesAsJson() =>
        Assert.Equal(["warehouse", "crm"], JsonSerializer.Deserialize<TaskPolicy>(JsonSerializer.Serialize(new TaskPolicy { Pools = ["warehouse", "crm"] }))!.Pools);

    [Fact]
    public void Policy_CrossesProcessesAsJson()
    {
        var policy = new TaskPolicy { MaxAttempts = 7, FirstRetryDelay = TimeSpan.FromSeconds(3), BackoffCoefficient = 1.5, MaxRetryDelay = TimeSpan.FromMinutes(1), Timeout = TimeSpan.FromHours(2) };

        Assert.Equal(policy, JsonSerializer.Deserialize<TaskPolicy>(JsonSerializer.Serialize(policy)));
    }
}
