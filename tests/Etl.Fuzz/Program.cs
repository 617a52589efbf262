using Etl.Fuzz;

return await new FuzzApp().RunAsync(args);
