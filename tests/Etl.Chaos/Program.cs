using Etl.Chaos;

return await ChaosApp.RunAsync(args);
