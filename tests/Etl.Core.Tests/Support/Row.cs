namespace Etl.Core.Tests.Support;

internal sealed record Row(string Text);
