using Etl.Browser.Tests.Support;

namespace Etl.Browser.Tests;

/// <summary>The modules that compute, in the browser that runs them.</summary>
public sealed class GraphTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task CriticalPath_IsTheLongestChainOfDependentTasks()
    {
        var path = await EvaluateAsync("critical", """
            const tasks = [['load', [], 5], ['slow', ['load'], 20], ['fast', ['load'], 1], ['other', [], 24], ['join', ['slow', 'fast'], 2]]
              .map(([name, upstream, ms]) => ({ name, upstream, ms }));
            const { names, ms } = module.criticalPath(tasks, task => task.ms);
            return { names: [...names], ms };
            """);

        Assert.Equal("""{"names":["load","slow","join"],"ms":27}""", path);
    }

    [Fact]
    public async Task CriticalPath_OfTasksThatTookNoTimeYet_IsEmpty() =>
        Assert.Equal("[0,0]", await EvaluateAsync("critical", "const { names, ms } = module.criticalPath([{ name: 'a', upstream: [] }], () => null); return [names.size, ms];"));

    [Fact]
    public async Task Layout_PutsLevelsInColumns_AndNodesOfAColumnApart()
    {
        var places = await EvaluateAsync("layout", """
            const nodes = [['a', 1, []], ['b', 1, []], ['c', 2, ['b']], ['d', 2, ['a']]].map(([id, level, upstream]) => ({ id, level, upstream }));
            const { places, width, height } = module.layout(nodes, { width: 10, height: 4, gapX: 5, gapY: 1 });
            return { places: [...places].sort(), width, height };
            """);

        // c and d change places, so that their edges don't cross.
        Assert.Equal("""{"places":[["a",{"x":0,"y":0}],["b",{"x":0,"y":5}],["c",{"x":15,"y":5}],["d",{"x":15,"y":0}]],"width":25,"height":9}""", places);
    }

    [Fact]
    public async Task Levels_OfALineage_FollowTheLongestWay() =>
        Assert.Equal("""[["a",1],["b",2],["c",3]]""", await EvaluateAsync("layout",
            "return [...module.levelsOf(['c', 'b', 'a'], [{ from: 'a', to: 'c' }, { from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'gone', to: 'a' }])].sort();"));

    [Theory]
    [InlineData(100, 3, "100 nodes, each a task")]
    [InlineData(1000, 3, "15 nodes, each a group")]
    [InlineData(1000, 1000, "112 nodes, each a range of levels")]
    public async Task Graph_ThatIsTooLarge_IsDrawnInGroupsOrLevels(int tasks, int levels, string expected) =>
        Assert.Equal($"\"{expected}\"", await EvaluateAsync("cluster", $$"""
            const tasks = Array.from({ length: {{tasks}} }, (_, i) => ({ name: `t${i}`, group: `g${i % 5}/h${i}`, level: Math.floor(i * {{levels}} / {{tasks}}) + 1, upstream: i > 0 ? [`t${i - 1}`] : [] }));
            const nodes = module.cluster(tasks, 120);
            const kind = nodes.every(node => node.isTask) ? 'task' : nodes.every(node => node.label.startsWith('Level')) ? 'range of levels' : 'group';
            const all = nodes.reduce((sum, node) => sum + node.tasks.length, 0);
            return all === {{tasks}} ? `${nodes.length} nodes, each a ${kind}` : `${all} tasks`;
            """));

    [Fact]
    public async Task Graph_OfAHundredThousandTasksInAChain_IsComputedWithoutRecursion() =>
        Assert.Equal("100000", await EvaluateAsync("layout", """
            const ids = Array.from({ length: 100000 }, (_, i) => `t${i}`);
            const levels = module.levelsOf(ids, ids.slice(1).map((to, i) => ({ from: ids[i], to })));
            module.layout(ids.map((id, i) => ({ id, level: i + 1, upstream: i > 0 ? [ids[i - 1]] : [] })), { width: 1, height: 1, gapX: 1, gapY: 1 });
            return levels.get('t99999');
            """));

    private async Task<string> EvaluateAsync(string module, string body)
    {
        await using var window = await dashboard.OpenAsync();
        var result = await window.Page.EvaluateAsync<string>($"async () => {{ const module = await import(new URL('ui/graph/{module}.js', document.baseURI)); const compute = () => {{ {body} }}; return JSON.stringify(compute()); }}");
        window.ShouldBeQuiet();
        return result;
    }
}
