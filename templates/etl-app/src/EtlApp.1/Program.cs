using EtlApp._1;

return await Etl.Cli.EtlApp.RunAsync(args, Pipelines.Catalog);
