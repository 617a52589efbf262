namespace Etl.Core.Models;

/// <summary>
/// A reference to a model, typed by its class. It is covariant so that <c>context.Input(bookings)</c>
/// finds the row type by itself.
/// </summary>
public interface IModelRef<out TModel>
    where TModel : Model
{
    /// <summary>The name that the model has in plans, runs and the registry.</summary>
    string Name { get; }
}
