using System.Text.Json;

namespace Etl.Core.Models;

/// <summary>One setting of a model class: an argument of its constructor, or one that every model has.</summary>
/// <param name="Name">As configs name it.</param>
/// <param name="Type">What values are converted to.</param>
/// <param name="Default">The class's default; meaningless when <paramref name="IsRequired"/>.</param>
/// <param name="IsRequired">The class has no default, so a config must give one.</param>
/// <param name="IsSource">The value says where outside data lies.</param>
/// <param name="IsSettableByRequest">A start request over HTTP may set it.</param>
public sealed record ModelSetting(string Name, Type Type, object? Default, bool IsRequired, bool IsSource, bool IsSettableByRequest)
{
    /// <summary>A config may say null: a nullable value type, or a reference type that is not declared as never null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>The value is never printed, recorded, or taken from a request.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The same of one value: that of a secret setting, and the address of a source with a key in its query.</summary>
    public bool IsSecretValue(JsonElement value) => IsSecret || (IsSource && AddressKeys.AreIn(value));
}
