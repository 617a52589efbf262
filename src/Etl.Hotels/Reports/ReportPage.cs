using System.Text;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Hotels.Reports;

/// <summary>A whole page: one file with its own style, no scripts and nothing to load. It is well-formed XML, too.</summary>
internal sealed class ReportPage(string title, JobContext job, IEnumerable<Html> sections)
{
    public async Task WriteAsync(TaskContext context, IModelRef<FileModel> report, CancellationToken cancellationToken)
    {
        await using var stream = await context.OpenOutputAsync(report, cancellationToken);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(ToString()), cancellationToken);
    }

    /// <summary>The style sheet stands exactly as it was hashed, with no line break before or after it.</summary>
    public override string ToString() => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{Html.Trusted(ReportStyle.Hash)}'; base-uri 'none'; form-action 'none'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>{title}, {Figures.Date(job.BusinessDate)}</title>
        <style>{Html.Trusted(ReportStyle.Css)}</style>
        </head>
        <body>
        <header>
        <h1>{title}</h1>
        <p class="muted">Business date {Figures.Date(job.BusinessDate)} · run {job.RunId} of {job.Pipeline} · started {job.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC · {job.Environment}</p>
        </header>
        <main>
        {Html.Concat(sections)}</main>
        </body>
        </html>

        """).ToString();

    public static Html Section(string heading, Html content) => Html.Of($"""
        <section>
        <h2>{heading}</h2>
        {content}
        </section>

        """);
}
