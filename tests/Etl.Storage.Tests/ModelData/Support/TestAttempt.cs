using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.ModelData;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Storage.Tests.ModelData.Support;

internal sealed class TestAttempt(JobContext job, PlannedTask task, ModelRegistry models, StoredTaskData data) : IAsyncDisposable
{
    public StoredTaskData Data => data;

    public TaskContext Context { get; } = new(job, task, 1, models, data, NullLogger.Instance);

    public ValueTask DisposeAsync() => data.DisposeAsync();
}
