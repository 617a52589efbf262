namespace Etl.Core.Schemas;

/// <summary>A property of a row type as its JSON shows it.</summary>
/// <param name="Name">As in the rows.</param>
/// <param name="Type">
/// In words that do not depend on the programming language: <c>boolean</c>, <c>integer</c>, <c>decimal</c>, <c>number</c>, <c>string</c>, <c>date</c>,
/// <c>time</c>, <c>date-time</c>, <c>duration</c>, <c>uuid</c>, <c>one of A, B</c>, <c>list of string</c>, <c>map of integer</c>, <c>object</c>, and
/// <c>any</c> where the serializer does not tell.
/// </param>
/// <param name="IsNullable">Whether it may be null or missing.</param>
public sealed record SchemaColumn(string Name, string Type, bool IsNullable);
