namespace Etl.Core.Selection;

/// <summary>A name in which <c>*</c> stands for any text and <c>?</c> for one character. Case counts.</summary>
internal readonly record struct NamePattern(string Text)
{
    /// <summary>Without wildcards it means one name, which has to exist.</summary>
    public bool HasWildcards => Text.AsSpan().ContainsAny('*', '?');

    /// <summary>Goes back to the last asterisk only, so it takes at most pattern times name steps.</summary>
    public bool Matches(string name)
    {
        var (i, p) = (0, 0);
        var (lastStar, resume) = (-1, 0);
        while (i < name.Length)
        {
            if (p < Text.Length && Text[p] == '*')
            {
                lastStar = p++;
                resume = i;
            }
            else if (p < Text.Length && (Text[p] == '?' || Text[p] == name[i]))
            {
                p++;
                i++;
            }
            else if (lastStar >= 0)
            {
                p = lastStar + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        return Text.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
