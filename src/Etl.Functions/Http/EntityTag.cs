using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Etl.Functions.Http;

/// <summary>What tells one state of a document from another, so that who has it need not get it again.</summary>
internal static class EntityTag
{
    /// <summary>Puts the tag, which is in quotes, on the answer. True when the caller has that very content: then the answer is 304.</summary>
    public static bool IsKnown(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        var current = new EntityTagHeaderValue(tag);
        return HttpMethods.IsGet(context.Request.Method)
            && context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
    }
}
