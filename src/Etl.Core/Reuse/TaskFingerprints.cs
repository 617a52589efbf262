using System.Globalization;
using System.Text.Json;
using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Reuse;

/// <summary>Computes the fingerprints that a task can have in one run. Content hashes stand for what it reads, so formats, compression and the parts of a version change nothing. Immutable.</summary>
public sealed class TaskFingerprints
{
    private readonly JobContext _job;
    private readonly PlannedTask _task;
    private readonly ModelRegistry _models;
    private readonly ModelConfigs _configs;
    private readonly SortedDictionary<string, string?> _fixed = new(StringComparer.Ordinal);

    /// <summary>Of a task in a run.</summary>
    /// <param name="claim">The run.</param>
    /// <param name="configs">The settings of the run's models.</param>
    /// <param name="models">The run's models.</param>
    /// <param name="task">The task.</param>
    /// <param name="inputs">What it reads of the models that it requires.</param>
    /// <param name="previous">The versions before the run's own of the models that it provides; only those of incremental models, and of the partition that the run writes, are read.</param>
    public TaskFingerprints(RunClaim claim, ModelConfigs configs, ModelRegistry models, PlannedTask task, IEnumerable<InputContent> inputs, IEnumerable<InputContent> previous)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(configs);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(previous);
        (_job, _configs, _models, _task) = (claim.Job, configs, models, task);
        _fixed[ReadName.Task] = Json(task.Name);
        _fixed[ReadName.CodeVersion] = Json(task.Policy.CodeVersion);
        foreach (var name in task.Provides)
        {
            _fixed[ReadName.OutputPrefix + name] = Json(claim.Snapshot.PartitionOf(name));
            if (models.Get(name).DeclaredChecks() is { Count: > 0 } checks)
            {
                // What was checked less, or less strictly, than it would be now has not passed.
                _fixed[ReadName.ChecksPrefix + name] = Json(checks.Select(check => check.Severity == CheckSeverity.Error ? check.Name : $"{check.Name}: {check.Severity}"));
                if (checks.Any(check => check.ReadsBusinessDate))
                {
                    Add(_fixed, ReadName.BusinessDate);
                }
            }

            AddSettings(_fixed, name);
        }

        foreach (var input in inputs)
        {
            _fixed[ReadName.Content(ReadName.InputPrefix, input.Model, input.Partition)] = input.ContentSha256;
        }

        foreach (var version in previous.Where(version => models.Get(version.Model).IsIncremental && version.Partition == claim.Snapshot.PartitionOf(version.Model)))
        {
            _fixed[ReadName.Content(ReadName.PreviousPrefix, version.Model, version.Partition)] = version.ContentSha256;
        }
    }

    /// <summary>The fingerprint of outputs for which the task asks for these things, with the values that they have in this run.</summary>
    /// <param name="reads">As <see cref="TaskContext.Reads"/> and <see cref="VersionFingerprint.Reads"/> name them.</param>
    public TaskFingerprint Of(IEnumerable<string> reads)
    {
        var names = new SortedSet<string>(reads, StringComparer.Ordinal);
        if (_task.Policy.Reuse == TaskReuse.PerBusinessDate)
        {
            names.Add(ReadName.BusinessDate);
        }

        var parts = new SortedDictionary<string, string?>(_fixed, StringComparer.Ordinal);
        foreach (var name in names)
        {
            Add(parts, name);
        }

        return new TaskFingerprint(parts, [.. names]);
    }

    /// <summary>Whether outputs of the task have the columns that their models have in this run.</summary>
    public bool HaveSchemas(IEnumerable<ModelVersion> outputs) =>
        outputs.Where(output => _models.Contains(output.Model)).All(output => ReuseRules.HasSchemaOf(output, _models.Get(output.Model)));

    private void Add(SortedDictionary<string, string?> parts, string read)
    {
        switch (read)
        {
            case ReadName.BusinessDate:
                parts[read] = Json(_job.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case ReadName.Environment:
                parts[read] = Json(_job.Environment);
                break;
            case ReadName.AllParameters:
                parts[read] = Json(new SortedDictionary<string, string>(_job.Parameters.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
                break;
            case not null when read.StartsWith(ReadName.ParameterPrefix, StringComparison.Ordinal):
                parts[read] = Json(_job.Parameters.GetValueOrDefault(read[ReadName.ParameterPrefix.Length..]));
                break;
            case not null when read.StartsWith(ReadName.ModelPrefix, StringComparison.Ordinal) && _models.Contains(read[ReadName.ModelPrefix.Length..]):
                AddSettings(parts, read[ReadName.ModelPrefix.Length..]);
                break;
            default:
                // Recorded by another version of the code, or about a model that is gone: it has no value here, and so differs.
                parts[read!] = Json<string?>(null);
                break;
        }
    }

    private void AddSettings(SortedDictionary<string, string?> parts, string model)
    {
        foreach (var (name, value) in SettingTexts.Of(_models.Get(model), _configs))
        {
            parts[name] = value;
        }
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, RegistryJson.Options);
}
