using Etl.Core.Partitions;

namespace Etl.Core.Models;

/// <summary>Names a model by class and key; made with <see cref="Model.Of{TModel}"/>.</summary>
public class ModelRef<TModel> : ModelRef, IModelRef<TModel>
    where TModel : Model
{
    internal ModelRef(string? key)
        : base(typeof(TModel), key)
    {
    }

    /// <inheritdoc/>
    public override Type ModelType => typeof(TModel);

    /// <summary>For <c>Requires()</c> of a task that reads the run's own partition of the model and those before it.</summary>
    /// <param name="count">Of partitions, the run's own included.</param>
    public ModelRef<TModel> Last(int count) => new RangeRef(Key, PartitionRange.Last(count));

    /// <summary>For <c>Requires()</c> of a task that reads every partition of the model up to the run's own.</summary>
    public ModelRef<TModel> AllPartitions() => new RangeRef(Key, PartitionRange.All);

    /// <summary>Few references have a range, and a large pipeline has millions of references.</summary>
    private sealed class RangeRef(string? key, PartitionRange range) : ModelRef<TModel>(key)
    {
        public override PartitionRange? Range => range;
    }
}
