using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Ui;

/// <summary><c>GET ui</c></summary>
public sealed class GetUi
{
    /// <summary>The dashboard's page. Anonymous: it holds no data, and gets all that it shows from the API.</summary>
    [Function(nameof(GetUi))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ui")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        // The page's addresses are relative, which a slash at the end would make others.
        return request.Path.Value is ['/', .., '/'] ? Results.Redirect("../ui") : UiFiles.Find(UiFiles.Page)!;
    }
}
