using Etl.Core.Models;

namespace Etl.Core.Tests.Support;

/// <summary>A model of rows with a key: <c>Data.a</c>.</summary>
internal sealed class Data : Model<Row>
{
    public static ModelRef<Data> Of(string key) => Model.Of<Data>(key);
}
