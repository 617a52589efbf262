namespace Etl.Hotels.Reports;

/// <summary>Markup. Every value that is interpolated into it is encoded, unless it is markup itself, so a text can't become markup by accident.</summary>
internal sealed class Html
{
    private readonly string _markup;

    private Html(string markup) => _markup = markup;

    public static Html Empty { get; } = new("");

    public static Html Of(HtmlHandler markup) => new(markup.ToMarkup());

    public static Html Concat(IEnumerable<Html> parts) => new(string.Concat(parts));

    /// <summary>Text that is known to be markup or a style sheet of our own.</summary>
    public static Html Trusted(string markup) => new(markup);

    public override string ToString() => _markup;
}
