namespace Etl.Core.Runs;

/// <summary>Rows of any type.</summary>
internal interface IRowCount
{
    int Count { get; }
}
