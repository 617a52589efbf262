using Etl.Storage.Caching;
using Etl.Storage.Objects;
using Microsoft.Extensions.Configuration;

namespace Etl.Functions.Tests.Configuration;

public sealed class EtlConfigurationTests
{
    [Fact]
    public void Settings_ThatAreMissing_KeepTheirDefaults() => Assert.Equivalent(new EtlOptions(), Read(), strict: true);

    [Fact]
    public void Settings_ThatAreEmpty_KeepTheirDefaults() =>
        Assert.Equivalent(new EtlOptions(), Read(("Etl:Environment", ""), ("Etl:MaxFanOut", ""), ("Etl:CancelGrace", ""), ("Etl:Sources", ""), ("Etl:Storage", "")), strict: true);

    [Fact]
    public void Settings_ThatAreGiven_AreRead()
    {
        var options = Read(
            ("Etl:Environment", "prod"),
            ("Etl:MaxFanOut", "250"),
            ("Etl:MaxTasks", "5000"),
            ("Etl:Cache:Folder", "/var/cache/etl"),
            ("Etl:Cache:MaxBytes", "5000000000"),
            ("Etl:CancelGrace", "00:00:30"),
            ("Etl:CancelPollInterval", "00:00:00.5"),
            ("Etl:FunctionTimeout", "1.06:00:00"),
            ("Etl:Storage", "folder"),
            ("Etl:Container", "models"),
            ("Etl:Sources", "/data"));

        Assert.Equivalent(
            new EtlOptions
            {
                Environment = "prod",
                MaxFanOut = 250,
                MaxTasks = 5_000,
                Cache = new CacheOptions { Folder = "/var/cache/etl", MaxBytes = 5_000_000_000 },
                CancelGrace = TimeSpan.FromSeconds(30),
                CancelPollInterval = TimeSpan.FromMilliseconds(500),
                FunctionTimeout = TimeSpan.FromHours(30),
            },
            options,
            strict: true);
    }

    [Fact]
    public void Names_OfSettings_AreReadWithoutRegardToCase() => Assert.Equal("prod", Read(("etl:environment", "prod")).Environment);

