using Etl.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Ui;

/// <summary><c>GET ui/{path}</c></summary>
public sealed class GetUiFile
{
    /// <summary>A script, style sheet or picture of the dashboard. Anonymous: they hold no data.</summary>
    [Function(nameof(GetUiFile))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ui/{*path}")] HttpRequest request, string? path) => path switch
    {
        null or "" => Results.Redirect("../ui"),
        _ => UiFiles.Find(path) ?? Responses.NotFound("The dashboard has no such file. GET ui is its page."),
    };
}
