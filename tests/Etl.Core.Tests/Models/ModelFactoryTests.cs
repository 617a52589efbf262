using Etl.Core.Models;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Models;

/// <summary>How a model class becomes a model, and what is said when it can't.</summary>
public sealed class ModelFactoryTests
{
    [Fact]
    public void Model_WithoutConfig_HasTheDefaultsOfItsClass()
    {
        var model = ModelUnderTest.Create<Defaults>();

        Assert.Equal(("main", 5, null, DayOfWeek.Friday, 1.5m, default, 0), model.Given);
        Assert.Empty(model.Rest);
        Assert.Equal("Defaults", model.Name);
        Assert.Equal((ModelFormat.JsonLines, ModelCompression.Gzip), (model.Format, model.Compression));
    }

    [Fact]
    public void Setting_IsBoundByNameWhateverTheOrder()
    {
        var model = ModelUnderTest.Create<Defaults>(("limit", 7), ("database", "sales"), ("rest", "a,b"));

        Assert.Equal(("sales", 7), (model.Given.Item1, model.Given.Item2));
        Assert.Equal(["a", "b"], model.Rest);
    }

    [Fact]
    public void UnknownSetting_SuggestsTheNearestAndListsAll()
    {
        var problem = ModelUnderTest.ProblemOf<Source>(("path", "a"), ("bach", "5"));

        Assert.Equal(("Source", "bach"), (problem.Model, problem.Argument));
        Assert.Equal("Model 'Source' has no setting 'bach'. Did you mean 'batch'? It has: path, batch, format, compression.", problem.Message);
    }

    [Fact]
    public void Setting_InAnotherCase_IsUnknownAndSuggested() => Assert.Equal(
        "Model 'Source' has no setting 'Batch'. Did you mean 'batch'? It has: path, batch, format, compression.",
        ModelUnderTest.ProblemOf<Source>(("path", "a"), ("Batch", "5")).Message);

    [Fact]
    public void RequiredSetting_ThatIsMissing_IsAskedFor() => Assert.Equal(
        "Model 'Source' needs the setting 'path' (a text), which has no default. Set it in the model configs; on the command line: --model Source.path=VALUE",
        ModelUnderTest.ProblemOf<Source>().Message);

    [Fact]
    public void Problems_OfOneModel_AreAllReported() => Assert.Equal(
        ["bach", "path", "batch", "compression"],
        ModelUnderTest.ProblemsOf<Source>(("bach", 5), ("batch", "many"), ("compression", "zip")).Select(problem => ((Etl.Core.Planning.ModelConfigProblem)problem).Argument));

    [Fact]
    public void Class_ThatIsAbstract_IsRefused() => Assert.Equal(
        "Model class 'Etl.Core.Tests.Models.ModelFactoryTests+Abstract' can't be created: it is abstract. Refer to a class that derives from it.",
        ModelUnderTest.ProblemOf<Abstract>().Message);

    [Fact]
    public void Class_WithoutPublicConstructor_IsRefused() => Assert.Equal(
        "Model class 'Etl.Core.Tests.Models.ModelFactoryTests+Closed' can't be created: it has no public constructor. Make one public; its arguments are the model's settings.",
        ModelUnderTest.ProblemOf<Closed>().Message);

    [Fact]
    public void Class_WithTwoPublicConstructors_IsRefused() => Assert.Equal(
        "Model class 'Etl.Core.Tests.Models.ModelFactoryTests+Ambiguous' can't be created: it has 2 public constructors. Keep one, with defaults; its arguments are the model's settings.",
        ModelUnderTest.ProblemOf<Ambiguous>().Message);

    [Fact]
    public void Class_WithAPrivateConstructorToo_IsCreatedWithThePublicOne() =>
        Assert.Equal("public", ModelUnderTest.Create<Mixed>().Made);

    [Fact]
    public void Constructor_ThatThrows_IsReportedWithItsMessage() => Assert.Equal(
        "Model 'Careful' refuses its settings: A batch has at least one row. (Parameter 'batch')",
        ModelUnderTest.ProblemOf<Careful>(("batch", 0)).Message);

    [Fact]
    public void StaticInitializer_ThatThrows_IsReportedWithItsCause() => Assert.Equal(
        "Model 'Doomed' refuses its settings: no home folder",
        ModelUnderTest.ProblemOf<Doomed>().Message);

    [Theory]
    [InlineData("csv", ModelFormat.Csv)]
    [InlineData("JsonLines", ModelFormat.JsonLines)]
    public void Format_OfRows_IsASettingOfEveryModel(string text, ModelFormat expected) =>
        Assert.Equal(expected, ModelUnderTest.Create<Defaults>(("format", text)).Format);

