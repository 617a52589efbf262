using Etl.Core.Partitions;

namespace Etl.Core.Models;

/// <summary>Names a model by class and key. Two references with the same class and key are equal, whatever their ranges.</summary>
public abstract class ModelRef : IEquatable<ModelRef>
{
    /// <summary>Where the latest <see cref="ModelTable"/> has it; no part of what the reference means. Zero for nowhere.</summary>
    internal long TableMark;

    private protected ModelRef(Type modelType, string? key) => Name = ModelName.Of(modelType, key);

    /// <summary>The model class.</summary>
    public abstract Type ModelType { get; }

    /// <summary>What tells the data sets of one class apart; <see langword="null"/> when there is just one.</summary>
    public string? Key => Name.Length == ModelType.Name.Length ? null : Name[(ModelType.Name.Length + 1)..];

    /// <summary>The class name, with the key after a dot if there is one: <c>Bookings.Resort</c>.</summary>
    public string Name { get; }

    /// <summary>Which partitions of the model are meant; null for the run's own, or for a model without partitions.</summary>
    public virtual PartitionRange? Range => null;

    /// <inheritdoc/>
    public bool Equals(ModelRef? other) =>
        ReferenceEquals(this, other) || (other is not null && ModelType == other.ModelType && Name == other.Name);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModelRef);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ModelType, Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
