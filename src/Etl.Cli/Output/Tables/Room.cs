namespace Etl.Cli.Output.Tables;

/// <summary>What a column does with less room than its texts take.</summary>
internal enum Room
{
    /// <summary>It needs all of it: ids and numbers.</summary>
    Whole,

    /// <summary>Its texts are cut in their middle: names.</summary>
    Middle,

    /// <summary>Its texts are broken between words: sentences and lists.</summary>
    Words,
}
