using Etl.Local.Functions;
using Microsoft.DurableTask;

namespace Etl.Local.Engine.Client;

/// <summary>Reads what functions have written.</summary>
internal sealed class FunctionDataConverter : DataConverter
{
    public static FunctionDataConverter Instance { get; } = new();

    public override string? Serialize(object? value) => FunctionJson.Serialize(value);

    public override object? Deserialize(string? data, Type targetType) => FunctionJson.Deserialize(data, targetType);
}
