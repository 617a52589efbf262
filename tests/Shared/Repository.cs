using System.Reflection;
using Xunit;

namespace Etl.Tests.Shared;

/// <summary>The checkout that the tests were built from. The build says where it is, because outputs may lie elsewhere.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!);

    /// <summary>A file beside the checkout that some machines have and some have not.</summary>
    public static string Shared(params string[] path) => Path.GetFullPath(Path.Combine([Root, "..", "shared", .. path]));

    /// <summary>The real bookings; skips the test where they are not.</summary>
    public static string RealBookings()
    {
        var path = Shared("data", "resort_bookings.csv");
        Assert.SkipUnless(File.Exists(path), "The real bookings are not beside this checkout (../shared/data/resort_bookings.csv).");
        return path;
    }
}
