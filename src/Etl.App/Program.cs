using Etl.Cli;
using Etl.Hotels;

return await EtlApp.RunAsync(args, HotelPipelines.Catalog);
