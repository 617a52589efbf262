// As prod in what it does, small in what it costs.
using './main.bicep'

param environmentName = 'test'
param maxInstances = 20
param vaultPurgeProtection = false
param logDailyQuotaGb = 2
param alertEmail = readEnvironmentVariable('ETL_ALERT_EMAIL', '')
param budgetAmount = int(readEnvironmentVariable('ETL_BUDGET', '100'))
param budgetStartDate = readEnvironmentVariable('ETL_BUDGET_START', '')
