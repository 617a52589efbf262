using Etl.Functions.Orchestrators;
using Microsoft.DurableTask;
using Moq;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class BackfillHistoryTests
{
    [Theory]
    [InlineData(BackfillOrchestrator.MaxSteps, 0)]
    [InlineData(BackfillOrchestrator.MaxSteps + 1, 1)]
    public async Task Backfill_OfMoreStepsThanAHistoryHas_GoesOnInANewOne(int steps, int newHistories)
    {
        var done = 0;
        var context = new Mock<TaskOrchestrationContext>();
        context.Setup(c => c.GetInput<string>()).Returns("nights");
        context.Setup(c => c.WaitForExternalEvent<string>(It.IsAny<string>(), It.IsAny<CancellationToken>())).Returns(new TaskCompletionSource<string>().Task);
        context.Setup(c => c.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        context.Setup(c => c.CallActivityAsync<BackfillProgress>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .ReturnsAsync(() => new BackfillProgress(0, 0, 0, 1, 0, HasChanged: false, HasEnded: ++done == steps));

        var end = await BackfillOrchestrator.RunAsync(context.Object);

        Assert.Equal((BackfillOrchestrator.MaxSteps, newHistories == 0), (done, end is not null));
        context.Verify(c => c.ContinueAsNew("nights", It.IsAny<bool>()), Times.Exactly(newHistories));
    }
}
