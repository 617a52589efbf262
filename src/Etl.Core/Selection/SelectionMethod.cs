namespace Etl.Core.Selection;

/// <summary>What the pattern of a <see cref="SelectionAtom"/> is compared with.</summary>
public enum SelectionMethod
{
    /// <summary>The names of tasks.</summary>
    Name,

    /// <summary><c>group:</c> the groups that a task is in.</summary>
    Group,

    /// <summary><c>model:</c> the models that a task provides.</summary>
    Model,

    /// <summary><c>tag:</c> the tags of a task and of its groups.</summary>
    Tag,
}
