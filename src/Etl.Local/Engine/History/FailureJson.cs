using System.Text.Json;
using Microsoft.DurableTask;

namespace Etl.Local.Engine.History;

/// <summary>How failures are stored.</summary>
internal static class FailureJson
{
    public static string Write(TaskFailureDetails failure) => JsonSerializer.Serialize(Stored.From(failure));

    public static TaskFailureDetails Read(string json) => JsonSerializer.Deserialize<Stored>(json)!.ToDetails();

    private sealed record Stored(string Type, string Message, string? Stack, Stored? Inner)
    {
        public static Stored From(TaskFailureDetails failure)
            => new(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, failure.InnerFailure is { } inner ? From(inner) : null);

        public TaskFailureDetails ToDetails() => new(Type, Message, Stack, Inner?.ToDetails(), Properties: null);
    }
}
