#if AZURE_SDK
using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility;

namespace Etl.Cli.Worker.ApplicationInsights;

/// <summary>
/// Drops the calls to blob storage, about twenty for each task, which the client sends as dependencies. The registry expects many of them to be
/// refused (a record that is not there yet, a put that lost), and they would be shown as failures.
/// </summary>
internal sealed class StoreCallFilter(ITelemetryProcessor next) : ITelemetryProcessor
{
    private const string StoreCall = "InProc | Microsoft.Storage";

    public void Process(ITelemetry item)
    {
        if (item is not DependencyTelemetry { Type: StoreCall })
        {
            next.Process(item);
        }
    }
}
#endif
