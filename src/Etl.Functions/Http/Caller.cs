using Etl.Core.Registry;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>Who sent a request.</summary>
public static class Caller
{
    /// <summary>
    /// Set in <see cref="HttpContext.Items"/> by the local host when a request carries the token of its hub, which only the user who
    /// started it can read. Nothing sets it on Azure.
    /// </summary>
    public const string TrustedItem = "Etl.TrustedCaller";

    internal static RunOrigin Origin(HttpRequest request) =>
        request.HttpContext.Items.TryGetValue(TrustedItem, out var trusted) && trusted is true ? RunOrigin.CommandLine : RunOrigin.Http;
}
