using Microsoft.Extensions.Logging;

namespace Etl.Core.Tests.Support;

internal sealed record LogLine(LogLevel Level, string Text, IReadOnlyList<string> Scopes, Exception? Exception);
