namespace Etl.Benchmarks.Profile;

/// <summary>A type that a process has loaded.</summary>
/// <param name="Assembly">Path of the assembly that defines it. Of an array nothing.</param>
/// <param name="Token">Its metadata token there.</param>
/// <param name="Arguments">What stands for its type parameters, in their order; of an array its element.</param>
/// <param name="ArrayRank">Dimensions of an array; 0 when it is none.</param>
internal sealed record TypeUse(string Assembly, int Token, IReadOnlyList<TypeUse> Arguments, int ArrayRank);
