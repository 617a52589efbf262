namespace Etl.Core.Models;

/// <summary>One constructor argument of a model class.</summary>
/// <param name="Name">As configs name it.</param>
/// <param name="Type">What values are converted to.</param>
/// <param name="Default">The class's default; meaningless when <paramref name="IsRequired"/>.</param>
/// <param name="IsRequired">The class has no default, so a config must give one.</param>
/// <param name="IsSource">The value says where outside data lies.</param>
/// <param name="IsSettableByRequest">A start request over HTTP may set it.</param>
public sealed record ModelSetting(string Name, Type Type, object? Default, bool IsRequired, bool IsSource, bool IsSettableByRequest);
