using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>A page that compares the chains and adds them up: HTML that needs no other file.</summary>
public sealed class GroupReport() : FileModel("text/html; charset=utf-8", "html");
