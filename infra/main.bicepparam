// For azd: what `azd env set NAME VALUE` has set. A small environment unless told otherwise.
using './main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param plan = readEnvironmentVariable('ETL_PLAN', 'flex')
param durableBackend = readEnvironmentVariable('ETL_DURABLE_BACKEND', 'AzureStorage')
param usePrivateNetwork = bool(readEnvironmentVariable('ETL_PRIVATE_NETWORK', 'false'))
param maxInstances = int(readEnvironmentVariable('ETL_MAX_INSTANCES', '40'))
param vaultPurgeProtection = bool(readEnvironmentVariable('ETL_VAULT_PURGE_PROTECTION', 'false'))
param alertEmail = readEnvironmentVariable('ETL_ALERT_EMAIL', '')
param budgetAmount = int(readEnvironmentVariable('ETL_BUDGET', '0'))
param budgetStartDate = readEnvironmentVariable('ETL_BUDGET_START', '')
