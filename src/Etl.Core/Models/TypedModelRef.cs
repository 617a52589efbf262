namespace Etl.Core.Models;

/// <summary>Names a model by class and key; made with <see cref="Model.Of{TModel}"/>.</summary>
public sealed class ModelRef<TModel> : ModelRef, IModelRef<TModel>
    where TModel : Model
{
    internal ModelRef(string? key)
        : base(typeof(TModel), key)
    {
    }
}
