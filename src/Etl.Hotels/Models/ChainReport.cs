using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>A page about one chain for people to read: HTML that needs no other file.</summary>
public sealed class ChainReport() : FileModel("text/html; charset=utf-8", "html");
