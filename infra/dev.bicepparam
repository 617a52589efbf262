// For trying things out: small, and easy to throw away.
using './main.bicep'

param environmentName = 'dev'
param maxInstances = 10
param modelSoftDeleteDays = 0
param vaultPurgeProtection = false
param logDailyQuotaGb = 1
param nightlyPipelines = []
param alertEmail = readEnvironmentVariable('ETL_ALERT_EMAIL', '')
