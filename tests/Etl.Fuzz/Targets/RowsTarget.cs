using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Fuzz.Mutation;
using Etl.Storage.ModelData;
using Etl.Storage.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Fuzz.Targets;

/// <summary>The readers of model versions: blobs in each format whose hash is right and whose content is not, as rows of a type and as plain JSON.</summary>
internal sealed class RowsTarget : FuzzTarget
{
    private const string Blob = "models/Stays/0123456789ab.bin";

    private static readonly ModelRef<Stays> Ref = Model.Of<Stays>();
    private static readonly ModelRef<Plan> PlanRef = Model.Of<Plan>();
    private static readonly ModelFormat[] Formats = [ModelFormat.JsonLines, ModelFormat.Csv, ModelFormat.Json];

    private readonly SourceReader _sources = new(new SourceOptions());
    private readonly IReadOnlyList<byte[]> _corpus = Corpora.Files("rows");

    public override string Name => "rows";

    public override string Description => "Stored model versions: JSON Lines, CSV and JSON, plain and gzip";

    public override FuzzCase Next(Random random)
    {
        var format = random.Pick(Formats);
        var content = random.OneIn(2) ? JsonMutator.Mutate(random, random.Pick(_corpus), _corpus) : ByteMutator.Mutate(random, random.Pick(_corpus), _corpus);
        var isGzip = random.OneIn(2);
        var stored = isGzip ? Gzip(content) : content;
        if (isGzip && random.OneIn(2))
        {
            stored = ByteMutator.Mutate(random, stored, _corpus);
        }

        return new FuzzCase($"{format} {(isGzip ? "gzip" : "plain")} {Convert.ToBase64String(stored)}", token => ReadAsync(Version(format, isGzip, stored), stored, token));
    }

    public override ValueTask DisposeAsync()
    {
        _sources.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ReadAsync(ModelVersion version, byte[] stored, CancellationToken cancellationToken)
    {
        var store = new MemoryStore();
        store.Objects[Blob] = stored;
        var models = new ModelStore(store, _sources, TimeProvider.System);
        var typed = await IsReadAsync(() => ReadTypedAsync(models, version, cancellationToken));
        var plain = await IsReadAsync(async () => await models.ReadRowsAsync(version, cancellationToken).CountAsync(cancellationToken));
        var bytes = await IsReadAsync(async () =>
        {
            await using var content = await models.OpenContentAsync(version, cancellationToken);
            await content.CopyToAsync(Stream.Null, cancellationToken);
        });
        return typed | plain | bytes;
    }

    private static async Task<bool> IsReadAsync(Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (ModelContentException exception)
        {
            return !exception.Message.Contains(Blob, StringComparison.Ordinal) || exception.Message.Contains("   at ", StringComparison.Ordinal)
                ? throw new FuzzFindingException($"The blob is not named, or there is a stack trace: {exception.Message}")
                : false;
        }
    }

    private static async Task ReadTypedAsync(ModelStore models, ModelVersion version, CancellationToken cancellationToken)
    {
        var job = JobContext.ForTest();
        ModelRef model = version.Format == ModelFormat.Json ? PlanRef : Ref;
        var orchestrator = new Orchestrator(job, [EtlTask.Create("Use", [model], [Model.Of<Nothing>()], (_, _) => Task.CompletedTask)], externalModels: [model]);
        var request = new RunRequest { Pipeline = job.Pipeline, Origin = RunOrigin.Http };
        var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, job.RunId, job.Pipeline, [], [], FailureMode.Continue, 100, TimeSpan.Zero);
        var claim = new RunClaim(RunClaim.CurrentSchema, job, request, request.Hash(), snapshot);
        await using var data = models.OpenAttempt(claim, orchestrator.Plan.Tasks[0], orchestrator.Models, new TaskInputs([version with { Model = model.Name }]), cancellationToken);
        var context = new TaskContext(job, orchestrator.Plan.Tasks[0], 1, orchestrator.Models, data, NullLogger.Instance);
        if (version.Format == ModelFormat.Json)
        {
            await context.ReadAsync(PlanRef, cancellationToken);
            return;
        }

        await foreach (var _ in context.Input(Ref, cancellationToken))
        {
            // Reading is all.
        }
    }

    private static ModelVersion Version(ModelFormat format, bool isGzip, byte[] stored)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(stored));
        var order = new OrderKey(new DateOnly(2026, 11, 21), DateTimeOffset.UnixEpoch, "run");
        return new ModelVersion("Stays", "0123456789ab", "run", "Make", null, order, Blob, format, isGzip ? ModelCompression.Gzip : ModelCompression.None, "text/plain", 1, stored.Length, hash, hash, DateTimeOffset.UnixEpoch);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return stored.ToArray();
    }

    internal enum Board
    {
        None,
        Half,
        Full,
    }

    internal sealed record Stay(string Hotel, DateOnly Day, int Nights, decimal? Price, bool Paid, Board Board, DateTimeOffset? At, TimeSpan? Late, Guid? Id, double Score, IReadOnlyList<string>? Notes);

    internal sealed class Stays : Model<Stay>;

    internal sealed class Plan : DocumentModel<Stay>;

    internal sealed class Nothing : Model<string>;
}