    [Fact]
    public void Compression_IsASettingOfEveryModel()
    {
        Assert.Equal(ModelCompression.None, ModelUnderTest.Create<Defaults>(("compression", "none")).Compression);
        Assert.Equal(ModelCompression.None, ModelUnderTest.Create<Summary>(("compression", "none")).Compression);
        Assert.Equal(ModelCompression.Gzip, ModelUnderTest.Create<Page>(("compression", "gzip")).Compression);
    }

    [Fact]
    public void Format_ThatTheKindOfModelDoesNotHave_IsRefused()
    {
        Assert.Equal("Model 'Summary' can't be stored as Csv. It can be: Json.", ModelUnderTest.ProblemOf<Summary>(("format", "csv")).Message);
        Assert.Equal("Model 'Page' can't be stored as Json. It can be: Bytes.", ModelUnderTest.ProblemOf<Page>(("format", "json")).Message);
        Assert.Equal("Model 'Defaults' can't be stored as Bytes. It can be: JsonLines, Csv.", ModelUnderTest.ProblemOf<Defaults>(("format", "bytes")).Message);
    }

    [Fact]
    public void Format_ThatTheClassTakesItself_IsPassedToItAndChecked()
    {
        Assert.Equal(ModelFormat.JsonLines, ModelUnderTest.Create<OwnFormat>(("format", "JsonLines")).Format);
        Assert.Equal(ModelFormat.Csv, ModelUnderTest.Create<OwnFormat>().Format);
        Assert.Equal("Model 'OwnFormat' can't be stored as Json. It can be: JsonLines, Csv.", ModelUnderTest.ProblemOf<OwnFormat>(("format", "json")).Message);
    }

    [Fact]
    public void Format_OfAnotherMeaning_IsTheClassesOwn()
    {
        var model = ModelUnderTest.Create<DateFormat>(("format", "dd.MM.yyyy"));

        Assert.Equal(("dd.MM.yyyy", ModelFormat.JsonLines), (model.Pattern, model.Format));
    }

    [Fact]
    public void Settings_OfAClass_AreDescribed()
    {
        var settings = ModelFactory.Settings(typeof(Defaults));

        Assert.Equal(["database", "limit", "note", "day", "price", "from", "skip", "rest", "format", "compression"], settings.Select(setting => setting.Name));
        Assert.DoesNotContain(settings, setting => setting.IsRequired);
        Assert.Equal([false, false, true, true, false, false, false, false, false, false], settings.Select(setting => setting.IsNullable));
        Assert.Equal(DayOfWeek.Friday, settings[3].Default);
    }

    [Fact]
    public void Settings_HaveTheMarksOfTheirParameters()
    {
        var settings = ModelFactory.Settings(typeof(Source));

        Assert.Equal([true, false, false, false], settings.Select(setting => setting.IsRequired));
        Assert.Equal([true, false, false, false], settings.Select(setting => setting.IsSource));
        Assert.Equal([false, true, false, false], settings.Select(setting => setting.IsSettableByRequest));
    }

    [Fact]
    public void Settings_OfAClassThatCantBeCreated_AreNone() => Assert.Empty(ModelFactory.Settings(typeof(Ambiguous)));

    private sealed class Defaults(
        string database = "main",
        int limit = 5,
        string? note = null,
        DayOfWeek? day = DayOfWeek.Friday,
        decimal price = 1.5m,
        DateOnly from = default,
        int skip = default,
        params IReadOnlyList<string> rest) : Model<Row>
    {
        public (string, int, string?, DayOfWeek?, decimal, DateOnly, int) Given => (database, limit, note, day, price, from, skip);

        public IReadOnlyList<string> Rest => rest;
    }

    private sealed class Source([Source] string path, [SettableByRequest] int batch = 100) : Model<Row>
    {
        public (string, int) Given => (path, batch);
    }

    private abstract class Abstract : Model<Row>;

    private sealed class Closed : Model<Row>
    {
        private Closed()
        {
        }

        public static Closed Make() => new();
    }

    private sealed class Ambiguous : Model<Row>
    {
        public Ambiguous()
            : this(1)
        {
        }

        public Ambiguous(int batch) => Batch = batch;

        public int Batch { get; }
    }

    private sealed class Mixed : Model<Row>
    {
        public Mixed()
            : this("public")
        {
        }

        private Mixed(string made) => Made = made;

        public string Made { get; }
    }

    private sealed class Careful : Model<Row>
    {
        public Careful(int batch = 1)
        {
            if (batch < 1)
            {
                throw new ArgumentException("A batch has at least one row.", nameof(batch));
            }
        }
    }

    private sealed class Doomed : Model<Row>
    {
        private static readonly string Home = FindHome();

        public string Path { get; } = Home;

        private static string FindHome() => throw new InvalidOperationException("no home folder");
    }

    private sealed class OwnFormat(ModelFormat format = ModelFormat.Csv) : Model<Row>(format);

    private sealed class DateFormat(string format = "yyyy-MM-dd") : Model<Row>
    {
        public string Pattern => format;
    }
}
