using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Models;

public sealed class SecretTests
{
    private const string Planted = "hunter2-Zq9 \"x\"";

    private static readonly ModelRef[] Models = [Model.Of<Vault>("a"), Model.Of<Vault>("b"), Model.Of<Data>("c")];

    [Fact]
    public void Setting_MarkedAsSecret_IsKnownAsOne() =>
        Assert.Equal([("host", false), ("password", true), ("pin", true), ("format", false), ("compression", false)], ModelFactory.Settings(typeof(Vault)).Select(setting => (setting.Name, setting.IsSecret)));

    [Fact]
    public void SecretOfAWrongType_IsNotRepeatedByTheMessage() =>
        Assert.Equal("Setting 'pin' of model 'Vault' takes a whole number from -2147483648 to 2147483647, but something else (not shown, because it is a secret) was given.", ModelUnderTest.ProblemOf<Vault>(("pin", Planted)).Message);

    [Fact]
    public void ConstructorThatRefusesASecret_IsNotQuoted()
    {
        var message = ModelUnderTest.ProblemOf<Vault>(("password", "refuse me")).Message;

        Assert.Equal("Model 'Vault' refuses its settings: InvalidOperationException. What it says is not shown, because the model has a secret setting.", message);
    }

    [Fact]
    public void RequiredSecret_IsToBeSetInTheConfiguration() =>
        Assert.Equal(
            "Model 'Locked' needs the setting 'token' (a text), which has no default. It is a secret: set it in the app's configuration, such as the environment variable Etl__ModelConfigs__Locked__token.",
            ModelUnderTest.ProblemOf<Locked>().Message);

    [Fact]
    public void RecordableSettings_AreThoseWithoutSecrets_AndTogetherTheyAreAll()
    {
        var configs = ModelConfigs.Empty.With("Vault.a", "password", Planted).With("Vault.a", "host", "h").With("Vault.b", "pin", 3).With("Other", "password", "p");

        var recorded = configs.WithoutSecrets(Models);
        var secrets = configs.OnlySecrets(Models);

        Assert.Equal("""{"Other":{"password":"p"},"Vault.a":{"host":"h"}}""", JsonSerializer.Serialize(recorded));
        Assert.Equal("""{"Vault.a":["password"],"Vault.b":["pin"]}""", JsonSerializer.Serialize(secrets.ModelNames.ToDictionary(model => model, model => secrets.For(model).Keys)));
        Assert.Equal(JsonSerializer.Serialize(configs), JsonSerializer.Serialize(recorded.OverriddenBy(secrets)));
    }

    [Theory]
    [InlineData("open hunter2-Zq9 \"x\" now", "open *** now")]
    [InlineData("https://h/?p=hunter2-Zq9%20%22x%22&q", "https://h/?p=***&q")]
    [InlineData("{\"p\":\"hunter2-Zq9 \\u0022x\\u0022\"}", "{\"p\":\"***\"}")]
    [InlineData("pin 4711, longer", "pin ***, longer")]
    [InlineData("nothing", "nothing")]
    public void Mask_HidesEverySecretHoweverItIsEscaped(string text, string expected) =>
        Assert.Equal(expected, Mask(("password", Planted), ("pin", 4711)).Hide(text));

    [Theory]
    [InlineData("https://acc.blob.example/c/b.csv?sv=2024&sig=aB%2Fc%3D", true)]
    [InlineData("https://bucket.example/k?X-Amz-Signature=0123&x=1#f", true)]
    [InlineData("https://data.example/x?page=2&sort=key", false)]
    [InlineData("https://data.example/x?sig=", false)]
    [InlineData("/data/in.csv?sig=x", false)]
    public void SourceAddress_WithAKeyInItsQuery_IsASecret(string path, bool isSecret)
    {
        ModelRef[] models = [Model.Of<Sourced>()];
        var configs = ModelConfigs.Empty.With("Sourced", "path", path).With("Sourced", "note", path);

        Assert.Equal(isSecret ? ["note"] : ["note", "path"], configs.WithoutSecrets(models).For("Sourced").Keys);
        Assert.Equal(isSecret ? "GET *** 403" : $"GET {path} 403", SecretMask.Of(models, configs).Hide($"GET {path} 403"));
    }

    [Fact]
    public void Mask_HidesAKeyWithoutItsAddress() =>
        Assert.Equal("sig=***", SecretMask.Of([Model.Of<Sourced>()], ModelConfigs.Empty.With("Sourced", "path", "https://h/x?sv=1&sig=aB%2Fc%3D")).Hide("sig=aB%2Fc%3D"));

    [Fact]
    public void Mask_HidesTheLongerOfTwoSecretsFirst() => Assert.Equal("***!", Mask(("password", "ab"), ("pin", "abc")).Hide("abc!"));

    [Fact]
    public void Mask_HidesADefaultOfTheClass() => Assert.Equal("***", SecretMask.Of([Model.Of<WithDefault>()], ModelConfigs.Empty).Hide("class-default"));

    [Fact]
    public void Mask_OfModelsWithoutSecrets_IsEmpty()
    {
        Assert.True(SecretMask.Of(Models, ModelConfigs.Empty.With("Vault.a", "host", "h").With("Vault.b", "password", " ")).IsEmpty);
        Assert.Equal("h", SecretMask.None.Hide("h"));
    }

    private static SecretMask Mask(params (string Argument, object Value)[] secrets) =>
        SecretMask.Of(Models, secrets.Aggregate(ModelConfigs.Empty, (configs, secret) => configs.With("Vault.a", secret.Argument, secret.Value)));

    internal sealed class Vault(string host = "localhost", [Secret] string? password = null, [Secret] int? pin = null) : Model<Row>
    {
        public string? Password { get; } = password == "refuse me" ? throw new InvalidOperationException($"'{password}' is too weak for {host} ({pin}).") : password;
    }

    internal sealed class Locked([Secret] string token) : Model<Row>
    {
        public string Token => token;
    }

    internal sealed class WithDefault([Secret] string token = "class-default") : Model<Row>
    {
        public string Token => token;
    }

    private sealed class Sourced([Source] string path = "", string note = "") : Model<int>
    {
        public override string ToString() => path + note;
    }
}
