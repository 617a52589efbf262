using Microsoft.Azure.Functions.Worker;

namespace AzureFunctions.Contracts.Tests;

public sealed class SdkListingTests
{
    // The listing has no DurableTask.Core. The client throws this exception of it.
    private const string UnlistedNamespace = "DurableTask.Core.";

    private static readonly IReadOnlyList<ListedType> Contracts = typeof(FunctionAttribute).Assembly.GetExportedTypes()
        .Where(type => !type.FullName!.StartsWith(UnlistedNamespace, StringComparison.Ordinal))
        .Select(ContractType.Describe)
        .ToList();

    [Fact]
    public void Contracts_TypeOfTheSdk_HasItsNameAndKindAndParents()
        => Assert.Empty(TypeDifferences(Contracts, SdkListing.ReadOrSkip()));

    [Fact]
    public void Contracts_PublicOrProtectedMember_IsAMemberOfTheSdk()
        => Assert.Empty(SurplusMembers(Contracts, SdkListing.ReadOrSkip()));

    [Fact]
    public void Contracts_AbstractClass_HasEveryAbstractMemberOfTheSdk()
        => Assert.Empty(MissingAbstractMembers(Contracts, SdkListing.ReadOrSkip()));

    [Fact]
    public void Contracts_Enum_HasEveryValueOfTheSdk()
    {
        var listing = SdkListing.ReadOrSkip();

        Assert.All(
            Contracts.Where(type => type.Kind == "enum"),
            type => Assert.Equal(listing.Types[type.Name].Members.Order(), type.Members.Order()));
    }

    [Fact]
    public void Comparison_UnknownTypeOrOtherKindOrParent_IsReported()
    {
        var listing = SdkListing.Parse(["sealed class N.A : System.Exception", "class N.B"]);

        Assert.Equal(
            ["N.A is a class, in the SDK a sealed class", "N.B has the parent System.Exception, not in the SDK", "N.C is not in the SDK"],
            TypeDifferences([Described("class N.A : System.Exception"), Described("class N.B : System.Exception"), Described("class N.C")], listing));
    }

    [Fact]
    public void Comparison_BaseClassLeftOut_IsReported()
        => Assert.Equal(
            ["N.A lacks the base class System.Exception"],
            TypeDifferences([Described("class N.A")], SdkListing.Parse(["class N.A : System.Exception, System.IDisposable"])));

    [Theory]
    [InlineData("public System.Void Run(System.String text)")]
    [InlineData("public System.Void Run(System.String name = default)")]
    [InlineData("public virtual System.Void Run(System.String name)")]
    [InlineData("public System.Void Walk(System.String name)")]
    public void Comparison_MemberThatDiffers_IsReported(string member)
        => Assert.Equal(
            [$"N.A: {member}"],
            SurplusMembers([Described("class N.A", member)], SdkListing.Parse(["class N.A", "  public System.Void Run(System.String name)"])));

    [Fact]
    public void Comparison_AbstractMemberLeftOut_IsReported()
    {
        const string Member = "protected abstract System.String Name { get; }";

        Assert.Equal(
            [$"N.A: {Member}"],
            MissingAbstractMembers([Described("abstract class N.A")], SdkListing.Parse(["abstract class N.A", "  " + Member])));
    }

    [Fact]
    public void Formatter_EveryShapeOfMember_IsWrittenAsInTheListing()
        => Assert.Equal(
            [
                "protected abstract System.Int32 Size { get; }",
                "protected ctor()",
                "public System.Collections.Generic.IReadOnlyDictionary<System.String, System.Nullable<System.Int32>> Map { get; }",
                "public System.String[] Names { get; init; }",
                "public ctor(System.String[] names)",
                "public static T Make<T>(System.Int32 count = 7, System.Boolean flag = False, System.Threading.CancellationToken token = default)",
                "public static field System.Int32 Limit",
                "public virtual System.Void Run(System.Object value = default)",
            ],
            ContractType.Describe(typeof(Sample)).Members.Order(StringComparer.Ordinal));

    private static ListedType Described(string header, params string[] members)
    {
        var type = ListedType.Parse(header);
        type.Members.UnionWith(members);
        return type;
    }

    private static List<string> TypeDifferences(IEnumerable<ListedType> contracts, SdkListing listing)
    {
        var differences = new List<string>();
        foreach (var type in contracts)
        {
            if (!listing.Types.TryGetValue(type.Name, out var listed))
            {
                differences.Add($"{type.Name} is not in the SDK");
                continue;
            }

            if (listed.Kind != type.Kind)
            {
                differences.Add($"{type.Name} is a {type.Kind}, in the SDK a {listed.Kind}");
            }

            differences.AddRange(type.Parents.Except(listed.Parents).Select(parent => $"{type.Name} has the parent {parent}, not in the SDK"));
            if (listed.Parents is [var first, ..] && !IsInterface(first) && !type.Parents.Contains(first))
            {
                differences.Add($"{type.Name} lacks the base class {first}");
            }
        }

        return differences;
    }

    private static List<string> SurplusMembers(IEnumerable<ListedType> contracts, SdkListing listing)
        => contracts
            .Where(type => listing.Types.ContainsKey(type.Name))
            .SelectMany(type => type.Members.Except(listing.Types[type.Name].Members).Order().Select(member => $"{type.Name}: {member}"))
            .ToList();

    private static List<string> MissingAbstractMembers(IEnumerable<ListedType> contracts, SdkListing listing)
        => contracts
            .Where(type => listing.Types.ContainsKey(type.Name))
            .SelectMany(type => listing.Types[type.Name].Members
                .Where(member => member.Contains(" abstract ", StringComparison.Ordinal))
                .Except(type.Members)
                .Select(member => $"{type.Name}: {member}"))
            .ToList();

    private static bool IsInterface(string name)
    {
        var simple = name.Split('<')[0].Split('.')[^1];
        return simple.Length > 1 && simple[0] == 'I' && char.IsUpper(simple[1]);
    }

    public abstract class Sample
    {
        public const int Limit = 3;

        protected Sample()
        {
        }

#pragma warning disable MA0017 // the formatter has to show a public constructor of an abstract class
        public Sample(params string[] names) => Names = names;
#pragma warning restore MA0017

        public string[]? Names { get; init; }

        public IReadOnlyDictionary<string, int?>? Map { get; private set; }

        protected abstract int Size { get; }

        public static T? Make<T>(int count = 7, bool flag = false, CancellationToken token = default) => default;

        public virtual void Run(object? value = null) => Map = null;

        public override string ToString() => "";

        internal void Hidden() => Map = null;
    }
}
