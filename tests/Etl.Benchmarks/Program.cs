using Etl.Benchmarks;

return await new BenchmarkApp().RunAsync(args);
