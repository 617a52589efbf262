using System.Security.Cryptography;
using System.Text;

namespace Etl.Hotels.Reports;

/// <summary>The style sheet of all reports.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --page: #ffffff; --ink: #1b2430; --muted: #5b6775; --line: #dce2e9; --card: #f5f7fa; --one: #2563a8; --two: #d98324; --three: #3f8f63; --four: #8a5fb0; }
        @media (prefers-color-scheme: dark) { :root { --page: #12161c; --ink: #e6ebf1; --muted: #9aa7b5; --line: #2b343f; --card: #1a2028; --one: #69a5e6; --two: #eaa45a; --three: #74c79a; --four: #bd97df; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 62rem; background: var(--page); color: var(--ink); font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; }
        h2 { margin: 2.2rem 0 .6rem; font-size: 1.1rem; }
        p { margin: .3rem 0; }
        .muted, figcaption { color: var(--muted); font-size: .875rem; overflow-wrap: anywhere; }
        .tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: .6rem; margin: 1.2rem 0 0; }
        .tiles div { padding: .6rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
        .tiles dt { color: var(--muted); font-size: .8rem; }
        .tiles dd { margin: 0; font-size: 1.2rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        figure { margin: 0; }
        figcaption { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin-bottom: .3rem; }
        .chart { display: grid; grid-template-columns: 2.6rem 1fr; gap: .5rem; }
        .axis { text-anchor: end; }
        .key { display: inline-flex; align-items: center; gap: .35rem; }
        .key svg { width: .8rem; height: .8rem; }
        svg { display: block; width: 100%; overflow: visible; }
        svg text { fill: var(--muted); font-size: 12px; }
        .grid { stroke: var(--line); stroke-width: 1; }
        .s1 { fill: var(--one); } .s2 { fill: var(--two); } .s3 { fill: var(--three); } .s4 { fill: var(--four); }
        .ends { display: flex; justify-content: space-between; color: var(--muted); font-size: .75rem; }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .55rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; } tbody th { font-weight: 400; }
        th:first-child { position: sticky; left: 0; background: var(--page); text-align: left; padding-left: 0; }
        thead th { color: var(--muted); font-weight: 600; vertical-align: bottom; }
        tfoot th, tfoot td { font-weight: 600; border-bottom: 0; border-top: 2px solid var(--line); }
        .bar { width: 35%; }
        .bar svg { height: .6rem; }
        @media (max-width: 44rem) { .tiles { grid-template-columns: 1fr 1fr; } }
        @media (max-width: 30rem) { body { padding: 1rem .75rem 2rem; } th, td { padding: .3rem .35rem; } thead th { white-space: normal; } table { font-size: .8125rem; } .bar { display: none; } }
        @media print { body { max-width: none; } h2 { break-after: avoid; } .scroll { overflow: visible; } }
        """;

    /// <summary>Lets a content security policy allow this style sheet and no other.</summary>
    public static string Hash { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}";
}
