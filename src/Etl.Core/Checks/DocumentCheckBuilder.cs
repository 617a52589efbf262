namespace Etl.Core.Checks;

/// <summary>Declares the checks of a model that is one document; model classes have one as <c>Check</c>.</summary>
/// <typeparam name="TDocument">The type of the document.</typeparam>
public sealed class DocumentCheckBuilder<TDocument>
{
    internal DocumentCheckBuilder()
    {
    }

    /// <summary>A condition on the document.</summary>
    /// <param name="name">What must be true, in words: <c>every month has a name</c>.</param>
    /// <param name="condition">Looks at the document and keeps nothing.</param>
    public ModelCheck<TDocument> That(string name, Func<TDocument, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ModelCheck<TDocument>(CheckName.Checked(name), _ => new DocumentCheck<TDocument>(condition, $"'{name}' is not true"));
    }
}
