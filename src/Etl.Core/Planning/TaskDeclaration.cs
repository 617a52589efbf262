using System.Runtime.InteropServices;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>What a task says about itself. The lists of models are valid until the next declaration is read.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct TaskDeclaration
{
    public required EtlTask Task { get; init; }

    public required string Name { get; init; }

    /// <summary>The groups around it.</summary>
    public required GroupPath Group { get; init; }

    public required TaskPolicy Policy { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>May have a model several times.</summary>
    public required ReadOnlySpan<ModelUse> Requires { get; init; }

    /// <summary>May have a model several times.</summary>
    public required ReadOnlySpan<ModelUse> Provides { get; init; }
}
