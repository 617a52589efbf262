using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>
/// Reads pages of the run index. The index is in order of the inverse time, so a page is a range of names. A blob service lists from its own continuation token only, and not
/// from a name: a page is continued by listing the entries again among which the last one ended, and leaving out those up to the last run. So a page costs one listing more than
/// it has entries for, however far from the first it is.
/// </summary>
internal sealed class RunPages(IObjectStore store, RunRecords records)
{
    /// <summary>Entries that one page looks at. A run has two.</summary>
    private const int MaxScanned = 5_000;
    private const int MaxListed = 1_000;

    /// <summary>Entries of older versions have no business date: their runs are asked for it, so many for a page.</summary>
    private const int MaxClaimsRead = 100;
    private const int MaxTokenLength = 4_000;

    public async Task<RunPage> ReadAsync(RunFilter filter, int limit, string? after, CancellationToken cancellationToken)
    {
        var position = after is null ? new Position(null, "") : Decode(after);
        var size = filter.IsOpen ? Math.Min(MaxListed, (2 * limit) + 2) : MaxListed;
        var runs = new List<RunIndexEntry>();
        var marker = position.Marker;
        var (scanned, claimsRead) = (0, 0);
        (string Folder, RunIndexEntry Entry)? previous = null;
        while (true)
        {
            var page = await store.ListNotesPageAsync(RegistryNames.RunIndex, marker, size, cancellationToken);
            foreach (var note in page.Notes.Where(note => string.CompareOrdinal(note.Name, position.After) > 0))
            {
                // A run has up to two entries, next to each other: claimed, then ended.
                var folder = note.Name[..note.Name.LastIndexOf('/')];
                if (previous is { } last && last.Folder != folder)
                {
                    await AddAsync(last.Entry);
                    if (runs.Count == limit || scanned >= MaxScanned || claimsRead >= MaxClaimsRead)
                    {
                        return new RunPage(runs, Encode(new Position(marker, EndOf(last.Folder))));
                    }
                }

                previous = (folder, Notes.ReadIndexEntry(store.Description, note));
                scanned++;
            }

            if (page.Continuation is null)
            {
                break;
            }

            marker = page.Continuation;
        }

        if (previous is { } final)
        {
            await AddAsync(final.Entry);
        }

        return new RunPage(runs, Next: null);

        async Task AddAsync(RunIndexEntry run)
        {
            run = filter.Show(run);
            if (!filter.Allows(run))
            {
                return;
            }

            if (run.BusinessDate is null && filter.HasDates)
            {
                claimsRead++;
                run = run with { BusinessDate = (await records.FindClaimAsync(run.RunId, cancellationToken))?.Job.BusinessDate };
            }

            if (!filter.HasDates || (run.BusinessDate is { } date && filter.Allows(date)))
            {
                runs.Add(run);
            }
        }
    }

    /// <summary>Comes after all entries of the run, also those that are written later, and before all of the next.</summary>
    private static string EndOf(string folder) => folder + (char)('/' + 1);

    private static string Encode(Position position) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(position, RegistryJson.Options));

    private static Position Decode(string token)
    {
        try
        {
            if (token.Length <= MaxTokenLength
                && JsonSerializer.Deserialize<Position>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)), RegistryJson.Options) is { Marker: not "" } position
                && position.After.StartsWith(RegistryNames.RunIndex, StringComparison.Ordinal))
            {
                return position;
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Not ours.
        }

        throw new ArgumentException("No list of runs is continued there.", nameof(token));
    }

    /// <summary>Where a page ended.</summary>
    /// <param name="Marker">Of the listing in which the last page ended.</param>
    /// <param name="After">Names up to this one were on earlier pages.</param>
    private sealed record Position(string? Marker, string After);
}
