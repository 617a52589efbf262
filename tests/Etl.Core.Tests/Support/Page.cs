using Etl.Core.Models;

namespace Etl.Core.Tests.Support;

/// <summary>A model that is a file.</summary>
internal sealed class Page() : FileModel("text/html; charset=utf-8", "html");
