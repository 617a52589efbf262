// Private storage and vault, zones, long logs, a budget.
using './main.bicep'

param environmentName = 'prod'
param maxInstances = 40
param zoneRedundant = true
param storageSku = 'Standard_ZRS'
param modelSoftDeleteDays = 14
param usePrivateNetwork = true
param logRetentionDays = 90
param alertEmail = readEnvironmentVariable('ETL_ALERT_EMAIL', '')
param budgetAmount = int(readEnvironmentVariable('ETL_BUDGET', '500'))
param budgetStartDate = readEnvironmentVariable('ETL_BUDGET_START', '')
