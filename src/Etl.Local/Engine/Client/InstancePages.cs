using System.Globalization;
using Etl.Local.Engine.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Client;

/// <summary>Instances in the order of their creation. A continuation token is the row of the last instance of a page, so pages stay right while instances come and go.</summary>
internal sealed class InstancePages(HubReader reader, OrchestrationQuery filter) : AsyncPageable<OrchestrationMetadata>
{
    public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        var size = Math.Max(1, pageSizeHint ?? filter.PageSize);
        var after = (continuationToken ?? filter.ContinuationToken) is { } token ? long.Parse(token, CultureInfo.InvariantCulture) : 0;
        while (true)
        {
            var rows = await Task.Run(() => reader.Query(filter, after, size + 1));
            var more = rows.Count > size;
            var page = rows.Take(size).Select(r => Metadata.From(r, filter.FetchInputsAndOutputs)).ToList();
            after = more ? rows[size - 1].Seq : 0;
            yield return new(page, more ? after.ToString(CultureInfo.InvariantCulture) : null);
            if (!more)
            {
                yield break;
            }
        }
    }
}