    [Fact]
    public void SettingOfTheCache_ThatIsUnknown_IsNamedWithTheKnownOnes()
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => Read(("Etl:Cache:MaxByte", "1")));

        Assert.Equal("There is no setting 'Etl:Cache:MaxByte'. Did you mean 'MaxBytes'? There are: Folder, MaxBytes.", Assert.Single(exception.Problems));
    }

    [Theory]
    [InlineData("MaxFanOut", "0", "it must be a whole number from 1 to 1000")]
    [InlineData("MaxFanOut", "1001", "it must be a whole number from 1 to 1000")]
    [InlineData("MaxFanOut", "ten", "it must be a whole number from 1 to 1000")]
    [InlineData("Cache:MaxBytes", "-1", "it must be a whole number of bytes")]
    [InlineData("Cache:MaxBytes", "1 GiB", "it must be a whole number of bytes")]
    [InlineData("Cache", "off", "the settings of the cache are below it: Folder, MaxBytes")]
    [InlineData("MaxTasks", "-1", "it must be a whole number from 1 to 1000000")]
    [InlineData("CancelGrace", "10", "it must be a duration of 10 ms to 7 days, written as hours:minutes:seconds")]
    [InlineData("CancelGrace", "00:00:00", "it must be a duration")]
    [InlineData("CancelPollInterval", "00:00:00.001", "it must be a duration")]
    [InlineData("CancelPollInterval", "soon", "it must be a duration")]
    [InlineData("FunctionTimeout", "8.00:00:00", "it must be a duration")]
    [InlineData("FunctionTimeout", "-00:30:00", "it must be a duration")]
    [InlineData("Environment", "pr od", "it must be a name of letters, digits, dots, underscores and hyphens")]
    public void Setting_WithAWrongValue_IsRefusedByName(string name, string value, string because)
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => Read(($"Etl:{name}", value)));

        Assert.StartsWith($"Setting 'Etl:{name}' is '{value}'; {because}", Assert.Single(exception.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_WithSeveralProblems_AreAllReported()
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => Read(("Etl:MaxFanout2", "1"), ("Etl:MaxTasks", "x"), ("Etl:Storage:blobServiceUrl", "https://a"), ("Etl:CancelGrace", "1")));

        Assert.Equal(
            [
                "There is no setting 'Etl:MaxFanout2'. Did you mean 'MaxFanOut'? There are: Cache, CancelGrace, CancelPollInterval, Container, Environment, FunctionTimeout, MaxFanOut, MaxTasks, ModelConfigs, Pools, Sources, Storage, TasksPerActivity, Webhooks.",
                "There is no setting 'Etl:Storage:blobServiceUrl'. Did you mean 'blobServiceUri'? There is: blobServiceUri.",
                "Setting 'Etl:MaxTasks' is 'x'; it must be a whole number from 1 to 1000000.",
                "Setting 'Etl:CancelGrace' is '1'; it must be a duration of 10 ms to 7 days, written as hours:minutes:seconds, such as 00:00:10.",
            ],
            exception.Problems);
        Assert.All(exception.Problems, problem => Assert.Contains(problem, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void ModelConfigs_StandForTheDotOfAModelNameWithAnUnderscore()
    {
        var configs = Read(
            ("Etl:ModelConfigs:RawBookings_Resort:path", "/data/resort.csv"),
            ("Etl:ModelConfigs:RawBookings.City:path", "/data/city.csv"),
            ("Etl:ModelConfigs:Kpis:limit", "3")).ModelConfigs;

        Assert.Equal(["Kpis", "RawBookings.City", "RawBookings.Resort"], configs.ModelNames);
        Assert.Equal("/data/resort.csv", configs.For("RawBookings.Resort")["path"].GetString());
        Assert.Equal("3", configs.For("Kpis")["limit"].GetString());
    }

    [Fact]
    public void ModelConfigs_OfAWrongDepth_AreRefused()
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => Read(("Etl:ModelConfigs:Kpis", "3"), ("Etl:ModelConfigs:Raw:path:0", "a"), ("Etl:ModelConfigs:Raw:path:1", "b")));

        Assert.Equal(
            [
                "Setting 'Etl:ModelConfigs:Kpis' has a value; the settings of a model are below it, such as Etl:ModelConfigs:Kpis:path.",
                "Setting 'Etl:ModelConfigs:Raw:path' has settings below it; it must be one value.",
            ],
            exception.Problems);
    }

    [Fact]
    public void Store_IsAFolderAConnectionStringOrAnAccount()
    {
        Assert.Equal(new StoreOptions(), EtlConfiguration.ReadStore(Configuration()));
        Assert.Equal(new StoreOptions(), EtlConfiguration.ReadStore(Configuration(("Etl:Storage", ""))));
        Assert.Equal(new StoreOptions { Connection = "UseDevelopmentStorage=true", Container = "etl" }, EtlConfiguration.ReadStore(Configuration(("Etl:Storage", "UseDevelopmentStorage=true"))));
        Assert.Equal(
            new StoreOptions { BlobServiceUri = new Uri("https://a.blob.core.windows.net"), Container = "models" },
            EtlConfiguration.ReadStore(Configuration(("Etl:Storage:blobServiceUri", "https://a.blob.core.windows.net"), ("Etl:Container", "models"))));
    }

    [Fact]
    public void Store_WithAnAddressThatIsNone_IsRefused()
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => EtlConfiguration.ReadStore(Configuration(("Etl:Storage:blobServiceUri", "my account"))));

        Assert.Contains("'Etl:Storage:blobServiceUri' is 'my account'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_AreOneSettingOrAList()
    {
        Assert.Empty(EtlConfiguration.ReadSources(Configuration()).Roots);
        Assert.Equal(["/data", "https://a/b"], EtlConfiguration.ReadSources(Configuration(("Etl:Sources", " /data; https://a/b ;"))).Roots);
        Assert.Equal(["/data", "https://a/b"], EtlConfiguration.ReadSources(Configuration(("Etl:Sources:0", "/data"), ("Etl:Sources:1", "https://a/b"))).Roots);
    }

    private static EtlOptions Read(params (string Name, string Value)[] settings) => EtlConfiguration.ReadOptions(Configuration(settings));

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
}
