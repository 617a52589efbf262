using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Functions.Tests.Support;

/// <summary>A model with secrets: one that a task uses, and one that is a source.</summary>
internal sealed class Vault([Secret] string? password = null, string host = "localhost", [Source, Secret] string? path = null) : Model<Number>
{
    public static ModelRef<Vault> Ref { get; } = Model.Of<Vault>();

    public string? Password => password;

    public string Host => host;

    public string? Path => path;

    /// <summary>A task that writes how long the password is, after it has done something with it.</summary>
    public static EtlTask Open(Func<TaskContext, string?, Task> before) => EtlTask.Create("Open", [], [Ref], async (context, cancellationToken) =>
    {
        var secret = context.Model(Ref).Password;
        await before(context, secret);
        await context.Output(Ref).WriteAsync(new Number(secret?.Length ?? 0), cancellationToken);
    },
    Numbers.Quick);
}
