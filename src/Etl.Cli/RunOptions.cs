using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Functions.Runs;

namespace Etl.Cli;

/// <summary>The options that describe a run, for <c>run</c> and <c>plan</c>.</summary>
internal sealed class RunOptions
{
    private readonly Argument<string> _pipeline = new("pipeline") { Description = "Name of the pipeline; 'etl pipelines' lists them" };
    private readonly Option<string[]> _parameters = new("-p", "--parameter") { Description = "Value of a parameter", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _model = new("--model") { Description = "Setting of a model", HelpName = "MODEL.ARG=VALUE", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _models = new("--models") { Description = "JSON file of settings: {\"MODEL\": {\"ARG\": VALUE}}", HelpName = "FILE.json", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _date = new("--date") { Description = "Business date. Default: today minus the pipeline's lag, in its time zone", HelpName = "YYYY-MM-DD" };
    private readonly Option<string?> _environment = new("--environment") { Description = "Environment that tasks see. Default: the setting Etl__Environment, or local", HelpName = "NAME" };
    private readonly Option<string[]> _select = new("--select") { Description = "Tasks that run: names, +name (with upstream), name+ (with downstream), group:, model:, tag:, joined by ',' (all of them) or blanks (any)", HelpName = "EXPR", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _exclude = new("--exclude") { Description = "Tasks of those that do not run, in the same way", HelpName = "EXPR", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _reuse = new("--reuse") { Description = "Take over the outputs of tasks for which nothing has changed, instead of running them" };
    private readonly Option<string?> _scheduling = new("--scheduling") { Description = "Start a task with its level, or as soon as its own inputs are there. Default: as the pipeline says", HelpName = "levels|eager" };
    private readonly Option<int?> _parallelism = new("--parallelism") { Description = "So many tasks of the run at a time. Default: as the pipeline says", HelpName = "N" };
    private readonly Option<bool> _allowBreaking = new("--allow-breaking") { Description = "Publish models whose schema can break their readers" };
    private readonly Option<string> _onFailure = new("--on-failure") { Description = "After a failed task: go on with what does not depend on it, or start nothing more", HelpName = "continue|stop", DefaultValueFactory = _ => "continue" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">Gets the options.</param>
    /// <param name="withDate">False for a command that has its own way to say for which dates.</param>
    public void AddTo(Command command, bool withDate = true)
    {
        command.Arguments.Add(_pipeline);
        command.Options.Add(_parameters);
        command.Options.Add(_model);
        command.Options.Add(_models);
        if (withDate)
        {
            command.Options.Add(_date);
        }

        command.Options.Add(_environment);
        command.Options.Add(_select);
        command.Options.Add(_exclude);
        command.Options.Add(_reuse);
        command.Options.Add(_scheduling);
        command.Options.Add(_parallelism);
        command.Options.Add(_onFailure);
        command.Options.Add(_allowBreaking);
    }

    /// <summary>The request that the options describe.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="cancellationToken">Stops reading files.</param>
    /// <param name="others">Problems of the command's own options, which are told together with those found here.</param>
    /// <exception cref="CliException">Carries every problem of the options.</exception>
    public async Task<RunRequest> ReadAsync(ParseResult result, CancellationToken cancellationToken, IReadOnlyList<RunProblem>? others = null)
    {
        var problems = new List<RunProblem>(others ?? []);
        var request = new RunRequest
        {
            Pipeline = result.GetRequiredValue(_pipeline),
            Parameters = ReadParameters(result.GetValue(_parameters)!, problems),
            ModelConfigs = await ReadModelConfigsAsync(result, problems, cancellationToken),
            BusinessDate = DateText.Read(_date, result.GetValue(_date), problems),
            Environment = ReadEnvironment(result.GetValue(_environment), problems),
            Select = Union(result.GetValue(_select)!),
            Exclude = Union(result.GetValue(_exclude)!),
            OnFailure = ReadChoice("--on-failure", result.GetValue(_onFailure)!, ("continue", FailureMode.Continue), ("stop", FailureMode.Stop), problems),
            Scheduling = result.GetValue(_scheduling) is { } scheduling ? ReadChoice("--scheduling", scheduling, ("levels", RunScheduling.Levels), ("eager", RunScheduling.Eager), problems) : null,
            Parallelism = ReadParallelism(result.GetValue(_parallelism), problems),
            Reuse = result.GetValue(_reuse) ? ReuseMode.Unchanged : ReuseMode.None,
            AllowBreaking = result.GetValue(_allowBreaking),
            Origin = RunOrigin.CommandLine,
        };
        return problems.Count == 0
            ? request
            : throw new CliException(ExitCode.Invalid, "invalid-arguments", Describe(problems), problems);
    }

    public static string Describe(IReadOnlyList<RunProblem> problems) => problems.Count == 1
        ? problems[0].Message
        : $"there are {problems.Count} problems:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem.Message}"))}";

    private static string? Union(string[] expressions) => expressions.Length == 0 ? null : string.Join(' ', expressions);

    private static SortedDictionary<string, string> ReadParameters(string[] texts, List<RunProblem> problems)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Add(new RunProblem("invalid-arguments", $"-p {text} is not NAME=VALUE."));
            }
            else
            {
                parameters[text[..equals]] = text[(equals + 1)..];
            }
        }

        return parameters;
    }

