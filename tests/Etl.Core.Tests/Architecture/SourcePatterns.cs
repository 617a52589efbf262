using System.Text.RegularExpressions;

namespace Etl.Core.Tests.Architecture;

/// <summary>What the source rules look for in <see cref="SourceFile.Code"/>.</summary>
internal static partial class SourcePatterns
{
    [GeneratedRegex(@"^public\s+(?:(?:abstract|sealed|static|partial|readonly|ref|unsafe)\s+)*(?:delegate\s+[\w<>?\[\], .]+?\s+|(?:record\s+class|record\s+struct|record|class|struct|interface|enum)\s+)(?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex PublicType();

    [GeneratedRegex(@"\b(?:DateTime|DateTimeOffset)\s*\.\s*(?:Now|UtcNow|Today)\b|\bEnvironment\s*\.\s*TickCount", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex WallClock();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b|\.GetAwaiter\(\)\s*\.\s*GetResult\(\)|\.\s*Wait\(\s*\)|(?<!\bawait\s+[\w.]*|nameof\([^()]*)\.\s*Result\b(?!\s*\()|\bTask\s*\.\s*WaitA(?:ll|ny)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex Blocking();

    [GeneratedRegex(@"\basync\s+void\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex AsyncVoid();

    // On a machine that is overloaded a second goes by while a thread waits for its turn.
    [GeneratedRegex(@"\bmatchTimeoutMilliseconds\s*:\s*[0-9]|\bRegex\b[^;]*\bTimeSpan\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex TimedRegex();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|\bNotImplementedException\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex Leftover();

    // Environment.NewLine is a constant of a machine, and still no business of an orchestration.
    [GeneratedRegex(@"\bSystem\s*\.\s*(?:IO|Net)\b|\bEtl\s*\.\s*Storage\b|\bEnvironment\s*\.|\bGuid\s*\.\s*(?:NewGuid|CreateVersion7)\b|\bRandom\b|\bRandomNumberGenerator\b|\bStopwatch\b|\bTimeProvider\b|\bIServiceProvider\b|\bTask\s*\.\s*(?:Run|Delay|Factory)\b|\bThread(?:Pool)?\b|\bConfigureAwait\s*\(\s*false\s*\)|\b(?:File|Directory|HttpClient)\s*\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex NotReplayable();

    [GeneratedRegex(@"\b(?:File|Directory|Process|Console)\s*\.|\bnew\s+(?:FileInfo|DirectoryInfo|FileStream|HttpClient|Socket)\b|\bSystem\s*\.\s*Net\b|\bAzure\s*\.|\bEnvironment\s*\.\s*(?!NewLine)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex InputOutput();
}
