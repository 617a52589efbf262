using System.Text.Json.Serialization;

namespace Etl.Core.Models;

/// <summary>Texts alone, for which no serializer has to be set up.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class TextJson : JsonSerializerContext;