    private async Task<ModelConfigs> ReadModelConfigsAsync(ParseResult result, List<RunProblem> problems, CancellationToken cancellationToken)
    {
        var configs = ModelConfigs.Empty;
        foreach (var file in result.GetValue(_models)!)
        {
            configs = configs.OverriddenBy(await ReadFileAsync(file, problems, cancellationToken));
        }

        foreach (var text in result.GetValue(_model)!)
        {
            // At the first '=', then at the last '.' before it: names have dots, values have anything.
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var dot = equals < 0 ? -1 : text.LastIndexOf('.', equals);
            if (dot <= 0 || dot == equals - 1)
            {
                problems.Add(new RunProblem("invalid-arguments", $"--model {(equals < 0 ? text : $"{text[..equals]}=...")} is not MODEL.ARG=VALUE, such as RawBookings.Resort.path=bookings.csv."));
            }
            else
            {
                configs = configs.With(text[..dot], text[(dot + 1)..equals], text[(equals + 1)..]);
            }
        }

        return configs;
    }

    private static async Task<ModelConfigs> ReadFileAsync(string file, List<RunProblem> problems, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<ModelConfigs>(stream, RegistryJson.Options, cancellationToken) ?? ModelConfigs.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(new RunProblem("invalid-arguments", $"--models {file} can't be read: {exception.Message}"));
        }
        catch (JsonException exception)
        {
            problems.Add(new RunProblem("invalid-arguments", $"--models {file} is not a JSON object of model settings: {exception.Message}"));
        }

        return ModelConfigs.Empty;
    }

    private static string? ReadEnvironment(string? text, List<RunProblem> problems)
    {
        if (text is not null && !TaskName.IsValid(text))
        {
            problems.Add(new RunProblem("invalid-arguments", $"--environment {text} is not a name of letters, digits, dots, underscores and hyphens."));
        }

        return text;
    }

    private static T ReadChoice<T>(string option, string text, (string Text, T Value) first, (string Text, T Value) second, List<RunProblem> problems)
    {
        if (text == second.Text)
        {
            return second.Value;
        }

        if (text != first.Text)
        {
            problems.Add(new RunProblem("invalid-arguments", $"{option} {text} is neither '{first.Text}' nor '{second.Text}'."));
        }

        return first.Value;
    }

    private static int? ReadParallelism(int? number, List<RunProblem> problems)
    {
        if (number < 1)
        {
            problems.Add(new RunProblem("invalid-arguments", $"--parallelism {number} is below 1: a run has at least one task at a time."));
        }

        return number;
    }
}
