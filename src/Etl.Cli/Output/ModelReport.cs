using Etl.Cli.Output.Tables;
using Etl.Core.Registry;

namespace Etl.Cli.Output;

/// <summary>A model for people.</summary>
internal static class ModelReport
{
    public static async Task WriteAsync(CliOutput output, ModelDetailDocument model, DateTimeOffset now)
    {
        if (model.Description is not null || model.Owner is not null)
        {
            await output.Out.WriteLineAsync($"{model.Model}{(model.Description is null ? "" : $": {model.Description}")}{(model.Owner is null ? "" : $" (owner: {model.Owner})")}");
        }

        output.WriteTable(VersionTable.Of(model.Versions, now));
        if (model.Partitions is not null)
        {
            await WritePartitionsAsync(output, model);
        }

        if (model.StaleInputs is not null)
        {
            await output.Out.WriteLineAsync($"Stale: {string.Join(", ", model.StaleInputs)} changed since the latest version was made.");
        }

        if (model.Schema is not null)
        {
            output.WriteTable(Schema(model));
        }

        if (model.Checks.Count > 0)
        {
            output.WriteTable(Checks(model));
        }

        foreach (var (name, value) in model.Settings)
        {
            await output.Out.WriteLineAsync($"Setting {name}: {value.GetRawText()}");
        }
    }

    private static async Task WritePartitionsAsync(CliOutput output, ModelDetailDocument model)
    {
        var partitions = model.Partitions!;
        await output.Out.WriteLineAsync($"Partitions, {Readable.Count(partitions.Count)}: {string.Join(", ", partitions.CountBy(partition => partition.State).OrderBy(pair => pair.Key).Select(pair => $"{Readable.Count(pair.Value)} {pair.Key}"))}");
        foreach (var partition in partitions.Where(partition => partition.State != PartitionState.Current))
        {
            await output.Out.WriteLineAsync(partition.StaleInputs is null
                ? $"  {partition.Partition}: missing"
                : $"  {partition.Partition}: stale, since {string.Join(", ", partition.StaleInputs)} changed");
        }
    }

    private static FittedTable Schema(ModelDetailDocument model)
    {
        var table = new FittedTable().Add("Column", Room.Middle).Add("Type", Room.Words).Add("Null");
        foreach (var column in model.Schema!.Columns)
        {
            table.AddRow(column.Name, column.Type, column.IsNullable ? "yes" : "");
        }

        return table;
    }

    private static FittedTable Checks(ModelDetailDocument model)
    {
        var table = new FittedTable().Add("Check", Room.Words).Add("Severity", leftOut: 1).Add("Result", Room.Words);
        foreach (var check in model.Checks)
        {
            table.AddRow(check.Check, check.Severity.ToString(), check.Passed ? "passed" : check.Message ?? "did not pass");
        }

        return table;
    }
}
