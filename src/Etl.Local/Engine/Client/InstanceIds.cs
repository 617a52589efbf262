namespace Etl.Local.Engine.Client;

internal static class InstanceIds
{
    private const int MaxLength = 100;

    /// <summary>The platform's rules.</summary>
    /// <exception cref="ArgumentException">The platform would refuse the id.</exception>
    public static void Validate(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var problem = id.Length > MaxLength ? $"is longer than {MaxLength} characters"
            : id[0] == '@' ? "starts with @, like those of entities"
            : id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)) ? "contains /, \\, #, ? or a control character"
            : null;
        if (problem is not null)
        {
            throw new ArgumentException($"The instance id '{id}' {problem}. Use letters, digits, '.', '_', '-' and ':'.", nameof(id));
        }
    }
}
