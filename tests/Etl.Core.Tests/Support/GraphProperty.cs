using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Support;

/// <summary>Checks something for many random graphs; a failure shows the smallest graph and the seed that was found.</summary>
internal static class GraphProperty
{
    public static void ForAll(Action<Graph> check, int tests = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true), Prop.ForAll(ArbMap.Default.ArbFor<Graph>(), check));
}
