namespace Etl.Storage.Registry;

/// <summary>How often a run was resumed, plus one. Only grows.</summary>
internal sealed record RunEpoch(int Schema, int Epoch)
{
    public const int CurrentSchema = 1;
}
