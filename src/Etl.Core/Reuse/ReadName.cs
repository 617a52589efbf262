namespace Etl.Core.Reuse;

/// <summary>The names of what a task can ask for, and of what a fingerprint is computed from.</summary>
internal static class ReadName
{
    public const string BusinessDate = "businessDate";

    public const string Environment = "environment";

    /// <summary>Every parameter: the task has listed or counted them.</summary>
    public const string AllParameters = "parameters";

    public const string ParameterPrefix = "parameter:";

    public const string ModelPrefix = "model:";

    public const string Task = "task";

    public const string CodeVersion = "codeVersion";

    public const string OutputPrefix = "output:";

    public const string InputPrefix = "input:";

    public const string PreviousPrefix = "previous:";

    public const string ChecksPrefix = "checks:";

    public const string SettingPrefix = "setting:";

    public static string Parameter(string name) => $"{ParameterPrefix}{name}";

    public static string Model(string name) => $"{ModelPrefix}{name}";

    public static string Setting(string model, string setting) => $"{SettingPrefix}{model}.{setting}";

    public static string Content(string prefix, string model, string? partition) => partition is null ? $"{prefix}{model}" : $"{prefix}{model}[{partition}]";
}
