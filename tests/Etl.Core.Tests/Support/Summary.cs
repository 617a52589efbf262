using Etl.Core.Models;

namespace Etl.Core.Tests.Support;

internal sealed record SummaryContent(int Count);

/// <summary>A model that is one document.</summary>
internal sealed class Summary : DocumentModel<SummaryContent>;
