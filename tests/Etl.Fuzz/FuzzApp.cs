using System.CommandLine;

namespace Etl.Fuzz;

/// <summary>Fuzzes the targets that the command line names, one after another, and reports what they have found.</summary>
internal sealed class FuzzApp
{
    private const int InvalidArguments = 2;

    private readonly Argument<string[]> _targets = new("target") { Description = "What to fuzz; all of them when none is named", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _list = new("--list") { Description = "Say what can be fuzzed, and fuzz nothing" };
    private readonly Option<int> _seconds = new("--seconds") { Description = "How long, for each target", DefaultValueFactory = _ => 60 };
    private readonly Option<int> _seed = new("--seed") { Description = "Another seed gives other inputs", DefaultValueFactory = _ => 1 };
    private readonly Option<long?> _input = new("--input") { Description = "Only the input of this number, to see a finding again", HelpName = "N" };

    public async Task<int> RunAsync(string[] args)
    {
        _targets.AcceptOnlyFromAmong([.. FuzzTargets.Names]);
        _seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--seconds is a whole number from 1.");
            }
        });
        var root = new RootCommand("Gives random and mutated inputs to all that reads what others wrote, and prints 'target: inputs, accepted, violations'. Exits with 1 when something was found.")
        {
            _targets, _list, _seconds, _seed, _input,
        };
        root.SetAction(FuzzAsync);
        var arguments = root.Parse(args);
        var exitCode = await arguments.InvokeAsync();
        return arguments.Errors.Count > 0 ? InvalidArguments : exitCode;
    }

    private async Task<int> FuzzAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var names = arguments.GetValue(_targets)!;
        var chosen = FuzzTargets.Create().Where(target => names.Length == 0 || names.Contains(target.Name, StringComparer.Ordinal));
        if (arguments.GetValue(_list))
        {
            foreach (var target in chosen)
            {
                Console.WriteLine($"{target.Name,-10} {target.Description}");
            }

            return 0;
        }

        var seed = arguments.GetValue(_seed);
        var input = arguments.GetValue(_input);
        var fuzzer = new Fuzzer(seed, TimeSpan.FromSeconds(20), TimeProvider.System);
        long violations = 0;
        foreach (var target in chosen)
        {
            await using (target)
            {
                var report = await fuzzer.RunAsync(target, input ?? 0, input is null ? long.MaxValue : 1, TimeSpan.FromSeconds(arguments.GetValue(_seconds)), cancellationToken);
                Print(report, seed);
                violations += report.Violations;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return violations == 0 ? 0 : 1;
    }

    private static void Print(FuzzReport report, int seed)
    {
        Console.WriteLine($"{report.Target}: {report.Inputs} inputs, {report.Accepted} accepted, {report.Violations} violations (seed {seed})");
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"  {finding.Signature}{(finding.Input < 0 ? "" : $" -- again: {report.Target} --seed {seed} --input {finding.Input}")}");
            Console.WriteLine($"    {finding.Shown}");
            Console.WriteLine($"    {finding.Problem.ReplaceLineEndings("\n    ")}");
        }
    }
}
