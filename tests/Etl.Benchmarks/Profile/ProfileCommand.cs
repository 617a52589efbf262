using System.CommandLine;
using System.Text.Json;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Scenarios;

namespace Etl.Benchmarks.Profile;

/// <summary><c>profile</c>: records which generic methods the commands of <c>etl</c> use, for the compiler that compiles it ahead.</summary>
internal static class ProfileCommand
{
    private const int Bookings = 50_000;

    public static Command Create()
    {
        var output = new Option<FileInfo>("--output") { Description = "The file to write. It is src/Startup.mibc that publishing uses", HelpName = "FILE", Required = true };
        var command = new Command("profile", "Record which generic methods etl uses, for the compiler that compiles it ahead") { output };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(output)!.FullName, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("etl-bench-");
        try
        {
            var methods = new List<MethodUse>();
            await RecordCommandsAsync(RecordAsync, folder.FullName, cancellationToken);
            Console.WriteLine($"{ProfileImage.Write(output, methods)} methods in {output}");
            return 0;

            async Task<string> RecordAsync(params string[] arguments)
            {
                Console.WriteLine($"etl {string.Join(' ', arguments)}");
                var trace = Path.Combine(folder.FullName, "etl.nettrace");
                var printed = await EtlExecutable.Built.OutputAsync([.. arguments, "--store", Path.Combine(folder.FullName, "store")], cancellationToken, MethodTrace.Environment(trace));
                methods.AddRange(MethodTrace.Read(trace).Where(method => method.IsGeneric));
                return printed;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What users do most, once with enough rows for the code that reads and writes large models.</summary>
    private static async Task RecordCommandsAsync(Func<string[], Task<string>> record, string folder, CancellationToken cancellationToken)
    {
        var source = Path.Combine(folder, "bookings.csv");
        await BookingsFile.WriteAsync(source, Bookings, sample: null, cancellationToken);
        await record(["pipelines"]);
        await record(["plan", "hotels"]);
        await record(["run", "hotels", "--date", "2026-11-20", "--scheduling", "eager"]);
        await record(["run", "hotels.resort", "--date", "2026-11-20", "--model", $"RawBookings.Resort.path={source}"]);
        using var run = JsonDocument.Parse(await record(["run", "hotels", "--date", "2026-11-21", "--json"]));
        await record(["show", run.RootElement.GetProperty("runId").GetString()!]);
        await record(["runs"]);
        await record(["models"]);
        await record(["backfill", "hotels.city", "--from", "2026-11-01", "--to", "2026-11-02"]);
        await record(["gc"]);
        await record(["doctor"]);
    }
}
