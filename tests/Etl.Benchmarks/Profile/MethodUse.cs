namespace Etl.Benchmarks.Profile;

/// <summary>A method that a process has used.</summary>
/// <param name="Assembly">Path of the assembly that defines it.</param>
/// <param name="Token">Its metadata token there.</param>
/// <param name="Owner">The type that it is a method of.</param>
/// <param name="Arguments">What stands for its own type parameters, in their order.</param>
internal sealed record MethodUse(string Assembly, int Token, TypeUse Owner, IReadOnlyList<TypeUse> Arguments)
{
    public bool IsGeneric => Arguments.Count > 0 || Owner.Arguments.Count > 0;
}
