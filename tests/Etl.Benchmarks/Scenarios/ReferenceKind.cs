namespace Etl.Benchmarks.Scenarios;

/// <summary>How tasks refer to the models that they require and provide.</summary>
internal enum ReferenceKind
{
    /// <summary>All tasks share one reference object for each model, as with static fields: interned.</summary>
    Shared,

    /// <summary>Each task has reference objects of its own, made with it, as with fields: only their names tell that they are the same.</summary>
    Own,

    /// <summary>Each task makes its reference objects when it is asked, which is a part of planning: <c>Requires() => [Model.Of&lt;Bookings>(chain)]</c>.</summary>
    Made,
}
