using System.Text.Json;

namespace Etl.Core.Reuse;

/// <summary>One difference between two fingerprints, in words.</summary>
internal static class FingerprintChange
{
    public static string Describe(string name, string? before, string? now)
    {
        var kind = name[..(name.IndexOf(':', StringComparison.Ordinal) + 1)];
        var rest = name[kind.Length..];
        return kind switch
        {
            ReadName.InputPrefix => Content("input", rest, before, now),
            ReadName.PreviousPrefix => Content("previous version of", rest, before, now),
            ReadName.OutputPrefix => before is null ? $"it provides {rest} now" : $"it does not provide {rest} any more",
            ReadName.ChecksPrefix => $"the checks of {rest} have changed",
            ReadName.SettingPrefix => $"setting {rest} {Values(before, now)}",
            ReadName.ParameterPrefix => $"parameter {rest} {Values(before, now)}",
            _ => $"{Plain(name)} {Values(before, now)}",
        };
    }

    private static string Content(string what, string model, string? before, string? now) => (before, now) switch
    {
        (null, _) => $"{what} {model} is new",
        (_, null) => $"{what} {model} is gone",
        _ => $"{what} {model} has other content",
    };

    private static string Plain(string name) => name switch
    {
        ReadName.BusinessDate => "business date",
        ReadName.CodeVersion => "code version",
        ReadName.AllParameters => "the parameters",
        _ => name,
    };

    private static string Values(string? before, string? now) => $"{Shown(before)} -> {Shown(now)}";

    private static string Shown(string? json) => json switch
    {
        null => "(none)",
        ['"', ..] => JsonSerializer.Deserialize<string>(json) is { Length: > 0 } text ? text : "(empty)",
        _ => json,
    };
}
