namespace Etl.Core.Models;

/// <summary>A model that a task requires or provides. An array of these is filled without a look at the references, an array of references is not.</summary>
internal readonly record struct ModelUse(ModelRef Model);
