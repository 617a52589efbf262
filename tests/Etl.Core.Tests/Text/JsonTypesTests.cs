using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Text;

namespace Etl.Core.Tests.Text;

public sealed class JsonTypesTests
{
    [Fact]
    public void Load_TypesThatContainEachOther_LooksAtAllParts()
    {
        var seen = new HashSet<Type>();
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { type => seen.Add(type.Type) } } };

        JsonTypes.Load(options, [typeof(Dictionary<DayOfWeek, Node[]>)]);

        Assert.Superset(new HashSet<Type> { typeof(Dictionary<DayOfWeek, Node[]>), typeof(DayOfWeek), typeof(Node[]), typeof(Node), typeof(DateOnly?), typeof(List<Node>) }, seen);
    }

    private sealed record Node(DateOnly? Day, List<Node> Next);
}
